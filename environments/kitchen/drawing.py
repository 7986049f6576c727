"""The picture of a kitchen: the room once, then only what moves or changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cooking import DISH, ONION, ONIONS_IN_SOUP, SOUP, Chef, Pot
from layout import COUNTER, DISHES, FLOOR, HATCH, ONIONS, POT, Cell

if TYPE_CHECKING:
    from cubicle import Surface
    from env import CookTogether

HEAD = 44
"""Height of the line of text above the kitchen, in pixels."""
LOOKS = {
    "blue": ("#3b82c4", "#23527f"),
    "green": ("#4aa564", "#2a6a3d"),
    "purple": ("#8e5bb5", "#573375"),
    "yellow": ("#e0a526", "#8f660c"),
}
FLOORS = ("#f3ead9", "#eadfca")
WOOD, WOOD_EDGE = "#b98a5a", "#8a6239"
SOUP_COLOUR = "#e58a2b"


def draw_scene(surface: Surface, game: CookTogether) -> None:
    """Draw a game on its canvas, as large as it fits."""
    layout = game.kitchen.layout
    size = min(surface.width / layout.width, (surface.height - HEAD) / layout.height)
    left = (surface.width - size * layout.width) / 2
    view = View(surface, size, left, HEAD)
    if not surface.has("room"):
        surface.rect(id="room", x=0, y=0, w=surface.width, h=surface.height, fill="#3d4653", depth=-10)
        for cell, tile in layout.tiles.items():
            view.draw_tile(cell, tile)
    for cell in layout.of_kind(COUNTER):
        view.draw_lying(cell, game.kitchen.counters.get(cell))
    for cell, pot in game.kitchen.pots.items():
        view.draw_pot(cell, pot, game.kitchen.cook_ticks)
    for agent, chef in zip(game.possible_agents, game.kitchen.chefs):
        view.draw_chef(agent, chef)
    seconds = max(0, game.max_ticks - game.tick + 7) // 8
    surface.text(id="soups", text=f"Soups served: {game.soups}", x=left + 4, y=10, size=24, fill="white")
    surface.text(id="time", text=f"{seconds} s", x=left + size * layout.width - 4, y=10, size=24,
                 align="right", fill="#ffd479" if seconds <= 10 else "white")


class View:
    """Draws in tiles of a kitchen instead of pixels."""

    def __init__(self, surface: Surface, size: float, left: float, top: float) -> None:
        self.surface, self.size, self.left, self.top = surface, size, left, top

    def at(self, cell: Cell, dx: float = 0.5, dy: float = 0.5) -> tuple[float, float]:
        """Return the pixel at a place of a tile, its middle unless given."""
        return self.left + (cell[0] + dx) * self.size, self.top + (cell[1] + dy) * self.size

    def draw_tile(self, cell: Cell, tile: str) -> None:
        """Draw what never changes."""
        surface, size = self.surface, self.size
        (x, y), name = self.at(cell, 0, 0), f"{cell[0]}-{cell[1]}"
        if tile == FLOOR:
            surface.rect(id=f"floor-{name}", x=x, y=y, w=size, h=size,
                         fill=FLOORS[(cell[0] + cell[1]) % 2], depth=-9)
            return
        surface.rect(id=f"counter-{name}", x=x, y=y, w=size, h=size, fill=WOOD, stroke=WOOD_EDGE,
                     stroke_width=2, depth=-8)
        cx, cy = self.at(cell)
        if tile == ONIONS:
            surface.rect(id=f"box-{name}", x=x + size * 0.12, y=y + size * 0.12, w=size * 0.76,
                         h=size * 0.76, fill="#7a4f28", corner_radius=size * 0.08, depth=-7)
            for number, (dx, dy) in enumerate(((-0.16, -0.14), (0.16, -0.14), (-0.16, 0.16), (0.16, 0.16))):
                self._onion(f"stock-{name}-{number}", cx + dx * size, cy + dy * size, 0.8, -6)
        elif tile == DISHES:
            for number in range(3):
                surface.ellipse(id=f"pile-{name}-{number}", x=cx, y=cy + size * (0.14 - 0.12 * number),
                                rx=size * 0.32, ry=size * 0.2, fill="#fdfdfb", stroke="#a9b4bf",
                                stroke_width=1.5, depth=-6)
        elif tile == HATCH:
            surface.rect(id=f"hatch-{name}", x=x + size * 0.08, y=y + size * 0.08, w=size * 0.84,
                         h=size * 0.84, fill="#5c6a79", corner_radius=size * 0.06, depth=-7)
            surface.polygon(id=f"bell-{name}", points=[
                (cx - size * 0.28, cy + size * 0.16), (cx - size * 0.2, cy - size * 0.08),
                (cx, cy - size * 0.2), (cx + size * 0.2, cy - size * 0.08), (cx + size * 0.28, cy + size * 0.16),
            ], fill="#f2c14e", stroke="#9a7416", stroke_width=1.5, depth=-6)
            surface.circle(id=f"knob-{name}", x=cx, y=cy - size * 0.22, radius=size * 0.05, fill="#f2c14e",
                           stroke="#9a7416", stroke_width=1.5, depth=-6)

    def draw_lying(self, cell: Cell, thing: str | None) -> None:
        """Draw what lies on a counter."""
        self._thing(f"on-{cell[0]}-{cell[1]}", thing, *self.at(cell), 0)

    def draw_pot(self, cell: Cell, pot: Pot, cook_ticks: int) -> None:
        """Draw a pot, its onions, and how far it is."""
        surface, size, name = self.surface, self.size, f"pot-{cell[0]}-{cell[1]}"
        x, y = self.at(cell)
        surface.circle(id=name, x=x, y=y, radius=size * 0.38, fill="#39424d", stroke="#1f262e",
                       stroke_width=2, depth=-6)
        full = pot.onions == ONIONS_IN_SOUP
        surface.circle(id=f"{name}-inside", x=x, y=y, radius=size * 0.3,
                       fill=SOUP_COLOUR if full else "#55606d", depth=-5)
        for number, (dx, dy) in enumerate(((-0.12, 0.05), (0.12, 0.05), (0, -0.13))):
            key = f"{name}-onion-{number}"
            if number < pot.onions and not full:
                self._onion(key, x + dx * size, y + dy * size, 0.7, -4)
            else:
                self._remove(key)
        if pot.is_cooking:
            done = 1 - pot.left / cook_ticks
            surface.rect(id=f"{name}-bar", x=x - size * 0.34, y=y - size * 0.46, w=size * 0.68, h=size * 0.1,
                         fill="#1f262e", depth=1)
            surface.rect(id=f"{name}-done", x=x - size * 0.32, y=y - size * 0.44, w=size * 0.64 * done,
                         h=size * 0.06, fill="#7bd389", depth=2)
        else:
            surface.remove(f"{name}-bar")
            surface.remove(f"{name}-done")
        if pot.is_ready:
            surface.text(id=f"{name}-ready", text="✓", x=x, y=y - size * 0.24, size=size * 0.42,
                         align="center", fill="white", depth=1)
        else:
            surface.remove(f"{name}-ready")

    def draw_chef(self, agent: str, chef: Chef) -> None:
        """Draw a chef, seen from above: hat, shoulders, and what it holds."""
        surface, size = self.surface, self.size
        body, edge = LOOKS[agent]
        (x, y), (fx, fy) = self.at(chef.cell), chef.facing
        surface.ellipse(id=f"{agent}-shadow", x=x, y=y + size * 0.1, rx=size * 0.36, ry=size * 0.32,
                        fill="black", opacity=0.15, depth=2)
        surface.ellipse(id=f"{agent}-body", x=x, y=y, rx=size * (0.36 if fx == 0 else 0.27),
                        ry=size * (0.27 if fx == 0 else 0.36), fill=body, stroke=edge, stroke_width=2, depth=3)
        for number, side in enumerate((-1, 1)):
            surface.circle(id=f"{agent}-hand-{number}", x=x + (fx * 0.3 - side * fy * 0.24) * size,
                           y=y + (fy * 0.3 + side * fx * 0.24) * size, radius=size * 0.085,
                           fill="#f1c9a5", stroke=edge, stroke_width=1.5, depth=4)
        surface.circle(id=f"{agent}-hat", x=x - fx * size * 0.06, y=y - fy * size * 0.06, radius=size * 0.21,
                       fill="white", stroke=edge, stroke_width=2, depth=6)
        surface.circle(id=f"{agent}-top", x=x - fx * size * 0.1, y=y - fy * size * 0.1, radius=size * 0.13,
                       fill="#eef1f4", depth=7)
        self._thing(f"{agent}-holds", chef.held, x + fx * size * 0.34, y + fy * size * 0.34, 5)

    def _thing(self, key: str, thing: str | None, x: float, y: float, depth: int) -> None:
        """Draw what can be carried, or take it away."""
        surface, size = self.surface, self.size
        if thing == ONION:
            self._onion(f"{key}-onion", x, y, 1.0, depth)
        else:
            self._remove(f"{key}-onion")
        if thing in (DISH, SOUP):
            surface.circle(id=f"{key}-dish", x=x, y=y, radius=size * 0.22, fill="#fdfdfb", stroke="#a9b4bf",
                           stroke_width=1.5, depth=depth)
            surface.circle(id=f"{key}-food", x=x, y=y, radius=size * 0.15,
                           fill=SOUP_COLOUR if thing == SOUP else "#e9eef2", depth=depth)
        else:
            surface.remove(f"{key}-dish")
            surface.remove(f"{key}-food")

    def _onion(self, key: str, x: float, y: float, scale: float, depth: int) -> None:
        size = self.size * scale
        self.surface.circle(id=key, x=x, y=y, radius=size * 0.16, fill="#e9c46a", stroke="#b08a2e",
                            stroke_width=1.5, depth=depth)
        self.surface.line(id=f"{key}-tip", x1=x, y1=y - size * 0.16, x2=x, y2=y - size * 0.24,
                          stroke="#6a994e", stroke_width=max(2, size * 0.05), depth=depth)

    def _remove(self, key: str) -> None:
        self.surface.remove(key)
        self.surface.remove(f"{key}-tip")
