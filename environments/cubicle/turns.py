"""A turn-based (AEC) environment of PettingZoo, seen as a parallel one that waits for one agent at a time."""

from __future__ import annotations

from dis import get_instructions
from typing import Any

from .contract import check_methods
from .faults import ContractFault

_BOOKS = {
    "agents": "self.agents = list(self.possible_agents)",
    "rewards": "self.rewards = dict.fromkeys(self.agents, 0)",
    "terminations": "self.terminations = dict.fromkeys(self.agents, False)",
    "truncations": "self.truncations = dict.fromkeys(self.agents, False)",
    "infos": "self.infos = {agent: {} for agent in self.agents}",
    "agent_selection": "self.agent_selection = self.agents[0]",
}


class TurnBased:
    """Gives an AEC ``env`` the parallel form: a step is one turn, and ``waits_for`` says whose.

    - The action of the agent whose turn it is goes in; nobody else has one.
    - A step's rewards are ``env.rewards`` after it, of every agent in play: over an episode
      they add up to what ``last()`` gives each agent as its cumulative rewards.
    - An agent that is terminated or truncated has left in that very step. The dead steps,
      ``step(None)``, in which an AEC environment takes it out of its books are made at once,
      and are no ticks.
    """

    def __init__(self, env: Any) -> None:
        if not callable(getattr(env, "observe", None)):
            raise ContractFault(f"{type(env).__name__} has no method observe: write 'def observe(self, agent):'")
        self._env = env

    @property
    def possible_agents(self) -> list[str]:
        """All agents there ever are."""
        return list(self._env.possible_agents)

    @property
    def agents(self) -> list[str]:
        """The agents still in play."""
        return [agent for agent in self._book("agents") if not self._is_dead(agent)]

    def waits_for(self) -> list[str]:
        """Return the agent whose turn it is, in a list; empty when the episode is over."""
        return [self._selected()] if self._book("agents") else []

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Begin an episode; return observations and infos by agent."""
        self._env.reset(seed=seed, options=options)
        self._bury_dead(set(), {})
        agents = self.agents
        return {agent: self._env.observe(agent) for agent in agents}, self._infos(agents)

    def step(self, actions: dict[str, Any]) -> tuple[Any, Any, Any, Any, Any]:
        """Let the agent whose turn it is act; return the five results of all who were in play."""
        before = self.agents
        self._env.step(actions[self._selected()])
        rewards = self._book("rewards")
        results = {
            "rewards": {agent: rewards.get(agent, 0) for agent in before},
            "terminations": {agent: self._book("terminations").get(agent, True) for agent in before},
            "truncations": {agent: self._book("truncations").get(agent, False) for agent in before},
        }
        # What the dead saw last has to be asked before they are taken out.
        alive = self.agents
        dead = [agent for agent in before if agent not in alive]
        obs = {agent: self._env.observe(agent) for agent in dead}
        infos = self._infos(dead)
        self._bury_dead(set(before), results)
        obs.update({agent: self._env.observe(agent) for agent in alive if agent not in obs})
        infos.update(self._infos(alive))
        return obs, results["rewards"], results["terminations"], results["truncations"], infos

    def _bury_dead(self, before: set[str], results: dict[str, dict[str, Any]]) -> None:
        """Make the dead steps that are due, and note who dies of them."""
        while self._book("agents") and self._is_dead(self._selected()):
            dead = self._selected()
            self._env.step(None)
            if dead in self._book("agents"):
                raise ContractFault(
                    f"step(None) must take {dead!r}, which is terminated or truncated, out of agents: begin step with "
                    "'if self.terminations[self.agent_selection] or self.truncations[self.agent_selection]: "
                    "return self._was_dead_step(action)'",
                    at=self._env.step,
                )
            for name in ("terminations", "truncations"):
                flags = self._book(name)
                for agent in before:
                    if flags.get(agent):
                        results[name][agent] = flags[agent]

    def _selected(self) -> str:
        selected = self._book("agent_selection")
        if selected not in self._book("agents"):
            raise ContractFault(
                f"agent_selection must be one of agents, {list(self._book('agents'))!r}; got {selected!r}: "
                "write 'self.agent_selection = self._agent_selector.next()'",
                at=self._env.step,
            )
        return selected

    def _is_dead(self, agent: str) -> bool:
        return bool(self._book("terminations").get(agent) or self._book("truncations").get(agent))

    def _infos(self, agents: list[str]) -> dict[str, Any]:
        infos = self._book("infos")
        return {agent: infos.get(agent, {}) for agent in agents}

    def _book(self, name: str) -> Any:
        value = getattr(self._env, name, None)
        if value is None:
            raise ContractFault(
                f"{type(self._env).__name__} has no {name} after reset(): write '{_BOOKS[name]}' in it",
                at=self._env.reset,
            )
        return value


def is_turn_based(env: Any) -> bool:
    """Tell whether an environment is one in PettingZoo's AEC form.

    Raises:
        ContractFault: if it is, and lacks what makes it playable.
    """
    if not (hasattr(env, "agent_iter") or hasattr(env, "agent_selection") or _sets_selection(type(env))):
        return False
    check_methods(env)
    if not hasattr(env, "possible_agents"):
        raise ContractFault(
            f"{type(env).__name__} has no possible_agents: write 'self.possible_agents = [\"x\", \"o\"]' "
            "with the names of your agents in __init__"
        )
    return True


def _sets_selection(made: type) -> bool:
    """Tell whether a method of a class sets ``agent_selection``, which many do in ``reset`` only.

    One that only reads it may be a parallel form of a turn-based environment.
    """
    codes = (getattr(method, "__code__", None) for base in made.__mro__ for method in vars(base).values())
    return any(
        one.opname == "STORE_ATTR" and one.argval == "agent_selection"
        for code in codes
        if code is not None and "agent_selection" in code.co_names
        for one in get_instructions(code)
    )


def read_waits(env: Any, agents: list[str], live: list[str]) -> list[str] | None:
    """Return the agents in play that an environment waits for, ``None`` when it goes with the clock.

    It says so in ``waits_for``, a list of agents or a method that returns one. With nothing
    in it, or ``None``, the next tick comes by the clock.

    Args:
        agents: all agents there ever are.
        live: those in play.
    """
    waits = getattr(env, "waits_for", None)
    at = waits if callable(waits) else getattr(env, "step", None)
    if callable(waits):
        waits = waits()
    if waits is None:
        return None
    if isinstance(waits, str) or not isinstance(waits, (list, tuple, set, frozenset)):
        raise ContractFault(f"waits_for must be a list of agents or None; got {waits!r}", at=at)
    for agent in waits:
        if agent not in agents:
            raise ContractFault(f"waits_for has {agent!r}, which is no agent; expected some of {agents!r}", at=at)
    return [agent for agent in live if agent in waits] or None
