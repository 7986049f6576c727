"""Sprites in flight, for measuring how fast a station draws."""

from __future__ import annotations

import random

COUNT, SIZE, WIDTH, HEIGHT, SPEED = 500, 24, 800, 450, 30


class Flock:
    """``COUNT`` sprites that fly straight on and come in again on the other side."""

    possible_agents = ["watcher"]

    def reset(self, seed=None, options=None):
        """Put the sprites anywhere, each with a way of its own."""
        draw = random.Random(seed)
        self.birds = [
            [draw.uniform(0, WIDTH), draw.uniform(0, HEIGHT), draw.uniform(-SPEED, SPEED), draw.uniform(-SPEED, SPEED)]
            for _ in range(COUNT)
        ]
        return {"watcher": 0}, {}

    def step(self, actions):
        """Move every sprite."""
        for bird in self.birds:
            bird[0] = (bird[0] + bird[2]) % WIDTH
            bird[1] = (bird[1] + bird[3]) % HEIGHT
        return {"watcher": 0}, {"watcher": 0}, {"watcher": False}, {"watcher": False}, {}

    def render(self, surface):
        """Draw every sprite."""
        for number, (x, y, _, _) in enumerate(self.birds):
            surface.sprite(id=str(number), image="sheet.png", frame=number % 4, x=x, y=y, w=SIZE, h=SIZE)
