"""Which actions an agent may take now, as PettingZoo's environments say it."""

from __future__ import annotations

from typing import Any

from .plain import to_plain

MASK = "action_mask"


def list_allowed(agent: str, obs: dict[str, Any], infos: dict[str, Any],
                 actions: range | None) -> list[int] | None:
    """Return the numbers of the actions that are allowed to an agent, ``None`` where nothing is forbidden.

    An environment says so in ``action_mask``, a 0 or 1 for each of its ``actions``, which is in the
    agent's observation (a dict) or in its info. A mask of anything but a plain list, as of
    several numbers at once, is the environment's own affair, and so is one that allows nothing.
    """
    for holder in (obs.get(agent), infos.get(agent)):
        if isinstance(holder, dict) and MASK in holder:
            mask = to_plain(holder[MASK], f"{MASK} of {agent!r}")
            if isinstance(mask, list) and not any(isinstance(part, list) for part in mask):
                first = 0 if actions is None else actions.start
                return [action for action, allowed in enumerate(mask, first) if allowed] or None
            return None
    return None
