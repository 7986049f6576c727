"""The picture of a game: scenery once, then only what moves."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from physics import (
    BALL_RADIUS,
    CEILING,
    HALF_COURT,
    NET_HALF_WIDTH,
    NET_HEIGHT,
    SLIME_RADIUS,
    Body,
)

if TYPE_CHECKING:
    from cubicle import Surface
    from env import SlimeVolley

SCALE = 100.0
"""Pixels per metre: the court is 800 wide."""
GROUND = CEILING * SCALE
MIDDLE = HALF_COURT * SCALE

LOOKS = {
    "left": {"body": "#e4572e", "edge": "#a63a1b", "shine": "#f4876a"},
    "right": {"body": "#2e86ab", "edge": "#1b5a75", "shine": "#66b3d1"},
}
SKY = tuple(f"#{190 + 5 * n:02x}{222 + 3 * n:02x}{244 + n:02x}" for n in range(9))
HILLS = ("#b5d6b2", "#c3dfbf", "#add0aa")


def draw_scene(surface: Surface, game: SlimeVolley) -> None:
    """Draw a game on a canvas of 800 × 450 pixels."""
    if not surface.has("sky"):
        _draw_scenery(surface)
    # A ball that was put above the net has not flown there.
    jumps = game.ball.x == 0.0 and game.ball.vx == 0.0
    for agent, slime in game.slimes.items():
        _draw_slime(surface, agent, slime, game.ball)
        x = MIDDLE / 2 if agent == "left" else MIDDLE * 1.5
        surface.text(id=f"score-{agent}", text=game.scores[agent], x=x, y=18, size=44,
                     align="center", fill=LOOKS[agent]["edge"], depth=8)
    _draw_ball(surface, game.ball, tween_ms=0 if jumps else None)
    winner = max(game.scores, key=lambda agent: game.scores[agent])
    if game.scores[winner] >= game.points_to_win:
        surface.text(id="verdict", text=f"{winner.capitalize()} wins!", x=MIDDLE, y=120, size=40,
                     align="center", fill="#33415c", depth=9)


def _draw_scenery(surface: Surface) -> None:
    width = 2 * MIDDLE
    surface.rect(id="sky", x=0, y=0, w=width, h=surface.height, fill=SKY[0], depth=-10)
    for number, colour in enumerate(SKY[1:], 1):
        y = GROUND * number / len(SKY)
        surface.rect(id=f"sky-{number}", x=0, y=y, w=width, h=GROUND - y, fill=colour, depth=-10)
    surface.circle(id="glow", x=715, y=62, radius=46, fill="#fffdf2", opacity=0.6, depth=-9)
    surface.circle(id="sun", x=715, y=62, radius=32, fill="#fff6d6", depth=-9)
    for number, (x, y, size) in enumerate(((130, 95, 1.0), (420, 60, 0.7), (575, 118, 0.85))):
        for part, (dx, dy, rx) in enumerate(((0, 0, 46), (-30, 8, 32), (34, 9, 36))):
            surface.ellipse(id=f"cloud-{number}-{part}", x=x + dx * size, y=y + dy * size,
                            rx=rx * size, ry=18 * size, fill="white", opacity=0.8, depth=-8)
    for number, (x, rx, ry) in enumerate(((120, 230, 90), (430, 260, 62), (720, 240, 105))):
        surface.ellipse(id=f"hill-{number}", x=x, y=GROUND, rx=rx, ry=ry, fill=HILLS[number],
                        depth=-7)
    surface.rect(id="ground", x=0, y=GROUND, w=width, h=surface.height - GROUND, fill="#e9d8a6", depth=-5)
    surface.rect(id="turf", x=0, y=GROUND, w=width, h=7, fill="#d4bd7d", depth=-5)
    half, top = NET_HALF_WIDTH * SCALE, GROUND - NET_HEIGHT * SCALE
    surface.rect(id="net", x=MIDDLE - half, y=top, w=2 * half, h=GROUND - top + 4,
                 fill="#f8f9fa", stroke="#8d99ae", stroke_width=1.5, depth=1)
    for number in range(4):
        y = top + 20 + 20 * number
        surface.line(id=f"mesh-{number}", x1=MIDDLE - half, y1=y, x2=MIDDLE + half, y2=y,
                     stroke="#8d99ae", stroke_width=1, depth=2)
    surface.circle(id="cap", x=MIDDLE, y=top, radius=half, fill="#ef476f", depth=2)


def _draw_slime(surface: Surface, agent: str, slime: Body, ball: Body) -> None:
    looks, radius = LOOKS[agent], SLIME_RADIUS * SCALE
    x, y = MIDDLE + slime.x * SCALE, GROUND - slime.y * SCALE
    surface.ellipse(id=f"{agent}-shadow", x=x, y=GROUND + 6, rx=radius * (1 - 0.25 * slime.y), ry=5,
                    fill="black", opacity=0.18, depth=0)
    surface.arc(id=f"{agent}-body", x=x, y=y, radius=radius, start_angle=180, end_angle=360,
                fill=looks["body"], depth=3)
    surface.line(id=f"{agent}-foot", x1=x - radius, y1=y, x2=x + radius, y2=y,
                 stroke=looks["edge"], stroke_width=3, depth=4)
    towards_net = 1 if agent == "left" else -1
    surface.ellipse(id=f"{agent}-shine", x=x - towards_net * radius * 0.35, y=y - radius * 0.66,
                    rx=radius * 0.2, ry=radius * 0.11, fill=looks["shine"], opacity=0.9,
                    rotation=-towards_net * 30, depth=4)
    eye_x, eye_y = x + towards_net * radius * 0.42, y - radius * 0.56
    surface.circle(id=f"{agent}-eye", x=eye_x, y=eye_y, radius=10, fill="white",
                   stroke=looks["edge"], stroke_width=1.5, depth=5)
    dx, dy = MIDDLE + ball.x * SCALE - eye_x, GROUND - ball.y * SCALE - eye_y
    reach = 4.5 / max(hypot(dx, dy), 4.5)
    surface.circle(id=f"{agent}-pupil", x=eye_x + dx * reach, y=eye_y + dy * reach, radius=4.5,
                   fill="#22223b", depth=6)


def _draw_ball(surface: Surface, ball: Body, tween_ms: int | None) -> None:
    radius = BALL_RADIUS * SCALE
    x, y = MIDDLE + ball.x * SCALE, GROUND - ball.y * SCALE
    surface.ellipse(id="ball-shadow", x=x, y=GROUND + 6, rx=radius * (1.1 - 0.15 * ball.y), ry=4,
                    fill="black", opacity=0.18, depth=0, tween_ms=tween_ms)
    surface.circle(id="ball", x=x, y=y, radius=radius, fill="#f9a826", stroke="#b8720e",
                   stroke_width=2, depth=6, tween_ms=tween_ms)
    surface.circle(id="ball-shine", x=x - radius * 0.35, y=y - radius * 0.4, radius=radius * 0.28,
                   fill="white", opacity=0.75, depth=7, tween_ms=tween_ms)
