"""The drawing surface of a game: authors draw, only what changed is sent."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from .arguments import (
    check_align,
    check_colour,
    check_flag,
    check_length,
    check_number,
    check_opacity,
    check_points,
    check_text,
    check_valign,
)
from .pictures import Pictures

Spec = dict[str, Any]

TEXT_LIMIT = 10_000
"""Most characters of one text that are drawn."""

_COMMON = {
    "opacity": ("opacity", check_opacity, 0),
    "rotation": ("rotation", check_number, 0),
    "depth": ("depth", check_number, 0),
    "tween_ms": ("tweenMs", check_length, 0),
}
_STROKE = {
    **_COMMON,
    "stroke": ("stroke", check_colour, 0),
    "stroke_width": ("strokeWidth", check_length, 1),
}
_SHAPE = {**_STROKE, "fill": ("fill", check_colour, 0)}
_ALIGN = {"align": ("align", check_align, 0), "valign": ("valign", check_valign, 0)}
_RECT = {**_SHAPE, **_ALIGN, "corner_radius": ("cornerRadius", check_length, 1)}
_TEXT = {**_SHAPE, **_ALIGN, "font": ("font", check_text, 0)}
_PICTURE = {
    **_COMMON,
    **_ALIGN,
    "flip_x": ("flipX", check_flag, 0),
    "flip_y": ("flipY", check_flag, 0),
}
_SHARES = {"left": 0.0, "top": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "bottom": 1.0}
_PRIMITIVES = (
    "rect", "circle", "ellipse", "arc", "line", "polyline", "polygon", "text", "image", "sprite",
)


class Surface:
    """A canvas to draw one game's picture on, frame by frame.

    All arguments are given by keyword. Lengths are canvas pixels, the origin is the top
    left corner, y grows downwards, angles are degrees clockwise. With ``relative=True``
    lengths are fractions of the canvas: x, w, rx of its width; y, h, ry, size of its
    height; radius, corner_radius, stroke_width of its shorter side.

    Every drawing method also takes these, all optional:

    - ``id``: a name of your choice. The object then stays until :meth:`remove`; drawing
      with the same id again replaces it. Without an id it lives for this frame only.
    - ``depth``: what is drawn over what; higher is in front. At equal depth, what
      appeared first is behind.
    - ``tween_ms``: milliseconds over which the screen glides to a new position. Unless
      given it is one tick, so movement looks smooth; 0 jumps, as what teleports should.
    - ``opacity``: 0 (invisible) to 1 (solid).
    - ``rotation``: degrees clockwise, about the middle of the object.
    - ``fill``, ``stroke``, ``stroke_width``: inside colour, outline colour and width.
      Colours: a CSS name, ``'#rgb'``, ``'#rgba'``, ``'#rrggbb'``, ``'#rrggbbaa'``,
      ``(r, g, b)``, ``(r, g, b, a)``, each from 0 to 255. Pictures have none of these.
    - ``align`` and ``valign`` (rect, text, image, sprite): which point of the object is at
      (x, y): ``'left'``, ``'center'``, ``'right'``; ``'top'``, ``'middle'``, ``'bottom'``.
      The top left corner unless given.

    Raises:
        ValueError: from every method, when an argument cannot be drawn; the message
            names the method, the argument and what was expected.
    """

    def __init__(self, width: float, height: float, pictures: Pictures | None = None) -> None:
        """Make an empty canvas. Without ``pictures`` any path of a picture is taken."""
        self.width = check_length("__init__", "width", width)
        """Width of the canvas in pixels."""
        self.height = check_length("__init__", "height", height)
        """Height of the canvas in pixels."""
        if not self.width or not self.height:
            raise ValueError("Surface.__init__: width and height must be more than 0")
        self._shorter = min(self.width, self.height)
        self._kept: set[str] = set()
        self._drawn: dict[str, Spec] = {}
        self._passing = 0
        self._sent: dict[str, Spec] = {}
        self._pictures = pictures

    def __getattr__(self, name: str) -> Any:
        close = get_close_matches(name, _PRIMITIVES, 1)
        hint = f"did you mean {close[0]}?" if close else f"it draws {', '.join(_PRIMITIVES)}"
        raise AttributeError(f"Surface has no {name!r}: {hint}")

    def rect(self, *, x: float, y: float, w: float, h: float, id: str | None = None,
             relative: bool = False, **style: Any) -> None:
        """Draw a rectangle with its top left corner at (x, y); also ``corner_radius``."""
        spec: Spec = {"kind": "rect"}
        self._box("rect", spec, x, y, w, h, relative)
        self._finish("rect", spec, _RECT, style, relative, id)

    def circle(self, *, x: float, y: float, radius: float, id: str | None = None,
               relative: bool = False, **style: Any) -> None:
        """Draw a circle around (x, y)."""
        spec: Spec = {"kind": "circle"}
        self._spot("circle", spec, x, y, relative)
        spec["radius"] = check_length("circle", "radius", radius, self._scale(relative))
        self._finish("circle", spec, _SHAPE, style, relative, id)

    def ellipse(self, *, x: float, y: float, rx: float, ry: float, id: str | None = None,
                relative: bool = False, **style: Any) -> None:
        """Draw an ellipse around (x, y) with half-axes rx (across) and ry (down)."""
        spec: Spec = {"kind": "ellipse"}
        self._spot("ellipse", spec, x, y, relative)
        spec["rx"] = check_length("ellipse", "rx", rx, self.width if relative else 1.0)
        spec["ry"] = check_length("ellipse", "ry", ry, self.height if relative else 1.0)
        self._finish("ellipse", spec, _SHAPE, style, relative, id)

    def arc(self, *, x: float, y: float, radius: float, start_angle: float, end_angle: float,
            id: str | None = None, relative: bool = False, **style: Any) -> None:
        """Draw an arc around (x, y), clockwise from start_angle to end_angle.

        Degrees, 0 at three o'clock: 180 to 360 is the upper half of a disc. Filled is what
        lies between the arc and the straight line that joins its ends.
        """
        spec: Spec = {"kind": "arc"}
        self._spot("arc", spec, x, y, relative)
        spec["radius"] = check_length("arc", "radius", radius, self._scale(relative))
        spec["startAngle"] = check_number("arc", "start_angle", start_angle)
        spec["endAngle"] = check_number("arc", "end_angle", end_angle)
        self._finish("arc", spec, _SHAPE, style, relative, id)

    def line(self, *, x1: float, y1: float, x2: float, y2: float, id: str | None = None,
             relative: bool = False, **style: Any) -> None:
        """Draw a straight line from (x1, y1) to (x2, y2); black unless ``stroke`` is given."""
        self._path("line", [(x1, y1), (x2, y2)], 2, style, relative, id)

    def polyline(self, *, points: Any, id: str | None = None, relative: bool = False,
                 **style: Any) -> None:
        """Draw an open line through ``points``, a list of (x, y); black unless ``stroke``."""
        self._path("polyline", points, 2, style, relative, id)

    def polygon(self, *, points: Any, id: str | None = None, relative: bool = False,
                **style: Any) -> None:
        """Draw a closed shape through ``points``, a list of at least three (x, y)."""
        self._path("polygon", points, 3, style, relative, id)

    def text(self, *, text: object, x: float, y: float, size: float | None = None,
             id: str | None = None, relative: bool = False, **style: Any) -> None:
        """Write ``text`` with its top left corner at (x, y); black unless ``fill`` is given.

        ``size`` is the height of the font, 16 pixels unless given; ``font`` is its name. A
        line break in the text begins a new line.
        """
        spec: Spec = {"kind": "text", "text": str(text)[:TEXT_LIMIT], "size": 16, "fill": "black"}
        self._spot("text", spec, x, y, relative)
        if size is not None:
            spec["size"] = check_length("text", "size", size, self.height if relative else 1.0)
        self._finish("text", spec, _TEXT, style, relative, id)

    def image(self, *, image: str, x: float, y: float, w: float, h: float,
              id: str | None = None, relative: bool = False, **style: Any) -> None:
        """Draw a picture by its path in the study folder, its top left corner at (x, y).

        ``flip_x`` and ``flip_y`` mirror it, left to right and top to bottom.
        """
        spec: Spec = {"kind": "image", "image": check_text("image", "image", image)}
        if self._pictures is not None:
            self._pictures.check_image("image", spec["image"])
        self._box("image", spec, x, y, w, h, relative)
        self._finish("image", spec, _PICTURE, style, relative, id)

    def sprite(self, *, image: str, frame: Any, x: float, y: float, w: float, h: float,
               id: str | None = None, relative: bool = False, **style: Any) -> None:
        """Draw one frame, by name or number, of the atlas or sheet at this path, as ``image``.

        Its frames are told by a JSON file of the same name beside it, see :class:`Pictures`.
        """
        spec: Spec = {"kind": "sprite", "image": check_text("sprite", "image", image)}
        if isinstance(frame, str):
            spec["frame"] = check_text("sprite", "frame", frame)
        elif isinstance(frame, int) and not isinstance(frame, bool):
            spec["frame"] = int(frame)
        else:
            raise ValueError(f"Surface.sprite: frame must be a name or a whole number; got {frame!r}")
        if self._pictures is not None:
            self._pictures.check_frame("sprite", spec["image"], spec["frame"])
        self._box("sprite", spec, x, y, w, h, relative)
        self._finish("sprite", spec, _PICTURE, style, relative, id)

    def remove(self, id: str) -> None:
        """Take away the object with this id; none having it is no error."""
        if id in self._kept:
            self._kept.discard(id)
            self._drawn.pop(id, None)

    def clear(self) -> None:
        """Take away all objects, also those drawn in this frame so far."""
        self._kept.clear()
        self._drawn.clear()

    def has(self, id: str) -> bool:
        """Tell whether an object with this id is on the surface.

        Scenery that never changes need be drawn only once: ``if not surface.has("sky")``.
        """
        return id in self._kept

    def commit(self) -> dict[str, list[Any]]:
        """End this frame and return what changed since the last one.

        Returns ``{"set": [...], "del": [ids]}``. A new object, or one of another kind than
        before, is given whole; of a changed one only the fields that changed, a field that
        is gone as ``None``. Deletions apply before additions.
        """
        sent, drawn, kept = self._sent, self._drawn, self._kept
        gone = [name for name in sent if name not in drawn and name not in kept]
        for name in gone:
            del sent[name]
        changed = []
        for name, spec in drawn.items():
            before = sent.get(name)
            if before != spec:
                changed.append({"id": name, **_difference(before, spec)})
                # Assigning to a known key keeps its place: the order of first appearance.
                sent[name] = spec
        self._drawn = {}
        self._passing = 0
        return {"set": changed, "del": gone}

    def full(self) -> dict[str, list[Any]]:
        """Return the last committed frame whole, for a screen that has nothing yet."""
        return {"set": [{"id": name, **spec} for name, spec in self._sent.items()], "del": []}

    def restore(self, full: dict[str, list[Any]]) -> None:
        """Go on from a frame that :meth:`full` has returned, here or elsewhere."""
        specs = [dict(spec) for spec in full["set"]]
        self._sent = {spec.pop("id"): spec for spec in specs}
        self._kept = {name for name in self._sent if not name.startswith("~")}
        self._drawn = {}
        self._passing = 0

    def _scale(self, relative: bool) -> float:
        return self._shorter if relative else 1.0

    def _spot(self, method: str, spec: Spec, x: object, y: object, relative: bool) -> None:
        spec["x"] = check_number(method, "x", x, self.width if relative else 1.0)
        spec["y"] = check_number(method, "y", y, self.height if relative else 1.0)

    def _box(self, method: str, spec: Spec, x: object, y: object, w: object, h: object,
             relative: bool) -> None:
        self._spot(method, spec, x, y, relative)
        spec["w"] = check_length(method, "w", w, self.width if relative else 1.0)
        spec["h"] = check_length(method, "h", h, self.height if relative else 1.0)

    def _path(self, kind: str, points: object, least: int, style: Spec, relative: bool,
              id: str | None) -> None:
        across, down = (self.width, self.height) if relative else (1.0, 1.0)
        spec: Spec = {"kind": kind, "points": check_points(kind, points, least, across, down)}
        if kind != "polygon":
            spec["stroke"] = "black"
        self._finish(kind, spec, _SHAPE if kind == "polygon" else _STROKE, style, relative, id)

    def _finish(self, method: str, spec: Spec, rules: dict[str, Any], style: Spec,
                relative: bool, id: str | None) -> None:
        for name, value in style.items():
            rule = rules.get(name)
            if rule is None:
                close = get_close_matches(name, rules, 1)
                raise ValueError(
                    f"Surface.{method}: there is no argument {name!r}; "
                    f"{f'did you mean {close[0]}? ' if close else ''}"
                    f"besides its own it takes id, relative, {', '.join(sorted(rules))}"
                )
            if value is not None:
                wire_name, check, is_length = rule
                scale = self._shorter if is_length and relative else 1.0
                spec[wire_name] = check(method, name, value, scale)
        # Where a box is, is known here; how wide a text is, only the screen knows.
        if "w" in spec:
            if "align" in spec:
                spec["x"] = check_number(method, "x", spec["x"] - spec["w"] * _SHARES[spec.pop("align")])
            if "valign" in spec:
                spec["y"] = check_number(method, "y", spec["y"] - spec["h"] * _SHARES[spec.pop("valign")])
        if "fill" in rules and "fill" not in spec and "stroke" not in spec:
            raise ValueError(f"Surface.{method}: give fill or stroke, else nothing is seen")
        if id is None:
            self._drawn[f"~{self._passing}"] = spec
            self._passing += 1
        elif isinstance(id, str) and 0 < len(id) <= 100 and id[0] != "~":
            self._kept.add(id)
            self._drawn[id] = spec
        else:
            raise ValueError(
                f"Surface.{method}: id must be a string of 1 to 100 characters "
                f"that does not begin with '~'; got {id!r}"
            )


def _difference(before: Spec | None, spec: Spec) -> Spec:
    """Return what turns ``before`` into ``spec``; all of it when there is nothing to keep."""
    if before is None or before["kind"] != spec["kind"]:
        return spec
    changed = {
        name: value
        for name, value in spec.items()
        if name not in before or before[name] != value
    }
    for name in before:
        if name not in spec:
            changed[name] = None
    return changed
