"""Scripted players: who gives as the others did, nothing, or everything."""

from __future__ import annotations

from collections.abc import Sequence

FIRST = 0.6
"""What a conditional cooperator gives first, of the endowment: about what people give."""


def give_as_others(obs: Sequence[float], slope: float = 0.9) -> float:
    """Return a share of the endowment for an observation (see ``PublicGoods``).

    Most people in experiments are like this: conditional cooperators, a little selfish
    (Fischbacher, Gächter & Fehr 2001).
    """
    return FIRST if not obs[7] else min(1.0, slope * obs[4] + 0.05)


def give_nothing(obs: Sequence[float]) -> float:
    """Return 0."""
    return 0.0


def give_everything(obs: Sequence[float]) -> float:
    """Return 1."""
    return 1.0
