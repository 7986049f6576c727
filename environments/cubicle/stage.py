"""What one game's code sees of the interpreter while it runs: its own, and nothing else's."""

from __future__ import annotations

import io
import random
import sys
from typing import Any

from .loading import StudyModules
from .plain import to_plain

LOG_LIMIT = 65_536
"""Most characters of an episode's prints that are kept."""


class PrintLog(io.TextIOBase):
    """Collects what an author prints, up to :data:`LOG_LIMIT` characters an episode."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._left = LOG_LIMIT

    def writable(self) -> bool:
        """Return True: print() asks."""
        return True

    def write(self, text: str) -> int:
        """Keep ``text`` as far as there is room."""
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
            if self._left <= 0:
                self._parts.append("\n… nothing more is kept: over 64 KiB in this episode\n")
        return len(text)

    def take(self) -> str:
        """Return what was printed since the last call."""
        if not self._parts:
            return ""
        text = "".join(self._parts)
        self._parts.clear()
        return text

    def restart(self) -> None:
        """Begin an episode: there is room again."""
        self._left = LOG_LIMIT


class Stage:
    """A ``with`` block around every call into one game's code.

    Inside it the game's own modules can be imported, prints go to its log, reading from
    the keyboard fails, and the generators behind ``random`` and ``numpy.random`` are this
    game's own: an author who uses them unseeded still gets a game that repeats from its
    seed, however many other games run beside it.
    """

    _holder: Stage | None = None  # whose generator states are live
    _outside: tuple[Any, Any, Any] = (None, None, None)

    def __init__(self, folder: str) -> None:
        self.log = PrintLog()
        self._modules = StudyModules(folder)
        self._generators: Any = None
        self._seeded: Any = None  # the generators as they were at the reset

    def __enter__(self) -> Stage:
        if Stage._holder is not self:
            if Stage._holder is not None:
                Stage._holder._generators = _read_generators()
            if self._generators is not None:
                _write_generators(self._generators)
            Stage._holder = self
        # An interrupted call may have left a log in place: never take that for the outside.
        if not isinstance(sys.stdout, PrintLog):
            Stage._outside = (sys.stdout, sys.stderr, sys.stdin)
        sys.stdout = sys.stderr = self.log
        sys.stdin = io.StringIO()
        self._modules.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._modules.__exit__(*raised)
        sys.stdout, sys.stderr, sys.stdin = Stage._outside

    def seed(self, seed: int) -> None:
        """Seed the shared generators; to be called inside the block, at each reset."""
        random.seed(seed)
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            numpy.random.seed(seed % 2**32)
        self._seeded = to_plain(_read_generators(), "generators")

    def generators(self) -> Any:
        """Return the shared generators as plain data; ``None`` when nobody used them since the reset.

        To be called inside the block, as is :meth:`restore`.
        """
        now = to_plain(_read_generators(), "generators")
        return None if now == self._seeded else now

    def restore(self, generators: Any) -> None:
        """Go on with generators that :meth:`generators` has returned."""
        if generators is not None:
            (version, numbers, gauss), numpy_state = generators
            _write_generators(((version, tuple(numbers), gauss), numpy_state))

    def leave(self) -> None:
        """Give up the shared generators: the game is closed."""
        if Stage._holder is self:
            Stage._holder = None


def _read_generators() -> Any:
    numpy = sys.modules.get("numpy")
    return random.getstate(), None if numpy is None else numpy.random.get_state()


def _write_generators(states: Any) -> None:
    random.setstate(states[0])
    if states[1] is not None:
        sys.modules["numpy"].random.set_state(tuple(states[1]))
