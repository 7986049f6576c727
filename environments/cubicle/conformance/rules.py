"""What a broken rule is, and the checks that several forms of environments share."""

from __future__ import annotations

import math
import random
import time
from typing import Any

from ..contract import check_reward
from ..faults import ContractFault
from ..masks import list_allowed
from ..plain import find_not_finite, to_plain

TICKS = 60
"""How long an episode is played at most."""
SECONDS = 1.0
"""How long one check plays at most; a slow environment is played for fewer ticks."""


class BrokenRule(ContractFault):
    """An environment does not keep a rule.

    Args:
        rule: its name, such as ``"results"``.
        message: what was found, what was expected, what to write.
        at: a function of the author's whose line is the place to look at.
    """

    def __init__(self, rule: str, message: str, at: Any = None) -> None:
        super().__init__(message, at)
        self.rule = rule


class Hand:
    """Draws actions, the same from the same seed, and says when enough was played."""

    def __init__(self, known: dict[str, range | None], actions: list[Any], seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._known = known
        self._actions = actions
        self._until = time.monotonic() + SECONDS

    def draw(self, agent: str, obs: dict[str, Any], infos: dict[str, Any]) -> Any:
        """Return an action for an agent: one that its mask allows, its space has, or the study's keys know."""
        known = self._known.get(agent)
        allowed = list_allowed(agent, obs, infos, known)
        if allowed is not None:
            return self._random.choice(allowed)
        return self._random.choice(self._actions if known is None else known)

    def ticks(self, most: int = TICKS) -> Any:
        """Yield the numbers of ticks to play, from 1."""
        for tick in range(1, most + 1):
            yield tick
            if time.monotonic() > self._until:
                return


def require(holds: bool, rule: str, message: str, at: Any) -> None:
    """Raise :class:`BrokenRule` unless a rule holds."""
    if not holds:
        raise BrokenRule(rule, message, at)


def require_agents(rule: str, name: str, values: Any, wanted: list[str], at: Any) -> None:
    """Check that ``values`` is a dict with exactly the wanted agents."""
    if not isinstance(values, dict):
        raise BrokenRule(rule, f"{name} must be a dict by agent; got a {type(values).__name__}: "
                               f"write '{{agent: … for agent in self.agents}}'", at)
    missing = [agent for agent in wanted if agent not in values]
    more = [agent for agent in values if agent not in wanted]
    if missing or more:
        found = f"lacks {missing[0]!r}" if missing else f"has {more[0]!r}, who is not in play"
        raise BrokenRule(rule, f"{name} {found}; expected exactly the agents in play, {wanted!r}: "
                               f"write '{{agent: … for agent in self.agents}}'", at)


def require_info(name: str, info: Any, at: Any) -> None:
    """Check that what is told beside is a dict."""
    require(isinstance(info, dict), "results", f"{name} must be a dict; got {info!r}: write '{{}}' for nothing", at)


def require_rewards(rewards: dict[str, Any], at: Any) -> None:
    """Check that every reward is a finite number."""
    for agent, reward in rewards.items():
        try:
            check_reward(agent, reward, at)
        except ContractFault as fault:
            raise BrokenRule("results", f"{fault}: write a number such as 0.0", at) from None


def require_flags(name: str, flags: dict[str, Any], at: Any) -> None:
    """Check that every end is told as True or False."""
    for agent, flag in flags.items():
        plain = to_plain(flag, f"{name}[{agent!r}]")
        require(isinstance(plain, bool), "results",
                f"{name}[{agent!r}] must be True or False; got {plain!r}: write 'bool(…)'", at)


def require_finite(name: str, obs: Any, at: Any) -> None:
    """Check that an observation is plain, without NaN and infinity."""
    place = find_not_finite(to_plain(obs, name), name)
    require(place is None, "results",
            f"{place} is NaN or infinite; expected finite numbers: look for a division by 0 before it is returned", at)


def require_in_space(env: Any, agent: str | None, name: str, obs: Any, at: Any) -> None:
    """Check an observation against ``observation_space``, where there is one that can tell."""
    space = find_space(env, "observation_space", agent)
    contains = getattr(space, "contains", None)
    if callable(contains) and not contains(obs):
        told = f"a {type(obs).__name__}"
        if hasattr(obs, "dtype"):
            told = f"{told} of {obs.dtype} with shape {obs.shape}"
        raise BrokenRule("spaces", f"{name} is not in observation_space {space!r}; got {told}, {short(obs)}: "
                                   "give both the same shape, dtype and bounds", at)


def require_same_spaces(env: Any, agents: list[str]) -> None:
    """Check that an agent's spaces are the same objects at every call, so that seeding them works."""
    for name in ("observation_space", "action_space"):
        if not callable(getattr(env, name, None)) or hasattr(getattr(env, name), "contains"):
            continue
        for agent in agents:
            once, again = getattr(env, name)(agent), getattr(env, name)(agent)
            require(once is again, "spaces",
                    f"{name}({agent!r}) makes a new space at every call; expected the same object: make it in "
                    f"__init__ and return it, or write '@functools.lru_cache(maxsize=None)' above the method",
                    getattr(env, name))


def require_known_actions(env: Any, listed: dict[str, range | None], actions: list[Any], at: Any) -> None:
    """Check that what the study's keys do is an action of some agent, where all of them tell what they have."""
    known: set[int] = set()
    spaces = [find_space(env, "action_space", agent) for agent in listed]
    for one in listed.values():
        if one is None:
            return
        known.update(one)
    for action in actions:
        require(type(action) is not int or not listed or action in known, "actions",
                f"the study's keys, or its defaultAction, do {action!r}, which is in no agent's action_space "
                f"({short(spaces[0])}): correct it in study.yaml, or the space", at)


def find_space(env: Any, name: str, agent: str | None) -> Any:
    """Return a space of an environment, ``None`` where it has none."""
    space = getattr(env, name, None)
    if agent is not None and callable(space) and not hasattr(space, "contains"):
        return space(agent)
    return space


def require_mask(agent: str, obs: dict[str, Any], infos: dict[str, Any], known: range | None, at: Any) -> None:
    """Check the mask of an agent who is to act, where it has one."""
    for holder in (obs.get(agent), infos.get(agent)):
        if not isinstance(holder, dict) or "action_mask" not in holder:
            continue
        mask = to_plain(holder["action_mask"], "action_mask")
        if not isinstance(mask, list) or any(isinstance(part, list) for part in mask):
            return
        require(known is None or len(mask) == len(known), "actions",
                f"the action_mask of {agent!r} has {len(mask)} numbers, and there are {len(known or ())} actions: "
                "write one 0 or 1 for each action", at)
        require(any(mask), "actions",
                f"the action_mask of {agent!r}, who is to act, allows nothing: leave an action, "
                "or terminate the agent in the step before", at)


def close(one: float, other: float) -> bool:
    """Tell whether two sums of rewards are the same but for rounding."""
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)


def short(value: Any) -> str:
    """Return a value as text that fits on a line."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:77]}…"
