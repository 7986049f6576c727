"""Train the partner: a template for your own training.

Usage: python train/train.py

A small network imitates a rule: be under the apple if it falls nearer to you than to the
other, else wait in the middle of your half. Seconds on one core. The same seed on the same
machine and numpy gives the same partner. Writes ``policies/partner.onnx`` and ``partner.json``.
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

from env import BASKET, WIDTH, Apples

SEED, UNITS, STEPS, BATCH, RATE = 2, 48, 10_000, 256, 1e-2
EPISODES = 50
POLICIES = HERE.parent / "policies"
HALF = BASKET / WIDTH / 2


def rule(obs: Sequence[float]) -> int:
    """Return the action of the scripted player: the teacher and yardstick."""
    own, apple, _, other = obs[0] + HALF, obs[1], obs[2], obs[3] + HALF
    mine = abs(apple - own) <= abs(apple - other)
    wanted = apple if mine else (0.25 if own < other else 0.75)
    return 2 if wanted > own + 0.02 else 1 if wanted < own - 0.02 else 0


def learn(generator: np.random.Generator) -> list[np.ndarray]:
    """Return the layers of a network that does as the rule does, anywhere."""
    first = (generator.standard_normal((4, UNITS)) * 0.7).astype(np.float32)
    second = (generator.standard_normal((UNITS, 3)) * 0.2).astype(np.float32)
    parts = [first, np.zeros(UNITS, np.float32), second, np.zeros(3, np.float32)]
    squares = [np.zeros_like(part) for part in parts]
    for step in range(STEPS):
        obs = generator.random((BATCH, 4)).astype(np.float32)
        wanted = np.eye(3, dtype=np.float32)[[rule(row) for row in obs]]
        units = np.maximum(obs @ parts[0] + parts[1], 0)
        logits = units @ parts[2] + parts[3]
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        slope = (chances / chances.sum(axis=1, keepdims=True) - wanted) / BATCH
        back = (slope @ parts[2].T) * (units > 0)
        gradients = [obs.T @ back, back.sum(axis=0), units.T @ slope, slope.sum(axis=0)]
        for part, gradient, square in zip(parts, gradients, squares):
            square += 0.05 * (gradient**2 - square)
            part -= np.float32(RATE * (1 - step / STEPS)) * gradient / (np.sqrt(square) + 1e-6)
    return parts


def export_model(parts: list[np.ndarray]) -> bytes:
    """Return an ONNX model: ``obs`` [batch, 4] float32 to ``logits`` [batch, 3]."""
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["obs", "part_0", "part_1"], ["sums"]),
            helper.make_node("Relu", ["sums"], ["units"]),
            helper.make_node("Gemm", ["units", "part_2", "part_3"], ["logits"]),
        ],
        "partner",
        [helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", 4])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3])],
        [numpy_helper.from_array(part, f"part_{number}") for number, part in enumerate(parts)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="cubicle")
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def measure(model: bytes) -> dict[str, Any]:
    """Return the share of apples that are caught, by whom together with whom."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    def partner(obs: Sequence[float]) -> int:
        (logits,) = session.run(["logits"], {"obs": np.asarray([obs], dtype=np.float32)})
        return int(logits[0].argmax())

    random = Random(0)
    players = {"partner": partner, "rule": rule, "random": lambda obs: random.randrange(3)}
    pairs = [("partner", "random"), ("rule", "random"), ("random", "random"), ("partner", "rule"), ("rule", "rule")]
    return {
        "episodes": EPISODES,
        "caught": {f"{one}, {other}": share_caught(players[one], players[other]) for one, other in pairs},
    }


def share_caught(one: Callable[[Sequence[float]], int], other: Callable[[Sequence[float]], int]) -> float:
    """Play with sides changed; return the share of all apples that were caught."""
    caught = fallen = 0
    for seed in range(EPISODES):
        env = Apples()
        red, blue = (one, other) if seed % 2 else (other, one)
        seen, _ = env.reset(seed)
        for _ in range(env.max_ticks):
            before = env.apple_y
            seen = env.step({"red": red(seen["red"]), "blue": blue(seen["blue"])})[0]
            fallen += env.apple_y < before
        caught += env.caught
    return round(caught / fallen, 3)


def train() -> None:
    """Train, and write the policy with what was measured of it."""
    model = export_model(learn(np.random.default_rng(SEED)))
    metadata = {
        "name": "partner",
        "version": "1",
        "kind": "onnx",
        "sha256": hashlib.sha256(model).hexdigest(),
        "input": {"name": "obs", "shape": ["batch", 4], "dtype": "float32"},
        "output": {"name": "logits", "shape": ["batch", 3]},
        "actionHead": "argmax",
        "trainedBy": "python train/train.py",
        "seed": SEED,
        "results": measure(model),
    }
    POLICIES.mkdir(exist_ok=True)
    (POLICIES / "partner.onnx").write_bytes(model)
    (POLICIES / "partner.json").write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--evaluate" not in sys.argv:
        train()
    print(json.dumps(measure((POLICIES / "partner.onnx").read_bytes()), indent=2))
