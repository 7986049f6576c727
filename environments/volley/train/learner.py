"""Proximal policy optimization: what to do with a batch of experience."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from network import Network, log_softmax

DISCOUNT = 0.995
TRACE = 0.95
CLIP = 0.2
EPOCHS = 3
MINIBATCH = 4096


@dataclass
class Experience:
    """What the learner lived through: arrays of (ticks, games, …)."""

    obs: np.ndarray
    actions: np.ndarray
    log_chances: np.ndarray
    rewards: np.ndarray
    ends: np.ndarray
    values: np.ndarray
    next_values: np.ndarray
    """The value of what came after the last tick, (games,)."""


class Learner:
    """A policy and a value network that improve with experience."""

    def __init__(self, generator: np.random.Generator) -> None:
        self.policy = Network([12, 64, 64, 6], generator, last_scale=0.01)
        self.value = Network([12, 64, 64, 1], generator, last_scale=1.0)
        self._generator = generator

    def act_best(self, obs: np.ndarray) -> np.ndarray:
        """Return the likeliest action for each of (n, 12) observations, as in a session."""
        return np.argmax(self.policy.forward(obs.astype(np.float32))[-1], axis=1)

    def improve(self, lived: Experience, rate: float, curiosity: float) -> float:
        """Learn from a batch of experience.

        Args:
            rate: size of Adam's steps.
            curiosity: weight of the entropy that is asked for beside the reward.

        Returns:
            The policy's mean entropy, in nats.
        """
        gains = estimate_gains(lived)
        returns = (gains + lived.values).reshape(-1)
        flat = gains.reshape(-1)
        flat = (flat - flat.mean()) / (flat.std() + 1e-8)
        obs = lived.obs.reshape(-1, lived.obs.shape[-1])
        actions, before = lived.actions.reshape(-1), lived.log_chances.reshape(-1)
        entropies = []
        for _ in range(EPOCHS):
            order = self._generator.permutation(len(obs))
            for start in range(0, len(order), MINIBATCH):
                part = order[start : start + MINIBATCH]
                entropies.append(
                    self._improve_policy(obs[part], actions[part], before[part], flat[part], rate, curiosity)
                )
                self._improve_value(obs[part], returns[part], rate)
        return float(np.mean(entropies))

    def _improve_policy(self, obs: np.ndarray, actions: np.ndarray, before: np.ndarray,
                        gains: np.ndarray, rate: float, curiosity: float) -> float:
        values = self.policy.forward(obs)
        logs = log_softmax(values[-1])
        chances = np.exp(logs)
        rows = np.arange(len(obs))
        ratio = np.exp(logs[rows, actions] - before)
        # Where the clipped objective is flat there is nothing to learn.
        flat = ((gains > 0) & (ratio > 1 + CLIP)) | ((gains < 0) & (ratio < 1 - CLIP))
        weight = np.where(flat, 0.0, -gains * ratio)
        slope = -chances * weight[:, None]
        slope[rows, actions] += weight
        entropy = -(chances * logs).sum(axis=1)
        slope += curiosity * chances * (logs + entropy[:, None])
        self.policy.descend(self.policy.backward(values, (slope / len(obs)).astype(np.float32)), rate, 0.5)
        return float(entropy.mean())

    def _improve_value(self, obs: np.ndarray, returns: np.ndarray, rate: float) -> None:
        values = self.value.forward(obs)
        slope = (values[-1][:, 0] - returns)[:, None] / len(obs)
        self.value.descend(self.value.backward(values, slope.astype(np.float32)), rate, 0.5)


def estimate_gains(lived: Experience) -> np.ndarray:
    """Return generalized advantage estimates, (ticks, games)."""
    gains = np.zeros_like(lived.rewards)
    following, gain = lived.next_values, np.zeros_like(lived.next_values)
    for tick in reversed(range(len(gains))):
        goes_on = 1.0 - lived.ends[tick]
        surprise = lived.rewards[tick] + DISCOUNT * following * goes_on - lived.values[tick]
        gain = surprise + DISCOUNT * TRACE * goes_on * gain
        gains[tick] = gain
        following = lived.values[tick]
    return gains
