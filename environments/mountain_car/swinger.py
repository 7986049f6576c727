"""A scripted driver that pushes the way it rolls: the yardstick for the trained partner."""

from __future__ import annotations

from collections.abc import Sequence


def swing(obs: Sequence[float]) -> int:
    """Return the action for an observation (see ``MountainCar``): always with the swing."""
    return 2 if obs[1] >= 0 else 0
