"""The ways of not doing what was asked."""


class Refused(Exception):  # noqa: N818 -- a refusal is an answer, not an error
    """What may be known of but not done. The sentence is for the member to read."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NoRoom(Refused):
    """The database or the file store had no room for it. Nothing was changed."""


class MailNotSent(Exception):  # noqa: N818 -- told to whoever waits for the mail
    """The mail server took no mail from us. It says neither why nor to whom."""


class Unseen(Exception):  # noqa: N818 -- likewise
    """What the viewer may not know of: answered exactly as what never existed."""
