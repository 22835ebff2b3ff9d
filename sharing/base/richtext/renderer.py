"""The render process, as this process asks it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sharing.base.apart import NoTurn, ProcessApart, TooLarge

from . import refusals
from .refusals import CannotRender

SECONDS_FOR_ONE_TEXT = 2.0
SECONDS_TO_WAIT_FOR_A_TURN = 2.0
LARGEST_ANSWER = 8_000_000  #: bytes


class Renderer(ProcessApart):
    """A process that turns texts into HTML, one at a time."""

    def __init__(self) -> None:
        super().__init__("confined.main", folder=Path(__file__).parent)

    def ask(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """The render process's answer; raises ``CannotRender`` when there is none in time."""
        try:
            return self.answer_to(
                request,
                patience=SECONDS_TO_WAIT_FOR_A_TURN,
                seconds=SECONDS_FOR_ONE_TEXT,
                largest=LARGEST_ANSWER,
            )
        except TooLarge:
            return {"fault": "large"}
        except NoTurn:
            sentence = refusals.BUSY
        except TimeoutError:
            sentence = refusals.TOO_SLOW
        except EOFError:
            sentence = refusals.ENDED
        raise CannotRender(sentence)
