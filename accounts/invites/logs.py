"""Keeps the tokens of invite links out of logs."""

import logging
import re

TOKEN_IN_A_PATH = re.compile(r"(/i/)[^/\s\"'?]+")


class HideTokens(logging.Filter):
    """Writes ``/i/…`` where a logged message names an invite's link."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = TOKEN_IN_A_PATH.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
