"""An environment whose agents are numbers, or anything but names, seen as one whose agents have names."""

from __future__ import annotations

from typing import Any

from .contract import check_reset_result, check_step_result


class NamedAgents:
    """Gives a parallel ``env`` with agents such as ``0`` and ``1`` agents called ``"0"`` and ``"1"``.

    PettingZoo lets an agent be anything that can be a key; a study names its roles in text.
    """

    def __init__(self, env: Any) -> None:
        self._env = env
        self._ids = {str(agent): agent for agent in env.possible_agents}
        self.possible_agents = list(self._ids)

    @property
    def agents(self) -> list[str]:
        """The names of the agents in play."""
        now = getattr(self._env, "agents", None)
        return list(self._ids) if now is None else [str(agent) for agent in now]

    def action_space(self, agent: str) -> Any:
        """Return the space of an agent's actions, ``None`` where the environment tells none."""
        return self._find_space("action_space", agent)

    def observation_space(self, agent: str) -> Any:
        """Return the space of an agent's observations, ``None`` where the environment tells none."""
        return self._find_space("observation_space", agent)

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Reset the environment; return observations and infos by name."""
        obs, infos = check_reset_result(self._env.reset(seed=seed, options=options), self._env)
        return _by_name(obs), _by_name(infos)

    def step(self, actions: dict[str, Any]) -> tuple[Any, ...]:
        """Step the environment; return its five results by name."""
        chosen = {self._ids[agent]: action for agent, action in actions.items()}
        return tuple(_by_name(part) for part in check_step_result(self._env.step(chosen), self._env))

    def _find_space(self, name: str, agent: str) -> Any:
        find = getattr(self._env, name, None)
        if not callable(find):
            return None
        try:
            return find(self._ids[agent])
        except AttributeError:  # PettingZoo's base class has the method, whether there are spaces or not
            return None


def with_names(env: Any) -> Any:
    """Return the environment itself, if its agents are names, or else as one whose agents have some."""
    agents = env.possible_agents
    if not isinstance(agents, (list, tuple)) or all(isinstance(agent, str) for agent in agents):
        return env
    if len({str(agent) for agent in agents}) != len(agents):
        return env
    return NamedAgents(env)


def _by_name(values: Any) -> Any:
    return {str(agent): value for agent, value in values.items()} if isinstance(values, dict) else values
