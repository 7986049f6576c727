"""Measure the partner beside random play, the scripted cook, and itself.

Usage: python train/evaluate.py [MODEL]

Prints JSON: soups served in a minute, for each kitchen and pair. Fails if the partner does
not serve at least three quarters of what the scripted cook serves in its place, over all
kitchens, beside either of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import onnxruntime
from kitchens import BUNDLED, open_bundled, open_drawn

from cook import Cook
from env import CookTogether

EPISODES = 20
DRAWN = 20
MODEL = Path(__file__).resolve().parent.parent / "policies" / "partner.onnx"
Player = Callable[[Sequence[float]], int]


def open_player(model: bytes) -> Player:
    """Return the player that takes a model's likeliest action, as a session does."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def act(obs: Sequence[float]) -> int:
        (logits,) = session.run(["logits"], {"obs": np.asarray([obs], dtype=np.float32)})
        return int(logits[0].argmax())

    return act


def random_player(seed: int) -> Player:
    """Return a player that does anything."""
    random = Random(seed)
    return lambda obs: random.randrange(6)


def count_soups(env: CookTogether, one: Player, other: Player, seed: int) -> int:
    """Play an episode, sides by the seed, and return the soups that were served."""
    players = (one, other) if seed % 2 else (other, one)
    seen, _ = env.reset(seed)
    while env.agents:
        seen = env.step({agent: act(seen[agent]) for agent, act in zip(env.possible_agents, players)})[0]
    return env.soups


def measure_model(model: bytes) -> dict[str, Any]:
    """Return the mean soups per minute, always in the same episodes."""
    partner = open_player(model)
    places: dict[str, Callable[[int], CookTogether]] = {
        name: lambda seed, name=name: open_bundled(name) for name in BUNDLED
    }
    places["drawn"] = lambda seed: open_drawn(1_000_000 + seed)
    results: dict[str, Any] = {}
    for place, open_kitchen in places.items():
        pairs: dict[str, list[int]] = {}
        for seed in range(DRAWN if place == "drawn" else EPISODES):
            for name, one, other in (
                ("partner, random", partner, random_player(seed)),
                ("cook, random", Cook(seed).act, random_player(seed)),
                ("partner, cook", partner, Cook(seed).act),
                ("cook, cook", Cook(seed).act, Cook(seed + 1).act),
                ("partner, partner", partner, partner),
                ("random, random", random_player(seed), random_player(seed + 1)),
            ):
                pairs.setdefault(name, []).append(count_soups(open_kitchen(seed), one, other, seed))
        results[place] = {name: round(sum(soups) / len(soups), 2) for name, soups in pairs.items()}
    return {"episodes": EPISODES, "soupsPerMinute": results}


def is_good(results: dict[str, Any]) -> bool:
    """Return whether the partner is nearly as useful as the scripted cook in its place."""
    total = {
        pair: sum(place[pair] for place in results["soupsPerMinute"].values())
        for pair in ("partner, random", "cook, random", "partner, cook", "cook, cook")
    }
    return (
        total["partner, random"] >= 0.75 * total["cook, random"]
        and total["partner, cook"] >= 0.75 * total["cook, cook"]
    )


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL
    measured = measure_model(path.read_bytes())
    print(json.dumps(measured, indent=2))
    if not is_good(measured):
        sys.exit("weaker than it must be")
