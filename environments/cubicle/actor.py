"""One policy in Python: an author's class that acts for an agent by what the agent observes."""

from __future__ import annotations

import inspect
from hashlib import sha256
from typing import Any

from .contract import check_policy
from .faults import ContractFault
from .loading import construct, find_class_line, load_class
from .plain import find_not_finite, to_plain
from .stage import Stage


class Actor:
    """An author's policy at work for one agent. Methods raise; the caller turns errors into answers."""

    def __init__(self, name: str, folder: str, file: str, class_name: str, kwargs: dict[str, Any], agent: str,
                 stage: Stage) -> None:
        self.stage = stage
        self.called: Any = None
        """The author's method that was called last: where to look when a result is wrong."""
        self._agent = agent
        with stage:
            stage.seed(0)
            made = load_class(name, folder, file, class_name)
            try:
                given = {"agent": agent, **kwargs} if _wants_agent(made) else kwargs
                self._author: Any = construct(made, class_name, given)
                self._takes_allowed = check_policy(self._author)
            except ContractFault as fault:
                fault.at = fault.at or (file, find_class_line(folder, file, class_name))
                raise

    def begin(self, seed: int) -> None:
        """Begin an episode: what the policy remembers is of no other one, and its chance is its own."""
        self.stage.log.restart()
        # Agents of one episode share its seed: they must not throw the same dice.
        own = int.from_bytes(sha256(f"{seed}/{self._agent}".encode()).digest()[:4], "big")
        with self.stage:
            self.stage.seed(own)
            reset = getattr(self._author, "reset", None)
            if callable(reset):
                self.called = reset
                reset(own)

    def act(self, observation: Any, allowed: list[int] | None) -> Any:
        """Return the author's action as plain data.

        Raises:
            ContractFault: if it is no action.
        """
        with self.stage:
            at = self.called = self._author.act
            given = (observation, allowed) if self._takes_allowed else (observation,)
            action = to_plain(at(*given), "the action")
        numbers = action if isinstance(action, list) else [action]
        if action is None or not all(isinstance(one, (int, float, str)) for one in numbers):
            raise ContractFault(f"act() returned {action!r}; expected a number, a text, or a list of numbers", at=at)
        place = find_not_finite(action, "the action")
        if place is not None:
            raise ContractFault(f"{place} is NaN or infinite; expected a finite number", at=at)
        return action

    def close(self) -> None:
        """Let the policy clean up, if it wants to."""
        self.stage.leave(self._author)


def _wants_agent(made: Any) -> bool:
    try:
        return "agent" in inspect.signature(made).parameters
    except (TypeError, ValueError):
        return False
