"""The car and the valley: Moore's mountain car, in arithmetic that every computer rounds alike."""

from __future__ import annotations

from dataclasses import dataclass

LEFT_END, RIGHT_END = -1.2, 0.6
TOP_SPEED = 0.07
GOAL = 0.5
FORCE = 0.001
GRAVITY = 0.0025

_TERMS = (
    1 / 2, 1 / 24, 1 / 720, 1 / 40320, 1 / 3628800, 1 / 479001600,
    1 / 87178291200, 1 / 20922789888000, 1 / 6402373705728000, 1 / 2432902008176640000,
    1 / 1124000727777607680000, 1 / 620448401733239439360000, 1 / 403291461126605635584000000,
)  # fmt: skip


def cosine(angle: float) -> float:
    """Return the cosine of an angle of at most 4, to about 13 digits, by its Taylor series.

    Only additions and multiplications: ``math.cos`` may differ in its last digit from one
    machine to the next, and a record could then not be played again elsewhere.
    """
    square = angle * angle
    power, total, sign = 1.0, 1.0, -1.0
    for term in _TERMS:
        power *= square
        total += sign * power * term
        sign = -sign
    return total


def height(position: float) -> float:
    """Return how high the ground is, 0.1 in the valley to 1 on the mountain."""
    return 0.45 * sine(3 * position) + 0.55


def sine(angle: float) -> float:
    """Return the sine of an angle of -4 to 2.5."""
    quarter = 1.5707963267948966
    return cosine(angle - quarter) if angle > -2 else -cosine(angle + quarter)


@dataclass
class Car:
    """Where the car is and how fast it goes, per step."""

    position: float
    velocity: float = 0.0

    def drive(self, push: int) -> None:
        """Move by one step with an engine that pushes left (-1), not (0), or right (1)."""
        self.velocity += push * FORCE - GRAVITY * cosine(3 * self.position)
        self.velocity = min(max(self.velocity, -TOP_SPEED), TOP_SPEED)
        self.position = min(max(self.position + self.velocity, LEFT_END), RIGHT_END)
        if self.position == LEFT_END and self.velocity < 0:
            self.velocity = 0.0

    @property
    def is_there(self) -> bool:
        """Whether it has reached the flag."""
        return self.position >= GOAL and self.velocity >= 0
