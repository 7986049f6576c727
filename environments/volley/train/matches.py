"""Playing rallies between two players and counting who wins them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from batch import BatchVolley
from opponents import MIRROR

POINTS_TO_WIN = 5
Player = Callable[[np.ndarray], np.ndarray]
"""Takes (n, 12) observations, returns (n,) actions as for the left slime."""


def play_match(one: Player, other: Player, rallies: int, seed: int, games: int = 50) -> dict[str, float]:
    """Play at least ``rallies`` rallies, half of the games with sides changed.

    Games go to five points and start anew, as in the study: rallies after a start differ
    from the later ones. Each contributes the same number of rallies; stopping all at once
    would count the short ones more often than the long ones. One that has not got there in
    ten minutes of play counts with what it has.

    Returns:
        ``rallies`` and ``won``, the share of them that the first player won;
        ``meanRallyS``; and how ``one`` moves: ``turnsPerS``, changes of action a second.
    """
    batch = BatchVolley([seed + number for number in range(games)])
    quota = -(-rallies // games)
    won, played = np.zeros(games, dtype=int), np.zeros(games, dtype=int)
    score = np.zeros((games, 2), dtype=int)
    swapped = np.arange(games) % 2 == 1
    ticks = turns = 0
    before = np.zeros(games, dtype=int)
    for _ in range(18_000):
        seen = batch.observe()
        mine = one(np.where(swapped[:, None], seen[:, 1], seen[:, 0]))
        theirs = other(np.where(swapped[:, None], seen[:, 0], seen[:, 1]))
        left = np.where(swapped, theirs, mine)
        right = MIRROR[np.where(swapped, mine, theirs)]
        rewards = batch.step(np.stack([left, right], axis=1))
        counts = played < quota
        ticks += int(counts.sum())
        turns += int((counts & (mine != before)).sum())
        before = mine
        gained = np.where(swapped, -rewards, rewards)
        won += counts & (gained > 0)
        played += counts & (gained != 0)
        score[:, 0] += gained > 0
        score[:, 1] += gained < 0
        over = np.flatnonzero(score.max(axis=1) >= POINTS_TO_WIN)
        batch.restart(over)
        score[over] = 0
        if (played >= quota).all():
            break
    total = int(played.sum())
    return {
        "rallies": total,
        "won": round(float(won.sum() / max(total, 1)), 4),
        "meanRallyS": round(ticks / 30 / max(total, 1), 2),
        "turnsPerS": round(turns / max(ticks, 1) * 30, 2),
    }
