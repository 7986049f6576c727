"""An environment written for MUG (Multi-User Gymnasium), seen as a parallel one."""

from __future__ import annotations

import inspect
import os
import sys
from typing import Any

from .faults import ContractFault
from .packet import PacketPainter
from .pictures import Pictures
from .surface import Surface

# What such environments import is filled by ours; a package of the study's own comes first.
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "compat"))

HUMAN = "human"
"""The agent of an environment for one player."""


class MugEnvironment:
    """Gives an environment in MUG's form the parallel one, and paints what it renders.

    - Actions go in as ``{agent: action}``, whose names become ``int`` where they are digits.
      Bare results belong to the one agent.
    - The episode ends for everybody at once: when all values of ``terminateds`` are true,
      or all of ``truncateds``. One agent that is done waits for the others.
    - ``render()`` takes nothing and returns a packet.
    """

    def __init__(self, env: Any, pictures: Pictures) -> None:
        for method, header in (("reset", "def reset(self, seed=None):"), ("step", "def step(self, actions):"),
                               ("render", "def render(self):")):
            if not callable(getattr(env, method, None)):
                raise ContractFault(f"{type(env).__name__} has no method {method}: write '{header}'")
        self._env = env
        self._pictures = pictures
        self._takes_seed = _takes_seed(env.reset)
        self.possible_agents = [str(agent) for agent in self._find_agents()]
        self._painter = PacketPainter(pictures)

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Begin an episode on an empty screen; return observations and infos by agent."""
        self._painter = PacketPainter(self._pictures)
        for surface in self._surfaces():
            if callable(getattr(surface, "forget_screen", None)):
                surface.forget_screen()
        obs, infos = self._reset(seed)
        return self._by_agent(obs, None), self._by_agent(infos, {})

    def step(self, actions: dict[str, Any]) -> Any:
        """Play one tick; return the five results by agent."""
        result = self._env.step({_id_of(agent): action for agent, action in actions.items()})
        if not isinstance(result, tuple) or len(result) != 5:
            return result  # which the caller refuses in words
        obs, rewards, terminateds, truncateds, infos = result
        return (
            self._by_agent(obs, None),
            self._by_agent(rewards, 0),
            dict.fromkeys(self.possible_agents, _all(terminateds)),
            dict.fromkeys(self.possible_agents, _all(truncateds)),
            self._by_agent(infos, {}),
        )

    def render(self, surface: Surface) -> None:
        """Paint what the environment renders."""
        packet = self._env.render()
        for own in self._surfaces():
            self._painter.name_pictures(own.get_asset_specs())
        self._painter.paint(surface, packet, self._env.render)

    def _reset(self, seed: int | None) -> tuple[Any, Any]:
        result = self._env.reset(seed=seed) if self._takes_seed else self._env.reset()
        return result if isinstance(result, tuple) and len(result) == 2 else (result, {})

    def _find_agents(self) -> list[Any]:
        """Return the agents an environment names or, where it names none, gives results for."""
        for name in ("possible_agents", "agents", "agent_ids", "_agent_ids"):
            named = getattr(self._env, name, None)
            if isinstance(named, (list, tuple, set, frozenset)) and named:
                return list(named) if isinstance(named, (list, tuple)) else sorted(named, key=str)
        for spaces in (getattr(self._env, "action_spaces", None), getattr(self._env, "action_space", None)):
            spaces = getattr(spaces, "spaces", spaces)
            if isinstance(spaces, dict) and spaces:
                return list(spaces)
        obs, infos = self._reset(0)
        if isinstance(infos, dict) and infos and all(isinstance(info, dict) for info in infos.values()):
            return list(infos)
        if isinstance(obs, dict) and obs:
            if HUMAN in obs or all(isinstance(part, dict) or str(agent).isdigit() for agent, part in obs.items()):
                return list(obs)
        return [HUMAN]

    def _by_agent(self, values: Any, missing: Any) -> dict[str, Any]:
        """Return values by agent, ``missing`` for whom there is none."""
        agents = self.possible_agents
        found = {str(agent): value for agent, value in values.items()} if isinstance(values, dict) else {}
        if not any(agent in found for agent in agents):
            found = {} if isinstance(values, dict) and not values else {agents[0]: values}
        return {agent: found.get(agent, missing) for agent in agents}

    def _surfaces(self) -> list[Any]:
        """Return the surfaces that the environment draws on."""
        inner = getattr(self._env, "unwrapped", self._env)
        own = {id(value): value for env in (self._env, inner) for value in getattr(env, "__dict__", {}).values()}
        return [value for value in own.values() if callable(getattr(value, "get_asset_specs", None))]


def is_mug(made: Any, env: Any) -> bool:
    """Tell whether an environment is in MUG's form.

    It is when the study names an object that its file makes (by convention ``env``)
    rather than a class, or when it says so itself: ``render_mode`` is ``"mug"``.
    """
    return made is env or getattr(env, "render_mode", None) == "mug"


def _takes_seed(reset: Any) -> bool:
    try:
        inspect.signature(reset).bind(seed=0)
    except TypeError:
        return False
    except ValueError:
        return True
    return True


def _id_of(agent: str) -> Any:
    return int(agent) if agent.isdigit() else agent


def _all(flags: Any) -> bool:
    """Tell whether all of ``{agent: flag}`` are set, an ``__all__`` counting as one; or a bare flag."""
    values = list(flags.values()) if isinstance(flags, dict) else [flags]
    return bool(values) and all(bool(value) for value in values)
