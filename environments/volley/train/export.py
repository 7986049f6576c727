"""Writing the policy network as an ONNX model, and what stands beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

POLICIES = Path(__file__).resolve().parent.parent / "policies"
LAYOUT = [
    "own x", "own y", "own velocity x", "own velocity y",
    "ball x", "ball y", "ball velocity x", "ball velocity y",
    "other x", "other y", "other velocity x", "other velocity y",
]  # fmt: skip


def export_model(parameters: list[np.ndarray]) -> bytes:
    """Return an ONNX model: ``obs`` [batch, 12] float32 to ``logits`` [batch, 6]."""
    layers = len(parameters) // 2
    nodes, tensors, flow = [], [], "obs"
    for number in range(layers):
        weights, biases = parameters[2 * number], parameters[2 * number + 1]
        tensors += [
            numpy_helper.from_array(weights.astype(np.float32), f"weights_{number}"),
            numpy_helper.from_array(biases.astype(np.float32), f"biases_{number}"),
        ]
        last = number == layers - 1
        sums = "logits" if last else f"sums_{number}"
        nodes.append(helper.make_node("Gemm", [flow, f"weights_{number}", f"biases_{number}"], [sums]))
        if not last:
            nodes.append(helper.make_node("Tanh", [sums], [f"units_{number}"]))
            flow = f"units_{number}"
    graph = helper.make_graph(
        nodes,
        "partner",
        [helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", 12])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 6])],
        tensors,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="cubicle"
    )
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def write_policy(model: bytes, trained: dict[str, Any]) -> None:
    """Write ``policies/partner.onnx`` and ``policies/partner.json``.

    Args:
        trained: how the model came about and what was measured.
    """
    POLICIES.mkdir(exist_ok=True)
    (POLICIES / "partner.onnx").write_bytes(model)
    metadata = {
        "name": "partner",
        "version": "1",
        "kind": "onnx",
        "sha256": hashlib.sha256(model).hexdigest(),
        "input": {"name": "obs", "shape": ["batch", 12], "dtype": "float32"},
        "output": {"name": "logits", "shape": ["batch", 6]},
        "observation": LAYOUT,
        "actionHead": "argmax",
        "actionMap": {"left": [0, 1, 2, 3, 4, 5], "right": [0, 2, 1, 3, 5, 4]},
        **trained,
    }
    (POLICIES / "partner.json").write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
