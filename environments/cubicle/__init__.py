"""The Python side of Cubicle: what a study's environment imports.

An environment needs nothing from here to be stepped. It imports
:class:`Surface` only for type hints in its ``render`` method::

    from cubicle import Surface

    class MyGame:
        possible_agents = ["left", "right"]

        def render(self, surface: Surface) -> None:
            surface.circle(id="ball", x=100, y=50, radius=12, fill="tomato")
"""

from .surface import Surface

__all__ = ["Surface"]
