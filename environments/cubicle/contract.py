"""The environment contract: what a class must offer and what its calls must return."""

from __future__ import annotations

import inspect
from typing import Any

from .faults import ContractFault
from .plain import to_plain

STEP_FORM = "(observations, rewards, terminations, truncations, infos)"


def check_methods(env: Any) -> None:
    """Check that an environment can be reset and stepped.

    Raises:
        ContractFault: if a method is missing or cannot be called as the host calls it.
    """
    name = type(env).__name__
    for method, header in (
        ("reset", "def reset(self, seed=None, options=None):"),
        ("step", "def step(self, actions):"),
    ):
        found = getattr(env, method, None)
        if not callable(found):
            raise ContractFault(f"{name} has no method {method}: write '{header}'")
        given = {"seed": 0, "options": None} if method == "reset" else {}
        if not _accepts(found, () if given else (None,), given):
            raise ContractFault(
                f"{name}.{method}{_signature(found)} cannot be called by the host: write '{header}'",
                at=found,
            )


def count_render_arguments(env: Any) -> int:
    """Return how many of (surface, agent) an environment's ``render`` takes; 0 without one.

    A Gymnasium ``render(self)`` counts as none: it draws elsewhere, so it is not called.
    """
    render = getattr(env, "render", None)
    if not callable(render):
        return 0
    if _accepts(render, (), {}):
        # Also what takes *args: only a named parameter says that a surface is wanted.
        named = [p for p in _parameters(render) if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        return 1 if named and named[0].name == "surface" else 0
    for count in (1, 2):
        if _accepts(render, (None,) * count, {}):
            return count
    raise ContractFault(
        f"{type(env).__name__}.render{_signature(render)} cannot be called by the host: "
        "write 'def render(self, surface):' or 'def render(self, surface, agent):'",
        at=render,
    )


def takes_agent(env: Any, hud_text: Any) -> bool:
    """Tell whether an environment's ``hud_text`` is written for each agent, rather than once for all."""
    if _accepts(hud_text, (), {}):
        return False
    if _accepts(hud_text, (None,), {}):
        return True
    raise ContractFault(
        f"{type(env).__name__}.hud_text{_signature(hud_text)} cannot be called by the host: "
        "write 'def hud_text(self):' or 'def hud_text(self, agent):'",
        at=hud_text,
    )


def check_policy(policy: Any) -> bool:
    """Check that a policy can act; return whether it is told which actions are allowed.

    Raises:
        ContractFault: if a method is missing or cannot be called as the host calls it.
    """
    name = type(policy).__name__
    act = getattr(policy, "act", None)
    if not callable(act):
        raise ContractFault(f"{name} has no method act: write 'def act(self, observation):'")
    reset = getattr(policy, "reset", None)
    if callable(reset) and not _accepts(reset, (None,), {}):
        raise ContractFault(
            f"{name}.reset{_signature(reset)} cannot be called by the host: write 'def reset(self, seed):'", at=reset
        )
    for count in (2, 1):
        if _accepts(act, (None,) * count, {}):
            return count == 2
    raise ContractFault(
        f"{name}.act{_signature(act)} cannot be called by the host: "
        "write 'def act(self, observation):' or 'def act(self, observation, allowed):'",
        at=act,
    )


def check_agents(env: Any) -> list[str]:
    """Return ``possible_agents`` after checking that they are distinct names."""
    agents = env.possible_agents
    good = isinstance(agents, (list, tuple)) and len(agents) > 0
    if not good or not all(isinstance(agent, str) and agent for agent in agents):
        raise ContractFault(
            f"possible_agents must be a list of names such as ['left', 'right']; got {agents!r}"
        )
    if len(set(agents)) != len(agents):
        raise ContractFault(f"possible_agents has a name twice: {agents!r}")
    return list(agents)


def check_reset_result(result: Any, env: Any) -> tuple[Any, Any]:
    """Return (observations, infos) as ``reset`` gave them, after checking their form."""
    if isinstance(result, tuple) and len(result) == 2:
        return result
    raise ContractFault(
        f"reset() returned {_form(result)}; expected (observations, infos): "
        "write 'return observations, infos'",
        at=env.reset,
    )


def check_step_result(result: Any, env: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Return the five results of ``step`` after checking that they are five."""
    if isinstance(result, tuple) and len(result) == 5:
        return result
    hint = ""
    if isinstance(result, tuple) and len(result) == 4:
        hint = " (the old Gym form: give 'terminated' and 'truncated' instead of 'done')"
    raise ContractFault(
        f"step() returned {_form(result)}; expected {STEP_FORM}{hint}", at=env.step
    )


def check_per_agent(name: str, values: Any, wanted: list[str], agents: list[str], at: Any) -> dict[str, Any]:
    """Return ``values`` after checking that it is a dict with a value for each wanted agent.

    Args:
        wanted: the agents that must be there; others of ``agents`` may be.
    """
    if not isinstance(values, dict):
        raise ContractFault(
            f"{name} must be a dict with a value for each agent; got {_form(values)}", at=at
        )
    missing = [agent for agent in wanted if agent not in values]
    if missing:
        raise ContractFault(
            f"{name} has nothing for agent {missing[0]!r}; expected all of {wanted!r}, "
            f"got {list(values)!r}",
            at=at,
        )
    for agent in values:
        if agent not in agents:
            raise ContractFault(
                f"{name} has {agent!r}, which is no agent; expected only {agents!r}", at=at
            )
    return values


def check_reward(agent: str, value: Any, at: Any) -> float:
    """Return a reward as a finite number."""
    reward = to_plain(value, f"rewards[{agent!r}]")
    if isinstance(reward, bool) or not isinstance(reward, (int, float)) or reward - reward != 0:
        raise ContractFault(f"rewards[{agent!r}] must be a finite number; got {reward!r}", at=at)
    return reward


def check_flag(name: str, agent: str, value: Any, at: Any) -> bool:
    """Return a termination or truncation as a boolean."""
    if value is True or value is False:
        return value
    flag = to_plain(value, f"{name}[{agent!r}]")
    if isinstance(flag, bool):
        return flag
    raise ContractFault(f"{name}[{agent!r}] must be True or False; got {flag!r}", at=at)


def _accepts(function: Any, given: tuple[Any, ...], named: dict[str, Any]) -> bool:
    try:
        inspect.signature(function).bind(*given, **named)
    except TypeError:
        return False
    except ValueError:  # some built-in functions do not tell their parameters
        return True
    return True


def _parameters(function: Any) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(function).parameters.values())
    except ValueError:
        return []


def _signature(function: Any) -> str:
    return str(inspect.signature(function))


def _form(value: Any) -> str:
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    return "nothing" if value is None else f"a {type(value).__name__}"
