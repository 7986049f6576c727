from cogrid.cogrid_env import CoGridEnv
from cogrid.envs import cramped_room_config
from cogrid.envs.overcooked.agent import OvercookedAgent

TILE = 100
COLOURS = {
    "Counter": "tan",
    "Pot": "dimgray",
    "OnionStack": "goldenrod",
    "PlateStack": "white",
    "DeliveryZone": "lightgreen",
}


class Overcooked(CoGridEnv):
    def __init__(self):
        super().__init__(config=cramped_room_config, agent_class=OvercookedAgent)

    def render(self, surface):
        for row in range(self.grid.height):
            for column in range(self.grid.width):
                thing = self.grid.get(row, column)
                fill = "beige" if thing is None else COLOURS.get(type(thing).__name__, "gray")
                surface.rect(
                    id=f"tile{row}.{column}", x=column * TILE, y=row * TILE, w=TILE, h=TILE, fill=fill, stroke="gray"
                )
        for name, cook in self.env_agents.items():
            row, column = (int(part) for part in cook.pos)
            surface.circle(
                id=f"cook{name}", x=(column + 0.5) * TILE, y=(row + 0.5) * TILE, radius=35, fill=("crimson", "navy")[name]
            )
            held = ", ".join(type(thing).__name__ for thing in cook.inventory)
            surface.text(id=f"held{name}", text=held, x=(column + 0.5) * TILE, y=(row + 0.5) * TILE, align="center", fill="white")
