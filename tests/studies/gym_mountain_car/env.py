import math

from gymnasium.envs.classic_control import MountainCarEnv


class MountainCar(MountainCarEnv):
    def render(self, surface):
        if not surface.has("hill"):
            steps = [self.min_position + step * (self.max_position - self.min_position) / 60 for step in range(61)]
            surface.polyline(id="hill", points=[self._at(place) for place in steps])
            x, y = self._at(self.goal_position)
            surface.line(id="flag", x1=x, y1=y, x2=x, y2=y - 40, stroke="gold", stroke_width=4)
        x, y = self._at(float(self.state[0]))
        surface.circle(id="car", x=x, y=y - 12, radius=12, fill="tomato")

    def _at(self, place):
        width = self.max_position - self.min_position
        return (place - self.min_position) / width * 600, 300 - 120 * math.sin(3 * place)
