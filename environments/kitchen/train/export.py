"""Writing the network as an ONNX model, and what stands beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

POLICIES = Path(__file__).resolve().parent.parent / "policies"


def export_model(parts: list[np.ndarray]) -> bytes:
    """Return an ONNX model: ``obs`` [batch, numbers] float32 to ``logits`` [batch, actions]."""
    nodes, flow, last = [], "obs", len(parts) // 2 - 1
    tensors = [numpy_helper.from_array(part, f"part_{number}") for number, part in enumerate(parts)]
    for layer in range(last + 1):
        sums = "logits" if layer == last else f"sums_{layer}"
        nodes.append(helper.make_node("Gemm", [flow, f"part_{2 * layer}", f"part_{2 * layer + 1}"], [sums]))
        if layer < last:
            flow = f"units_{layer}"
            nodes.append(helper.make_node("Relu", [sums], [flow]))
    graph = helper.make_graph(
        nodes,
        "partner",
        [helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", parts[0].shape[0]])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", parts[-1].shape[0]])],
        tensors,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="cubicle"
    )
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def write_policy(model: bytes, sizes: list[int], trained: dict[str, Any]) -> None:
    """Write ``policies/partner.onnx`` and ``policies/partner.json``.

    Args:
        sizes: numbers of units, the input first and the output last.
        trained: how the model came about and what was measured.
    """
    POLICIES.mkdir(exist_ok=True)
    (POLICIES / "partner.onnx").write_bytes(model)
    metadata = {
        "name": "partner",
        "version": "1",
        "kind": "onnx",
        "sha256": hashlib.sha256(model).hexdigest(),
        "input": {"name": "obs", "shape": ["batch", sizes[0]], "dtype": "float32"},
        "output": {"name": "logits", "shape": ["batch", sizes[-1]]},
        "actionHead": "argmax",
        **trained,
    }
    (POLICIES / "partner.json").write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
