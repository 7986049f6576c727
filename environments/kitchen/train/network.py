"""A small network in numpy that learns from examples."""

from __future__ import annotations

import numpy as np


class Network:
    """Layers of rectified units and a softmax, in float32, trained by Adam on cross-entropy.

    Args:
        sizes: numbers of units, the input first and the output last.
        generator: draws the first weights.
    """

    def __init__(self, sizes: list[int], generator: np.random.Generator) -> None:
        self.parts: list[np.ndarray] = []
        for fan_in, fan_out in zip(sizes, sizes[1:]):
            drawn = generator.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)
            self.parts += [drawn.astype(np.float32), np.zeros(fan_out, dtype=np.float32)]
        self._mean = [np.zeros_like(part) for part in self.parts]
        self._square = [np.zeros_like(part) for part in self.parts]
        self._steps = 0

    def logits(self, inputs: np.ndarray) -> np.ndarray:
        """Return the output before the softmax for (n, inputs)."""
        return self._layers(inputs)[-1]

    def learn(self, inputs: np.ndarray, wanted: np.ndarray, rate: float) -> float:
        """Take one step towards the wanted chances, (n, outputs); return the mean cross-entropy."""
        values = self._layers(inputs)
        shifted = values[-1] - values[-1].max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        slope = (np.exp(logs) - wanted) / np.float32(len(inputs))
        gradients: list[np.ndarray] = []
        for number in reversed(range(0, len(self.parts), 2)):
            before = values[number // 2]
            gradients = [before.T @ slope, slope.sum(axis=0), *gradients]
            if number:
                slope = (slope @ self.parts[number].T) * (before > 0)
        self._descend(gradients, rate)
        return float(-(wanted * logs).sum(axis=1).mean())

    def _layers(self, inputs: np.ndarray) -> list[np.ndarray]:
        values = [inputs]
        for number in range(0, len(self.parts), 2):
            sums = values[-1] @ self.parts[number] + self.parts[number + 1]
            values.append(sums if number == len(self.parts) - 2 else np.maximum(sums, 0))
        return values

    def _descend(self, gradients: list[np.ndarray], rate: float) -> None:
        self._steps += 1
        scale = np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps)
        for part, gradient, mean, square in zip(self.parts, gradients, self._mean, self._square):
            mean += np.float32(0.1) * (gradient - mean)
            square += np.float32(0.001) * (gradient**2 - square)
            part -= np.float32(rate * scale) * mean / (np.sqrt(square) + 1e-8)
