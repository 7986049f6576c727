"""The rules of PettingZoo's AEC API, in which agents take turns."""

from __future__ import annotations

from typing import Any

from ..plain import to_plain
from .rules import (
    BrokenRule,
    Hand,
    close,
    require,
    require_agents,
    require_finite,
    require_flags,
    require_in_space,
    require_info,
    require_mask,
    require_rewards,
    require_same_spaces,
    short,
)

EPISODES = 2
_ACCUMULATE = (
    "begin a live agent's step with 'self._cumulative_rewards[agent] = 0' and end it with 'self._accumulate_rewards()'"
)


def check_turns(env: Any, hand: Hand, known: dict[str, range | None]) -> None:
    """Play a turn-based environment; raise :class:`BrokenRule` at the first rule it breaks."""
    require_same_spaces(env, list(env.possible_agents))
    for episode in range(EPISODES):
        env.reset(seed=episode)
        _check_books(env, env.reset)
        for agent in env.agents:
            require(not _is_dead(env, agent), "ends", f"{agent!r} is terminated or truncated right after reset(): write "
                                                      "'self.terminations = dict.fromkeys(self.agents, False)'", env.reset)
        owed = dict.fromkeys(env.agents, 0)
        gone: set[str] = set()
        for _ in hand.ticks():
            if not env.agents:
                break
            _check_turn(env, hand, known, owed, gone)


def _check_turn(env: Any, hand: Hand, known: dict[str, range | None], owed: dict[str, Any], gone: set[str]) -> None:
    agent, before = env.agent_selection, list(env.agents)
    dead = _is_dead(env, agent)
    seen, info = env.observe(agent), env.infos[agent]
    require_finite(f"observe({agent!r})", seen, env.observe)
    require_in_space(env, agent, f"observe({agent!r})", seen, env.observe)
    _check_last(env, agent, seen, owed)
    if not dead:
        require_mask(agent, {agent: seen}, {agent: info}, known.get(agent), env.observe)
    env.step(None if dead else hand.draw(agent, {agent: seen}, {agent: info}))
    _check_books(env, env.step)
    if not dead:
        owed[agent] = 0
        for other, reward in env.rewards.items():
            owed[other] = owed.get(other, 0) + reward
    for other in before:
        if other in env.agents:
            require(not dead or other != agent, "ends",
                    f"{agent!r} is still in agents after its dead step, step(None): begin step with 'if "
                    "self.terminations[self.agent_selection] or self.truncations[self.agent_selection]: "
                    "return self._was_dead_step(action)'", env.step)
        else:
            require(dead and other == agent, "ends",
                    f"{other!r} left agents without a dead step of its own: leave it there, terminated or truncated, "
                    "until it is stepped with None", env.step)
            gone.add(other)
    for other in env.agents:
        require(other not in gone, "ends", f"{other!r} is in agents again after it had left: once out, an agent stays out",
                env.step)
        require(other in before, "agents", f"{other!r} joined agents in the middle of an episode; expected everybody who "
                                           "plays to be there from reset() on", env.step)


def _check_books(env: Any, at: Any) -> None:
    agents = list(env.agents)
    for agent in agents:
        require(agent in env.possible_agents, "agents",
                f"agents has {agent!r}, which is not in possible_agents {list(env.possible_agents)!r}: "
                "write it there too", at)
    for name in ("rewards", "terminations", "truncations", "infos"):
        require_agents("results", name, getattr(env, name, None), agents, at)
    require_rewards(env.rewards, at)
    require_flags("terminations", env.terminations, at)
    require_flags("truncations", env.truncations, at)
    for agent in agents:
        require_info(f"infos[{agent!r}]", env.infos[agent], at)
    if agents and env.agent_selection not in agents:
        raise BrokenRule("turns", f"agent_selection is {env.agent_selection!r}, who is not in agents {agents!r}: write "
                                  "'self.agent_selection = self._agent_selector.next()'", at)


def _check_last(env: Any, agent: str, seen: Any, owed: dict[str, Any]) -> None:
    last = getattr(env, "last", None)
    if not callable(last):
        return
    told = last()
    require(isinstance(told, tuple) and len(told) == 5, "turns",
            "last() must return (observation, reward, terminated, truncated, info)", last)
    obs, reward, terminated, truncated, _ = told
    require(to_plain(obs, "obs") == to_plain(seen, "obs"), "turns",
            f"last() shows {short(obs)} and observe({agent!r}) shows {short(seen)}: write 'self.observe(agent)' in last()",
            last)
    require(bool(terminated) == bool(env.terminations[agent]) and bool(truncated) == bool(env.truncations[agent]), "turns",
            f"last() tells other ends of {agent!r} than terminations and truncations do", last)
    require(close(reward, owed[agent]), "rewards",
            f"last() tells {agent!r} a reward of {reward!r}, but since its last turn rewards gave it {owed[agent]!r}: "
            f"{_ACCUMULATE}", env.step)


def _is_dead(env: Any, agent: str) -> bool:
    return bool(env.terminations[agent] or env.truncations[agent])
