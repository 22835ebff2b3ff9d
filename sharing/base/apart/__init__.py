"""Work on a stranger's bytes in a process of its own, spoken to through pipes and killed when it is late."""

from .asking import NoTurn, ProcessApart, TooLarge

__all__ = ["NoTurn", "ProcessApart", "TooLarge"]
