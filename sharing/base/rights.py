"""The rights one can hold: on a paper by a grant, on other things by what one is to them."""

from django.db import models


class Right(models.IntegerChoices):
    """SEE to OWN are a ladder: each implies those below. The ones after it are implied by nothing.

    SIGN is never granted: whoever holds something that opens after signing has
    it. The labels complete "may …".
    """

    SIGN = 0, "sign what it asks for"
    SEE = 1, "see that it exists"
    ABSTRACT = 2, "read the abstract"
    READ = 3, "read it"
    COMMENT = 4, "comment"
    EDIT = 5, "edit it"
    OWN = 6, "decide who may do what"
    SHARE = 11, "pass it on"
    DOWNLOAD = 12, "download it"
    REVIEW = 13, "review it"

    @classmethod
    def grantable(cls) -> list["Right"]:
        return [right for right in cls if right is not cls.SIGN]

    @property
    def held_by(self) -> list["Right"]:
        """The rights that include this one."""
        if self > Right.OWN:
            return [self]
        return [right for right in Right if self <= right <= Right.OWN]
