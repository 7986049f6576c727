from pettingzoo.classic import rps_v2
from pettingzoo.utils.conversions import aec_to_parallel_wrapper

HANDS = ["rock", "paper", "scissors", "nothing yet"]


class RockPaperScissors(aec_to_parallel_wrapper):
    def __init__(self):
        super().__init__(rps_v2.env())

    def render(self, surface, agent):
        (other,) = (name for name in self.possible_agents if name != agent)
        seen = HANDS[int(self.aec_env.observe(agent))]
        surface.text(id="other", text=f"{other} showed {seen}", x=300, y=150, align="center", size=24)
