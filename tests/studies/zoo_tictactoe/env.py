from pettingzoo.classic.tictactoe.tictactoe import raw_env


class TicTacToe(raw_env):
    def render(self, surface):
        for place, mark in enumerate(self.board.squares):
            column, row = divmod(place, 3)
            surface.rect(id=f"square{place}", x=column * 100, y=row * 100, w=100, h=100, fill="white", stroke="gray")
            surface.text(
                id=f"mark{place}",
                text=" XO"[int(mark)],
                x=column * 100 + 50,
                y=row * 100 + 50,
                size=60,
                align="center",
                valign="middle",
            )
