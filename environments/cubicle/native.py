"""The inside of a runner that is a native Python: the host's requests come and go over stdio.

The host starts this file as a program: ``python native.py FOLDER MEMORY_BYTES``. FOLDER is
this interpreter's own: this package lies in its ``lib``, and the host's absolute paths are
below it. Each message is a MessagePack map behind its length, four bytes, big end first.
"""

from __future__ import annotations

import asyncio
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

_started = time.perf_counter()

Message = dict[str, Any]


class NativeLoop(asyncio.SelectorEventLoop):
    """An event loop that knows whether anybody uses it: few do, and waiting on it costs time."""

    used = False

    def call_soon(self, *args: Any, **named: Any) -> Any:
        """Note that there is something to run."""
        self.used = True
        return super().call_soon(*args, **named)

    def call_at(self, *args: Any, **named: Any) -> Any:
        """Note that there is something to run."""
        self.used = True
        return super().call_at(*args, **named)


class Wire:
    """The pipe to the host, taken away from everything else in this process.

    Whatever prints, a library in C as well, prints into the standard error stream from now
    on, and whatever reads from the keyboard finds nothing.
    """

    def __init__(self) -> None:
        self._input, self._output = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        if sys.platform == "win32":
            import msvcrt

            msvcrt.setmode(self._input, os.O_BINARY)
            msvcrt.setmode(self._output, os.O_BINARY)

    def read(self) -> bytes | None:
        """Return the next message, ``None`` when the host has gone."""
        length = self._take(4)
        return None if length is None else self._take(int.from_bytes(length, "big"))

    def write(self, message: bytes) -> None:
        """Send a message."""
        view = memoryview(len(message).to_bytes(4, "big") + message)
        while view:
            view = view[os.write(self._output, view) :]

    def _take(self, size: int) -> bytes | None:
        parts = []
        while size > 0:
            part = os.read(self._input, min(size, 1 << 20))
            if not part:
                return None
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def serve(folder: str, memory_bytes: int) -> None:
    """Answer the host until it goes."""
    wire = Wire()
    cap_memory(memory_bytes)
    # Beside this file are modules whose names a study may have, too.
    sys.path[0] = os.path.join(folder, "lib")
    from cubicle.harness import handle
    from cubicle.wire import pack, unpack

    heap_bytes = find_heap()
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    loop = NativeLoop()
    arrived: list[asyncio.Future[None]] = []

    def wake() -> None:
        for future in arrived:
            if not future.done():
                future.set_result(None)

    def listen() -> None:
        # On a thread: a game that never comes back must not outlive the host.
        while (message := wire.read()) is not None:
            inbox.put(message)
            if arrived:
                loop.call_soon_threadsafe(wake)
        os._exit(0)

    def receive() -> bytes:
        # What an environment has left with the event loop runs while nothing else does.
        while loop.used and inbox.empty():
            arrived[:] = [loop.create_future()]
            if inbox.empty():
                run_until(loop, arrived[0])
        return inbox.get()

    threading.Thread(target=listen, daemon=True).start()
    wire.write(pack({"type": "ready", "bootMs": 1000 * (time.perf_counter() - _started), "cold": describe_python()}))
    while True:
        message = unpack(receive())
        asyncio.set_event_loop(loop)
        if message["type"] == "call":
            reply = handle(message["request"])
        else:
            reply = write_files(folder, message)
        wire.write(
            pack({"type": "done", "requestId": message["requestId"], "reply": reply, "heapBytes": heap_bytes()})
        )


def run_until(loop: asyncio.AbstractEventLoop, arrived: asyncio.Future[None]) -> None:
    """Let the loop run until then, whatever is raised in it: no call of a game, so nothing of ours."""
    try:
        loop.run_until_complete(arrived)
    except BaseException:
        pass


def write_files(folder: str, message: Message) -> str:
    """Write the files of a message below ``folder``; answer, as JSON, where."""
    import json

    place = os.path.join(folder, *message["path"].split("/"))
    for name, content in message["files"].items():
        file = os.path.join(place, *name.split("/"))
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as stream:
            stream.write(content)
    return json.dumps({"ok": True, "folder": place})


def describe_python() -> str:
    """Return what runs here, for the log."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    return f"it is {sys.implementation.name} {version} at {sys.executable}"


def cap_memory(most_bytes: int) -> None:
    """Let allocations beyond ``most_bytes`` fail in the code that asks, where the system can."""
    if sys.platform.startswith("linux"):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))


def find_heap() -> Callable[[], int]:
    """Return how to tell the memory of this process, in bytes; 0 where the system does not say."""
    if sys.platform.startswith("linux"):
        statm = os.open("/proc/self/statm", os.O_RDONLY)
        page = os.sysconf("SC_PAGE_SIZE")
        return lambda: int(os.pread(statm, 100, 0).split()[1]) * page
    if sys.platform == "darwin":
        import resource

        return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return lambda: 0


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
