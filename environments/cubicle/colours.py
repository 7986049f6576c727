"""Colours as authors write them, in the one spelling that crosses the wire."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import index
from typing import Any

CSS_NAMES = frozenset(
    """
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue
    blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk
    crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki
    darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen
    darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue
    dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite
    gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki
    lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
    lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen
    lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen
    magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen
    mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream
    mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
    palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum
    powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown
    seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen
    steelblue tan teal thistle tomato transparent turquoise violet wheat white whitesmoke
    yellow yellowgreen
    """.split()
)

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})\Z")

EXPECTED = (
    "expected a CSS colour name, '#rgb', '#rrggbb', '#rrggbbaa', "
    "or a tuple (r, g, b) or (r, g, b, a) of whole numbers from 0 to 255"
)


def normalize_colour(value: object) -> str:
    """Return ``value`` as ``'#rrggbb'``, ``'#rrggbbaa'`` or a CSS colour name.

    Raises:
        ValueError: if it is no colour; the message says what was expected.
    """
    if type(value) is str:
        return _from_text(value)
    if isinstance(value, (tuple, list)) and len(value) in (3, 4):
        return _from_channels(tuple(value))
    raise ValueError(f"{EXPECTED}; got {value!r}")


@lru_cache(maxsize=1024)
def _from_text(value: str) -> str:
    text = value.strip().lower()
    if text in CSS_NAMES:
        return text
    if not _HEX.match(text):
        raise ValueError(f"{EXPECTED}; got {value!r}")
    if len(text) <= 5:
        return "#" + "".join(digit * 2 for digit in text[1:])
    return text


def _from_channels(channels: tuple[Any, ...]) -> str:
    digits = "#"
    for channel in channels:
        try:
            level = index(channel)
        except TypeError:
            level = -1
        if not 0 <= level <= 255:
            raise ValueError(f"{EXPECTED} (for half-transparent use opacity=0.5); got {channels!r}")
        digits += f"{level:02x}"
    return digits
