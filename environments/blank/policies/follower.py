"""A partner written by hand: it stands where its apple will fall, and leaves the other half to the other."""

from __future__ import annotations

from collections.abc import Sequence

NOTHING, LEFT, RIGHT = range(3)
HALF_BASKET = 40 / 600
"""Half a basket, in widths of the field."""


class Follower:
    """
    Goes after the apples that fall nearer to it than to the other basket.

    ## Arguments

    - ``tolerance``: how far off the middle of its basket an apple may fall, in widths of the field (0.03).
    """

    def __init__(self, tolerance: float = 0.03) -> None:
        self.tolerance = tolerance

    def act(self, observation: Sequence[float]) -> int:
        """Return the action for what one basket observes (see ``Apples``)."""
        own, apple, _, other = observation
        ahead = apple - (own + HALF_BASKET)
        if abs(ahead) > abs(apple - (other + HALF_BASKET)) or abs(ahead) < self.tolerance:
            return NOTHING
        return LEFT if ahead < 0 else RIGHT
