"""The servers and tools a checkout brings along and runs by itself.

Only the standard library is imported here: these modules work before anything is installed.
"""


class Problem(Exception):  # noqa: N818 -- it is read as a sentence: "raise Problem(...)"
    """What went wrong and what to do about it, in a sentence for whoever ran the command."""
