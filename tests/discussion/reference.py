"""Who sees which comment, as plainly as it can be said: what both fences are held against."""

from dataclasses import dataclass, field

from tests.access.reference import Given, Reference, implies

WIDER_THAN = {"private": {"members", "public"}, "members": {"public"}, "public": set()}
WIDTHS = ("private", "members", "public")


@dataclass
class Said:
    """One comment: about which version, how widely, and in answer to what."""

    number: int
    rung: str
    parent: "Said | None" = None
    deleted: bool = False


@dataclass
class Discussion(Reference):
    comments: dict[object, Said] = field(default_factory=dict)

    def rung_now(self, number: int) -> str:
        """How widely a version may be read: what is given to all members, or everybody, is given to whoever signs."""
        wide = [g.to for g in self.grants if g.to in WIDTHS and self.reads(g, number)]
        return max(wide, key=WIDTHS.index, default="private")

    def reads(self, grant: Given, number: int) -> bool:
        is_open = not grant.ended and (not self.closed or grant.right == "own")
        return is_open and implies(grant.right, "read") and grant.from_version <= number

    def sees(self, who: str, said: Said) -> bool:
        """They may read the version by a grant that is no wider than what was said."""
        return any(
            self.opens(who, grant) and self.reads(grant, said.number) and grant.to not in WIDER_THAN[said.rung]
            for grant in self.grants
        )

    def answers(self, who: str, said: Said) -> bool:
        """They may comment on the version, and see what was said there."""
        return not said.deleted and self.sees(who, said) and said.number in self.versions_open(who, "comment")
