"""Mountain car: a car too weak for its mountain, alone or in a race."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from drawing import draw_valleys
from physics import Car

if TYPE_CHECKING:
    from cubicle import Surface


class Discrete(NamedTuple):
    """An action space of the numbers 0 to n - 1."""

    n: int


class MountainCar:
    """
    ## Description

    A car stands in a valley. Its engine is too weak to climb the mountain: it has to swing
    back and forth to gather speed. The problem is Andrew Moore's (1990), with the numbers of
    Sutton and Barto and of Gymnasium's ``MountainCar-v0``.

    ## Action Space

    One of three numbers.

    | action | does         |
    | ------ | ------------ |
    | 0      | pushes left  |
    | 1      | nothing      |
    | 2      | pushes right |

    ## Observation Space

    Two floats.

    | number | what             | from  | to   |
    | ------ | ---------------- | ----- | ---- |
    | 0      | position         | -1.2  | 0.6  |
    | 1      | velocity, a step | -0.07 | 0.07 |

    ## Rewards

    -1 for each step until the flag is reached: the return is how long it took.

    ## Starting State

    At rest, at a place of -0.6 to -0.4 that is drawn from the seed.

    ## Episode End

    Terminates when the car is at 0.5 or beyond and does not roll back. Truncates after
    ``max_ticks`` steps.

    ## Information

    ``info`` has ``position``.

    ## Arguments

    - ``max_ticks``: steps after which an episode is cut short (600, which is 20 seconds).

    ## Version History

    - 0: first version. The cosine is our own, so that every computer drives the same way; it
      differs from the machine's in about the 13th digit.
    """

    metadata = {"name": "mountain_car_v0", "render_fps": 30}
    action_space = Discrete(3)

    def __init__(self, max_ticks: int = 600) -> None:
        self.max_ticks = max_ticks
        self.car = Car(-0.5)
        self.tick = 0

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Begin an episode; the same seed and actions give the same episode."""
        self.car = Car(-0.6 + 0.2 * Random(seed).random())
        self.tick = 0
        return self._observe(), self._info()

    def step(self, action: int) -> tuple[Any, Any, Any, Any, Any]:
        """Drive for 1/30 of a second."""
        self.tick += 1
        self.car.drive(action - 1)
        there = self.car.is_there
        return self._observe(), -1, there, not there and self.tick >= self.max_ticks, self._info()

    def render(self, surface: Surface) -> None:
        """Draw the valley and the car."""
        draw_valleys(surface, {"player": self.car}, self.tick)

    def get_state(self) -> dict[str, Any]:
        """Return all that the next steps depend on."""
        return {"position": self.car.position, "velocity": self.car.velocity, "tick": self.tick}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what :meth:`get_state` returned."""
        self.car = Car(state["position"], state["velocity"])
        self.tick = state["tick"]

    def _observe(self) -> list[float]:
        return [self.car.position, self.car.velocity]

    def _info(self) -> dict[str, float]:
        return {"position": self.car.position}


class MountainRace:
    """
    ## Description

    Two cars in two valleys of the same shape, from the same start: who is at the flag first?
    The cars do not touch, so each is driven as in :class:`MountainCar`.

    ## Action Space, Observation Space

    As in :class:`MountainCar`, for the agents ``"player"`` and ``"rival"``.

    ## Rewards

    -1 for each step until the own flag is reached, then 0.

    ## Starting State

    As in :class:`MountainCar`, the same place for both.

    ## Episode End

    Terminates for both when both are there, truncates for both after ``max_ticks`` steps.
    Who is there waits for the other.

    ## Information

    ``infos[agent]`` has ``arrived``: the step in which the agent reached its flag, else 0.

    ## Arguments

    - ``max_ticks``: steps after which a race is cut short (600).

    ## Version History

    - 0: first version.
    """

    metadata = {"name": "mountain_race_v0", "is_parallelizable": True, "render_fps": 30}
    possible_agents = ["player", "rival"]

    def __init__(self, max_ticks: int = 600) -> None:
        self.max_ticks = max_ticks
        self.actions = Discrete(3)
        self.agents: list[str] = []
        self._begin(-0.5)

    def action_space(self, agent: str) -> Discrete:
        """Return the actions of an agent: 0 to 2."""
        return self.actions

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Begin a race; the same seed and actions give the same race."""
        self._begin(-0.6 + 0.2 * Random(seed).random())
        self.agents = list(self.possible_agents)
        return self._observations(), self._infos()

    def step(self, actions: dict[str, int]) -> tuple[Any, Any, Any, Any, Any]:
        """Drive for 1/30 of a second."""
        self.tick += 1
        rewards = dict.fromkeys(self.possible_agents, 0)
        for agent, car in self.cars.items():
            if self.arrived[agent]:
                continue
            car.drive(actions[agent] - 1)
            rewards[agent] = -1
            if car.is_there:
                car.velocity = 0.0
                self.arrived[agent] = self.tick
        done = all(self.arrived.values())
        late = not done and self.tick >= self.max_ticks
        if done or late:
            self.agents = []
        everybody = self.possible_agents
        return (
            self._observations(),
            rewards,
            dict.fromkeys(everybody, done),
            dict.fromkeys(everybody, late),
            self._infos(),
        )

    def render(self, surface: Surface) -> None:
        """Draw both valleys, one above the other."""
        draw_valleys(surface, self.cars, self.tick, self.arrived)

    def get_state(self) -> dict[str, Any]:
        """Return all that the next steps depend on."""
        return {
            "cars": {agent: vars(car).copy() for agent, car in self.cars.items()},
            "arrived": dict(self.arrived),
            "tick": self.tick,
            "agents": list(self.agents),
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what :meth:`get_state` returned."""
        self.cars = {agent: Car(**state["cars"][agent]) for agent in self.possible_agents}
        self.arrived = dict(state["arrived"])
        self.tick = state["tick"]
        self.agents = list(state["agents"])

    def _begin(self, position: float) -> None:
        self.cars = {agent: Car(position) for agent in self.possible_agents}
        self.arrived = dict.fromkeys(self.possible_agents, 0)
        self.tick = 0

    def _observations(self) -> dict[str, list[float]]:
        return {agent: [car.position, car.velocity] for agent, car in self.cars.items()}

    def _infos(self) -> dict[str, dict[str, int]]:
        return {agent: {"arrived": self.arrived[agent]} for agent in self.possible_agents}
