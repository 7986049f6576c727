"""Slime Volley: two slimes, a ball, a net."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from drawing import draw_scene
from physics import (
    BALL_RADIUS,
    BALL_TOP_SPEED,
    HALF_COURT,
    SERVE_HEIGHT,
    Body,
    bounce_off_net,
    bounce_off_slime,
    move_ball,
    move_slime,
)

if TYPE_CHECKING:
    from cubicle import Surface

SIDES = {"left": -1, "right": 1}
MOVES = ((0, False), (-1, False), (1, False), (0, True), (-1, True), (1, True))
"""For each action: direction on the screen, and whether it jumps."""

REST_TICKS = 18
"""How long the ball lies where it fell, and then how long it hangs before it drops."""


class Discrete(NamedTuple):
    """An action space of the numbers 0 to n - 1."""

    n: int


class SlimeVolley:
    """
    ## Description

    Two half-round slimes stand on either side of a net. The ball drops from above it; who
    lets it touch the ground on their own side loses the rally. There are no other faults: a
    slime may touch the ball as often as it likes, and walls and ceiling are in play. One
    step is 1/30 of a second.

    ## Action Space

    Each agent, ``"left"`` and ``"right"``, takes one of six numbers. Directions are those of
    the screen, for both: what a person at the keyboard means.

    | action | does            |
    | ------ | --------------- |
    | 0      | nothing         |
    | 1      | left            |
    | 2      | right           |
    | 3      | jump            |
    | 4      | left and jump   |
    | 5      | right and jump  |

    ## Observation Space

    Twelve floats, from where the agent stands: x is the distance from the net, negative on
    the agent's own side and positive beyond the net, so that both agents see the same thing
    in the same situation. Thus a policy that learned on the left plays on the right, if its
    actions are mirrored: 1 with 2, and 4 with 5 (see ``MIRROR``).

    | number | what                    | scale          |
    | ------ | ----------------------- | -------------- |
    | 0–1    | own x, y                | half a court   |
    | 2–3    | own velocity x, y       | 6.4 m/s        |
    | 4–5    | ball x, y               | half a court   |
    | 6–7    | ball velocity x, y      | 6.4 m/s        |
    | 8–9    | other's x, y            | half a court   |
    | 10–11  | other's velocity x, y   | 6.4 m/s        |

    ## Rewards

    1 for the agent that wins a rally and -1 for the other, in the step in which the ball
    touches the ground; 0 otherwise.

    ## Starting State

    Both slimes stand in the middle of their half, the ball hangs above the net. After a
    short rest it drops with a small velocity drawn from the seed, to either side with the
    same chance. After each rally it does so again; the slimes stay where they are.

    ## Episode End

    Terminates for both when one has ``points_to_win`` points. Truncates for both after
    ``max_ticks`` steps.

    ## Information

    ``infos[agent]`` has ``score``, the points of the agent so far, and ``touches``, how
    often it touched the ball.

    ## Arguments

    - ``points_to_win``: points that end the episode (5).
    - ``max_ticks``: steps after which it is cut short (3000, which is 100 seconds).

    ## Version History

    - 0: first version.
    """

    metadata = {"name": "slime_volley_v0", "is_parallelizable": True, "render_fps": 30}
    possible_agents = ["left", "right"]

    MIRROR = (0, 2, 1, 3, 5, 4)
    """For each action, the one that does the same as seen from the other side."""

    def __init__(self, points_to_win: int = 5, max_ticks: int = 3000) -> None:
        if points_to_win < 1 or max_ticks < 1:
            raise ValueError("points_to_win and max_ticks must be 1 or more")
        self.points_to_win = points_to_win
        self.max_ticks = max_ticks
        self.actions = Discrete(len(MOVES))
        self.agents: list[str] = []
        self.random = Random()
        self._begin()

    def action_space(self, agent: str) -> Discrete:
        """Return the actions of an agent: 0 to 5."""
        return self.actions

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Begin an episode; the same seed and actions give the same episode."""
        self.random = Random(seed)
        self._begin()
        self.agents = list(self.possible_agents)
        return self._observations(), self._infos()

    def step(self, actions: dict[str, int]) -> tuple[Any, Any, Any, Any, Any]:
        """Play 1/30 of a second."""
        self.tick += 1
        for agent, side in SIDES.items():
            direction, jump = MOVES[actions[agent]]
            move_slime(self.slimes[agent], side, direction, jump)
        winner = None
        if self.rest == 0:
            winner = self._play_ball()
        else:
            self._pass_rest()
        rewards = {agent: 0 for agent in SIDES}
        if winner is not None:
            self.scores[winner] += 1
            rewards = {agent: 1 if agent == winner else -1 for agent in SIDES}
        won = max(self.scores.values()) >= self.points_to_win
        late = not won and self.tick >= self.max_ticks
        if won or late:
            self.agents = []
        return (
            self._observations(),
            rewards,
            dict.fromkeys(SIDES, won),
            dict.fromkeys(SIDES, late),
            self._infos(),
        )

    def render(self, surface: Surface) -> None:
        """Draw the court, seen from the side."""
        draw_scene(surface, self)

    def get_state(self) -> dict[str, Any]:
        """Return all that the next steps depend on, as plain data."""
        version, words, spare = self.random.getstate()
        return {
            "slimes": {agent: vars(slime).copy() for agent, slime in self.slimes.items()},
            "ball": vars(self.ball).copy(),
            "scores": dict(self.scores),
            "touches": dict(self.touches),
            "tick": self.tick,
            "rest": self.rest,
            "agents": list(self.agents),
            "random": [version, list(words), spare],
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what :meth:`get_state` returned, here or in another object."""
        self.slimes = {agent: Body(**state["slimes"][agent]) for agent in SIDES}
        self.ball = Body(**state["ball"])
        self.scores = dict(state["scores"])
        self.touches = dict(state["touches"])
        self.tick = state["tick"]
        self.rest = state["rest"]
        self.agents = list(state["agents"])
        version, words, spare = state["random"]
        self.random.setstate((version, tuple(words), spare))

    def _begin(self) -> None:
        self.slimes = {agent: Body(side * HALF_COURT / 2, 0.0) for agent, side in SIDES.items()}
        self.ball = Body(0.0, SERVE_HEIGHT)
        self.scores = {agent: 0 for agent in SIDES}
        self.touches = {agent: 0 for agent in SIDES}
        self.tick = 0
        self.rest = REST_TICKS

    def _play_ball(self) -> str | None:
        """Move the ball by one tick; return the winner of the rally if that ends it."""
        ball = self.ball
        side = ball.x
        move_ball(ball)
        # The slime on the ball's side first: neither agent may be favoured by the order.
        for agent in ("left", "right") if side < 0.0 else ("right", "left"):
            if bounce_off_slime(ball, self.slimes[agent]):
                self.touches[agent] += 1
        bounce_off_net(ball, side)
        if ball.y > BALL_RADIUS:
            return None
        ball.y = BALL_RADIUS
        ball.vx = ball.vy = 0.0
        self.rest = 2 * REST_TICKS
        return "right" if ball.x < 0.0 else "left"

    def _pass_rest(self) -> None:
        """Let a tick of the pause between rallies pass."""
        self.rest -= 1
        if self.rest == REST_TICKS:
            self.ball = Body(0.0, SERVE_HEIGHT)
        elif self.rest == 0:
            towards = 1.0 if self.random.random() < 0.5 else -1.0
            self.ball.vx = towards * (0.5 + 0.9 * self.random.random())
            self.ball.vy = self.random.random()

    def _observations(self) -> dict[str, list[float]]:
        left, right, ball = self.slimes["left"], self.slimes["right"], self.ball
        return {
            "left": [*_seen(left, 1.0), *_seen(ball, 1.0), *_seen(right, 1.0)],
            "right": [*_seen(right, -1.0), *_seen(ball, -1.0), *_seen(left, -1.0)],
        }

    def _infos(self) -> dict[str, dict[str, int]]:
        return {
            agent: {"score": self.scores[agent], "touches": self.touches[agent]} for agent in SIDES
        }


def _seen(body: Body, sign: float) -> tuple[float, float, float, float]:
    """Return a body as an agent sees it; ``sign`` is -1 for the one on the right."""
    return (
        sign * body.x / HALF_COURT,
        body.y / HALF_COURT,
        sign * body.vx / BALL_TOP_SPEED,
        body.vy / BALL_TOP_SPEED,
    )
