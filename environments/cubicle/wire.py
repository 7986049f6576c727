"""MessagePack, as much of it as host and native interpreter say to each other.

Python brings no MessagePack of its own, and a study without packages must run too.
"""

from __future__ import annotations

import struct
from typing import Any

_PLAIN = {0xC0: None, 0xC2: False, 0xC3: True}
_NUMBERS = {
    0xCA: ">f",
    0xCB: ">d",
    0xCC: ">B",
    0xCD: ">H",
    0xCE: ">I",
    0xCF: ">Q",
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">i",
    0xD3: ">q",
}
_LENGTHS = {0xC4: ">B", 0xC5: ">H", 0xC6: ">I", 0xD9: ">B", 0xDA: ">H", 0xDB: ">I"}
_COUNTS = {0xDC: ">H", 0xDD: ">I", 0xDE: ">H", 0xDF: ">I"}


def pack(value: Any) -> bytes:
    """Return ``None``, booleans, numbers, texts, bytes and dicts of them as MessagePack.

    Raises:
        TypeError: if the value is none of these.
    """
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return b"\xd3" + struct.pack(">q", value)
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        # Half a surrogate pair has no bytes in UTF-8; an author's text may hold one.
        text = value.encode("utf-8", "replace")
        return b"\xdb" + struct.pack(">I", len(text)) + text
    if isinstance(value, bytes):
        return b"\xc6" + struct.pack(">I", len(value)) + value
    if isinstance(value, dict):
        items = [pack(part) for item in value.items() for part in item]
        return b"\xdf" + struct.pack(">I", len(value)) + b"".join(items)
    raise TypeError(f"a {type(value).__name__} cannot be sent to the host")


def unpack(data: bytes) -> Any:
    """Return the one value in ``data``.

    Raises:
        ValueError: if it is no MessagePack, or of a kind the host does not send.
    """
    value, end = _read(data, 0)
    if end != len(data):
        raise ValueError(f"{len(data) - end} bytes too many")
    return value


def _read(data: bytes, at: int) -> tuple[Any, int]:
    kind = data[at]
    at += 1
    if kind < 0x80:
        return kind, at
    if kind >= 0xE0:
        return kind - 0x100, at
    if kind in _PLAIN:
        return _PLAIN[kind], at
    if kind in _NUMBERS:
        return _number(data, at, _NUMBERS[kind])
    if kind < 0x90:
        return _map(data, at, kind & 0x0F)
    if kind < 0xA0:
        return _list(data, at, kind & 0x0F)
    if kind < 0xC0:
        return _text(data, at, kind & 0x1F)
    if kind in _LENGTHS:
        length, at = _number(data, at, _LENGTHS[kind])
        if kind >= 0xD9:
            return _text(data, at, length)
        return data[at : at + length], at + length
    if kind in _COUNTS:
        count, at = _number(data, at, _COUNTS[kind])
        return (_list if kind < 0xDE else _map)(data, at, count)
    raise ValueError(f"kind 0x{kind:02x} is not known here")


def _number(data: bytes, at: int, form: str) -> tuple[Any, int]:
    return struct.unpack_from(form, data, at)[0], at + struct.calcsize(form)


def _text(data: bytes, at: int, length: int) -> tuple[str, int]:
    return data[at : at + length].decode("utf-8"), at + length


def _list(data: bytes, at: int, count: int) -> tuple[list[Any], int]:
    items = []
    for _ in range(count):
        item, at = _read(data, at)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, count: int) -> tuple[dict[Any, Any], int]:
    items = {}
    for _ in range(count):
        name, at = _read(data, at)
        items[name], at = _read(data, at)
    return items, at
