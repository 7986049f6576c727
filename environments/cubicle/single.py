"""A single-agent Gymnasium environment, seen as one of many agents."""

from __future__ import annotations

from typing import Any

from .contract import check_reset_result, check_step_result
from .faults import ContractFault

PLAYER = "player"
"""The agent of every single-agent environment."""


class SingleAgent:
    """Gives a Gymnasium-style ``env`` the parallel form, with the one agent ``"player"``."""

    possible_agents = [PLAYER]

    def __init__(self, env: Any) -> None:
        self._env = env

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Reset the environment; return its observation and info, each under the agent."""
        obs, info = check_reset_result(self._env.reset(seed=seed, options=options), self._env)
        return {PLAYER: obs}, {PLAYER: info}

    def step(self, actions: dict[str, Any]) -> tuple[Any, Any, Any, Any, Any]:
        """Step the environment; return its five results, each under the agent."""
        result = check_step_result(self._env.step(actions[PLAYER]), self._env)
        obs, reward, terminated, truncated, info = result
        return (
            {PLAYER: obs},
            {PLAYER: reward},
            {PLAYER: terminated},
            {PLAYER: truncated},
            {PLAYER: info},
        )


def is_single(env: Any) -> bool:
    """Tell whether an environment is a single-agent one.

    Raises:
        ContractFault: if it is for several agents and does not name them.
    """
    if hasattr(env, "possible_agents"):
        return False
    name = type(env).__name__
    several = [hint for hint in ("agents", "action_spaces", "observation_spaces") if hasattr(env, hint)]
    if several:
        raise ContractFault(
            f"{name} has {several[0]} but no possible_agents: "
            "write 'possible_agents = [\"left\", \"right\"]' with the names of your agents"
        )
    return True
