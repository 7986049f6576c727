"""The rules of Gymnasium's API for one agent."""

from __future__ import annotations

from typing import Any

from ..contract import check_reset_result, check_step_result
from ..single import PLAYER
from .rules import Hand, require_finite, require_flags, require_in_space, require_info, require_mask, require_rewards

EPISODES = 2


def check_single(env: Any, hand: Hand, known: dict[str, range | None]) -> None:
    """Play a single-agent environment; raise :class:`BrokenRule` at the first rule it breaks."""
    for episode in range(EPISODES):
        obs, info = check_reset_result(env.reset(seed=episode), env)
        require_info("the info of reset()", info, env.reset)
        _check_seen(env, "the observation of reset()", obs, env.reset)
        for _ in hand.ticks():
            require_mask(PLAYER, {PLAYER: obs}, {PLAYER: info}, known.get(PLAYER), env.step)
            action = hand.draw(PLAYER, {PLAYER: obs}, {PLAYER: info})
            obs, reward, terminated, truncated, info = check_step_result(env.step(action), env)
            require_info("the info of step()", info, env.step)
            require_rewards({PLAYER: reward}, env.step)
            require_flags("terminated", {PLAYER: terminated}, env.step)
            require_flags("truncated", {PLAYER: truncated}, env.step)
            _check_seen(env, "the observation of step()", obs, env.step)
            if terminated or truncated:
                break


def _check_seen(env: Any, name: str, obs: Any, at: Any) -> None:
    require_finite(name, obs, at)
    require_in_space(env, None, name, obs, at)
