import math

from gymnasium.envs.classic_control import CartPoleEnv


class CartPole(CartPoleEnv):
    def render(self, surface):
        place, _, angle, _ = (float(value) for value in self.state)
        x = 300 + place * 300 / self.x_threshold
        surface.line(id="track", x1=0, y1=300, x2=600, y2=300)
        surface.rect(id="cart", x=x, y=300, w=60, h=30, align="center", valign="bottom", fill="black")
        surface.line(
            id="pole",
            x1=x,
            y1=270,
            x2=x + 180 * math.sin(angle),
            y2=270 - 180 * math.cos(angle),
            stroke="peru",
            stroke_width=10,
        )
