"""The constants, and the two classes, with which MUG's authors describe policies and input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class PolicyTypes:
    """Who acts for an agent, besides a model."""

    Human = "human"
    Random = "random"


class InputModes:
    """How keys become actions."""

    PressedKeys = "pressed_keys"
    SingleKeystroke = "single_keystroke"


class ActionSettings:
    """What acts for an agent from whom no action has come."""

    DefaultAction = "default_action"
    PreviousSubmittedAction = "previous_submitted_action"


@dataclass
class ModelConfig:
    """An ONNX model, and the names of what goes in and comes out."""

    obs_input: str | None = None
    logit_output: str | None = None
    onnx_path: str | None = None
    state_inputs: Sequence[str] = ()
    state_outputs: Sequence[str] = ()
    state_shape: Sequence[int] | None = None
    fixed_inputs: Mapping[str, Any] = field(default_factory=dict)
    custom_inference_fn: str | None = None


class HeuristicPolicy:
    """Base of policies written in Python."""

    def compute_action(self, env: Any, agent_id: Any) -> Any:
        """Return the action of ``agent_id``; to be overridden."""
        raise NotImplementedError(f"{type(self).__name__} must define compute_action(self, env, agent_id)")
