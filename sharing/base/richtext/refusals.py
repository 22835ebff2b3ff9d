"""Why a text is not shown as HTML, in words for the member who wrote it."""


class CannotRender(Exception):  # noqa: N818 -- it is read as a sentence: raise CannotRender(why)
    """A text cannot be shown as HTML. Carries a sentence for the member, and no word of the text."""

    @property
    def sentence(self) -> str:
        return str(self.args[0])


TOO_LONG = "This text is longer than the 200 kB that can be shown as a page."
BIBLIOGRAPHY_TOO_LONG = "The bibliography is longer than the 200 kB that a paper can have."
TOO_SLOW = "This text takes too long to be turned into a page. Look for long runs of brackets or signs."
TOO_NESTED = "Lists, quotations or formulas in this text are nested too deeply to be shown."
ENDED = "This text could not be turned into a page: most often, something in it is nested too deeply."
TOO_LARGE = "This text becomes too large when it is turned into a page."
TOO_MANY_BRACKETS = "This text has more than 200 opening brackets in a row, and cannot be shown as a page."
TOO_MANY_NOTES = "This text refers to footnotes more than 500 times, and cannot be shown as a page."
TOO_MANY_REFERENCES = "This text gives more than 1,000 addresses for its links, and cannot be shown as a page."
TOO_MANY_OPEN = "Too many brackets in this text are opened and never closed, so it cannot be shown as a page."
UNREADABLE = "This text cannot be turned into a page. Take out what you added last, and try again."
TOO_MUCH_HTML = "This text becomes too large when it is turned into a page. Use fewer formulas, or cut it in two."
LATER = "The texts on this page take long to set, so this one stands here as it was typed. Load the page again."
NO_SPACE = "The texts on this page are too large to be set all of them, so this one stands here as it was typed."
BUSY = "The site is busy turning texts into pages. Your text is as you left it; try again in a moment."

OF_FAULT = {"nested": TOO_NESTED, "large": TOO_LARGE, "unreadable": UNREADABLE}
