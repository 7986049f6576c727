"""How slimes and ball move: plain arithmetic, the same on every machine.

Lengths are metres, times seconds, x grows to the right with the net at 0, y grows upwards
from the ground. Only ``+ - * /`` and ``sqrt`` are used, which every computer rounds alike;
that is what makes a game repeat bit for bit from its seed and its actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

DT = 1.0 / 30.0
HALF_COURT = 4.0
CEILING = 3.9
NET_HALF_WIDTH = 0.06
NET_HEIGHT = 1.0
SLIME_RADIUS = 0.55
SLIME_SPEED = 3.0
JUMP_SPEED = 4.4
SLIME_GRAVITY = 12.0
BALL_RADIUS = 0.22
BALL_GRAVITY = 8.0
BALL_TOP_SPEED = 6.4
LEAST_BOUNCE = 4.8
"""Speed at which a ball leaves a slime that it hardly touches: it never comes to rest."""
WALL_BOUNCE = 0.85
NET_BOUNCE = 0.8
SERVE_HEIGHT = 3.0

SLIME_TOUCH = SLIME_RADIUS + BALL_RADIUS
CAP_TOUCH = NET_HALF_WIDTH + BALL_RADIUS
WALL_X = HALF_COURT - BALL_RADIUS
ROOF_Y = CEILING - BALL_RADIUS
NEAR_X = NET_HALF_WIDTH + SLIME_RADIUS
FAR_X = HALF_COURT - SLIME_RADIUS


@dataclass
class Body:
    """Something that moves: its centre and its velocity."""

    x: float
    y: float
    vx: float = 0.0
    vy: float = 0.0


def move_slime(slime: Body, side: int, direction: int, jump: bool) -> None:
    """Move a slime by one tick.

    Args:
        side: -1 for the left half of the court, 1 for the right.
        direction: -1, 0 or 1, on the screen.
        jump: whether it wants to leave the ground, if it stands on it.
    """
    slime.vx = direction * SLIME_SPEED
    if jump and slime.y == 0.0:
        slime.vy = JUMP_SPEED
    slime.vy -= SLIME_GRAVITY * DT
    slime.x += slime.vx * DT
    slime.y += slime.vy * DT
    if slime.y <= 0.0:
        slime.y = 0.0
        slime.vy = 0.0
    from_net = slime.x * side
    if from_net < NEAR_X:
        slime.x = NEAR_X * side
        slime.vx = 0.0
    elif from_net > FAR_X:
        slime.x = FAR_X * side
        slime.vx = 0.0


def move_ball(ball: Body) -> None:
    """Let the ball fly for one tick, off the walls and the ceiling."""
    ball.vy -= BALL_GRAVITY * DT
    ball.x += ball.vx * DT
    ball.y += ball.vy * DT
    if ball.x > WALL_X:
        ball.x = WALL_X
        ball.vx = -ball.vx * WALL_BOUNCE
    elif ball.x < -WALL_X:
        ball.x = -WALL_X
        ball.vx = -ball.vx * WALL_BOUNCE
    if ball.y > ROOF_Y:
        ball.y = ROOF_Y
        ball.vy = -ball.vy * WALL_BOUNCE


def bounce_off_slime(ball: Body, slime: Body) -> bool:
    """Bounce the ball off a slime, if they touch; tell whether they did."""
    dx = ball.x - slime.x
    dy = ball.y - slime.y
    distance = sqrt(dx * dx + dy * dy)
    if distance >= SLIME_TOUCH or distance == 0.0:
        return False
    nx = dx / distance
    ny = dy / distance
    ball.x = slime.x + nx * SLIME_TOUCH
    ball.y = slime.y + ny * SLIME_TOUCH
    closing = (ball.vx - slime.vx) * nx + (ball.vy - slime.vy) * ny
    if closing < 0.0:
        leaving = -closing
        if leaving < LEAST_BOUNCE:
            leaving = LEAST_BOUNCE
        push = leaving - closing
        ball.vx += push * nx
        ball.vy += push * ny
    speed = sqrt(ball.vx * ball.vx + ball.vy * ball.vy)
    if speed > BALL_TOP_SPEED:
        ball.vx *= BALL_TOP_SPEED / speed
        ball.vy *= BALL_TOP_SPEED / speed
    return True


def bounce_off_net(ball: Body, side: float) -> None:
    """Bounce the ball off the net: its two faces, or its round top.

    Args:
        side: where the ball was before this tick; only the sign counts.
    """
    if ball.y < NET_HEIGHT:
        if -CAP_TOUCH < ball.x < CAP_TOUCH:
            away = 1.0 if side > 0.0 else -1.0
            ball.x = away * CAP_TOUCH
            if ball.vx * away < 0.0:
                ball.vx = -ball.vx * NET_BOUNCE
        return
    dx = ball.x
    dy = ball.y - NET_HEIGHT
    distance = sqrt(dx * dx + dy * dy)
    if distance >= CAP_TOUCH or distance == 0.0:
        return
    nx = dx / distance
    ny = dy / distance
    ball.x = nx * CAP_TOUCH
    ball.y = NET_HEIGHT + ny * CAP_TOUCH
    closing = ball.vx * nx + ball.vy * ny
    if closing < 0.0:
        push = -closing * (1.0 + NET_BOUNCE)
        ball.vx += push * nx
        ball.vy += push * ny
