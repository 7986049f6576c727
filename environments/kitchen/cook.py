"""A scripted cook that does the next useful thing: teacher and yardstick of the trained partner."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from senses import AHEAD, FAR, HELD, TARGETS

STAY, UP, DOWN, LEFT, RIGHT, INTERACT = range(6)
_WAY = 8
"""Numbers per target: five for the action that begins the way, its length, whether there is one, whether it is free."""
_HELD, _FACING, _PRESSING, _AROUND = 0, 4, 8, 9
_AHEAD = _AROUND + 8
_TARGETS = _AHEAD + len(AHEAD)
_OTHER = _TARGETS + _WAY * len(TARGETS)
_OTHER_WAYS = _OTHER + 11
_POTS = _OTHER_WAYS + 2 * len(TARGETS)


class View:
    """What a cook reads out of its observation."""

    def __init__(self, obs: Sequence[float]) -> None:
        self.obs = obs
        self.held = HELD[_index(obs[_HELD : _HELD + 4])]
        self.other_held = HELD[_index(obs[_OTHER : _OTHER + 4])] if any(obs[_OTHER : _OTHER + 4]) else None
        self.is_alone = not any(obs[_OTHER : _OTHER + 4])
        self.most_onions = _index(obs[_POTS : _POTS + 4])

    def way(self, target: str) -> tuple[int, float, bool]:
        """Return the action that begins the way to a target, the way's length, and whether it is free."""
        at = _TARGETS + _WAY * TARGETS.index(target)
        if not self.obs[at + 6]:
            return STAY, float(FAR), False
        return 1 + _index(self.obs[at : at + 5]), self.obs[at + 5] * FAR, bool(self.obs[at + 7])

    def can(self, target: str) -> bool:
        """Return whether there is any way to a target."""
        return bool(self.obs[_TARGETS + _WAY * TARGETS.index(target) + 6])

    def other_can(self, target: str) -> bool:
        """Return whether the other chef has any way to a target."""
        return bool(self.obs[_OTHER_WAYS + 2 * TARGETS.index(target) + 1])

    def other_steps(self, target: str) -> float:
        """Return how far the other chef has it to a target."""
        return self.obs[_OTHER_WAYS + 2 * TARGETS.index(target)] * FAR


def choose_target(view: View) -> str | None:
    """Return what a cook would go to next, ``None`` to wait."""
    waiting = view.can("pot that is ready") or view.can("pot that cooks")
    far_waiting = view.other_can("pot that is ready") or view.other_can("pot that cooks")
    put_down = "shared counter" if view.can("shared counter") else "free counter"
    if view.held == "soup":
        return "hatch" if view.can("hatch") else put_down
    if view.held == "dish":
        for target in ("pot that is ready", "pot that cooks"):
            if view.can(target):
                return target
        # The one who is at the pots needs a dish only when a soup is on its way.
        if not view.can("pot that wants onions"):
            return put_down
        return None if view.most_onions == 2 and view.other_held == "onion" else put_down
    if view.held == "onion":
        if view.can("pot that wants onions"):
            return "pot that wants onions"
        if not waiting and view.other_can("pot that wants onions"):
            return put_down
        nobody_has_a_dish = view.other_held not in ("dish", "soup")
        return put_down if waiting and nobody_has_a_dish and not view.can("pot that wants onions") else None
    if view.can("soup on a counter") and view.can("hatch"):
        return "soup on a counter"
    at_pots = view.can("pot that wants onions") or waiting
    soup_needs_dish = (waiting or (far_waiting and not at_pots)) and view.other_held not in ("dish", "soup")
    if soup_needs_dish and view.can("dish"):
        _, mine, _ = view.way("dish")
        free_hands = view.other_held is None and view.other_can("dish") and view.other_can("pot that cooks")
        if not (free_hands and view.other_steps("dish") < mine and view.can("pot that wants onions")):
            return "dish"
    wanted = 3 - view.most_onions if view.most_onions < 3 else 0
    coming = 1 if view.other_held == "onion" else 0
    if view.can("pot that wants onions") and view.can("onion") and (wanted > coming or view.most_onions == 0):
        return "onion"
    if not at_pots and view.can("onion") and view.other_can("pot that wants onions"):
        return "onion"
    if view.can("pot that wants onions") and view.can("onion"):
        return "onion"
    return "dish" if waiting and view.can("dish") and view.other_held is None else None


class Cook:
    """Goes the shortest free way to what ``choose_target`` names, and makes way when it has nothing to do.

    Two cooks who always step aside at once never get past each other: near another chef this
    one hesitates now and then.

    Args:
        seed: of its hesitations.
        hesitation: chance of waiting one step when another chef is near.
    """

    def __init__(self, seed: int = 0, hesitation: float = 0.25) -> None:
        self._random = Random(seed)
        self._hesitation = hesitation

    def act(self, obs: Sequence[float]) -> int:
        """Return the action for an observation (see ``CookTogether``)."""
        action = self.decide(obs)
        waits = self.chance_of_waiting(obs, action)
        return STAY if waits > 0 and self._random.random() < waits else action

    def chance_of_waiting(self, obs: Sequence[float], action: int) -> float:
        """Return how likely it waits instead of what it decided."""
        return self._hesitation if UP <= action <= RIGHT and self._is_near(obs) else 0.0

    def decide(self, obs: Sequence[float]) -> int:
        """Return what it does when it does not hesitate."""
        view = View(obs)
        target = choose_target(view)
        if target is None:
            return self._make_way(obs)
        action, steps, is_free = view.way(target)
        if target == "pot that cooks" and steps <= 0:
            return STAY
        if action == INTERACT and obs[_PRESSING]:
            return STAY
        if not is_free and action in (UP, DOWN, LEFT, RIGHT) and obs[_AROUND + 2 * (action - 1) + 1]:
            return self._make_way(obs)
        return action

    @staticmethod
    def _is_near(obs: Sequence[float]) -> bool:
        """Return whether another chef is within about two tiles."""
        return any(obs[_OTHER : _OTHER + 4]) and abs(obs[_OTHER + 8]) + abs(obs[_OTHER + 9]) < 0.5

    def _make_way(self, obs: Sequence[float]) -> int:
        """Return a step aside when another chef is beside; else stay."""
        around = obs[_AROUND : _AROUND + 8]
        if not any(around[1::2]):
            return STAY
        for number in range(4):
            is_floor, has_chef = around[2 * number], around[2 * number + 1]
            opposite = number ^ 1
            if is_floor and not has_chef and around[2 * opposite + 1]:
                return UP + number
        for number in range(4):
            if around[2 * number] and not around[2 * number + 1]:
                return UP + number
        return STAY


def _index(flags: Sequence[float]) -> int:
    return max(range(len(flags)), key=lambda at: flags[at])
