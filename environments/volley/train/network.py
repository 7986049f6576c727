"""A small multilayer perceptron in numpy: forwards, backwards, and one step of Adam."""

from __future__ import annotations

import numpy as np


class Network:
    """Layers of tanh units and a linear output, in float32.

    Args:
        sizes: numbers of units, the input first and the output last.
        generator: draws the first weights.
        last_scale: factor on the output's first weights; small ones start undecided.
    """

    def __init__(self, sizes: list[int], generator: np.random.Generator, last_scale: float) -> None:
        self.weights: list[np.ndarray] = []
        self.biases: list[np.ndarray] = []
        for number, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
            scale = last_scale if number == len(sizes) - 2 else 1.0
            drawn = generator.standard_normal((fan_in, fan_out)) * scale / np.sqrt(fan_in)
            self.weights.append(drawn.astype(np.float32))
            self.biases.append(np.zeros(fan_out, dtype=np.float32))
        self._moments = [[np.zeros_like(part), np.zeros_like(part)] for part in self.parameters()]
        self._steps = 0

    def parameters(self) -> list[np.ndarray]:
        """Return all weights and biases, in a fixed order, not copied."""
        return [part for pair in zip(self.weights, self.biases) for part in pair]

    def copy_of_parameters(self) -> list[np.ndarray]:
        """Return a snapshot, for :func:`forward`."""
        return [part.copy() for part in self.parameters()]

    def forward(self, inputs: np.ndarray) -> list[np.ndarray]:
        """Return the values of every layer for (n, inputs), the input first, the output last."""
        values = [inputs]
        last = len(self.weights) - 1
        for number, (weights, biases) in enumerate(zip(self.weights, self.biases)):
            sums = values[-1] @ weights + biases
            values.append(sums if number == last else np.tanh(sums))
        return values

    def backward(self, values: list[np.ndarray], slope: np.ndarray) -> list[np.ndarray]:
        """Return the gradient for each of :meth:`parameters`.

        Args:
            values: what :meth:`forward` returned.
            slope: gradient of the loss for the output, (n, outputs).
        """
        gradients: list[np.ndarray] = []
        for number in reversed(range(len(self.weights))):
            gradients = [values[number].T @ slope, slope.sum(axis=0), *gradients]
            if number:
                slope = (slope @ self.weights[number].T) * (1.0 - values[number] ** 2)
        return gradients

    def descend(self, gradients: list[np.ndarray], rate: float, most: float) -> None:
        """Take one step of Adam against the gradients.

        Args:
            rate: the step's size.
            most: longest gradient that is taken as it is; longer ones are shortened.
        """
        length = float(np.sqrt(sum(float((part**2).sum()) for part in gradients)))
        shorten = min(1.0, most / (length + 1e-8))
        self._steps += 1
        bias_1, bias_2 = 1.0 - 0.9**self._steps, 1.0 - 0.999**self._steps
        for part, gradient, (mean, square) in zip(self.parameters(), gradients, self._moments):
            gradient = gradient * np.float32(shorten)
            mean += np.float32(0.1) * (gradient - mean)
            square += np.float32(0.001) * (gradient**2 - square)
            part -= np.float32(rate) * (mean / bias_1) / (np.sqrt(square / bias_2) + 1e-5)


def forward(parameters: list[np.ndarray], inputs: np.ndarray) -> np.ndarray:
    """Return a snapshot's output for (n, inputs)."""
    values = inputs
    for number in range(0, len(parameters), 2):
        values = values @ parameters[number] + parameters[number + 1]
        if number < len(parameters) - 2:
            values = np.tanh(values)
    return values


def draw_actions(logits: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return for each row an action drawn from the softmax of its logits."""
    noise = generator.gumbel(size=logits.shape).astype(np.float32)
    return np.argmax(logits + noise, axis=1)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Return the logarithm of the softmax of each row."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
