"""Many games of slime volley at once: ``env.py`` in numpy, equal to it bit for bit.

``check_batch.py`` proves that it is. Games do not end here by themselves: whoever counts the
points restarts them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import physics as p  # noqa: E402
from env import MOVES, REST_TICKS  # noqa: E402

DIRECTIONS = np.array([direction for direction, _ in MOVES], dtype=np.float64)
JUMPS = np.array([jump for _, jump in MOVES])
SIDES = np.array([-1.0, 1.0])


class BatchVolley:
    """``count`` games side by side; index 0 of an agent axis is left, 1 is right.

    Args:
        seeds: one for each game, as ``SlimeVolley.reset`` takes it.
    """

    def __init__(self, seeds: list[int]) -> None:
        count = len(seeds)
        self.count = count
        self.random = [Random(seed) for seed in seeds]
        self.x = np.tile(SIDES * p.HALF_COURT / 2, (count, 1))
        self.y = np.zeros((count, 2))
        self.vx = np.zeros((count, 2))
        self.vy = np.zeros((count, 2))
        # Rows: x, y, vx, vy of the ball.
        self.ball = np.zeros((4, count))
        self.ball[1] = p.SERVE_HEIGHT
        self.rest = np.full(count, REST_TICKS)

    def restart(self, games: np.ndarray) -> None:
        """Put games, given by their indices, into the starting state; their chance goes on."""
        self.x[games] = SIDES * p.HALF_COURT / 2
        self.y[games] = self.vx[games] = self.vy[games] = 0.0
        self.ball[:, games] = np.array([[0.0], [p.SERVE_HEIGHT], [0.0], [0.0]])
        self.rest[games] = REST_TICKS

    def step(self, actions: np.ndarray) -> np.ndarray:
        """Play one tick.

        Args:
            actions: (count, 2) integers 0–5, in directions of the screen.

        Returns:
            (count,) rewards of the left agent: 1, -1 or 0; the right one's are opposite.
        """
        self._move_slimes(actions)
        rewards = np.zeros(self.count)
        playing = np.flatnonzero(self.rest == 0)
        resting = np.flatnonzero(self.rest)
        if playing.size:
            ball = self.ball[:, playing]
            landed = self._play(ball, playing)
            self.ball[:, playing] = ball
            rewards[playing[landed]] = np.where(ball[0, landed] < 0.0, -1.0, 1.0)
            self.rest[playing[landed]] = 2 * REST_TICKS
        self.rest[resting] -= 1
        self._serve(resting)
        return rewards

    def observe(self) -> np.ndarray:
        """Return (count, 2, 12) observations, each agent's in its own frame."""
        seen = np.empty((self.count, 2, 12))
        for own, sign in ((0, 1.0), (1, -1.0)):
            bodies = (
                (self.x[:, own], self.y[:, own], self.vx[:, own], self.vy[:, own]),
                self.ball,
                (self.x[:, 1 - own], self.y[:, 1 - own], self.vx[:, 1 - own], self.vy[:, 1 - own]),
            )
            for number, (x, y, vx, vy) in enumerate(bodies):
                seen[:, own, 4 * number] = sign * x / p.HALF_COURT
                seen[:, own, 4 * number + 1] = y / p.HALF_COURT
                seen[:, own, 4 * number + 2] = sign * vx / p.BALL_TOP_SPEED
                seen[:, own, 4 * number + 3] = vy / p.BALL_TOP_SPEED
        return seen

    def _move_slimes(self, actions: np.ndarray) -> None:
        self.vx = DIRECTIONS[actions] * p.SLIME_SPEED
        self.vy[JUMPS[actions] & (self.y == 0.0)] = p.JUMP_SPEED
        self.vy -= p.SLIME_GRAVITY * p.DT
        self.x += self.vx * p.DT
        self.y += self.vy * p.DT
        grounded = self.y <= 0.0
        self.y[grounded] = 0.0
        self.vy[grounded] = 0.0
        from_net = self.x * SIDES
        near, far = from_net < p.NEAR_X, from_net > p.FAR_X
        self.x = np.where(near, p.NEAR_X * SIDES, np.where(far, p.FAR_X * SIDES, self.x))
        self.vx[near | far] = 0.0

    def _play(self, ball: np.ndarray, games: np.ndarray) -> np.ndarray:
        """Move balls in place; return which of them landed."""
        side = ball[0].copy()
        ball[3] -= p.BALL_GRAVITY * p.DT
        ball[0] += ball[2] * p.DT
        ball[1] += ball[3] * p.DT
        out = np.abs(ball[0]) > p.WALL_X
        ball[0, out] = np.where(ball[0, out] > 0.0, p.WALL_X, -p.WALL_X)
        ball[2, out] = -ball[2, out] * p.WALL_BOUNCE
        high = ball[1] > p.ROOF_Y
        ball[1, high] = p.ROOF_Y
        ball[3, high] = -ball[3, high] * p.WALL_BOUNCE
        first = np.where(side < 0.0, 0, 1)
        self._bounce_off_slimes(ball, games, first)
        self._bounce_off_slimes(ball, games, 1 - first)
        _bounce_off_net(ball, side)
        landed = ball[1] <= p.BALL_RADIUS
        ball[1, landed] = p.BALL_RADIUS
        ball[2:, landed] = 0.0
        return landed

    def _bounce_off_slimes(self, ball: np.ndarray, games: np.ndarray, which: np.ndarray) -> None:
        slime = np.stack([part[games, which] for part in (self.x, self.y, self.vx, self.vy)])
        dx, dy = ball[0] - slime[0], ball[1] - slime[1]
        distance = np.sqrt(dx * dx + dy * dy)
        hit = np.flatnonzero((distance < p.SLIME_TOUCH) & (distance != 0.0))
        if not hit.size:
            return
        nx, ny = dx[hit] / distance[hit], dy[hit] / distance[hit]
        vx, vy = ball[2, hit], ball[3, hit]
        ball[0, hit] = slime[0, hit] + nx * p.SLIME_TOUCH
        ball[1, hit] = slime[1, hit] + ny * p.SLIME_TOUCH
        closing = (vx - slime[2, hit]) * nx + (vy - slime[3, hit]) * ny
        push = np.where(closing < 0.0, np.maximum(-closing, p.LEAST_BOUNCE) - closing, 0.0)
        vx = np.where(closing < 0.0, vx + push * nx, vx)
        vy = np.where(closing < 0.0, vy + push * ny, vy)
        speed = np.sqrt(vx * vx + vy * vy)
        fast = speed > p.BALL_TOP_SPEED
        vx[fast] *= p.BALL_TOP_SPEED / speed[fast]
        vy[fast] *= p.BALL_TOP_SPEED / speed[fast]
        ball[2, hit], ball[3, hit] = vx, vy

    def _serve(self, resting: np.ndarray) -> None:
        lifted = resting[self.rest[resting] == REST_TICKS]
        self.ball[:, lifted] = np.array([[0.0], [p.SERVE_HEIGHT], [0.0], [0.0]])
        for game in resting[self.rest[resting] == 0]:
            draw = self.random[game]
            towards = 1.0 if draw.random() < 0.5 else -1.0
            self.ball[2, game] = towards * (0.5 + 0.9 * draw.random())
            self.ball[3, game] = draw.random()


def _bounce_off_net(ball: np.ndarray, side: np.ndarray) -> None:
    low = ball[1] < p.NET_HEIGHT
    face = np.flatnonzero(low & (np.abs(ball[0]) < p.CAP_TOUCH))
    away = np.where(side[face] > 0.0, 1.0, -1.0)
    ball[0, face] = away * p.CAP_TOUCH
    back = face[ball[2, face] * away < 0.0]
    ball[2, back] = -ball[2, back] * p.NET_BOUNCE
    dx, dy = ball[0], ball[1] - p.NET_HEIGHT
    distance = np.sqrt(dx * dx + dy * dy)
    cap = np.flatnonzero(~low & (distance < p.CAP_TOUCH) & (distance != 0.0))
    nx, ny = dx[cap] / distance[cap], dy[cap] / distance[cap]
    ball[0, cap] = nx * p.CAP_TOUCH
    ball[1, cap] = p.NET_HEIGHT + ny * p.CAP_TOUCH
    closing = ball[2, cap] * nx + ball[3, cap] * ny
    push = np.where(closing < 0.0, -closing * (1.0 + p.NET_BOUNCE), 0.0)
    ball[2, cap] += push * nx
    ball[3, cap] += push * ny
