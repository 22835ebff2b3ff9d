"""The answer "no", as a sentence for the person who asked."""


class Refused(Exception):  # noqa: N818 -- an answer, not an error
    """What may not be done, and why: ``Refused("Only a draft can be published.")``."""
