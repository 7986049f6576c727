"""Prove that the batched physics is the environment's, bit for bit.

Usage: python train/check_batch.py [GAMES] [TICKS]
"""

from __future__ import annotations

import sys

import numpy as np
from batch import BatchVolley  # puts the study folder on the path
from chaser import BallChaser
from env import SlimeVolley
from opponents import chase


def check_batch(games: int, ticks: int) -> int:
    """Step both side by side, with random and with chasing actions; return the rallies played.

    Raises:
        AssertionError: at the first number that differs.
    """
    seeds = list(range(games))
    batch = BatchVolley(seeds)
    envs = [SlimeVolley(points_to_win=10**9, max_ticks=10**9) for _ in seeds]
    observations = [env.reset(seed=seed)[0] for env, seed in zip(envs, seeds)]
    generator = np.random.default_rng(1)
    chaser = BallChaser()
    rallies = 0
    fresh = SlimeVolley()
    for tick in range(ticks):
        if tick % 500 == 499:
            again = generator.choice(games, games // 4, replace=False)
            batch.restart(again)
            for number in again:
                observations[number] = fresh.reset(seed=0)[0]
                chance = envs[number].get_state()["random"]
                envs[number].set_state({**fresh.get_state(), "random": chance})
        seen = batch.observe()
        for number, obs in enumerate(observations):
            assert seen[number, 0].tolist() == obs["left"], (tick, number, "left")
            assert seen[number, 1].tolist() == obs["right"], (tick, number, "right")
        actions = generator.integers(0, 6, (games, 2))
        # Half of the games have a chaser on the left, or nobody would ever return a ball.
        chased = chase(seen[: games // 2, 0])
        assert chased.tolist() == [chaser.act(obs["left"]) for obs in observations[: games // 2]]
        actions[: games // 2, 0] = chased
        rewards = batch.step(actions)
        for number, env in enumerate(envs):
            left, right = actions[number].tolist()
            obs, reward, *_ = env.step({"left": left, "right": right})
            assert reward["left"] == rewards[number], (tick, number, "reward")
            observations[number] = obs
            rallies += reward["left"] != 0
    return rallies


if __name__ == "__main__":
    wanted = [int(text) for text in sys.argv[1:]] or [16, 6000]
    played = check_batch(*wanted)
    print(f"equal over {wanted[0]} games of {wanted[1]} ticks, {played} rallies")
