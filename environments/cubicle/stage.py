"""What one game's code sees of the interpreter while it runs: its own, and nothing else's."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from functools import update_wrapper
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


_everybodys: Any = getattr(random.random, "__self__")
_live = _everybodys
"""The generator that the functions of ``random`` draw from now."""


def _draw_from_live(name: str) -> Callable[..., Any]:
    def draw(*given: Any, **named: Any) -> Any:
        return getattr(_live, name)(*given, **named)

    return update_wrapper(draw, getattr(_everybodys, name))


# Exchanging a generator costs nothing, exchanging the state of one much: a game is on stage in every tick.
vars(random).update({
    name: _draw_from_live(name)
    for name, function in list(vars(random).items())
    if getattr(function, "__self__", None) is _everybodys
})


class Stage:
    """A ``with`` block around every call into one game's code.

    Inside it the game's own modules can be imported, prints go to its log, reading from
    the keyboard fails, and the generators behind ``random`` and ``numpy.random`` are this
    game's own: an author who uses them unseeded still gets a game that repeats from its
    seed, however many other games run beside it.

    The functions of ``random`` draw from the game's own generator then, whoever has imported
    them and how. numpy's have one state for all, which is exchanged.
    """

    _holder: Stage | None = None  # whose generators are live
    _outside: tuple[Any, Any, Any] = (None, None, None)

    def __init__(self, folder: str) -> None:
        self.log = PrintLog()
        self._modules = StudyModules(folder)
        self._random = random.Random()
        self._numpy: Any = None  # the state of numpy's generator while another game has it
        self._seeded: Any = None  # the generators as they were at the reset

    def __enter__(self) -> Stage:
        if Stage._holder is not self:
            if Stage._holder is not None:
                Stage._holder._numpy = _read_numpy()
            _write_numpy(self._numpy)
            _set_live(self._random)
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
        self._random.seed(seed)
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            numpy.random.seed(seed % 2**32)
        self._seeded = self._read_generators()

    def generators(self) -> Any:
        """Return the shared generators as plain data; ``None`` when nobody used them since the reset.

        To be called inside the block, as is :meth:`restore`.
        """
        now = self._read_generators()
        return None if now == self._seeded else now

    def restore(self, generators: Any) -> None:
        """Go on with generators that :meth:`generators` has returned."""
        if generators is not None:
            (version, numbers, gauss), numpy_state = generators
            self._random.setstate((version, tuple(numbers), gauss))
            _write_numpy(numpy_state)

    def leave(self, author: Any) -> None:
        """Let the author's object ``close``, if it can, and give up the shared generators."""
        close = getattr(author, "close", None)
        try:
            if callable(close):
                with self:
                    close()
        finally:
            if Stage._holder is self:
                Stage._holder = None
                _set_live(_everybodys)

    def _read_generators(self) -> Any:
        return to_plain((self._random.getstate(), _read_numpy()), "generators")


def _set_live(generator: random.Random) -> None:
    global _live
    _live = generator


def _read_numpy() -> Any:
    numpy = sys.modules.get("numpy")
    return None if numpy is None else numpy.random.get_state()


def _write_numpy(state: Any) -> None:
    if state is not None:
        sys.modules["numpy"].random.set_state(tuple(state))
