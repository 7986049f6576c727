"""Kitchens to learn in: the bundled ones, and any number of drawn ones."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cooking import Kitchen
from env import CookTogether
from layout import COUNTER, DISHES, FLOOR, HATCH, ONIONS, POT, STEPS, Cell, Layout, parse_layout
from senses import Reach

BUNDLED = ("cramped_room", "asymmetric_advantages", "coordination_ring", "forced_coordination",
           "counter_circuit")


def open_bundled(name: str, max_ticks: int = 480) -> CookTogether:
    """Return a bundled kitchen in which the seed decides who begins where."""
    return CookTogether(name, max_ticks=max_ticks, shuffle_starts=True)


def open_drawn(seed: int, max_ticks: int = 480) -> CookTogether:
    """Return a kitchen drawn from a seed, in which both chefs can reach everything."""
    random = Random(seed)
    while True:
        layout = _draw(random)
        if layout is not None:
            break
    env = CookTogether("cramped_room", max_ticks=max_ticks, shuffle_starts=True)
    env.kitchen = Kitchen(layout, env.kitchen.cook_ticks)
    env.shared = frozenset()
    return env


def _draw(random: Random) -> Layout | None:
    width, height = random.randrange(5, 10), random.randrange(4, 8)
    inside = [(x, y) for x in range(1, width - 1) for y in range(1, height - 1)]
    tiles: dict[Cell, str] = {(x, y): COUNTER for x in range(width) for y in range(height)}
    tiles.update(dict.fromkeys(inside, FLOOR))
    for cell in random.sample(inside, random.randrange(0, 1 + len(inside) // 3)):
        tiles[cell] = COUNTER
    counters = [cell for cell, tile in tiles.items() if tile == COUNTER and _touches_floor(tiles, cell)]
    kinds = [ONIONS, DISHES, HATCH] + [POT] * random.randrange(1, 3) + random.choices([ONIONS, DISHES, HATCH], k=1)
    if len(counters) < len(kinds):
        return None
    for cell, kind in zip(random.sample(counters, len(kinds)), kinds):
        tiles[cell] = kind
    floor = [cell for cell in inside if tiles[cell] == FLOOR]
    if len(floor) < 4:
        return None
    starts = random.sample(floor, 2)
    rows = ["".join(tiles[x, y] for x in range(width)) for y in range(height)]
    for number, (x, y) in enumerate(starts, 1):
        rows[y] = rows[y][:x] + str(number) + rows[y][x + 1 :]
    layout = parse_layout("drawn", "\n".join(rows))
    reach = Reach(Kitchen(layout, 1), starts[0], set())
    return layout if len(reach.steps) == len(floor) else None


def _touches_floor(tiles: dict[Cell, str], cell: Cell) -> bool:
    return any(tiles.get((cell[0] + dx, cell[1] + dy)) == FLOOR for dx, dy in STEPS)
