"""Kitchen: chefs who share a small kitchen cook onion soup."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from cooking import INTERACT, SOUP_REWARD, Chef, Kitchen, Pot
from drawing import draw_scene
from layout import load_layout
from senses import find_shared_counters, observe

if TYPE_CHECKING:
    from cubicle import Surface

CHEFS = ("blue", "green", "purple", "yellow")


class Discrete(NamedTuple):
    """An action space of the numbers 0 to n - 1."""

    n: int


class CookTogether:
    """
    ## Description

    Chefs share a kitchen that is too small for them, and are paid together. Three onions in
    a pot make a soup, which cooks by itself; whoever holds a dish can take it out when it is
    ready and bring it to the serving hatch. Things can be put down on counters, and handed
    over that way. One step is a tick, by default 1/8 of a second.

    ## Action Space

    Each chef takes one of six numbers.

    | action | does                                        |
    | ------ | ------------------------------------------- |
    | 0      | nothing                                     |
    | 1      | up                                          |
    | 2      | down                                        |
    | 3      | left                                        |
    | 4      | right                                       |
    | 5      | uses its hands on what is in front of it    |

    A chef that cannot go somewhere still turns that way. Two that want the same tile, or
    each other's, both stay where they are. Hands act once for each press: 5 again in the
    very next step does nothing, so that a key that is held does not put down again what it
    picked up.

    ## Observation Space

    138 floats of about -1 to 1, the same in every kitchen: what the chef holds, faces and
    could walk to; for each kind of target (onions, dishes, pots by what they need, hatch,
    counters) the first step on the shortest way there, how long it is, and whether another
    chef is in that way; the nearest other chef, what it holds, and how far it has it to the
    same targets; the pots; and the time left. ``senses.py`` makes them, in that order.

    ## Rewards

    20 for every chef in the step in which a soup is served; 0 otherwise.

    ## Starting State

    The chefs stand where the plan has its digits, and the kitchen is empty. With
    ``shuffle_starts`` the seed decides who stands where; nothing else is left to chance.

    ## Episode End

    Truncates for all after ``max_ticks`` steps. It never terminates.

    ## Information

    ``infos[agent]`` has ``soups``, served by all so far; ``onions``, ``dishes`` and
    ``served``, how many the agent itself put into pots, filled with soup, and served.

    ## Arguments

    - ``layout``: the name of a plan in ``layouts/`` (``"cramped_room"``). A plan is a text
      file: ``X`` counter, ``O`` onions, ``D`` dishes, ``P`` pot, ``S`` hatch, space floor,
      ``1`` to ``4`` chefs. There are as many agents as chefs: ``"blue"``, ``"green"``,
      ``"purple"``, ``"yellow"``.
    - ``cook_ticks``: steps that a soup cooks (20).
    - ``max_ticks``: steps of an episode (480, which is a minute).
    - ``shuffle_starts``: whether the seed decides who begins where (false).

    ## Version History

    - 0: first version.
    """

    metadata = {"name": "kitchen_v0", "is_parallelizable": True, "render_fps": 8}

    def __init__(self, layout: str = "cramped_room", cook_ticks: int = 20, max_ticks: int = 480,
                 shuffle_starts: bool = False) -> None:
        if cook_ticks < 1 or max_ticks < 1:
            raise ValueError("cook_ticks and max_ticks must be 1 or more")
        self.kitchen = Kitchen(load_layout(layout), cook_ticks)
        self.max_ticks = max_ticks
        self.shuffle_starts = shuffle_starts
        self.shared = find_shared_counters(self.kitchen)
        self.possible_agents = list(CHEFS[: len(self.kitchen.layout.starts)])
        self.actions = Discrete(6)
        self.agents: list[str] = []
        self._begin()

    def action_space(self, agent: str) -> Discrete:
        """Return the actions of an agent: 0 to 5."""
        return self.actions

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Begin an episode; the same seed and actions give the same episode."""
        self._begin()
        if self.shuffle_starts:
            starts = list(self.kitchen.layout.starts)
            Random(seed).shuffle(starts)
            for chef, cell in zip(self.kitchen.chefs, starts):
                chef.cell = cell
        self.agents = list(self.possible_agents)
        return self._observations(), self._infos()

    def step(self, actions: dict[str, int]) -> tuple[Any, Any, Any, Any, Any]:
        """Let a tick pass: all move at once, then hands act, then the pots cook."""
        chosen = [actions[agent] for agent in self.possible_agents]
        chefs = self.kitchen.chefs
        self.kitchen.move(chosen)
        served = 0
        # Whose hands come first changes with every tick, so that nobody is favoured.
        for turn in range(len(chefs)):
            number = (turn + self.tick) % len(chefs)
            if chosen[number] == INTERACT and not chefs[number].pressing:
                served += self._use_hands(number)
        for chef, action in zip(chefs, chosen):
            chef.pressing = action == INTERACT
        self.kitchen.simmer()
        self.tick += 1
        self.soups += served
        late = self.tick >= self.max_ticks
        if late:
            self.agents = []
        everybody = self.possible_agents
        return (
            self._observations(),
            dict.fromkeys(everybody, SOUP_REWARD * served),
            dict.fromkeys(everybody, False),
            dict.fromkeys(everybody, late),
            self._infos(),
        )

    def render(self, surface: Surface) -> None:
        """Draw the kitchen, seen from above."""
        draw_scene(surface, self)

    def get_state(self) -> dict[str, Any]:
        """Return all that the next steps depend on, as plain data."""
        return {
            "chefs": [
                {"cell": list(chef.cell), "facing": list(chef.facing), "held": chef.held,
                 "pressing": chef.pressing}
                for chef in self.kitchen.chefs
            ],
            "pots": [[*cell, pot.onions, pot.left] for cell, pot in self.kitchen.pots.items()],
            "counters": [[*cell, thing] for cell, thing in sorted(self.kitchen.counters.items())],
            "done": {agent: dict(counts) for agent, counts in self.done.items()},
            "soups": self.soups,
            "tick": self.tick,
            "agents": list(self.agents),
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what :meth:`get_state` returned, here or in another object."""
        self.kitchen.chefs = [
            Chef(tuple(chef["cell"]), tuple(chef["facing"]), chef["held"], chef["pressing"])
            for chef in state["chefs"]
        ]
        self.kitchen.pots = {(x, y): Pot(onions, left) for x, y, onions, left in state["pots"]}
        self.kitchen.counters = {(x, y): thing for x, y, thing in state["counters"]}
        self.done = {agent: dict(counts) for agent, counts in state["done"].items()}
        self.soups = state["soups"]
        self.tick = state["tick"]
        self.agents = list(state["agents"])

    def _begin(self) -> None:
        self.kitchen.begin()
        self.done = {agent: {"onions": 0, "dishes": 0, "served": 0} for agent in self.possible_agents}
        self.soups = 0
        self.tick = 0

    def _use_hands(self, number: int) -> int:
        """Let a chef use its hands, count what it did, and return the soups it served."""
        chef, counts = self.kitchen.chefs[number], self.done[self.possible_agents[number]]
        before = chef.held
        at_pot = chef.ahead in self.kitchen.pots
        served = self.kitchen.interact(number)
        if at_pot and before != chef.held:
            counts["onions" if before == "onion" else "dishes"] += 1
        counts["served"] += served
        return int(served)

    def _observations(self) -> dict[str, list[float]]:
        left = 1.0 - self.tick / self.max_ticks
        return {
            agent: observe(self.kitchen, number, self.shared, left)
            for number, agent in enumerate(self.possible_agents)
        }

    def _infos(self) -> dict[str, dict[str, int]]:
        return {agent: {"soups": self.soups, **self.done[agent]} for agent in self.possible_agents}
