"""The one door between the host and the games in this interpreter: JSON in, JSON out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from .actor import Actor
from .faults import ContractFault, RequestFault, describe_fault
from .game import Game
from .plain import blank_not_finite, find_not_finite
from .stage import Stage

SNAPSHOT_LIMIT = 262_144
"""Most characters of a snapshot that are kept."""

Request = dict[str, Any]
Answer = dict[str, Any]


class Harness:
    """Hosts many games; :meth:`handle` is all that the host calls.

    ======== ===================================================== ======================
    op       asks with                                             answers with
    ======== ===================================================== ======================
    load     game, path, file, class, kwargs, canvas {width,       agents, single,
             height}                                               perAgentRender, actions
    reset    game, seed, options?                                  outcome, full frames
    step     game, actions, hash?                                  outcome
    steps    game, actions [..], fromTick, hashEvery               outcome of the last, full
                                                                   frames, hashes {tick}
    snapshot game                                                  snapshot: text, None where
                                                                   the author has no set_state;
                                                                   or snapshotRefusal
    restore  game, seed, snapshot                                  outcome, full frames, hash
    frame    game                                                  frames, full
    state    game                                                  state
    examine  game, actions [..]                                    findings: [{rule, and what
                                                                   an error has}]
    cast     game, path, file, class, kwargs, agent                (nothing more)
    act      game, observation, allowed?, seed?                    action
    close    game                                                  (nothing more)
    ======== ===================================================== ======================

    An outcome has obs, rewards, terminations, truncations, infos, frames, and where asked
    for or present hash, log, ``waits: [agents]`` (the next step is theirs alone) and
    ``allowed: {agent: [actions]}``. ``obs: [agents]`` in a request limits whose observations
    are in it. A full frame has ``"reset": true``.

    ``cast`` brings a policy to life that acts for an agent, under a game's name of its own. With
    ``seed``, ``act`` is the first of an episode.

    A reset is tick 0; in ``steps`` the first action leads to tick ``fromTick + 1``, and
    hashes are taken at ticks that ``hashEvery`` divides.
    """

    def __init__(self) -> None:
        self._games: dict[str, Game] = {}
        self._actors: dict[str, Actor] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self._makers: dict[str, Callable[[], Game]] = {}
        self._loaded = 0

    def handle(self, request_json: str) -> str:
        """Answer one request. Never raises: what goes wrong is in ``error``."""
        folder, file = "", ""
        game: Game | Actor | None = None
        try:
            request = _decode(request_json)
            operation = _OPERATIONS.get(str(request.get("op")))
            if operation is None:
                raise RequestFault(f"op must be one of {', '.join(_OPERATIONS)}")
            name = str(request.get("game"))
            if request["op"] in ("load", "cast"):
                folder = os.path.abspath(str(request.get("path")))
                file = str(request.get("file"))
            else:
                folder, file = self._places.get(name, ("", ""))
                game = self._games.get(name) or self._actors.get(name)
                if game is None:
                    raise RequestFault(f"there is no game {name}")
            answer: Answer = {"ok": True, **operation(self, request)}
            return _encode(answer)
        except BaseException as error:
            try:
                return self._refuse(error, folder, file, game)
            except BaseException as second:  # even the telling may be interrupted
                return json.dumps({"ok": False, "error": describe_fault(second, "\0", file)})

    def _refuse(self, error: BaseException, folder: str, file: str, game: Game | Actor | None) -> str:
        if isinstance(error, ContractFault) and error.at is None and game is not None:
            error.at = game.called
        answer: Answer = {"ok": False, "error": describe_fault(error, folder, file)}
        log = game.stage.log.take() if game is not None else ""
        if log:
            answer["log"] = log
        return json.dumps(answer)

    def _load(self, request: Request) -> Answer:
        name, folder, file = self._take_name(request)
        canvas = _need(request, "canvas", dict)
        size = (_need(canvas, "width", (int, float)), _need(canvas, "height", (int, float)))

        def make() -> Game:
            return Game(self._name_module(), folder, file, str(request.get("class")), _kwargs_of(request), size,
                        Stage(folder))

        game = self._games[name] = make()
        self._places[name] = (folder, file)
        self._makers[name] = make
        answer = {
            "agents": game.agents,
            "single": game.single,
            "perAgentRender": game.per_agent_render,
            "actions": {agent: None if known is None else len(known) for agent, known in game.actions.items()},
        }
        return _with_log(answer, game)

    def _cast(self, request: Request) -> Answer:
        name, folder, file = self._take_name(request)
        agent = _need(request, "agent", str)
        actor = self._actors[name] = Actor(self._name_module(), folder, file, str(request.get("class")),
                                           _kwargs_of(request), agent, Stage(folder))
        self._places[name] = (folder, file)
        return _with_log({}, actor)

    def _act(self, request: Request) -> Answer:
        actor = self._actors[str(request.get("game"))]
        if "seed" in request:
            actor.begin(_need(request, "seed", int))
        return _with_log({"action": actor.act(request.get("observation"), request.get("allowed"))}, actor)

    def _take_name(self, request: Request) -> tuple[str, str, str]:
        name = str(request.get("game"))
        if name in self._games or name in self._actors:
            raise RequestFault(f"there is a game {name} already")
        return name, os.path.abspath(str(request.get("path"))), str(request.get("file"))

    def _name_module(self) -> str:
        self._loaded += 1
        return f"cubicle_game_{self._loaded}"

    def _reset(self, request: Request) -> Answer:
        game = self._find(request)
        game.reset(_need(request, "seed", int), request.get("options"))
        answer = game.outcome(request.get("obs"))
        game.commit()
        answer["frames"] = game.full()
        return self._finish(answer, game, request)

    def _step(self, request: Request) -> Answer:
        game = self._find(request)
        game.step(_need(request, "actions", dict))
        answer = game.outcome(request.get("obs"))
        answer["frames"] = game.commit()
        return self._finish(answer, game, request)

    def _steps(self, request: Request) -> Answer:
        game = self._find(request)
        tick = _need(request, "fromTick", int)
        every = _need(request, "hashEvery", int)
        hashes: dict[str, str] = {}
        for actions in _need(request, "actions", list):
            game.step(actions)
            game.commit()
            tick += 1
            if every > 0 and tick % every == 0:
                hashes[str(tick)] = game.hash()
        answer = game.outcome(request.get("obs"))
        answer["frames"] = game.full()
        answer["hashes"] = hashes
        return self._finish(answer, game, request)

    def _snapshot(self, request: Request) -> Answer:
        game = self._find(request)
        content = game.snapshot()
        answer = {**game.outcome([]), "frames": {}, "snapshot": None}
        if content is not None:
            text = json.dumps(content, separators=(",", ":"))
            if len(text) <= SNAPSHOT_LIMIT:
                answer["snapshot"] = text
            else:
                answer["snapshotRefusal"] = (
                    f"the state is {len(text)} characters as text; "
                    f"at most {SNAPSHOT_LIMIT} are kept"
                )
        return _with_log(answer, game)

    def _restore(self, request: Request) -> Answer:
        game = self._find(request)
        game.restore(_need(request, "seed", int), json.loads(_need(request, "snapshot", str)))
        answer = game.outcome(request.get("obs"))
        answer["frames"] = game.full()
        answer["hash"] = game.hash()
        return _with_log(answer, game)

    def _frame(self, request: Request) -> Answer:
        return {"frames": self._find(request).full()}

    def _state(self, request: Request) -> Answer:
        game = self._find(request)
        return _with_log({"state": game.state()}, game)

    def _examine(self, request: Request) -> Answer:
        from .conformance import examine  # games that are played do without

        name = str(request.get("game"))
        findings = examine(self._makers[name], _need(request, "actions", list), *self._places[name])
        nothing = {part: {} for part in ("obs", "rewards", "terminations", "truncations", "infos", "frames")}
        return {**nothing, "findings": findings}

    def _close(self, request: Request) -> Answer:
        name = str(request.get("game"))
        self._makers.pop(name, None)
        resident = self._actors.pop(name, None) or self._games.pop(name)
        resident.close()
        return {}

    def _find(self, request: Request) -> Game:
        return self._games[str(request.get("game"))]

    def _finish(self, answer: Answer, game: Game, request: Request) -> Answer:
        if request.get("hash"):
            answer["hash"] = game.hash()
        return _with_log(answer, game)


def _kwargs_of(request: Request) -> dict[str, Any]:
    """Return a copy for one author's instance alone."""
    kwargs: dict[str, Any] = json.loads(json.dumps(request.get("kwargs") or {}))
    return kwargs


def _with_log(answer: Answer, game: Game | Actor) -> Answer:
    log = game.stage.log.take()
    if log:
        answer["log"] = log
    return answer


def _need(fields: dict[str, Any], name: str, kind: Any) -> Any:
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, kind):
        raise RequestFault(f"{name} is missing or of the wrong kind; got {value!r}")
    return value


def _decode(request_json: str) -> Request:
    try:
        request = json.loads(request_json)
    except ValueError as error:
        raise RequestFault(f"the request is no JSON: {error}") from None
    if not isinstance(request, dict):
        raise RequestFault("the request must be an object")
    return request


def _encode(answer: Answer) -> str:
    """Return an answer as JSON, which knows no NaN: refused in obs, blanked elsewhere."""
    try:
        return json.dumps(answer, allow_nan=False, separators=(",", ":"))
    except ValueError:
        place = find_not_finite(answer.get("obs"), "obs")
        if place is not None:
            raise ContractFault(f"{place} is NaN or infinite; expected a finite number") from None
        return json.dumps(blank_not_finite(answer), separators=(",", ":"))


_OPERATIONS = {
    "load": Harness._load,
    "reset": Harness._reset,
    "step": Harness._step,
    "steps": Harness._steps,
    "snapshot": Harness._snapshot,
    "restore": Harness._restore,
    "frame": Harness._frame,
    "state": Harness._state,
    "examine": Harness._examine,
    "cast": Harness._cast,
    "act": Harness._act,
    "close": Harness._close,
}

_harness = Harness()
handle = _harness.handle
"""Answer one request to this interpreter's games: ``handle(request_json) -> str``."""
