"""A scripted opponent that runs after the ball: the yardstick for trained partners."""

from __future__ import annotations

from collections.abc import Sequence

NOTHING, BACK, FORWARD, JUMP, BACK_JUMP, FORWARD_JUMP = range(6)
"""The actions as the left slime takes them; the right one must mirror them."""


class BallChaser:
    """Stays a little behind the ball, so that it bounces towards the net; jumps when it is near."""

    def __init__(self, behind: float = 0.05, tolerance: float = 0.03) -> None:
        """
        Args:
            behind: how far behind the ball it wants to stand, in half courts.
            tolerance: how far off that place it still stands still, in half courts.
        """
        self.behind = behind
        self.tolerance = tolerance

    def act(self, obs: Sequence[float]) -> int:
        """Return the action for an observation of 12 floats (see ``SlimeVolley``).

        Of 0 to 5, as for the left slime: 1 is away from the net, 2 towards it.
        """
        own_x, ball_x, ball_y = obs[0], obs[4], obs[5]
        mine = ball_x < 0.0
        wanted = ball_x - self.behind if mine else -0.5
        ahead = wanted - own_x
        jump = mine and ball_y < 0.4 and abs(ball_x - own_x) < 0.15
        if ahead > self.tolerance:
            return FORWARD_JUMP if jump else FORWARD
        if ahead < -self.tolerance:
            return BACK_JUMP if jump else BACK
        return JUMP if jump else NOTHING
