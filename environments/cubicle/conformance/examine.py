"""Examining one environment: every check by itself, so that one run tells all that is wrong."""

from __future__ import annotations

from typing import Any

from ..faults import describe_fault
from ..mug import MugEnvironment
from ..named import NamedAgents
from ..single import SingleAgent
from ..turns import TurnBased
from .parallel import check_parallel
from .rules import BrokenRule, Hand, require_known_actions
from .single import check_single
from .state import Make, check_copies, check_render, check_repeats, check_restarts
from .turns import check_turns

_FORMS = ((SingleAgent, check_single), (TurnBased, check_turns))


def examine(make: Make, actions: list[Any], folder: str, file: str) -> list[dict[str, Any]]:
    """Return what is wrong with an environment: faults as they are told, each with its ``rule``.

    Args:
        make: makes a new game of it.
        actions: what agents may do whose action space does not say it.
        folder: the study folder.
        file: the environment's file in it.
    """
    findings: list[dict[str, Any]] = []
    for name, check in (("results", _check_conduct), ("repeats", check_repeats), ("restarts", check_restarts),
                        ("copies", check_copies), ("render", check_render)):
        made: list[Any] = []

        def keep() -> Any:
            made.append(make())
            return made[-1]

        try:
            if check is _check_conduct:
                _check_conduct(keep(), actions)
            else:
                check(keep, lambda: Hand(made[0].actions, actions))
        except BaseException as error:
            if isinstance(error, BrokenRule):
                name = error.rule
            elif getattr(error, "at", 0) is None and made:
                error.at = made[0].called
            finding = {"rule": name, **describe_fault(error, folder, file)}
            # What keeps an environment from being played at all is told once.
            if not any(finding["message"] == other["message"] for other in findings):
                findings.append(finding)
            if name == "repeats":
                break  # nothing that is compared means anything any more
        finally:
            for game in made:
                game.close()
    return findings


def _check_conduct(game: Any, actions: list[Any]) -> None:
    """Play an author's environment by the rules of its form. One in MUG's form has none but ours."""
    if isinstance(game.form, MugEnvironment):
        return
    check = next((check for form, check in _FORMS if isinstance(game.form, form)), check_parallel)
    with game.stage:
        game.stage.seed(0)
        game.called = game.author.step
        # The rules speak of agents by their names.
        env = game.form if isinstance(game.form, NamedAgents) else game.author
        require_known_actions(env, game.actions, actions, game.called)
        check(env, Hand(game.actions, actions), game.actions)
