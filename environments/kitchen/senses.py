"""What a chef observes: the same numbers in every kitchen, so that one policy fits all."""

from __future__ import annotations

from collections import deque

from cooking import DISH, INTERACT, ONION, ONIONS_IN_SOUP, SOUP, UP, Chef, Kitchen
from layout import COUNTER, DISHES, FLOOR, HATCH, ONIONS, POT, STEPS, Cell

HELD = (None, ONION, DISH, SOUP)
TARGETS = ("onion", "dish", "soup on a counter", "pot that wants onions", "pot that cooks",
           "pot that is ready", "hatch", "free counter", "shared counter")
AHEAD = ("floor", "free counter", "onion", "dish", "soup", "box of onions", "pile of dishes",
         "pot", "hatch", "chef")
FAR = 20
"""Steps that count as far away."""


class Reach:
    """How far every floor tile is from a chef, and with which step the way there begins."""

    def __init__(self, kitchen: Kitchen, start: Cell, blocked: set[Cell]) -> None:
        self.steps: dict[Cell, int] = {start: 0}
        self.first: dict[Cell, int] = {}
        tiles = kitchen.layout.tiles
        queue = deque([start])
        while queue:
            cell = queue.popleft()
            for number, (dx, dy) in enumerate(STEPS):
                then = cell[0] + dx, cell[1] + dy
                if tiles.get(then) != FLOOR or then in self.steps or then in blocked:
                    continue
                self.steps[then] = self.steps[cell] + 1
                self.first[then] = self.first.get(cell, number)
                queue.append(then)

    def find(self, targets: list[Cell], chef: Chef) -> tuple[int, int] | None:
        """Return the steps to the nearest of ``targets`` and the action that begins the way.

        A target is reached by standing beside it and looking at it; then the action is to
        interact. ``None`` if there is no way.
        """
        best: tuple[int, int] | None = None
        for target in targets:
            if target == chef.ahead:
                return 0, INTERACT
            for number, (dx, dy) in enumerate(STEPS):
                beside = target[0] - dx, target[1] - dy
                steps = self.steps.get(beside)
                if steps is None or (best is not None and steps + 1 >= best[0]):
                    continue
                best = steps + 1, UP + (number if steps == 0 else self.first[beside])
        return best


def list_targets(kitchen: Kitchen, shared: frozenset[Cell]) -> list[list[Cell]]:
    """Return the cells of each of ``TARGETS`` as things stand."""
    layout, counters = kitchen.layout, kitchen.counters
    lying: dict[str, list[Cell]] = {ONION: [], DISH: [], SOUP: []}
    for cell, thing in counters.items():
        lying[thing].append(cell)
    free = [cell for cell in layout.of_kind(COUNTER) if cell not in counters]
    pots = kitchen.pots.items()
    return [
        layout.of_kind(ONIONS) + lying[ONION],
        layout.of_kind(DISHES) + lying[DISH],
        lying[SOUP],
        [cell for cell, pot in pots if pot.onions < ONIONS_IN_SOUP],
        [cell for cell, pot in pots if pot.is_cooking],
        [cell for cell, pot in pots if pot.is_ready],
        layout.of_kind(HATCH),
        free,
        [cell for cell in free if cell in shared],
    ]


def find_shared_counters(kitchen: Kitchen) -> frozenset[Cell]:
    """Return the counters that chefs who cannot meet can both reach; empty if all can meet."""
    regions = [set(Reach(kitchen, start, set()).steps) for start in kitchen.layout.starts]
    if all(region == regions[0] for region in regions):
        return frozenset()
    return frozenset(
        cell
        for cell in kitchen.layout.of_kind(COUNTER)
        if sum(any((cell[0] + dx, cell[1] + dy) in region for dx, dy in STEPS) for region in regions) > 1
    )


def observe(kitchen: Kitchen, number: int, shared: frozenset[Cell], time_left: float) -> list[float]:
    """Return what chef ``number`` sees, as floats of about -1 to 1 (see ``Kitchen`` in env.py)."""
    chef = kitchen.chefs[number]
    others = [other for at, other in enumerate(kitchen.chefs) if at != number]
    other = min(others, key=lambda one: _distance(one.cell, chef.cell), default=None)
    standing = {one.cell for one in others}
    around = Reach(kitchen, chef.cell, standing)
    through = Reach(kitchen, chef.cell, set())
    targets = list_targets(kitchen, shared)
    seen = _one_of(HELD, chef.held) + _one_of(STEPS, chef.facing)
    seen.append(1.0 if chef.pressing else 0.0)
    for dx, dy in STEPS:
        beside = chef.cell[0] + dx, chef.cell[1] + dy
        seen.append(1.0 if kitchen.layout.tiles.get(beside) == FLOOR else 0.0)
        seen.append(1.0 if beside in standing else 0.0)
    seen += _one_of(AHEAD, _ahead(kitchen, chef, standing))
    for cells in targets:
        way = around.find(cells, chef)
        free = way is not None
        if way is None:
            way = through.find(cells, chef)
        steps, action = way if way is not None else (FAR, -1)
        seen += _one_of(range(UP, INTERACT + 1), action)
        seen += [min(steps, FAR) / FAR, 1.0 if way is not None else 0.0, 1.0 if free else 0.0]
    seen += _see_other(kitchen, chef, other, targets)
    pots = kitchen.pots.values()
    most = max((pot.onions for pot in pots if pot.onions < ONIONS_IN_SOUP), default=ONIONS_IN_SOUP)
    soonest = min((pot.left for pot in pots if pot.onions == ONIONS_IN_SOUP), default=kitchen.cook_ticks)
    seen += _one_of(range(ONIONS_IN_SOUP + 1), most)
    seen += [
        soonest / kitchen.cook_ticks,
        sum(pot.is_ready for pot in pots) / len(pots),
        sum(pot.is_cooking for pot in pots) / len(pots),
        sum(thing == DISH for thing in kitchen.counters.values()) / 4,
        sum(thing == ONION for thing in kitchen.counters.values()) / 4,
        time_left,
    ]
    return seen


def _see_other(kitchen: Kitchen, chef: Chef, other: Chef | None, targets: list[list[Cell]]) -> list[float]:
    """Return what is seen of the nearest other chef; zeros if there is none."""
    if other is None:
        return [0.0] * (len(HELD) + len(STEPS) + 3 + 2 * len(TARGETS))
    reach = Reach(kitchen, other.cell, set())
    seen = _one_of(HELD, other.held) + _one_of(STEPS, other.facing)
    seen += [
        (other.cell[0] - chef.cell[0]) / kitchen.layout.width,
        (other.cell[1] - chef.cell[1]) / kitchen.layout.height,
        1.0 if chef.ahead == other.cell else 0.0,
    ]
    for cells in targets:
        way = reach.find(cells, other)
        seen += [min(way[0], FAR) / FAR, 1.0] if way is not None else [1.0, 0.0]
    return seen


def _ahead(kitchen: Kitchen, chef: Chef, standing: set[Cell]) -> str:
    cell = chef.ahead
    if cell in standing:
        return "chef"
    tile = kitchen.layout.tiles.get(cell)
    if tile == COUNTER:
        return kitchen.counters.get(cell, "free counter")
    return {FLOOR: "floor", ONIONS: "box of onions", DISHES: "pile of dishes", POT: "pot", HATCH: "hatch"}[
        tile or FLOOR
    ]


def _one_of(choices: object, chosen: object) -> list[float]:
    return [1.0 if choice == chosen else 0.0 for choice in choices]  # type: ignore[attr-defined]


def _distance(one: Cell, other: Cell) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])
