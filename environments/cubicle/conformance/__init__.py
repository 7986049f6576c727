"""The conformance kit: whether an environment keeps the rules that play, replay and its own API count on."""

from .examine import examine

__all__ = ["examine"]
