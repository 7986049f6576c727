"""The text above the canvas: what an author's ``hud_text`` returns, sent when it changes."""

from __future__ import annotations

from typing import Any

from .contract import takes_agent
from .faults import ContractFault

HUD_ID = "~hud"
"""Id of the object that carries the text. Authors cannot draw it: their ids never begin with ``~``."""

HUD_LIMIT = 1_000
"""Most characters of the text."""

Patch = dict[str, Any]


class Hud:
    """The texts of one game: one that all see, or one for each agent; none where the author writes none."""

    def __init__(self, env: Any) -> None:
        write = getattr(env, "hud_text", None)
        self._write = write if callable(write) else None
        self.per_agent = self._write is not None and takes_agent(env, self._write)
        self._texts: dict[str, str | None] = {}
        self._sent: dict[str, str | None] = {}

    @property
    def exists(self) -> bool:
        """Whether the author writes a text."""
        return self._write is not None

    def restart(self) -> None:
        """Begin an episode: no screen has a text."""
        self._sent = {}

    def write(self, seers: list[str]) -> None:
        """Ask the author for the texts of now; to be called on the stage."""
        if self._write is not None:
            self._texts = {seer: self._checked(self._write(seer) if self.per_agent else self._write())
                           for seer in seers}

    def commit(self, seer: str) -> dict[str, list[Any]]:
        """Return what changed of a seer's text since the last call, as a surface says it."""
        text = self._texts.get(seer)
        if text == self._sent.get(seer):
            return {"set": [], "del": []}
        self._sent[seer] = text
        return {"set": _patches(text), "del": [HUD_ID] if text is None else []}

    def full(self, seer: str) -> list[Patch]:
        """Return the text that was committed last, for a screen that has nothing yet."""
        return _patches(self._sent.get(seer))

    def texts(self) -> dict[str, str | None]:
        """Return the texts that were committed last, for :meth:`restore`."""
        return dict(self._sent)

    def restore(self, texts: dict[str, str | None]) -> None:
        """Go on from texts that :meth:`texts` has returned, here or elsewhere."""
        self._sent = dict(texts)

    def _checked(self, text: Any) -> str | None:
        if text is None:
            return None
        if not isinstance(text, str):
            raise ContractFault(
                f"hud_text() must return a text or None; got {text!r}: write, for example, 'return f\"Score: {{score}}\"'",
                at=self._write,
            )
        if len(text) > HUD_LIMIT:
            raise ContractFault(
                f"hud_text() returned {len(text)} characters; at most {HUD_LIMIT} are shown: write less",
                at=self._write,
            )
        return text or None


def _patches(text: str | None) -> list[Patch]:
    return [] if text is None else [{"id": HUD_ID, "kind": "hud", "text": text}]
