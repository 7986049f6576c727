"""Apples: two baskets catch what falls. Replace this game by yours."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cubicle import Surface

WIDTH, HEIGHT, BASKET = 600, 400, 80
STEPS = {0: 0, 1: -8, 2: 8}
"""What each action moves a basket by, in pixels."""
LOOKS = {"red": "#e4572e", "blue": "#2e86ab"}


class Apples:
    """
    ## Description

    Apples fall, one at a time. Two people catch them together.

    ## Action Space

    0 nothing, 1 left, 2 right.

    ## Observation Space

    Four floats of 0 to 1: the own basket's x, the apple's x and y, the other basket's x.

    ## Rewards

    1 for both when an apple is caught.

    ## Starting State

    Baskets in their halves, an apple at a place drawn from the seed.

    ## Episode End

    Truncates for both after ``max_ticks`` steps.

    ## Information

    ``infos[agent]`` has ``caught``, by both.

    ## Arguments

    - ``max_ticks``: steps of an episode (900, which is 30 seconds).

    ## Version History

    - 0: first version.
    """

    metadata = {"name": "apples_v0", "is_parallelizable": True, "render_fps": 30}
    possible_agents = ["red", "blue"]

    def __init__(self, max_ticks: int = 900) -> None:
        self.max_ticks = max_ticks
        self.random = Random()
        self._begin()

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Begin an episode. All chance comes from the seed."""
        self.random = Random(seed)
        self._begin()
        return self._observations(), self._infos()

    def step(self, actions: dict[str, int]) -> tuple[Any, Any, Any, Any, Any]:
        """Play one tick."""
        self.tick += 1
        for agent in self.possible_agents:
            self.baskets[agent] = min(max(self.baskets[agent] + STEPS[actions[agent]], 0), WIDTH - BASKET)
        self.apple_y += 6
        reward = 0
        if self.apple_y >= HEIGHT - 40:
            if any(x <= self.apple_x <= x + BASKET for x in self.baskets.values()):
                self.caught += 1
                reward = 1
            self._next_apple()
        late = self.tick >= self.max_ticks
        return (
            self._observations(),
            dict.fromkeys(self.possible_agents, reward),
            dict.fromkeys(self.possible_agents, False),
            dict.fromkeys(self.possible_agents, late),
            self._infos(),
        )

    def render(self, surface: Surface) -> None:
        """Draw the game. What has an id stays; only changes are sent."""
        surface.rect(id="sky", x=0, y=0, w=WIDTH, h=HEIGHT, fill="#eaf3f7", depth=-2)
        surface.rect(id="ground", x=0, y=HEIGHT - 20, w=WIDTH, h=20, fill="#b7c9a8", depth=-1)
        for agent, x in self.baskets.items():
            surface.rect(id=agent, x=x, y=HEIGHT - 40, w=BASKET, h=24, corner_radius=6, fill=LOOKS[agent])
        # A new apple has not flown there: tween_ms=0 makes it jump.
        surface.circle(id="apple", x=self.apple_x, y=self.apple_y, radius=14, fill="#c1121f", stroke="#780000",
                       stroke_width=2, tween_ms=0 if self.apple_y == 0 else None)
        surface.text(id="caught", text=f"Caught: {self.caught}", x=16, y=14, size=24, fill="#1f2a37")

    def get_state(self) -> dict[str, Any]:
        """Return all that the next steps depend on, as plain data."""
        version, words, spare = self.random.getstate()
        return {
            "baskets": dict(self.baskets),
            "apple": [self.apple_x, self.apple_y],
            "caught": self.caught,
            "tick": self.tick,
            "random": [version, list(words), spare],
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what :meth:`get_state` returned."""
        self.baskets = dict(state["baskets"])
        self.apple_x, self.apple_y = state["apple"]
        self.caught, self.tick = state["caught"], state["tick"]
        version, words, spare = state["random"]
        self.random.setstate((version, tuple(words), spare))

    def _begin(self) -> None:
        self.baskets = {"red": WIDTH // 4 - BASKET // 2, "blue": 3 * WIDTH // 4 - BASKET // 2}
        self.caught = self.tick = 0
        self._next_apple()

    def _next_apple(self) -> None:
        self.apple_x, self.apple_y = self.random.randrange(20, WIDTH - 20), 0

    def _observations(self) -> dict[str, list[float]]:
        red, blue = self.baskets["red"] / WIDTH, self.baskets["blue"] / WIDTH
        apple = [self.apple_x / WIDTH, self.apple_y / HEIGHT]
        return {"red": [red, *apple, blue], "blue": [blue, *apple, red]}

    def _infos(self) -> dict[str, dict[str, int]]:
        return {agent: {"caught": self.caught} for agent in self.possible_agents}
