"""Reading a kitchen from its plan: a text file with one letter for each tile."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

Cell = tuple[int, int]
"""Column and row, from the top left corner, both from 0."""

FLOOR, COUNTER, ONIONS, DISHES, POT, HATCH = " ", "X", "O", "D", "P", "S"
TILES = {
    FLOOR: "floor",
    COUNTER: "counter",
    ONIONS: "box of onions",
    DISHES: "pile of dishes",
    POT: "pot",
    HATCH: "serving hatch",
}
MOST_CHEFS = 4
FOLDER = Path(__file__).resolve().parent / "layouts"
STEPS: tuple[Cell, ...] = ((0, -1), (0, 1), (-1, 0), (1, 0))
"""Up, down, left, right."""


class Layout(NamedTuple):
    """A kitchen: what stands where, and where the chefs begin."""

    name: str
    width: int
    height: int
    tiles: dict[Cell, str]
    starts: tuple[Cell, ...]

    def of_kind(self, kind: str) -> list[Cell]:
        """Return the cells of one kind of tile, row by row."""
        return [cell for cell, tile in self.tiles.items() if tile == kind]


def load_layout(name: str) -> Layout:
    """Read ``layouts/<name>.txt``.

    Raises:
        ValueError: if there is no such plan, or it is no kitchen; it says where and why.
    """
    path = FOLDER / f"{name}.txt"
    if not path.is_file() or path.parent != FOLDER:
        known = ", ".join(sorted(plan.stem for plan in FOLDER.glob("*.txt")))
        raise ValueError(f"there is no kitchen {name!r}; there are {known}")
    return parse_layout(name, path.read_text(encoding="utf-8"))


def parse_layout(name: str, text: str) -> Layout:
    """Return the kitchen that a plan draws.

    ``X`` is a counter, ``O`` onions, ``D`` dishes, ``P`` a pot, ``S`` the serving hatch, a
    space is floor, and the digits from 1 are where the chefs begin.

    Raises:
        ValueError: if it is no kitchen: an unknown letter, rows of unequal length, a way
            out, a missing tile, or a chef that is missing or there twice.
    """
    rows = [row.rstrip("\r") for row in text.split("\n")]
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise ValueError(f"the kitchen {name!r} is empty: draw it with {_legend()}")
    width = len(rows[0])
    tiles: dict[Cell, str] = {}
    starts: dict[int, Cell] = {}
    for y, row in enumerate(rows):
        if len(row) != width:
            raise ValueError(f"{name}, row {y + 1}: {len(row)} tiles, but the first row has {width}")
        for x, letter in enumerate(row):
            if letter.isdigit():
                if int(letter) in starts:
                    raise ValueError(f"{name}, row {y + 1}: chef {letter} is there twice")
                starts[int(letter)] = (x, y)
                letter = FLOOR
            if letter not in TILES:
                raise ValueError(f"{name}, row {y + 1}: {letter!r} is no tile; use {_legend()}")
            if letter == FLOOR and (x in (0, width - 1) or y in (0, len(rows) - 1)):
                raise ValueError(f"{name}, row {y + 1}: the edge of a kitchen must be closed")
            tiles[x, y] = letter
    if not 1 <= len(starts) <= MOST_CHEFS or sorted(starts) != list(range(1, len(starts) + 1)):
        raise ValueError(f"{name}: mark where the chefs begin with 1, 2, … (at most {MOST_CHEFS})")
    for kind in (ONIONS, DISHES, POT, HATCH):
        if kind not in tiles.values():
            raise ValueError(f"{name}: a kitchen needs a {TILES[kind]} ({kind})")
    return Layout(name, width, len(rows), tiles, tuple(starts[n] for n in sorted(starts)))


def _legend() -> str:
    return ", ".join(f"{letter!r} {name}" for letter, name in TILES.items()) + ", 1 to 4 chefs"
