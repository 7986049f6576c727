"""Checks of what a drawing call was given, each failing in words the author can act on.

Every check takes the drawing method's and the argument's name first, because the
message must name them: the author sees it in the console, far from the code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Union

from .colours import normalize_colour

Number = Union[int, float]

LIMIT = 10_000_000.0
"""Largest coordinate, in canvas pixels: beyond it something has run away."""

MOST_POINTS = 5000
"""Most points of one line or polygon."""


def check_number(method: str, name: str, value: Any, scale: float = 1.0) -> Number:
    """Return ``value * scale`` in canvas pixels, rounded to two decimals.

    Whole results come back as ``int``: they are shorter on the wire.

    Raises:
        ValueError: if it is no number, not finite, or beyond :data:`LIMIT`.
    """
    # The usual case, and a picture has hundreds of them.
    if type(value) is int and scale == 1.0 and -LIMIT <= value <= LIMIT:
        return value
    if type(value) is not float and type(value) is not int:
        value = _coerce(method, name, value)
    try:
        scaled = value * scale
    except OverflowError:  # a whole number too large for a float
        scaled = float("inf")
    if not -LIMIT <= scaled <= LIMIT:  # NaN fails both comparisons
        raise _bad(method, name, "a finite number within ±10,000,000 pixels", value)
    rounded = round(scaled, 2)
    whole = int(rounded)
    return whole if whole == rounded else rounded


def check_length(method: str, name: str, value: Any, scale: float = 1.0) -> Number:
    """Return ``value`` as :func:`check_number` does; it must not be negative."""
    length = check_number(method, name, value, scale)
    if length < 0:
        raise _bad(method, name, "a length of 0 or more", value)
    return length


def check_opacity(method: str, name: str, value: Any, scale: float = 1.0) -> Number:
    """Return ``value``; it must lie between 0 (invisible) and 1 (solid)."""
    opacity = check_number(method, name, value)
    if not 0 <= opacity <= 1:
        raise _bad(method, name, "a number from 0 (invisible) to 1 (solid)", value)
    return opacity


def check_colour(method: str, name: str, value: Any, scale: float = 1.0) -> str:
    """Return ``value`` in the wire's spelling of colours."""
    try:
        return normalize_colour(value)
    except ValueError as error:
        raise ValueError(f"Surface.{method}: {name}: {error}") from None


def check_text(method: str, name: str, value: Any, scale: float = 1.0) -> str:
    """Return ``value``; it must be a string of 1 to 200 characters."""
    if isinstance(value, str) and 0 < len(value) <= 200:
        return str(value)
    raise _bad(method, name, "a string of 1 to 200 characters", value)


def check_align(method: str, name: str, value: Any, scale: float = 1.0) -> str:
    """Return ``value``; it must be ``'left'``, ``'center'`` or ``'right'``."""
    if value in ("left", "center", "right"):
        return str(value)
    raise _bad(method, name, "'left', 'center' or 'right'", value)


def check_valign(method: str, name: str, value: Any, scale: float = 1.0) -> str:
    """Return ``value``; it must be ``'top'``, ``'middle'`` or ``'bottom'``."""
    if value in ("top", "middle", "bottom"):
        return str(value)
    raise _bad(method, name, "'top', 'middle' or 'bottom'", value)


def check_flag(method: str, name: str, value: Any, scale: float = 1.0) -> bool:
    """Return ``value``; it must be ``True`` or ``False``, numpy's too."""
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    raise _bad(method, name, "True or False", value)


def check_points(
    method: str, value: Any, least: int, scale_x: float, scale_y: float
) -> list[Number]:
    """Return ``[(x, y), …]`` as one flat list ``[x0, y0, x1, y1, …]`` in canvas pixels.

    Raises:
        ValueError: if there are fewer than ``least`` points or one is no pair of numbers.
    """
    expected = f"a list of at least {least} points (x, y)"
    if not isinstance(value, Iterable) or isinstance(value, (str, bytes)):
        raise _bad(method, "points", expected, value)
    flat: list[Number] = []
    for number, point in enumerate(value):
        try:
            x, y = point
        except (TypeError, ValueError):
            raise _bad(method, f"points[{number}]", "a pair (x, y)", point) from None
        flat.append(check_number(method, f"points[{number}] x", x, scale_x))
        flat.append(check_number(method, f"points[{number}] y", y, scale_y))
    if len(flat) < 2 * least:
        raise _bad(method, "points", expected, value)
    if len(flat) > 2 * MOST_POINTS:
        raise _bad(method, "points", f"at most {MOST_POINTS} points", f"{len(flat) // 2} points")
    return flat


def _coerce(method: str, name: str, value: Any) -> float:
    """Take numbers of other kinds (a numpy scalar, a Fraction), never text or bool."""
    if not isinstance(value, (str, bytes, bool)) and hasattr(value, "__float__"):
        try:
            return float(value)
        except (TypeError, ValueError):
            pass
    raise _bad(method, name, "a number", value)


def _bad(method: str, name: str, expected: str, value: Any) -> ValueError:
    shown = repr(value)
    if len(shown) > 80:
        shown = shown[:77] + "..."
    return ValueError(f"Surface.{method}: {name} must be {expected}; got {shown}")
