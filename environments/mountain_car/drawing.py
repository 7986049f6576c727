"""The picture: one valley for each car, drawn once, and the cars."""

from __future__ import annotations

from math import atan2, degrees
from typing import TYPE_CHECKING

from physics import GOAL, LEFT_END, RIGHT_END, Car, height

if TYPE_CHECKING:
    from cubicle import Surface

LOOKS = {"player": ("#e4572e", "#a63a1b", "You"), "rival": ("#2e86ab", "#1b5a75", "Computer")}
POINTS = 60


def draw_valleys(surface: Surface, cars: dict[str, Car], tick: int, arrived: dict[str, int] | None = None) -> None:
    """Draw the cars, each in a strip of the canvas of its own."""
    strip = surface.height / len(cars)
    for number, (agent, car) in enumerate(cars.items()):
        valley = Valley(surface, agent, number * strip, strip)
        if not surface.has(f"{agent}-sky"):
            valley.draw_ground(named=len(cars) > 1)
        valley.draw_car(car)
        done = (arrived or {}).get(agent, 0)
        valley.draw_time(done or tick, is_there=bool(done) or car.is_there)


class Valley:
    """Draws one valley in a strip of the canvas."""

    def __init__(self, surface: Surface, agent: str, top: float, strip: float) -> None:
        self.surface, self.agent, self.top, self.strip = surface, agent, top, strip
        self.scale = surface.width / (RIGHT_END - LEFT_END)

    def at(self, position: float) -> tuple[float, float]:
        """Return the pixel of the ground at a position."""
        rise = 0.72 * self.strip
        return (position - LEFT_END) * self.scale, self.top + self.strip * 0.95 - height(position) * rise

    def draw_ground(self, named: bool) -> None:
        """Draw sky, mountain and flag."""
        surface, agent = self.surface, self.agent
        for band in range(6):
            colour = f"#{205 + 6 * band:02x}{228 + 4 * band:02x}{246 + band:02x}"
            surface.rect(id=f"{agent}-sky" if band == 0 else f"{agent}-sky-{band}", x=0,
                         y=self.top + self.strip * band / 6, w=surface.width, h=self.strip / 6 + 1,
                         fill=colour, depth=-10)
        places = [LEFT_END + (RIGHT_END - LEFT_END) * n / POINTS for n in range(POINTS + 1)]
        bottom = self.top + self.strip
        outline = [self.at(place) for place in places]
        surface.polygon(id=f"{agent}-earth", points=[(0, bottom), *outline, (surface.width, bottom)],
                        fill="#b98a5a", depth=-8)
        surface.polyline(id=f"{agent}-grass", points=outline, stroke="#6a994e", stroke_width=7, depth=-7)
        x, y = self.at(GOAL)
        surface.line(id=f"{agent}-pole", x1=x, y1=y, x2=x, y2=y - self.strip * 0.16, stroke="#33415c",
                     stroke_width=3, depth=-6)
        surface.polygon(id=f"{agent}-flag", points=[
            (x, y - self.strip * 0.16), (x + self.scale * 0.055, y - self.strip * 0.135), (x, y - self.strip * 0.11),
        ], fill="#f2c14e", stroke="#9a7416", stroke_width=1, depth=-6)
        if named:
            body, _, name = LOOKS[agent]
            surface.text(id=f"{agent}-name", text=name, x=16, y=self.top + 12, size=22, fill=body, depth=5)
            if self.top > 0:
                surface.line(id=f"{agent}-edge", x1=0, y1=self.top, x2=surface.width, y2=self.top,
                             stroke="white", stroke_width=4, depth=4)

    def draw_car(self, car: Car) -> None:
        """Draw the car on the slope that it stands on."""
        surface, agent = self.surface, self.agent
        body, edge, _ = LOOKS[agent]
        x, y = self.at(car.position)
        (x1, y1), (x2, y2) = self.at(car.position - 0.02), self.at(car.position + 0.02)
        slope = atan2(y2 - y1, x2 - x1)
        along, up = ((x2 - x1), (y2 - y1)), ((y2 - y1), -(x2 - x1))
        length = (along[0] ** 2 + along[1] ** 2) ** 0.5
        width, tall = self.scale * 0.1, self.scale * 0.036

        def place(forward: float, above: float) -> tuple[float, float]:
            """Return the pixel so far along the slope from the car, and so far above the ground."""
            return (
                x + (along[0] * forward + up[0] * above) / length,
                y + (along[1] * forward + up[1] * above) / length,
            )

        for part, forward, above, w, h, colour in (
            ("cabin", -width * 0.05, tall * 1.95, width * 0.5, tall * 0.9, "#dfeaf2"),
            ("body", 0.0, tall * 1.1, width, tall, body),
        ):
            cx, cy = place(forward, above)
            surface.rect(id=f"{agent}-{part}", x=cx - w / 2, y=cy - h / 2, w=w, h=h, corner_radius=tall * 0.3,
                         fill=colour, stroke=edge, stroke_width=2, rotation=degrees(slope), depth=2)
        for wheel, forward in enumerate((-0.28, 0.28)):
            cx, cy = place(forward * width, tall * 0.5)
            surface.circle(id=f"{agent}-wheel-{wheel}", x=cx, y=cy, radius=tall * 0.5, fill="#22223b",
                           stroke="#8d99ae", stroke_width=3, depth=3)

    def draw_time(self, ticks: int, is_there: bool) -> None:
        """Write how long it took so far."""
        mark = "✓ " if is_there else ""
        self.surface.text(id=f"{self.agent}-time", text=f"{mark}{ticks / 30:.1f} s", x=self.surface.width / 2,
                          y=self.top + 12, size=26, align="center", fill="#33415c", depth=5)
