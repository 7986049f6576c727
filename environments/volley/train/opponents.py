"""Whom the learner plays against, for many games at once."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chaser import BallChaser  # noqa: E402
from env import SlimeVolley  # noqa: E402

MIRROR = np.array(SlimeVolley.MIRROR)
"""For each action as the left slime takes it, the same for the right one."""


def chase(obs: np.ndarray) -> np.ndarray:
    """Return :class:`BallChaser`'s actions for (n, 12) observations."""
    rule = BallChaser()
    own_x, ball_x, ball_y = obs[:, 0], obs[:, 4], obs[:, 5]
    mine = ball_x < 0.0
    ahead = np.where(mine, ball_x - rule.behind, -0.5) - own_x
    jump = mine & (ball_y < 0.4) & (np.abs(ball_x - own_x) < 0.15)
    move = np.where(ahead > rule.tolerance, 2, np.where(ahead < -rule.tolerance, 1, 0))
    return move + 3 * jump


def play_random(obs: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return an action for each of (n, 12) observations, all six equally likely."""
    return generator.integers(0, 6, len(obs))
