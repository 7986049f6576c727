"""The rules of the kitchen: who moves where, and what a pair of hands does."""

from __future__ import annotations

from dataclasses import dataclass, field

from layout import COUNTER, DISHES, FLOOR, HATCH, ONIONS, POT, STEPS, Cell, Layout

STAY, UP, DOWN, LEFT, RIGHT, INTERACT = range(6)
ONION, DISH, SOUP = "onion", "dish", "soup"
ONIONS_IN_SOUP = 3
SOUP_REWARD = 20


@dataclass
class Chef:
    """One chef: where it stands, which way it looks, and what it holds."""

    cell: Cell
    facing: Cell = (0, 1)
    held: str | None = None
    pressing: bool = False
    """Whether it used its hands in the last step: they must rest before they act again."""

    @property
    def ahead(self) -> Cell:
        """The cell that it looks at."""
        return self.cell[0] + self.facing[0], self.cell[1] + self.facing[1]


@dataclass
class Pot:
    """A pot: onions go in one by one; the third one starts the cooking."""

    onions: int = 0
    left: int = 0
    """Steps until the soup is ready."""

    @property
    def is_cooking(self) -> bool:
        """Whether it is full and not ready."""
        return self.onions == ONIONS_IN_SOUP and self.left > 0

    @property
    def is_ready(self) -> bool:
        """Whether there is a soup to be taken."""
        return self.onions == ONIONS_IN_SOUP and self.left == 0


@dataclass
class Kitchen:
    """All that changes while people cook."""

    layout: Layout
    cook_ticks: int
    chefs: list[Chef] = field(default_factory=list)
    pots: dict[Cell, Pot] = field(default_factory=dict)
    counters: dict[Cell, str] = field(default_factory=dict)
    """What lies on a counter."""

    def begin(self) -> None:
        """Put everything in its place."""
        self.chefs = [Chef(cell) for cell in self.layout.starts]
        self.pots = {cell: Pot() for cell in self.layout.of_kind(POT)}
        self.counters = {}

    def move(self, actions: list[int]) -> None:
        """Turn and move all chefs at once.

        A chef looks where it wants to go, also if it cannot go there. Two that want the
        same tile, or each other's, both stay.
        """
        before = [chef.cell for chef in self.chefs]
        wanted = list(before)
        for number, (chef, action) in enumerate(zip(self.chefs, actions)):
            if UP <= action <= RIGHT:
                chef.facing = STEPS[action - UP]
                if self.layout.tiles.get(chef.ahead) == FLOOR:
                    wanted[number] = chef.ahead
        # Who stays may stand in the way of another, who then stays, too.
        settled = False
        while not settled:
            settled = True
            for one, cell in enumerate(wanted):
                if cell == before[one]:
                    continue
                for other in range(len(wanted)):
                    swaps = wanted[other] == before[one] and before[other] == cell
                    if other != one and (wanted[other] == cell or swaps):
                        wanted[one] = before[one]
                        if swaps:
                            wanted[other] = before[other]
                        settled = False
                        break
        for chef, cell in zip(self.chefs, wanted):
            chef.cell = cell

    def interact(self, number: int) -> bool:
        """Let one chef use its hands on what it looks at; return whether a soup was served."""
        chef = self.chefs[number]
        cell = chef.ahead
        tile = self.layout.tiles.get(cell)
        if tile == ONIONS and chef.held is None:
            chef.held = ONION
        elif tile == DISHES and chef.held is None:
            chef.held = DISH
        elif tile == COUNTER:
            chef.held, lying = self.counters.pop(cell, None), chef.held
            if lying is not None and chef.held is not None:
                # Hands and counter are both full: nothing changes.
                self.counters[cell], chef.held = chef.held, lying
            elif lying is not None:
                self.counters[cell] = lying
        elif tile == POT:
            self._use_pot(chef, self.pots[cell])
        elif tile == HATCH and chef.held == SOUP:
            chef.held = None
            return True
        return False

    def simmer(self) -> None:
        """Let the pots cook for one step."""
        for pot in self.pots.values():
            if pot.is_cooking:
                pot.left -= 1

    def _use_pot(self, chef: Chef, pot: Pot) -> None:
        if chef.held == ONION and pot.onions < ONIONS_IN_SOUP:
            chef.held = None
            pot.onions += 1
            if pot.onions == ONIONS_IN_SOUP:
                pot.left = self.cook_ticks
        elif chef.held == DISH and pot.is_ready:
            chef.held = SOUP
            pot.onions = 0
