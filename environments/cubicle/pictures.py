"""The pictures of a study, and their frames: asked before anything is drawn with them."""

from __future__ import annotations

import json
import os
import re
import struct
from difflib import get_close_matches
from typing import Any, Union

ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
"""Endings of files that stations show."""

_ENDING = re.compile(r"\.(png|webp|jpe?g)\Z", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"


class Pictures:
    """Tells whether a picture is in the study folder, and a frame in its atlas.

    The frames of ``pictures/chefs.png`` are told by ``pictures/chefs.json`` beside it:
    either an atlas as TexturePacker, Phaser and Aseprite write it (frames by name), or the
    size of the cells of a sheet, ``{"frameWidth": 16, "frameHeight": 16}``, in pixels,
    with ``margin`` and ``spacing`` where there are some (frames by number, row by row).

    All methods raise ValueError with what is wrong and what to do. Each file is read once.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._good: set[tuple[str, Any]] = set()
        self._atlases: dict[str, Union[int, list[str]]] = {}

    def check_image(self, method: str, path: str) -> None:
        """Check that a picture is there, by its path in the study folder."""
        if (path, None) in self._good:
            return
        if not path.lower().endswith(ENDINGS):
            raise ValueError(
                f"Surface.{method}: image {path!r} is no picture: give the path of a file in the "
                f"study folder that ends in {', '.join(ENDINGS)}"
            )
        if os.path.isabs(path) or ".." in path.split("/") or not self._has(path):
            raise ValueError(
                f"Surface.{method}: there is no picture {path!r} in the study folder"
                f"{_meant(path, self.paths(ENDINGS))}"
            )
        self._good.add((path, None))

    def check_frame(self, method: str, path: str, frame: Union[str, int]) -> None:
        """Check that the atlas beside a picture has a frame of this name or number."""
        if (path, frame) in self._good:
            return
        self.check_image(method, path)
        known = self._atlases.get(path)
        if known is None:
            known = self._atlases[path] = self._read_atlas(method, path)
        count = known if isinstance(known, int) else len(known)
        if isinstance(frame, int):
            if not 0 <= frame < count:
                raise ValueError(
                    f"Surface.{method}: {path!r} has no frame {frame}: it has {count}, "
                    f"numbered from 0 to {count - 1}"
                )
        elif isinstance(known, int):
            raise ValueError(
                f"Surface.{method}: {path!r} is a sheet, whose frames have numbers and no names: "
                f"give 0 to {count - 1}, not {frame!r}"
            )
        elif bare(frame) not in {bare(name) for name in known}:
            raise ValueError(f"Surface.{method}: {path!r} has no frame {frame!r}{_meant(frame, known)}")
        self._good.add((path, frame))

    def paths(self, endings: tuple[str, ...]) -> list[str]:
        """Return the study's files with one of these endings, by their paths in its folder."""
        found = []
        for folder, _, names in os.walk(self._folder):
            inside = os.path.relpath(folder, self._folder).replace(os.sep, "/")
            start = "" if inside == "." else inside + "/"
            found += [start + name for name in names if name.lower().endswith(endings)]
        return sorted(found)

    def has_atlas(self, path: str) -> bool:
        """Tell whether the frames of a picture are told beside it."""
        return self._has(_beside(path))

    def _has(self, path: str) -> bool:
        return os.path.isfile(os.path.join(self._folder, *path.split("/")))

    def _read_atlas(self, method: str, path: str) -> Union[int, list[str]]:
        """Return how many frames a sheet has, or the names of an atlas's frames."""
        beside = _beside(path)
        if not self._has(beside):
            raise ValueError(
                f"Surface.{method}: there is no {beside!r} beside {path!r} to tell its frames: put the "
                'atlas there, or for a sheet of equal cells {"frameWidth": 16, "frameHeight": 16}'
            )
        try:
            with open(os.path.join(self._folder, *beside.split("/")), encoding="utf-8") as stream:
                content = json.load(stream)
            frames = self._count_cells(path, content) if "frameWidth" in content else _names_of(content)
        except (ValueError, TypeError, KeyError, AttributeError, struct.error) as error:
            raise ValueError(
                f"Surface.{method}: {beside!r} cannot be used as the atlas of {path!r} "
                f"({type(error).__name__}: {error}); expected JSON with frames, each with its "
                "frame x, y, w, h, or a sheet's frameWidth and frameHeight"
            ) from None
        if not frames:
            raise ValueError(f"Surface.{method}: {beside!r} tells no frame of {path!r}")
        return frames

    def _count_cells(self, path: str, sheet: dict[str, Any]) -> int:
        with open(os.path.join(self._folder, *path.split("/")), "rb") as stream:
            head = stream.read(24)
        if not head.startswith(_PNG):
            raise ValueError("the picture of a sheet must be a PNG")
        margin, spacing = sheet.get("margin", 0), sheet.get("spacing", 0)
        cells = 1
        for size, name in zip(struct.unpack(">II", head[16:24]), ("frameWidth", "frameHeight")):
            cell = sheet[name]
            if cell <= 0 or margin < 0 or spacing < 0:
                raise ValueError(f"{name} must be more than 0, margin and spacing 0 or more")
            cells *= max(0, int((size - 2 * margin + spacing) // (cell + spacing)))
        return cells


def bare(name: str) -> str:
    """Return a frame's name without a file ending: authors write it with or without."""
    return _ENDING.sub("", name)


def _beside(path: str) -> str:
    return re.sub(r"\.[^./]+\Z", "", path) + ".json"


def _names_of(atlas: dict[str, Any]) -> list[str]:
    frames = atlas["frames"]
    if isinstance(frames, dict):
        pairs = list(frames.items())
    else:
        pairs = [(entry["filename"], entry) for entry in frames]
    for name, entry in pairs:
        for side in "xywh":
            if not isinstance(entry["frame"][side], (int, float)):
                raise ValueError(f"{name!r} has no number {side}")
    return [name for name, _ in pairs]


def _meant(wanted: str, known: list[str]) -> str:
    """Return the end of a sentence that says what could have been meant."""
    close = get_close_matches(wanted, known, 1, 0.5)
    if close:
        return f": did you mean {close[0]!r}?"
    if not known:
        return ": there are none yet"
    return f": there are {', '.join(known[:12])}{', …' if len(known) > 12 else ''}"
