"""MUG's drawing surface: the same calls, the same packets.

Positions and sizes cross as fractions of the canvas (``relative=True`` says that they
are given so); sprite sizes, text sizes, line and stroke widths as pixels of the canvas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cubicle.colours import normalize_colour

NAMED_COLORS = {
    "red": "#ff0000", "green": "#008000", "blue": "#0000ff", "white": "#ffffff",
    "black": "#000000", "yellow": "#ffff00", "cyan": "#00ffff", "magenta": "#ff00ff",
    "orange": "#ffa500", "purple": "#800080", "pink": "#ffc0cb", "brown": "#a52a2a",
    "gray": "#808080", "grey": "#808080", "lime": "#00ff00", "navy": "#000080",
    "teal": "#008080", "maroon": "#800000", "olive": "#808000", "aqua": "#00ffff",
}


def normalize_color(color: Any) -> str:
    """Return a colour as ``'#rrggbb'``; every CSS name and ``(r, g, b, a)`` are taken too.

    Raises:
        ValueError: if it is no colour.
    """
    if isinstance(color, str) and color.strip().lower() in NAMED_COLORS:
        return NAMED_COLORS[color.strip().lower()]
    return normalize_colour(color)


@dataclass
class DrawCommand:
    """One object as it was drawn."""

    object_type: str
    uuid: str
    params: dict[str, Any]
    depth: float = 0
    tween_duration: float | None = None
    permanent: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the object as a packet holds it."""
        return {
            "uuid": self.uuid,
            "object_type": self.object_type,
            "depth": self.depth,
            "tween": self.tween_duration is not None,
            "tween_duration": self.tween_duration or 0,
            "permanent": self.permanent,
            **self.params,
        }


@dataclass
class RenderPacket:
    """One frame: the objects drawn, and the ids of those taken away."""

    game_state_objects: list[dict[str, Any]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the frame as plain data."""
        return {"game_state_objects": list(self.game_state_objects), "removed": list(self.removed)}


class Surface:
    """Collects what is drawn until :meth:`commit`. All arguments are given by keyword.

    Every drawing method also takes ``id``, ``persistent`` (the object stays until
    :meth:`remove`; needs an id), ``relative``, ``depth``, ``tween_duration`` in ms, and any
    other keyword, which is handed on as it is.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._assets: dict[str, dict[str, Any]] = {}
        self.reset()

    def reset(self) -> None:
        """Forget everything that was drawn."""
        self._passing: list[DrawCommand] = []
        self._lasting: dict[str, dict[str, Any]] = {}
        self._sent: dict[str, dict[str, Any]] = {}
        self._removed: list[str] = []

    def rect(self, *, x: float, y: float, w: float, h: float, color: Any = "white",
             border_radius: float | None = None, stroke_color: Any = None,
             stroke_width: float | None = None, **common: Any) -> None:
        """Draw a rectangle with its top left corner at (x, y)."""
        wide, high = self._units(common)
        self._add("rect", common, x=x / wide, y=y / high, w=w / wide, h=h / high,
                  color=normalize_color(color), border_radius=border_radius,
                  stroke_color=_colour_or_none(stroke_color), stroke_width=stroke_width)

    def circle(self, *, x: float, y: float, radius: float, color: Any = "white",
               stroke_color: Any = None, stroke_width: float | None = None, **common: Any) -> None:
        """Draw a circle around (x, y); a fractional radius is of the canvas's longer side."""
        wide, high = self._units(common)
        self._add("circle", common, x=x / wide, y=y / high, radius=radius / max(wide, high),
                  color=normalize_color(color), stroke_color=_colour_or_none(stroke_color),
                  stroke_width=stroke_width)

    def line(self, *, points: Any, color: Any = "white", width: float = 1, **common: Any) -> None:
        """Draw a line through points (x, y)."""
        self._add("line", common, points=_scaled(points, *self._units(common)),
                  color=normalize_color(color), width=width)

    def polygon(self, *, points: Any, color: Any = "white", stroke_color: Any = None,
                stroke_width: float | None = None, **common: Any) -> None:
        """Draw a closed shape through points (x, y)."""
        self._add("polygon", common, points=_scaled(points, *self._units(common)),
                  color=normalize_color(color), stroke_color=_colour_or_none(stroke_color),
                  stroke_width=stroke_width)

    def text(self, *, text: Any, x: float, y: float, size: float = 16, color: Any = "black",
             font: str = "Arial", **common: Any) -> None:
        """Write a text with its top left corner at (x, y), ``size`` pixels high."""
        wide, high = self._units(common)
        self._add("text", common, text=str(text), x=x / wide, y=y / high, size=size,
                  color=normalize_color(color), font=font)

    def image(self, *, image_name: str, x: float, y: float, w: float, h: float,
              frame: Any = None, angle: float | None = None, **common: Any) -> None:
        """Draw a picture, or a frame of its atlas, with its top left corner at (x, y)."""
        wide, high = self._units(common)
        self._add("sprite", common, image_name=image_name, x=x / wide, y=y / high,
                  width=w / wide, height=h / high, frame=frame, angle=angle)

    def arc(self, *, x: float, y: float, radius: float, start_angle: float, end_angle: float,
            color: Any = "white", **common: Any) -> None:
        """Draw an arc around (x, y)."""
        wide, high = self._units(common)
        self._add("arc", common, x=x / wide, y=y / high, radius=radius / max(wide, high),
                  start_angle=start_angle, end_angle=end_angle, color=normalize_color(color))

    def ellipse(self, *, x: float, y: float, rx: float, ry: float, color: Any = "white",
                **common: Any) -> None:
        """Draw an ellipse around (x, y)."""
        wide, high = self._units(common)
        self._add("ellipse", common, x=x / wide, y=y / high, rx=rx / wide, ry=ry / high,
                  color=normalize_color(color))

    def remove(self, id: str) -> None:
        """Take away the object with this id."""
        self._lasting.pop(id, None)
        self._sent.pop(id, None)
        self._removed.append(id)

    def commit(self) -> RenderPacket:
        """End the frame: what was drawn for it alone, then what lasts and is new or changed."""
        changed = {name: spec for name, spec in self._lasting.items() if self._sent.get(name) != spec}
        packet = RenderPacket([*(command.to_dict() for command in self._passing), *changed.values()],
                              self._removed)
        self._sent.update(changed)
        self._lasting = {}
        self._passing = []
        self._removed = []
        return packet

    def forget_screen(self) -> None:
        """Know that the screen is empty: what is drawn from now on is sent again."""
        self._sent = {}

    def register_image(self, name: str, *, path: str) -> None:
        """Give a picture of the study folder a name."""
        self._assets[name] = {"object_type": "img_spec", "name": name, "img_path": path}

    def register_atlas(self, name: str, *, img_path: str, json_path: str) -> None:
        """Give a picture with an atlas a name; the atlas lies beside it under the same name."""
        self._assets[name] = {"object_type": "atlas_spec", "name": name, "img_path": img_path,
                              "atlas_path": json_path}

    def get_asset_specs(self) -> list[dict[str, Any]]:
        """Return what was registered."""
        return list(self._assets.values())

    def _units(self, common: dict[str, Any]) -> tuple[float, float]:
        """Return what one whole canvas is in the author's units, across and down."""
        return (1.0, 1.0) if common.pop("relative", False) else (self.width, self.height)

    def _add(self, kind: str, common: dict[str, Any], **params: Any) -> None:
        name, lasts = common.pop("id", None), bool(common.pop("persistent", False))
        if lasts and name is None:
            raise ValueError(f"Surface: a persistent {kind} needs an id")
        command = DrawCommand(
            kind,
            # Counted within the frame, so that what is drawn again is known again.
            f"{len(self._passing):08x}" if name is None else str(name),
            {},
            common.pop("depth", 0),
            common.pop("tween_duration", None),
            lasts,
        )
        given = {key: value for key, value in params.items() if value is not None}
        command.params = {**given, **common}
        if lasts:
            self._lasting[command.uuid] = command.to_dict()
        else:
            self._passing.append(command)


def _colour_or_none(color: Any) -> str | None:
    return None if color is None else normalize_color(color)


def _scaled(points: Any, wide: float, high: float) -> list[tuple[float, float]]:
    return [(x / wide, y / high) for x, y in points]
