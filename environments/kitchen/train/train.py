"""Train the partner: it cooks, and the scripted cook tells it what it would have done.

Usage: python train/train.py [ROUNDS]

Imitation with correction (DAgger: Ross, Gordon & Bagnell 2011): in each round the network
plays in the bundled kitchens and in drawn ones, beside random play, the cook or itself; what
it saw is added to the examples with the cook's advice, and it learns from all of them. Some
minutes on one core with the default of 12 rounds. The same seed on the same machine and
numpy gives the same partner. Writes ``policies/partner.onnx`` and ``partner.json``.
"""

from __future__ import annotations

import sys
import time
from random import Random

import numpy as np
from evaluate import measure_model
from export import export_model, write_policy
from kitchens import BUNDLED, open_bundled, open_drawn
from network import Network

from cook import STAY, Cook

SEED = 11
SIZES = [138, 96, 96, 6]
EPISODES = 40
"""Per round, half of them in drawn kitchens."""
STEPS = 4000
BATCH = 512
RATE = 1e-3


def advise(cook: Cook, obs: list[float]) -> np.ndarray:
    """Return the chances with which the cook would take each action."""
    chances = np.zeros(6, dtype=np.float32)
    action = cook.decide(obs)
    waits = cook.chance_of_waiting(obs, action)
    chances[action] += 1 - waits
    chances[STAY] += waits
    return chances


class Examples:
    """What was seen so far, and what the cook advises."""

    def __init__(self) -> None:
        self.obs: list[list[float]] = []
        self.advice: list[np.ndarray] = []

    def live(self, network: Network, number: int, trust: float, random: Random) -> None:
        """Add an episode in which the network decides with a chance of ``trust``, else the cook."""
        env = open_drawn(SEED * 1_000_000 + number) if number % 2 else open_bundled(BUNDLED[number // 2 % len(BUNDLED)])
        cooks = [Cook(number), Cook(number + 1)]
        beside = random.choice(("network", "network", "cook", "random"))
        seen, _ = env.reset(number)
        mine = number // 4 % 2
        while env.agents:
            actions = {}
            for at, agent in enumerate(env.possible_agents):
                obs, who = seen[agent], "network" if at == mine else beside
                if who != "random":
                    self.obs.append(obs)
                    self.advice.append(advise(cooks[at], obs))
                if who == "random" or random.random() < 0.03:
                    actions[agent] = random.randrange(6)
                elif who == "network" and random.random() < trust:
                    actions[agent] = draw(network, obs, random)
                else:
                    actions[agent] = cooks[at].act(obs)
            seen = env.step(actions)[0]


def draw(network: Network, obs: list[float], random: Random) -> int:
    """Return an action drawn from the network's chances."""
    logits = network.logits(np.asarray([obs], dtype=np.float32))[0]
    chances = np.exp(logits - logits.max())
    return random.choices(range(len(chances)), weights=chances.tolist())[0]


def train(rounds: int) -> None:
    """Train for so many rounds, then write the policy with what was measured of it."""
    generator, random = np.random.default_rng(SEED), Random(SEED)
    network, examples = Network(SIZES, generator), Examples()
    began, played = time.monotonic(), 0
    for number in range(rounds):
        for _ in range(EPISODES):
            examples.live(network, played, trust=0.0 if number == 0 else 0.9, random=random)
            played += 1
        obs = np.asarray(examples.obs, dtype=np.float32)
        advice = np.stack(examples.advice)
        loss = 0.0
        for step in range(STEPS):
            rows = generator.integers(0, len(obs), BATCH)
            rate = RATE * (1 - 0.9 * step / STEPS) * (0.5 if number > rounds // 2 else 1.0)
            loss += network.learn(obs[rows], advice[rows], rate)
        print(f"{time.monotonic() - began:6.0f} s  round {number + 1}  {len(obs)} examples  loss {loss / STEPS:.4f}",
              flush=True)
    model = export_model(network.parts)
    write_policy(model, SIZES, {
        "trainedBy": f"python train/train.py {rounds}",
        "seed": SEED,
        "examples": len(examples.obs),
        "results": measure_model(model),
    })


if __name__ == "__main__":
    train(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
