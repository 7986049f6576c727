"""Measure the partner against random play and against the ball-chaser.

Usage: python train/evaluate.py [MODEL]

Prints JSON. Fails if the partner wins less than 95 % of the rallies against random play or
less than 60 % against the chaser.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from matches import play_match
from opponents import chase, play_random

RALLIES = 1000
MODEL = Path(__file__).resolve().parent.parent / "policies" / "partner.onnx"


def measure_model(model: bytes) -> dict[str, Any]:
    """Return the results of an ONNX model against both opponents, always the same ones."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def partner(obs: np.ndarray) -> np.ndarray:
        (logits,) = session.run(["logits"], {"obs": obs.astype(np.float32)})
        return logits.argmax(axis=1)

    generator = np.random.default_rng(0)
    return {
        "random": play_match(partner, lambda obs: play_random(obs, generator), RALLIES, seed=1),
        "chaser": play_match(partner, chase, RALLIES, seed=1),
    }


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL
    results = measure_model(path.read_bytes())
    print(json.dumps(results, indent=2))
    if results["random"]["won"] < 0.95 or results["chaser"]["won"] < 0.6:
        sys.exit("weaker than it must be")
