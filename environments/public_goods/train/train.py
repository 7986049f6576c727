"""Train the giver by the cross-entropy method, in numpy alone.

Usage: python train/train.py

A hundred networks play against groups drawn from people as experiments find them: mostly
conditional cooperators of different slopes, some who give nothing, all a little noisy
(shares after Fischbacher, Gächter & Fehr 2001). The ten that earn most make the next
generation (Rubinstein 1999). Under a minute on one core. The same seed on the same machine
and numpy gives the same giver. Writes ``policies/giver.onnx`` and ``giver.json``.
``python train/train.py --evaluate`` only measures what is there.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from env import GIVE, PublicGoods
from givers import FIRST, give_as_others, give_everything, give_nothing

SEED = 3
UNITS = 16
GENERATIONS, PLAYERS, BEST, GROUPS = 60, 100, 10, 64
ROUNDS, ENDOWMENT, MULTIPLIER, SIZE = 10, 20, 1.6, 4
EPISODES = 300
LEVELS = ENDOWMENT + 1
POLICIES = HERE.parent / "policies"
Giver = Callable[[Sequence[float]], float]
"""Takes an observation, returns a share of the endowment."""


def unpack(genes: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the layers of (n, genes) networks."""
    cuts = np.cumsum([8 * UNITS, UNITS, UNITS])
    first, bias, second, last = np.split(genes, cuts, axis=1)
    return first.reshape(-1, 8, UNITS), bias[:, None], second.reshape(-1, UNITS, 1), last[:, None]


def draw_people(generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return slopes and first contributions of three people in each group, (groups, 3)."""
    slopes = np.clip(generator.normal(0.9, 0.15, (GROUPS, SIZE - 1)), 0, 1.1)
    firsts = np.clip(generator.normal(FIRST, 0.2, (GROUPS, SIZE - 1)), 0, 1)
    selfish = generator.random((GROUPS, SIZE - 1)) < 0.2
    return np.where(selfish, 0, slopes), np.where(selfish, 0, firsts)


def play(genes: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return the mean points a round of (n, genes) networks in the same groups."""
    first, bias, second, last_bias = unpack(genes)
    slopes, firsts = draw_people(generator)
    count = len(genes)
    given = np.zeros((count, GROUPS, SIZE))
    total, points = np.zeros_like(given), np.zeros((count, GROUPS))
    for number in range(ROUNDS):
        mean = total / max(number, 1)
        seen = np.stack([
            np.full((count, GROUPS), number / ROUNDS),
            np.full((count, GROUPS), (ROUNDS - number - 1) / ROUNDS),
            np.ones((count, GROUPS)),
            given[:, :, 0], given[:, :, 1:].mean(axis=2),
            mean[:, :, 0], mean[:, :, 1:].mean(axis=2),
            np.full((count, GROUPS), float(number > 0)),
        ], axis=2)
        wanted = (np.tanh(seen @ first + bias) @ second + last_bias)[:, :, 0]
        mine = np.round(np.clip(1 / (1 + np.exp(-wanted)), 0, 1) * ENDOWMENT) / ENDOWMENT
        others = (given.sum(axis=2, keepdims=True) - given[:, :, 1:]) / (SIZE - 1)
        theirs = firsts if number == 0 else slopes * others + 0.05 * (slopes > 0)
        noise = generator.normal(0, 0.08, (GROUPS, SIZE - 1)) * (slopes > 0)
        theirs = np.broadcast_to(np.clip(theirs + noise, 0, 1), (count, GROUPS, SIZE - 1))
        given = np.concatenate([mine[:, :, None], theirs], axis=2)
        total += given
        points += ENDOWMENT * (1 - mine + MULTIPLIER * given.sum(axis=2) / SIZE)
    return points.mean(axis=1) / ROUNDS


def export_model(genes: np.ndarray) -> bytes:
    """Return an ONNX model: ``obs`` [batch, 8] float32 to ``logits`` [batch, 21], one for each contribution."""
    first, bias, second, last = (part[0].astype(np.float32) for part in unpack(genes[None]))
    levels = (np.arange(LEVELS, dtype=np.float32) / ENDOWMENT)[None]
    parts = {"first": first, "bias": bias[0], "second": second, "last": last[0], "levels": levels}
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["obs", "first", "bias"], ["sums"]),
            helper.make_node("Tanh", ["sums"], ["units"]),
            helper.make_node("Gemm", ["units", "second", "last"], ["wanted"]),
            helper.make_node("Sigmoid", ["wanted"], ["share"]),
            # The nearest of the possible contributions has the largest logit.
            helper.make_node("Sub", ["share", "levels"], ["off"]),
            helper.make_node("Abs", ["off"], ["distance"]),
            helper.make_node("Neg", ["distance"], ["logits"]),
        ],
        "giver",
        [helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", 8])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", LEVELS])],
        [numpy_helper.from_array(part, name) for name, part in parts.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="cubicle")
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def measure(model: bytes) -> dict[str, Any]:
    """Return points a round in the game itself: of the model and of scripted givers, beside the same others."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    def giver(obs: Sequence[float]) -> float:
        (logits,) = session.run(["logits"], {"obs": np.asarray([obs], dtype=np.float32)})
        return int(logits[0].argmax()) / ENDOWMENT

    mine: dict[str, Giver] = {
        "giver": giver,
        "as others": give_as_others,
        "nothing": give_nothing,
        "everything": give_everything,
    }
    results: dict[str, Any] = {"episodes": EPISODES}
    for beside in ("people", "random", "nothing"):
        results[f"beside {beside}"] = {name: run_episodes(act, beside) for name, act in mine.items()}
    return results


def others_of(kind: str, random: Random) -> list[Giver]:
    """Return three others, drawn anew."""
    if kind == "nothing":
        return [give_nothing] * (SIZE - 1)
    if kind == "random":
        return [lambda obs: random.random()] * (SIZE - 1)
    people: list[Giver] = []
    for _ in range(SIZE - 1):
        slope = min(max(random.gauss(0.9, 0.15), 0.0), 1.1)
        selfish = random.random() < 0.2
        people.append(
            give_nothing if selfish else lambda obs, slope=slope: give_as_others(obs, slope) + random.gauss(0, 0.08)
        )
    return people


def run_episodes(act: Giver, beside: str) -> float:
    """Return the mean points a round of a player beside drawn others."""
    random, total = Random(1), 0.0
    for _ in range(EPISODES):
        env = PublicGoods(SIZE, ROUNDS, ENDOWMENT, MULTIPLIER, decide_ticks=2, result_ticks=1)
        players = dict(zip(env.possible_agents, [act, *others_of(beside, random)]))
        seen, infos = env.reset()
        while env.agents:
            shares = {agent: min(max(player(seen[agent]), 0.0), 1.0) for agent, player in players.items()}
            actions = {agent: GIVE + round(share * ENDOWMENT) for agent, share in shares.items()}
            seen, _, _, _, infos = env.step(actions)
        total += infos["a"]["earned"]
    return round(total / EPISODES / ROUNDS, 2)


def train() -> None:
    """Train, and write the policy with what was measured of it."""
    generator = np.random.default_rng(SEED)
    genes = 8 * UNITS + UNITS + UNITS + 1
    mean, spread = np.zeros(genes), np.ones(genes)
    for number in range(GENERATIONS):
        players = mean + spread * generator.standard_normal((PLAYERS, genes))
        points = play(players, generator)
        best = players[np.argsort(-points, kind="stable")[:BEST]]
        mean, spread = best.mean(axis=0), best.std(axis=0) + 0.2 * (1 - number / GENERATIONS)
        print(f"generation {number + 1}: best {points.max():.2f}, middle {np.median(points):.2f} points", flush=True)
    model = export_model(mean)
    metadata = {
        "name": "giver",
        "version": "1",
        "kind": "onnx",
        "sha256": hashlib.sha256(model).hexdigest(),
        "input": {"name": "obs", "shape": ["batch", 8], "dtype": "float32"},
        "output": {"name": "logits", "shape": ["batch", LEVELS]},
        "actionHead": "argmax",
        "actionMap": {name: list(range(GIVE, GIVE + LEVELS)) for name in "abcd"},
        "trainedBy": "python train/train.py",
        "seed": SEED,
        "results": measure(model),
    }
    POLICIES.mkdir(exist_ok=True)
    (POLICIES / "giver.onnx").write_bytes(model)
    (POLICIES / "giver.json").write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--evaluate" not in sys.argv:
        train()
    print(json.dumps(measure((POLICIES / "giver.onnx").read_bytes()), indent=2))
