"""Frames as MUG's environments hand them over, painted on a Surface of ours."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, floor, radians, sin
from typing import Any

from .faults import ContractFault
from .pictures import ENDINGS, Pictures
from .surface import Surface

FORM = '{"game_state_objects": [...], "removed": [...]}, a list of objects, or surface.commit()'


class PacketPainter:
    """Paints packets one after another: an object that is not permanent lives for one frame.

    Positions, sizes of rectangles and radii of ellipses are fractions of the canvas, a
    circle's radius of its longer side. Sizes of sprites are canvas pixels, but up to 1 they
    are fractions too. Sizes of texts and widths of lines are canvas pixels.
    """

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._places: dict[str, str] = {}
        self._passing: set[str] = set()

    def name_pictures(self, specs: list[dict[str, Any]]) -> None:
        """Take the names that an environment's surface gave to pictures."""
        for spec in specs:
            path = spec.get("img_path")
            if isinstance(path, str):
                self._places[str(spec.get("name"))] = path.removeprefix("./").lstrip("/")

    def paint(self, surface: Surface, packet: Any, at: Any) -> None:
        """Paint one frame; ``at`` is the author's function that gave it.

        Raises:
            ContractFault: if it is no frame, or an object in it cannot be drawn.
        """
        objects, removed = _open(packet, at)
        for name in removed:
            self._remove(surface, str(name))
        names = {str(thing.get("uuid")) for thing in objects}
        for name in self._passing - names:
            self._remove(surface, name)
        self._passing = set()
        for thing in objects:
            kind, name = thing.get("object_type"), str(thing.get("uuid"))
            draw = _KINDS.get(str(kind))
            if draw is None:
                raise ContractFault(
                    f"render() gave an object of type {kind!r}; expected one of {', '.join(_KINDS)}", at=at
                )
            try:
                draw(self, surface, thing, {"id": name, **_common(thing)})
            except KeyError as missing:
                raise ContractFault(f"render() gave a {kind} {name!r} without {missing}", at=at) from None
            except (ValueError, TypeError) as error:
                raise ContractFault(f"render() gave a {kind} {name!r} that cannot be drawn: {error}", at=at) from None
            if not thing.get("permanent"):
                self._passing.add(name)

    def _remove(self, surface: Surface, name: str) -> None:
        surface.remove(name)
        for side in ("below", "above"):
            surface.remove(f"{name}/{side}")

    def _rect(self, surface: Surface, thing: dict[str, Any], common: dict[str, Any]) -> None:
        across, down = surface.width, surface.height
        surface.rect(x=thing["x"] * across, y=thing["y"] * down, w=thing["w"] * across,
                     h=thing["h"] * down, corner_radius=thing.get("border_radius"),
                     **_colours(thing), **common)

    def _circle(self, surface: Surface, thing: dict[str, Any], common: dict[str, Any]) -> None:
        longer = max(surface.width, surface.height)
        surface.circle(x=thing["x"] * surface.width, y=thing["y"] * surface.height,
                       radius=thing["radius"] * longer, **_colours(thing), **common)

    def _ellipse(self, surface: Surface, thing: dict[str, Any], common: dict[str, Any]) -> None:
        across, down = surface.width, surface.height
        surface.ellipse(x=thing["x"] * across, y=thing["y"] * down, rx=thing["rx"] * across,
                        ry=thing["ry"] * down, **_colours(thing), **common)

    def _arc(self, surface: Surface, thing: dict[str, Any], common: dict[str, Any]) -> None:
        longer = max(surface.width, surface.height)
        surface.arc(x=thing["x"] * surface.width, y=thing["y"] * surface.height,
                    radius=thing["radius"] * longer, start_angle=thing["start_angle"],
                    end_angle=thing["end_angle"], **_colours(thing), **common)

    def _line(self, surface: Surface, thing: dict[str, Any], common: dict[str, Any]) -> None:
        points = _points(surface, thing)
        name = common["id"]
        for side, edge in (("below", surface.height), ("above", 0)):
            fill = thing.get(f"fill_{side}")
            if fill:
                colour = thing.get("color", "white") if fill is True else fill
                rim = [*points, (points[-1][0], edge), (points[0][0], edge)]
                surface.polygon(points=rim, fill=colour, **{**common, "id": f"{name}/{side}"})
            else:
                surface.remove(f"{name}/{side}")
        surface.polyline(points=points, stroke=thing.get("color", "white"),
                         stroke_width=thing.get("width", 1), **common)

    def _polygon(self, surface: Surface, thing: dict[str, Any], common: dict[str, Any]) -> None:
        surface.polygon(points=_points(surface, thing), **_colours(thing), **common)

    def _text(self, surface: Surface, thing: dict[str, Any], common: dict[str, Any]) -> None:
        surface.text(text=thing["text"], x=thing["x"] * surface.width, y=thing["y"] * surface.height,
                     size=thing.get("size", 16), font=thing.get("font", "Arial"),
                     fill=thing.get("color", "black"), **common)

    def _sprite(self, surface: Surface, thing: dict[str, Any], common: dict[str, Any]) -> None:
        across, down = surface.width, surface.height
        # MUG puts sprites on whole pixels.
        x, y = floor(thing["x"] * across), floor(thing["y"] * down)
        w, h = thing["width"], thing["height"]
        w, h = w * across if w <= 1 else w, h * down if h <= 1 else h
        angle = thing.get("angle") or 0
        if angle:
            # It turns about its top left corner there, about its middle here.
            turn = radians(angle)
            x += (w * cos(turn) - h * sin(turn) - w) / 2
            y += (w * sin(turn) + h * cos(turn) - h) / 2
        path, frame = self._find_picture(str(thing["image_name"])), thing.get("frame")
        given = {"image": path, "x": x, "y": y, "w": w, "h": h, "rotation": angle, **common}
        if frame is None and not self._pictures.has_atlas(path):
            surface.image(**given)
        else:
            surface.sprite(frame=0 if frame is None else frame, **given)

    def _find_picture(self, name: str) -> str:
        """Return the path of the picture that goes by a name: registered, or a file called so."""
        if name not in self._places:
            called = [
                path
                for path in self._pictures.paths(ENDINGS)
                if name in (path, path.rsplit("/", 1)[-1], path.rsplit("/", 1)[-1].rsplit(".", 1)[0])
            ]
            if len(called) != 1:
                found = f"several are called so ({', '.join(called)})" if called else "none is called so"
                raise ValueError(f"its image_name {name!r} must be a picture of the study folder, and {found}: "
                                 f"put it there as pictures/{name}.png")
            self._places[name] = called[0]
        return self._places[name]


_KINDS: dict[str, Callable[[PacketPainter, Surface, dict[str, Any], dict[str, Any]], None]] = {
    "rect": PacketPainter._rect,
    "rectangle": PacketPainter._rect,
    "circle": PacketPainter._circle,
    "ellipse": PacketPainter._ellipse,
    "arc": PacketPainter._arc,
    "line": PacketPainter._line,
    "polygon": PacketPainter._polygon,
    "text": PacketPainter._text,
    "sprite": PacketPainter._sprite,
}


def _open(packet: Any, at: Any) -> tuple[list[dict[str, Any]], list[Any]]:
    if callable(getattr(packet, "to_dict", None)):
        packet = packet.to_dict()
    removed: Any = []
    if isinstance(packet, dict) and "game_state_objects" in packet:
        packet, removed = packet["game_state_objects"], packet.get("removed") or []
    if not isinstance(packet, (list, tuple)):
        raise ContractFault(f"render() returned a {type(packet).__name__}; expected {FORM}", at=at)
    objects = [thing.to_dict() if callable(getattr(thing, "to_dict", None)) else thing for thing in packet]
    if not all(isinstance(thing, dict) for thing in objects):
        raise ContractFault(f"render() returned a list of something else than objects; expected {FORM}", at=at)
    return objects, list(removed)


def _common(thing: dict[str, Any]) -> dict[str, Any]:
    # Without a tween MUG jumps, where a surface of ours would glide for a tick.
    tween_ms = thing.get("tween_duration") or 0 if thing.get("tween") else 0
    return {"depth": thing.get("depth") or 0, "tween_ms": tween_ms, "opacity": thing.get("alpha")}


def _colours(thing: dict[str, Any]) -> dict[str, Any]:
    return {
        "fill": thing.get("color", "white"),
        "stroke": thing.get("stroke_color"),
        "stroke_width": thing.get("stroke_width"),
    }


def _points(surface: Surface, thing: dict[str, Any]) -> list[tuple[float, float]]:
    return [(x * surface.width, y * surface.height) for x, y in thing["points"]]
