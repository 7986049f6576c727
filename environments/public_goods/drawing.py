"""The two pictures of a player: the decision, and the result of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cubicle import Surface
    from env import PublicGoods

INK, SOFT, PAPER, CARD, GREEN, AMBER = "#1f2a37", "#5d6b7a", "#f2f5f7", "#ffffff", "#12706f", "#b7791f"
PER_SECOND = 15


def draw_decision(surface: Surface, game: PublicGoods, agent: str) -> None:
    """Draw the question, what is typed, and how long there is."""
    hand = game.hands[agent]
    middle = surface.width / 2
    _draw_head(surface, game, agent)
    surface.text(text=f"You have {game.endowment} points. How many do you give to the common pot?", x=middle, y=110,
                 size=26, align="center", fill=INK)
    surface.rect(x=middle - 110, y=165, w=220, h=110, corner_radius=14, fill=CARD,
                 stroke=GREEN if hand.given is None else "#c7d0d9", stroke_width=4)
    shown = hand.typed if hand.typed or hand.given is not None else "…"
    surface.text(text=shown, x=middle, y=183, size=70, align="center", fill=INK if hand.typed else "#c7d0d9")
    if hand.given is None:
        hint = "Type a number, then press Enter" if not hand.typed else "Press Enter to give it, or Backspace to change it"
    else:
        hint = "Decided. Waiting for the others …"
    surface.text(text=hint, x=middle, y=295, size=20, align="center", fill=SOFT)
    share = game.left / game.decide_ticks
    seconds = -(-game.left // PER_SECOND)
    colour = GREEN if seconds > 10 else AMBER
    surface.rect(x=120, y=360, w=surface.width - 240, h=12, corner_radius=6, fill="#dde4ea")
    surface.rect(x=120, y=360, w=(surface.width - 240) * share, h=12, corner_radius=6, fill=colour)
    decided = sum(other.given is not None for other in game.hands.values())
    surface.text(text=f"{seconds} s", x=surface.width - 120, y=382, size=18, align="right", fill=colour)
    surface.text(text=f"{decided} of {len(game.hands)} have decided", x=120, y=382, size=18, fill=SOFT)


def draw_result(surface: Surface, game: PublicGoods, agent: str) -> None:
    """Draw what everybody gave, others unnamed, and what the player earned."""
    hand = game.hands[agent]
    _draw_head(surface, game, agent)
    others = sorted((other.history[-1] for name, other in game.hands.items() if name != agent), reverse=True)
    pot = hand.history[-1] + sum(others)
    width, left = 110, surface.width / 2 - 110 * (1 + len(others)) / 2
    for number, (name, given) in enumerate([("You", hand.history[-1]), *(("Another", n) for n in others)]):
        x = left + width * number + width / 2
        tall = 130 * given / game.endowment
        surface.rect(x=x - 32, y=90, w=64, h=130, corner_radius=6, fill="#e4eaef")
        surface.rect(x=x - 32, y=220 - tall, w=64, h=tall, corner_radius=6, fill=GREEN if number == 0 else "#8fb5b4")
        surface.text(text=given, x=x, y=226, size=26, align="center", fill=INK)
        surface.text(text=name, x=x, y=256, size=16, align="center", fill=SOFT)
    share = pot * game.multiplier / len(game.hands)
    kept = game.endowment - hand.history[-1]
    middle = surface.width / 2
    surface.text(text=f"In the pot: {pot} × {game.multiplier:g} = {pot * game.multiplier:g}, for each of you {share:g}",
                 x=middle, y=300, size=20, align="center", fill=INK)
    surface.text(text=f"You kept {kept} and got {share:g}: {hand.earned[-1]:g} points", x=middle, y=332, size=26,
                 align="center", fill=GREEN)
    if hand.late:
        surface.text(text="The time was over, so what was typed counted.", x=middle, y=376, size=18, align="center",
                     fill=AMBER)


def _draw_head(surface: Surface, game: PublicGoods, agent: str) -> None:
    surface.rect(x=0, y=0, w=surface.width, h=surface.height, fill=PAPER, depth=-1)
    surface.text(text=f"Round {game.round} of {game.rounds}", x=30, y=28, size=22, fill=INK)
    earned = sum(game.hands[agent].earned)
    surface.text(text=f"{earned:g} points so far", x=surface.width - 30, y=28, size=22, align="right", fill=INK)
