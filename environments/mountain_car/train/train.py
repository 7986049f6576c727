"""Train the driver by the cross-entropy method, in numpy alone.

Usage: python train/train.py

In each generation a hundred networks drive from the same thirty-two starts; the ten fastest
make the next generation (Rubinstein 1999). Under a minute on one core. The same seed on the
same machine and numpy gives the same driver. Writes ``policies/driver.onnx`` and
``driver.json``. ``python train/train.py --evaluate`` only measures what is there.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from env import MountainCar
from physics import FORCE, GOAL, GRAVITY, LEFT_END, RIGHT_END, TOP_SPEED
from swinger import swing

SEED = 5
UNITS = 16
GENERATIONS, DRIVERS, BEST, STARTS = 40, 100, 10, 32
MAX_TICKS = 600
EPISODES = 500
SCALE = np.array([1.0, 1 / TOP_SPEED], dtype=np.float32)
"""Brings both observations to about 1."""
POLICIES = HERE.parent / "policies"


def unpack(genes: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the layers of (n, genes) networks."""
    cuts = np.cumsum([2 * UNITS, UNITS, 3 * UNITS])
    first, bias, second, last = np.split(genes, cuts, axis=1)
    return first.reshape(-1, 2, UNITS), bias[:, None], second.reshape(-1, UNITS, 3), last[:, None]


def drive(genes: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the mean steps to the flag of (n, genes) networks from the same starts."""
    first, bias, second, last = unpack(genes)
    position = np.broadcast_to(starts, (len(genes), len(starts))).copy()
    velocity, steps = np.zeros_like(position), np.full(position.shape, float(MAX_TICKS))
    there = np.zeros(position.shape, dtype=bool)
    for tick in range(1, MAX_TICKS + 1):
        seen = np.stack([position, velocity], axis=2) * SCALE
        push = (np.tanh(seen @ first + bias) @ second + last).argmax(axis=2) - 1
        velocity = np.clip(velocity + push * FORCE - GRAVITY * np.cos(3 * position), -TOP_SPEED, TOP_SPEED)
        position = np.clip(position + velocity, LEFT_END, RIGHT_END)
        velocity[(position == LEFT_END) & (velocity < 0)] = 0
        arrives = ~there & (position >= GOAL) & (velocity >= 0)
        steps[arrives] = tick
        there |= arrives
        if there.all():
            break
    return steps.mean(axis=1)


def export_model(genes: np.ndarray) -> bytes:
    """Return an ONNX model: ``obs`` [batch, 2] float32 to ``logits`` [batch, 3]."""
    first, bias, second, last = (part[0].astype(np.float32) for part in unpack(genes[None]))
    parts = {"first": SCALE[:, None] * first, "bias": bias[0], "second": second, "last": last[0]}
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["obs", "first", "bias"], ["sums"]),
            helper.make_node("Tanh", ["sums"], ["units"]),
            helper.make_node("Gemm", ["units", "second", "last"], ["logits"]),
        ],
        "driver",
        [helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", 2])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3])],
        [numpy_helper.from_array(part, name) for name, part in parts.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="cubicle")
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def measure(model: bytes) -> dict[str, Any]:
    """Return steps to the flag of the model, of the scripted driver and of random play, in the game itself."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    def driver(obs: list[float]) -> int:
        (logits,) = session.run(["logits"], {"obs": np.asarray([obs], dtype=np.float32)})
        return int(logits[0].argmax())

    random = Random(0)
    return {
        name: run_episodes(act)
        for name, act in (("driver", driver), ("swinger", swing), ("random", lambda obs: random.randrange(3)))
    }


def run_episodes(act: Any) -> dict[str, float]:
    """Drive from many starts; return the mean and the worst steps and the share that arrived."""
    taken, arrived = [], 0
    for seed in range(EPISODES):
        env = MountainCar(MAX_TICKS)
        obs, _ = env.reset(seed)
        done = late = False
        while not (done or late):
            obs, _, done, late, _ = env.step(act(obs))
        taken.append(env.tick)
        arrived += done
    return {
        "episodes": EPISODES,
        "arrived": arrived / EPISODES,
        "meanSteps": round(sum(taken) / EPISODES, 1),
        "mostSteps": max(taken),
    }


def train() -> None:
    """Train, and write the policy with what was measured of it."""
    generator = np.random.default_rng(SEED)
    genes = 2 * UNITS + UNITS + 3 * UNITS + 3
    mean, spread = np.zeros(genes), np.ones(genes)
    for number in range(GENERATIONS):
        starts = generator.uniform(-0.6, -0.4, STARTS)
        drivers = mean + spread * generator.standard_normal((DRIVERS, genes))
        steps = drive(drivers, starts)
        best = drivers[np.argsort(steps, kind="stable")[:BEST]]
        mean, spread = best.mean(axis=0), best.std(axis=0) + 0.3 * (1 - number / GENERATIONS)
        print(f"generation {number + 1}: best {steps.min():.1f}, middle {np.median(steps):.1f} steps", flush=True)
    model = export_model(mean)
    metadata = {
        "name": "driver",
        "version": "1",
        "kind": "onnx",
        "sha256": hashlib.sha256(model).hexdigest(),
        "input": {"name": "obs", "shape": ["batch", 2], "dtype": "float32"},
        "output": {"name": "logits", "shape": ["batch", 3]},
        "observation": ["position", "velocity"],
        "actionHead": "argmax",
        "trainedBy": "python train/train.py",
        "seed": SEED,
        "results": measure(model),
    }
    POLICIES.mkdir(exist_ok=True)
    (POLICIES / "driver.onnx").write_bytes(model)
    (POLICIES / "driver.json").write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--evaluate" not in sys.argv:
        train()
    print(json.dumps(measure((POLICIES / "driver.onnx").read_bytes()), indent=2))
