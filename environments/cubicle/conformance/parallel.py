"""The rules of PettingZoo's parallel API."""

from __future__ import annotations

import copy
from typing import Any

from ..contract import check_reset_result, check_step_result
from .rules import (
    BrokenRule,
    Hand,
    require,
    require_agents,
    require_finite,
    require_flags,
    require_in_space,
    require_info,
    require_mask,
    require_rewards,
    require_same_spaces,
)

EPISODES = 2


def check_parallel(env: Any, hand: Hand, known: dict[str, range | None]) -> None:
    """Play a parallel environment; raise :class:`BrokenRule` at the first rule it breaks."""
    require_same_spaces(env, list(env.possible_agents))
    for episode in range(EPISODES):
        obs, infos = check_reset_result(env.reset(seed=episode), env)
        live = _find_live(env, list(env.possible_agents), env.reset)
        require(len(live) > 0, "agents", "agents is empty after reset(): write 'self.agents = list(self.possible_agents)'",
                env.reset)
        require_agents("results", "the observations of reset()", obs, live, env.reset)
        require_agents("results", "the infos of reset()", infos, live, env.reset)
        _check_seen(env, obs, infos, env.reset)
        left: set[str] = set()
        for _ in hand.ticks():
            for agent in live:
                require_mask(agent, obs, infos, known.get(agent), env.step)
            live, obs, infos = _check_step(env, hand, live, obs, infos, left)
            if not live:
                break


def _check_step(env: Any, hand: Hand, live: list[str], obs: Any, infos: Any,
                left: set[str]) -> tuple[list[str], Any, Any]:
    at = env.step
    actions = {agent: hand.draw(agent, obs, infos) for agent in live}
    given = copy.deepcopy(actions)
    obs, rewards, terminations, truncations, infos = check_step_result(env.step(given), env)
    require(given == actions, "results",
            "step() changed the dict of actions that it was given: write 'actions = dict(actions)' first", at)
    for name, values in (("observations", obs), ("rewards", rewards), ("terminations", terminations),
                         ("truncations", truncations), ("infos", infos)):
        require_agents("results", f"the {name} of step()", values, live, at)
    require_rewards(rewards, at)
    require_flags("terminations", terminations, at)
    require_flags("truncations", truncations, at)
    _check_seen(env, obs, infos, at)
    over = [agent for agent in live if terminations[agent] or truncations[agent]]
    left.update(over)
    stay = [agent for agent in live if agent not in over]
    now = _find_live(env, stay, at)
    for agent in now:
        if agent in left:
            raise BrokenRule("ends", f"{agent!r} is in agents after it was terminated or truncated: write "
                                     "'self.agents = [agent for agent in self.agents if not (terminations[agent] "
                                     "or truncations[agent])]'", at)
        require(agent in live, "agents", f"{agent!r} joined agents in the middle of an episode; expected everybody who "
                                         "plays to be there from reset() on", at)
    for agent in stay:
        require(agent in now, "ends", f"{agent!r} left agents without being terminated or truncated: set one of the two "
                                      "for it in the step in which it leaves", at)
    return now, obs, infos


def _check_seen(env: Any, obs: dict[str, Any], infos: dict[str, Any], at: Any) -> None:
    for agent, seen in obs.items():
        require_finite(f"observations[{agent!r}]", seen, at)
        require_in_space(env, agent, f"observations[{agent!r}]", seen, at)
    for agent, info in infos.items():
        require_info(f"infos[{agent!r}]", info, at)


def _find_live(env: Any, otherwise: list[str], at: Any) -> list[str]:
    """Return ``env.agents``, which must be some of those there are; ``otherwise`` where it is not offered."""
    agents = getattr(env, "agents", None)
    if agents is None:
        return otherwise
    for agent in agents:
        require(agent in env.possible_agents, "agents",
                f"agents has {agent!r}, which is not in possible_agents {list(env.possible_agents)!r}: "
                "write it there too", at)
    require(len(set(agents)) == len(agents), "agents", f"agents has a name twice: {list(agents)!r}", at)
    return list(agents)
