"""The rules that replay, recovery and drawing count on: they hold for every form of environment."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ..game import Game
from .rules import Hand, require

SEED = 1
MIDDLE = 20
"""How many ticks are played before an episode is copied or begun anew."""
Make = Callable[[], Game]
Draw = Callable[[], Hand]


def check_repeats(make: Make, hand: Draw) -> None:
    """Check that the same seed and actions lead another object through the same states."""
    one, other = _begin(make), _begin(make)
    _same(one, other, "repeats", "is not in the same state with the same seed and actions",
          "all chance must come from 'random.Random(seed)' made in reset(); no clock, no order of a set, "
          "nothing kept in the class or the module", one.author.reset)
    _play_both(one, other, hand(), "repeats", "is not in the same state with the same seed and actions",
               "all chance must come from 'random.Random(seed)' made in reset(); no clock, no order of a set, "
               "nothing kept in the class or the module", one.author.step)


def check_restarts(make: Make, hand: Draw) -> None:
    """Check that ``reset`` leaves nothing behind of the episode before."""
    used, fresh = _begin(make), _begin(make)
    _play(used, hand(), MIDDLE)
    used.reset(SEED, None)
    words = ("restarts", "begins in another state after an episode than in a new object",
             "set everything that step() changes in reset(), not in __init__ alone", used.author.reset)
    _same(used, fresh, *words)
    _play_both(used, fresh, hand(), *words, most=MIDDLE)


def check_copies(make: Make, hand: Draw) -> None:
    """Check that ``get_state`` and ``set_state``, where offered, carry an episode over whole."""
    one, other = _begin(make), _begin(make)
    getters = [callable(getattr(one.author, name, None)) for name in ("get_state", "set_state")]
    if not any(getters):
        return
    require(all(getters), "copies", "get_state and set_state belong together, and there is only one of them: write "
                                    "'def get_state(self):' and 'def set_state(self, state):'",
            one.author.get_state if getters[0] else one.author.set_state)
    draws = hand()
    _play(one, draws, MIDDLE)
    _play(other, hand(), MIDDLE // 2)
    state, snapshot = one.state(), one.snapshot()
    if snapshot is None:
        return  # nobody takes a copy of such a game, so that nothing comes of it
    other.restore(SEED, json.loads(json.dumps(snapshot)))
    found = other.state()
    require(found == state, "copies",
            f"after set_state(get_state()) {_difference(state, found)}: set everything in set_state that get_state "
            "returns (tuples come back as lists, keys of dicts as text)", one.author.set_state)
    _play_both(one, other, draws, "copies", "goes on differently after set_state(get_state())",
               "get_state must return everything that the next steps depend on, also random.Random's getstate()",
               one.author.get_state, most=MIDDLE)


def check_render(make: Make, hand: Draw) -> None:
    """Check that drawing changes nothing of the game."""
    one, other = _begin(make), _begin(make)
    if not one.draws:
        return
    words = ("render", "is in another state when it is drawn more often",
             "render() must only read: move what it changes into step()", getattr(one.author, "render", None))
    draws = hand()
    for _ in draws.ticks():
        with other.stage:
            other.draw()
            other.draw()
        _same(one, other, *words)
        if not one.acting:
            return
        _step_both(one, other, draws)
    _same(one, other, *words)


def _begin(make: Make) -> Game:
    game = make()
    game.reset(SEED, None)
    return game


def _actions(game: Game, hand: Hand) -> dict[str, Any]:
    obs, _, _, _, infos = game.last
    return {agent: hand.draw(agent, obs, infos) for agent in game.acting}


def _play(game: Game, hand: Hand, most: int) -> None:
    for _ in hand.ticks(most):
        if not game.acting:
            return
        game.step(_actions(game, hand))


def _step_both(one: Game, other: Game, hand: Hand) -> None:
    actions = _actions(one, hand)
    one.step(dict(actions))
    other.step(dict(actions))


def _play_both(one: Game, other: Game, hand: Hand, rule: str, found: str, remedy: str, at: Any, most: int = 60) -> None:
    for tick in hand.ticks(most):
        if not one.acting:
            return
        _step_both(one, other, hand)
        _same(one, other, rule, f"{found}, {tick} {'tick' if tick == 1 else 'ticks'} on", remedy, at)


def _same(one: Game, other: Game, rule: str, found: str, remedy: str, at: Any) -> None:
    require(one.hash() == other.hash(), rule, f"the game {found}: {_where(one, other)}: {remedy}", at)


def _where(one: Game, other: Game) -> str:
    """Return what of two games differs, as far as it can be seen."""
    for name, mine, others in (("get_state()", one.state(), other.state()),
                               *zip(("observations", "rewards", "terminations", "truncations"),
                                    one.results(), other.results())):
        if mine != others:
            return f"{name} {_difference(mine, others)}"
    return "they differ"


def _difference(one: Any, other: Any, where: str = "") -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one:
            if key not in other or one[key] != other[key]:
                return _difference(one[key], other.get(key), f"{where}[{key!r}]")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (mine, others) in enumerate(zip(one, other)):
            if mine != others:
                return _difference(mine, others, f"{where}[{place}]")
    one, other = (text if len(text) <= 60 else f"{text[:57]}…" for text in (repr(one), repr(other)))
    return f"{where} is {one} here and {other} there".lstrip()
