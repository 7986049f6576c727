"""One game: an author's environment, its surfaces, and what it is asked to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .contract import (
    check_agents,
    check_flag,
    check_methods,
    check_per_agent,
    check_reset_result,
    check_reward,
    check_step_result,
    count_render_arguments,
)
from .faults import ContractFault, RequestFault
from .hud import Hud
from .loading import construct, find_class_line, load_class
from .masks import list_allowed
from .mug import MugEnvironment, is_mug
from .named import NamedAgents, with_names
from .pictures import Pictures
from .plain import compute_hash, to_plain
from .single import SingleAgent, is_single
from .stage import Stage
from .surface import Surface
from .turns import TurnBased, is_turn_based, read_waits

_NOTHING: dict[str, list[Any]] = {"set": [], "del": []}

EVERYONE = "*"
"""Key of a frame that all agents see."""


class Game:
    """One environment in play. Methods raise; the caller turns errors into answers."""

    def __init__(self, name: str, folder: str, file: str, class_name: str, kwargs: dict[str, Any],
                 canvas: tuple[float, float], stage: Stage) -> None:
        self._canvas = canvas
        self._pictures = Pictures(folder)
        self.stage = stage
        self.called: Any = None
        """The author's method that was called last: where to look when a result is wrong."""
        with stage:
            stage.seed(0)
            made = load_class(name, folder, file, class_name)
            try:
                self.author: Any = construct(made, class_name, kwargs)
                self._env, self.single = self._see_parallel(made)
                self.agents = check_agents(self._env)
                # What wraps an environment in MUG's form paints what that renders.
                self._artist = self._env if isinstance(self._env, MugEnvironment) else self.author
                self._render_arguments = count_render_arguments(self._artist)
                self._hud = Hud(self.author)
                self.actions = {agent: self._list_actions(agent) for agent in self.agents}
            except ContractFault as fault:
                fault.at = fault.at or (file, find_class_line(folder, file, class_name))
                raise
        self._surfaces: dict[str, Surface] = {}
        self._live: list[str] = []
        self._waits: list[str] | None = None
        self._last: tuple[Any, ...] = ()

    @property
    def per_agent_render(self) -> bool:
        """Whether each agent sees a picture, or a text above it, of its own."""
        return self._render_arguments == 2 or self._hud.per_agent

    @property
    def form(self) -> Any:
        """The environment in the parallel form: the author's own, or what gives it that form."""
        return self._env

    @property
    def acting(self) -> list[str]:
        """The agents whose action the next step takes; none when the episode is over."""
        return self._waits or self._live

    @property
    def last(self) -> tuple[Any, ...]:
        """Observations, rewards, terminations, truncations and infos of the last reset or step."""
        return self._last

    @property
    def draws(self) -> bool:
        """Whether there is something to see."""
        return bool(self._surfaces) or self._hud.exists

    def reset(self, seed: int, options: dict[str, Any] | None) -> None:
        """Begin an episode: a new surface, the environment reset from ``seed``."""
        self.stage.log.restart()
        with self.stage:
            self.stage.seed(seed)
            at = self.called = self.author.reset
            result = self._env.reset(seed=seed, options=options)
            obs, infos = check_reset_result(result, self._env)
            self._live = self._agents_now(self.agents)
            check_per_agent("observations", obs, self._live, self.agents, at)
            check_per_agent("infos", infos, [], self.agents, at)
            off = dict.fromkeys(self._live, False)
            self._last = (obs, dict.fromkeys(self._live, 0), off, dict(off), infos)
            self._waits = read_waits(self._env, self.agents, self._live)
            self._surfaces = {}
            self._hud.restart()
            if self._render_arguments:
                seers = self.agents if self._render_arguments == 2 else [EVERYONE]
                self._surfaces = {seer: Surface(*self._canvas, self._pictures) for seer in seers}
            self.draw()

    def step(self, actions: dict[str, Any]) -> None:
        """Play one tick with an action for each agent still in play, or for those who are waited for.

        The picture is drawn in every tick, looked at or not: what an author draws may
        persist, so a tick left out would show later.
        """
        live = self._live
        if not live:
            raise RequestFault("the episode is over, or was never begun: reset it first")
        asked = self.acting
        for agent in asked:
            if agent not in actions:
                raise RequestFault(f"there is no action for agent {agent!r}")
        with self.stage:
            self.called = self.author.step
            result = self._env.step({agent: actions[agent] for agent in asked})
            obs, rewards, terminations, truncations, infos = check_step_result(result, self._env)
            at, agents = self.called, self.agents
            check_per_agent("observations", obs, live, agents, at)
            check_per_agent("infos", infos, [], agents, at)
            self._last = (
                obs,
                _checked("rewards", rewards, live, agents, at, check_reward),
                _checked("terminations", terminations, live, agents, at, check_flag),
                _checked("truncations", truncations, live, agents, at, check_flag),
                infos,
            )
            over = {agent for flags in self._last[2:4] for agent in flags if flags[agent]}
            self._live = [agent for agent in self._agents_now(live) if agent not in over]
            self._waits = read_waits(self._env, agents, self._live)
            self.draw()

    def commit(self) -> dict[str, Any]:
        """Return what changed for each seer since the last call."""
        drawn = {key: surface.commit() for key, surface in self._surfaces.items()}
        frames = {}
        for seer in self._seers():
            picture, text = drawn.get(self._key_of(seer), _NOTHING), self._hud.commit(seer)
            frames[seer] = {part: [*picture[part], *text[part]] for part in ("set", "del")}
        return frames

    def full(self) -> dict[str, Any]:
        """Return each picture whole, as of the last commit, for a screen to start anew from."""
        drawn = {key: surface.full()["set"] for key, surface in self._surfaces.items()}
        return {
            seer: {"set": [*drawn.get(self._key_of(seer), []), *self._hud.full(seer)], "del": [], "reset": True}
            for seer in self._seers()
        }

    def outcome(self, obs_of: list[str] | None) -> dict[str, Any]:
        """Return the plain results of the last reset or step, observations of some agents only.

        Where the environment says so, also whom it ``waits`` for, and which actions are
        ``allowed`` to those who act next.
        """
        if not self._last:
            raise RequestFault("there is no episode yet: reset the game first")
        obs, rewards, terminations, truncations, infos = self._last
        wanted = obs if obs_of is None else [agent for agent in obs_of if agent in obs]
        outcome = {
            "obs": {agent: to_plain(obs[agent], f"obs[{agent!r}]") for agent in wanted},
            "rewards": rewards,
            "terminations": terminations,
            "truncations": truncations,
            "infos": to_plain(infos, "infos"),
        }
        allowed = {agent: list_allowed(agent, obs, infos, self.actions[agent]) for agent in self.acting}
        if any(allowed.values()):
            outcome["allowed"] = {agent: some for agent, some in allowed.items() if some is not None}
        return outcome if self._waits is None else {**outcome, "waits": self._waits}

    def state(self) -> Any:
        """Return ``get_state()`` as plain data, ``None`` where it is not offered."""
        get_state = getattr(self.author, "get_state", None)
        if not callable(get_state):
            return None
        with self.stage:
            return to_plain(get_state(), "get_state()")

    def hash(self) -> str:
        """Return the hash of the state and of the last results, infos left out."""
        return compute_hash([self.state(), *self.results()])

    def results(self) -> list[Any]:
        """Return the last results, infos left out, as plain data."""
        return [to_plain(part, "obs") for part in self._last[:4]]

    def snapshot(self) -> dict[str, Any] | None:
        """Return all that :meth:`restore` takes to go on from here, as plain data.

        ``None`` where the author offers no ``get_state`` and ``set_state``, and for environments
        that were written for MUG: what their packets have put on screen so far is in no state.
        """
        if isinstance(self._env, MugEnvironment) or not callable(getattr(self.author, "set_state", None)):
            return None
        state = self.state()
        if state is None:
            return None
        with self.stage:
            generators = self.stage.generators()
        return {
            "state": state,
            "live": self._live,
            "last": [to_plain(part, "results") for part in self._last],
            "generators": generators,
            "surfaces": {seer: surface.full() for seer, surface in self._surfaces.items()},
            "texts": self._hud.texts(),
        }

    def restore(self, seed: int, snapshot: dict[str, Any]) -> None:
        """Bring the episode of ``seed`` to where :meth:`snapshot` was taken, here or elsewhere."""
        self.reset(seed, None)
        with self.stage:
            self.called = self.author.set_state
            self.author.set_state(snapshot["state"])
            self.stage.restore(snapshot["generators"])
        self._live = list(snapshot["live"])
        self._last = tuple(snapshot["last"])
        self._waits = read_waits(self._env, self.agents, self._live)
        for seer, surface in self._surfaces.items():
            surface.restore(snapshot["surfaces"][seer])
        self._hud.restore(snapshot.get("texts", {}))

    def close(self) -> None:
        """Let the environment clean up, if it wants to."""
        self.stage.leave(self.author)

    def _see_parallel(self, made: Any) -> tuple[Any, bool]:
        """Return the environment in the parallel form, and whether it has a single agent."""
        if is_mug(made, self.author):
            return MugEnvironment(self.author, self._pictures), False
        if is_turn_based(self.author):
            return TurnBased(self.author), False
        check_methods(self.author)
        single = is_single(self.author)
        return SingleAgent(self.author) if single else with_names(self.author), single

    def draw(self) -> None:
        """Let the author draw; to be called on the stage."""
        for seer, surface in self._surfaces.items():
            if self._render_arguments == 2:
                self._artist.render(surface, seer)
            else:
                self._artist.render(surface)
        self._hud.write(self._seers())

    def _seers(self) -> list[str]:
        """Return who has something of their own to see; nobody where nothing is drawn."""
        if not self.draws:
            return []
        return self.agents if self.per_agent_render else [EVERYONE]

    def _key_of(self, seer: str) -> str:
        """Return whose surface a seer sees."""
        return seer if self._render_arguments == 2 else EVERYONE

    def _agents_now(self, before: list[str]) -> list[str]:
        """Return the agents in play: those of ``before`` that ``env.agents`` still has."""
        now = getattr(self._env, "agents", None)
        return list(before) if now is None else [agent for agent in before if agent in now]

    def _list_actions(self, agent: str) -> range | None:
        """Return the discrete actions that an agent has, ``None`` where its space is of another kind or not told."""
        space = getattr(self._env if isinstance(self._env, NamedAgents) else self.author, "action_space", None)
        if callable(space) and not hasattr(space, "n"):
            space = space(agent)
        elif space is None:
            space = (getattr(self.author, "action_spaces", None) or {}).get(agent)
        count = to_plain(getattr(space, "n", None), "action_space.n")
        # Spaces of several numbers at once, as MultiBinary, have an n too.
        if not isinstance(count, int) or getattr(space, "shape", None) not in (None, ()):
            return None
        start = to_plain(getattr(space, "start", 0), "action_space.start")
        return range(start, start + count)


def _checked(name: str, values: Any, live: list[str], agents: list[str], at: Any,
             check: Callable[..., Any]) -> dict[str, Any]:
    check_per_agent(name, values, live, agents, at)
    if check is check_reward:
        return {agent: check_reward(agent, value, at) for agent, value in values.items()}
    return {agent: check(name, agent, value, at) for agent, value in values.items()}
