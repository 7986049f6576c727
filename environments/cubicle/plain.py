"""Values of the author's world as plain data, and the hash that pins a game's state."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from .faults import ContractFault

_PLAIN = frozenset((float, int, bool, str, type(None)))


def to_plain(value: Any, where: str) -> Any:
    """Return ``value`` as nested dicts, lists, numbers, strings, booleans and ``None``.

    Tuples become lists, keys become strings, numpy arrays and scalars become lists and
    numbers through their ``tolist()`` or ``item()``.

    Args:
        where: what the value is, such as ``"obs['left']"``, for the message.

    Raises:
        ContractFault: if something in it has no plain form; it names the place.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list or kind is tuple:
        # Long flat lists of numbers are the usual case: nothing in them needs a call.
        return [
            item if type(item) in _PLAIN else to_plain(item, f"{where}[{place}]")
            for place, item in enumerate(value)
        ]
    if isinstance(value, dict):
        return {
            str(name): item if type(item) in _PLAIN else to_plain(item, f"{where}[{name!r}]")
            for name, item in value.items()
        }
    for convert in ("tolist", "item"):
        method = getattr(value, convert, None)
        if callable(method):
            return to_plain(method(), where)
    if isinstance(value, (list, tuple)):
        return to_plain(list(value), where)
    for base in (bool, int, float, str):
        if isinstance(value, base):
            return base(value)
    raise ContractFault(
        f"{where} is a {kind.__name__}, which cannot be written to the record; "
        "expected numbers, strings, booleans, None, lists, dicts or numpy arrays"
    )


def compute_hash(content: Any) -> str:
    """Return the first 16 hex digits of the SHA-256 of ``content`` as canonical JSON.

    Canonical: keys sorted, no spaces, floats in their shortest form that reads back the
    same, ``NaN`` and ``Infinity`` spelled out. The same values give the same hash in every
    Python.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode("ascii")).hexdigest()[:16]


def find_not_finite(value: Any, where: str) -> str | None:
    """Return where in a plain value the first NaN or infinity lies, or ``None``."""
    if type(value) is float:
        return None if value - value == 0 else where
    items: Any = ()
    if type(value) is list:
        items = enumerate(value)
    elif type(value) is dict:
        items = value.items()
    for name, item in items:
        found = find_not_finite(item, f"{where}[{name!r}]")
        if found is not None:
            return found
    return None


def blank_not_finite(value: Any) -> Any:
    """Return a plain value with ``None`` for every NaN and infinity, which JSON lacks."""
    if type(value) is float:
        return value if value - value == 0 else None
    if type(value) is list:
        return [blank_not_finite(item) for item in value]
    if type(value) is dict:
        return {name: blank_not_finite(item) for name, item in value.items()}
    return value
