"""Train the partner: proximal policy optimization in self-play, in numpy alone.

Usage: python train/train.py [ROUNDS]

A quarter of an hour on one core with the default of 2500 rounds. The same seed on the same machine
and numpy gives the same partner. Writes ``policies/partner.onnx`` and ``partner.json``.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from batch import BatchVolley
from evaluate import measure_model
from export import export_model, write_policy
from learner import Experience, Learner
from matches import play_match
from network import draw_actions, forward, log_softmax
from opponents import MIRROR, chase, play_random

SEED = 7
GAMES = 256
TICKS = 128
RATE = 7e-4
EFFORT = 0.0004
"""Cost of each tick in which a slime runs or jumps: a partner at rest looks calmer."""
RESTART_CHANCE = 0.25
"""How likely a game starts anew after a rally, so that starts are learned as well."""
SNAPSHOT_EVERY = 15
MOST_SNAPSHOTS = 30


class Rivals:
    """Who plays on the right: in each eighth of the games somebody else.

    Three eighths the learner as it is, two an earlier self, two the ball-chaser, one random
    play.
    """

    def __init__(self, learner: Learner, generator: np.random.Generator) -> None:
        self._learner = learner
        self._generator = generator
        self._past = [learner.policy.copy_of_parameters()]
        self._picked = [self._past[0]] * 2

    def remember(self) -> None:
        """Keep the learner as it is now; forget a middling one if there are too many."""
        self._past.append(self._learner.policy.copy_of_parameters())
        if len(self._past) > MOST_SNAPSHOTS:
            del self._past[int(self._generator.integers(1, MOST_SNAPSHOTS - 1))]

    def pick(self) -> None:
        """Draw the earlier selves for the next round."""
        self._picked = [self._past[int(k)] for k in self._generator.integers(0, len(self._past), 2)]

    def act(self, obs: np.ndarray) -> np.ndarray:
        """Return the rivals' actions, as for the left slime."""
        eighth = len(obs) // 8
        logits = [forward(self._learner.policy.parameters(), obs[: 3 * eighth])]
        for number, past in enumerate(self._picked, 3):
            logits.append(forward(past, obs[number * eighth : (number + 1) * eighth]))
        return np.concatenate([
            draw_actions(np.concatenate(logits), self._generator),
            chase(obs[5 * eighth : 7 * eighth]),
            play_random(obs[7 * eighth :], self._generator),
        ])


def live(batch: BatchVolley, learner: Learner, rivals: Rivals, generator: np.random.Generator) -> Experience:
    """Let the learner play a round on the left and return what it lived through."""
    lived = Experience(
        obs=np.empty((TICKS, GAMES, 12), dtype=np.float32),
        actions=np.empty((TICKS, GAMES), dtype=np.int64),
        log_chances=np.empty((TICKS, GAMES), dtype=np.float32),
        rewards=np.empty((TICKS, GAMES), dtype=np.float32),
        ends=np.empty((TICKS, GAMES), dtype=np.float32),
        values=np.empty((TICKS, GAMES), dtype=np.float32),
        next_values=np.empty(GAMES, dtype=np.float32),
    )
    rows = np.arange(GAMES)
    seen = batch.observe().astype(np.float32)
    for tick in range(TICKS):
        obs = seen[:, 0]
        logs = log_softmax(learner.policy.forward(obs)[-1])
        actions = draw_actions(logs, generator)
        theirs = MIRROR[rivals.act(seen[:, 1])]
        gained = batch.step(np.stack([actions, theirs], axis=1))
        lived.obs[tick], lived.actions[tick] = obs, actions
        lived.log_chances[tick] = logs[rows, actions]
        lived.values[tick] = learner.value.forward(obs)[-1][:, 0]
        lived.rewards[tick] = gained - EFFORT * (actions != 0)
        lived.ends[tick] = gained != 0
        ended = np.flatnonzero(gained)
        batch.restart(ended[generator.random(ended.size) < RESTART_CHANCE])
        seen = batch.observe().astype(np.float32)
    lived.next_values[:] = learner.value.forward(seen[:, 0])[-1][:, 0]
    return lived


def train(rounds: int) -> None:
    """Train for so many rounds, then write the policy with what was measured of it."""
    generator = np.random.default_rng(SEED)
    batch = BatchVolley([SEED * 1_000_000 + number for number in range(GAMES)])
    learner = Learner(generator)
    rivals = Rivals(learner, generator)
    began = time.monotonic()
    for number in range(rounds):
        left = 1.0 - number / rounds
        rivals.pick()
        lived = live(batch, learner, rivals, generator)
        entropy = learner.improve(lived, rate=RATE * max(left, 0.05), curiosity=0.006 * left)
        if number % SNAPSHOT_EVERY == SNAPSHOT_EVERY - 1:
            rivals.remember()
        if number % 25 == 24:
            match = play_match(learner.act_best, chase, 250, seed=1)
            spent = f"{time.monotonic() - began:6.0f} s  round {number + 1}"
            print(f"{spent}  entropy {entropy:.2f}  against the chaser {match}", flush=True)
    model = export_model(learner.policy.copy_of_parameters())
    write_policy(model, {
        "trainedBy": f"python train/train.py {rounds}",
        "seed": SEED,
        "steps": rounds * GAMES * TICKS,
        "results": measure_model(model),
    })


if __name__ == "__main__":
    train(int(sys.argv[1]) if len(sys.argv) > 1 else 2500)
