"""Public goods: everybody has an endowment, and what is given to the common pot grows for all."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from drawing import draw_decision, draw_result

if TYPE_CHECKING:
    from cubicle import Surface

NAMES = ("a", "b", "c", "d", "e", "f")
NOTHING, FIRST_DIGIT, ERASE, CONFIRM, GIVE = 0, 1, 11, 12, 13
"""Keys of a person: nothing, ten digits, erase, confirm. From ``GIVE`` on: give so much, at once."""


class Discrete(NamedTuple):
    """An action space of the numbers 0 to n - 1."""

    n: int


@dataclass
class Hand:
    """What one player does in this round, and did before."""

    typed: str = ""
    given: int | None = None
    """The contribution, once it is confirmed."""
    late: bool = False
    """Whether time ran out before it was."""
    history: list[int] = field(default_factory=list)
    earned: list[float] = field(default_factory=list)


class PublicGoods:
    """
    ## Description

    The linear public goods game of experimental economics (Ledyard 1995). In each round
    every player has the same endowment and decides how much of it to give to a common pot.
    What is in the pot is multiplied and shared equally, whoever gave it. Together it pays to
    give everything; for each alone it pays to give nothing.

    The players type what they give. A round goes on as soon as all have confirmed, or when
    its time is over; then all see the result.

    ## Action Space

    | action         | does                                                      |
    | -------------- | --------------------------------------------------------- |
    | 0              | nothing                                                   |
    | 1 to 10        | types a digit, 0 to 9                                     |
    | 11             | erases the last digit                                     |
    | 12             | confirms what is typed                                    |
    | 13 + n         | gives n and confirms, in one step: what a policy does     |

    A number above the endowment cannot be typed. While a result is shown, and once
    confirmed, actions do nothing.

    ## Observation Space

    Eight floats of 0 to 1.

    | number | what                                                       |
    | ------ | ---------------------------------------------------------- |
    | 0      | rounds played, of all                                      |
    | 1      | rounds left after this one, of all                         |
    | 2      | whether the agent can decide now                           |
    | 3      | own contribution in the last round, of the endowment       |
    | 4      | mean contribution of the others in the last round          |
    | 5      | own mean contribution so far                               |
    | 6      | mean contribution of the others so far                     |
    | 7      | whether there was a round before                           |

    ## Rewards

    In the step that ends a round: what the player earned in it, in points; 0 otherwise.

    ## Starting State

    The first round, nothing typed. Nothing is left to chance.

    ## Episode End

    Terminates for all after the result of the last round was shown.

    ## Information

    ``infos[agent]`` has ``round`` (from 1), ``given`` (of the last finished round, -1 before
    there is one), ``late`` (whether that was decided by the clock) and ``earned`` (so far).

    ## Arguments

    - ``players``: how many, 2 to 6 (4). The agents are ``"a"``, ``"b"`` and so on.
    - ``rounds``: how many (10).
    - ``endowment``: points that everybody has in each round, 1 to 99 (20).
    - ``multiplier``: what the pot is multiplied by (1.6).
    - ``decide_ticks``: steps that a decision may take (450, which is 30 s at 15 a second).
      When they are over, what is typed counts, and 0 if nothing is.
    - ``result_ticks``: steps that a result is shown (105, which is 7 s).

    ## Version History

    - 0: first version.
    """

    metadata = {"name": "public_goods_v0", "is_parallelizable": True, "render_fps": 15}

    def __init__(self, players: int = 4, rounds: int = 10, endowment: int = 20, multiplier: float = 1.6,
                 decide_ticks: int = 450, result_ticks: int = 105) -> None:
        if not 2 <= players <= len(NAMES):
            raise ValueError(f"players must be 2 to {len(NAMES)}; got {players}")
        if not 1 <= endowment <= 99:
            raise ValueError(f"endowment must be 1 to 99; got {endowment}")
        if min(rounds, decide_ticks, result_ticks) < 1 or multiplier <= 0:
            raise ValueError("rounds, decide_ticks and result_ticks must be 1 or more, multiplier more than 0")
        self.rounds, self.endowment, self.multiplier = rounds, endowment, multiplier
        self.decide_ticks, self.result_ticks = decide_ticks, result_ticks
        self.possible_agents = list(NAMES[:players])
        self.actions = Discrete(GIVE + self.endowment + 1)
        self.agents: list[str] = []
        self._begin()

    def action_space(self, agent: str) -> Discrete:
        """Return the actions of an agent."""
        return self.actions

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Begin an episode; the seed changes nothing."""
        self._begin()
        self.agents = list(self.possible_agents)
        return self._observations(), self._infos()

    def step(self, actions: dict[str, int]) -> tuple[Any, Any, Any, Any, Any]:
        """Let a tick pass."""
        rewards = dict.fromkeys(self.possible_agents, 0.0)
        self.left -= 1
        over = False
        if self.is_deciding:
            for agent in self.possible_agents:
                self._act(self.hands[agent], actions[agent])
            if self.left == 0:
                for hand in self.hands.values():
                    if hand.given is None:
                        hand.given, hand.late = int(hand.typed or 0), True
            if all(hand.given is not None for hand in self.hands.values()):
                rewards = self._share()
        elif self.left == 0:
            over = self.round == self.rounds
            if not over:
                self._next_round()
        if over:
            self.agents = []
        everybody = self.possible_agents
        return (
            self._observations(),
            rewards,
            dict.fromkeys(everybody, over),
            dict.fromkeys(everybody, False),
            self._infos(),
        )

    def render(self, surface: Surface, agent: str) -> None:
        """Draw what one player sees: never what another has typed."""
        if self.is_deciding:
            draw_decision(surface, self, agent)
        else:
            draw_result(surface, self, agent)

    def get_state(self) -> dict[str, Any]:
        """Return all that the next steps depend on, as plain data."""
        return {
            "hands": {agent: asdict(hand) for agent, hand in self.hands.items()},
            "round": self.round,
            "is_deciding": self.is_deciding,
            "left": self.left,
            "agents": list(self.agents),
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what :meth:`get_state` returned, here or in another object."""
        self.hands = {
            agent: Hand(**{**hand, "history": list(hand["history"]), "earned": list(hand["earned"])})
            for agent, hand in state["hands"].items()
        }
        self.round = state["round"]
        self.is_deciding = state["is_deciding"]
        self.left = state["left"]
        self.agents = list(state["agents"])

    def _begin(self) -> None:
        self.hands = {agent: Hand() for agent in self.possible_agents}
        self.round = 1
        self.is_deciding = True
        self.left = self.decide_ticks

    def _act(self, hand: Hand, action: int) -> None:
        if hand.given is not None:
            return
        if FIRST_DIGIT <= action < ERASE:
            typed = str(int(hand.typed + str(action - FIRST_DIGIT)))
            if int(typed) <= self.endowment:
                hand.typed = typed
        elif action == ERASE:
            hand.typed = hand.typed[:-1]
        elif action == CONFIRM and hand.typed:
            hand.given, hand.late = int(hand.typed), False
        elif GIVE <= action <= GIVE + self.endowment:
            hand.typed = str(action - GIVE)
            hand.given, hand.late = action - GIVE, False

    def _share(self) -> dict[str, float]:
        """End the decisions of a round; return what everybody earned."""
        pot = sum(hand.given or 0 for hand in self.hands.values())
        share = pot * self.multiplier / len(self.hands)
        rewards = {}
        for agent, hand in self.hands.items():
            given = hand.given or 0
            rewards[agent] = round(self.endowment - given + share, 2)
            hand.history.append(given)
            hand.earned.append(rewards[agent])
        self.is_deciding = False
        self.left = self.result_ticks
        return rewards

    def _next_round(self) -> None:
        self.round += 1
        self.is_deciding = True
        self.left = self.decide_ticks
        for hand in self.hands.values():
            hand.typed, hand.given = "", None

    def _observations(self) -> dict[str, list[float]]:
        return {agent: self._observe(agent) for agent in self.possible_agents}

    def _observe(self, agent: str) -> list[float]:
        mine = self.hands[agent].history
        others = [hand.history for other, hand in self.hands.items() if other != agent]
        count, most = len(mine), self.endowment
        decides = self.is_deciding and self.hands[agent].given is None
        start = [(self.round - 1) / self.rounds, (self.rounds - self.round) / self.rounds, float(decides)]
        if not count:
            return [*start, 0.0, 0.0, 0.0, 0.0, 0.0]
        last = sum(history[-1] for history in others) / len(others)
        mean = sum(sum(history) for history in others) / len(others) / count
        return [*start, mine[-1] / most, last / most, sum(mine) / count / most, mean / most, 1.0]

    def _infos(self) -> dict[str, dict[str, Any]]:
        return {
            agent: {
                "round": self.round,
                "given": hand.history[-1] if hand.history else -1,
                "late": hand.late,
                "earned": round(sum(hand.earned), 2),
            }
            for agent, hand in self.hands.items()
        }
