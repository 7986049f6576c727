"""What went wrong in an author's code, told so that the author can mend it."""

from __future__ import annotations

import os
import traceback
from types import TracebackType
from typing import Any

TRACEBACK_LIMIT = 16_384
"""Longest traceback that is handed on, in characters."""


class ContractFault(Exception):
    """The author's code broke the environment contract.

    Args:
        message: what was found, what was expected, what to write.
        at: a function or class of the author's whose line is the place to look at.
    """

    def __init__(self, message: str, at: Any = None) -> None:
        super().__init__(message)
        self.at = at


class RequestFault(Exception):
    """The host asked for something that makes no sense; not the author's doing."""


def describe_fault(error: BaseException, folder: str, file: str) -> dict[str, Any]:
    """Return an error as ``{kind, message, file, line, traceback}``.

    Args:
        error: what was raised.
        folder: the study folder; only frames of files in it are shown.
        file: the environment's file in it, named when no frame is the author's.
    """
    frames = _authors_frames(error.__traceback__, folder)
    if isinstance(error, RequestFault):
        return _fault("contract", f"the host's request was refused: {error}", None, None, "")
    if isinstance(error, ContractFault):
        place, line = _place_of(error.at, folder) or (file, 1)
        return _fault("contract", str(error), place, line, "")
    if isinstance(error, SyntaxError) and _inside(error.filename, folder):
        place = _relative(str(error.filename), folder)
        text = "".join(traceback.format_exception_only(type(error), error))
        message = f"{type(error).__name__}: {error.msg}"
        return _fault("syntax", message, place, error.lineno or 1, text.replace(folder + os.sep, ""))
    kind = "import" if isinstance(error, ImportError) else "raise"
    place = frames[-1].filename if frames else file
    line = frames[-1].lineno or 1 if frames else 1
    return _fault(kind, _message(error), place, line, _render(error, frames, folder))


def _fault(kind: str, message: str, file: str | None, line: int | None, text: str) -> dict[str, Any]:
    if len(text) > TRACEBACK_LIMIT:
        half = TRACEBACK_LIMIT // 2
        text = f"{text[:half]}\n  … cut …\n{text[-half:]}"
    return {"kind": kind, "message": message, "file": file, "line": line, "traceback": text}


def _message(error: BaseException) -> str:
    name = type(error).__name__
    try:
        text = str(error)
    except BaseException:  # an author's exception may fail to print itself
        text = ""
    if isinstance(error, ModuleNotFoundError):
        return (
            f"{name}: {text}. Python's own modules, cubicle, the files of the study folder and its "
            "packages can be imported; if it is a file of yours, put it beside the environment's file, "
            "if it is a package, name it in the requirements.txt of the environment's 'packages'"
        )
    if isinstance(error, KeyboardInterrupt):
        return f"{name}: stopped by the host while this line was running"
    if isinstance(error, SystemExit):
        return f"{name}: the environment called exit(); raise an error or end the episode instead"
    return f"{name}: {text}" if text else name


def _authors_frames(trace: TracebackType | None, folder: str) -> traceback.StackSummary:
    own = [
        traceback.FrameSummary(_relative(frame.filename, folder), frame.lineno, frame.name, line=frame.line)
        for frame in traceback.extract_tb(trace)
        if _inside(frame.filename, folder)
    ]
    return traceback.StackSummary.from_list(own)


def _render(error: BaseException, frames: traceback.StackSummary, folder: str) -> str:
    lines = ["Traceback (your code, most recent call last):\n", *frames.format()] if frames else []
    every = traceback.extract_tb(error.__traceback__)
    if every and frames and not _inside(every[-1].filename, folder):
        last = every[-1]
        lines.append(f"  raised inside {last.filename}, line {last.lineno}, in {last.name}\n")
    lines.append(_message(error) + "\n")
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and _authors_frames(cause.__traceback__, folder):
        lines.append(f"because of {_message(cause)}\n")
        lines += _authors_frames(cause.__traceback__, folder).format()
    return "".join(lines)


def _place_of(at: Any, folder: str) -> tuple[str, int] | None:
    """Return file and line of a function, or of a class through one of its functions."""
    if isinstance(at, tuple):
        return at
    while hasattr(at, "__wrapped__"):
        at = at.__wrapped__
    code = getattr(getattr(at, "__func__", at), "__code__", None)
    if code is not None and _inside(code.co_filename, folder):
        return _relative(code.co_filename, folder), code.co_firstlineno
    return None


def _inside(file: str | None, folder: str) -> bool:
    return file is not None and file.startswith(folder + os.sep)


def _relative(file: str, folder: str) -> str:
    return file[len(folder) + 1 :].replace(os.sep, "/")
