"""The access rule a third time, as plainly as it can be said: what both fences are held against."""

from dataclasses import dataclass, field

LADDER = ("see", "abstract", "read", "comment", "edit", "own")


@dataclass
class Given:
    """One grant: to whom, what, from which version, and on which terms."""

    to: str
    right: str
    from_version: int = 1
    asks: str | None = None
    ended: bool = False
    while_in_group: bool = False


@dataclass
class Reference:
    """One paper, one group, one agreement, and who may what."""

    owner: str
    members: set[str]
    grants: list[Given] = field(default_factory=list)
    versions: int = 1
    closed: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    in_group: set[str] = field(default_factory=set)
    adopted: int = 1
    signed: set[tuple[str, int]] = field(default_factory=set)
    asks_about_group: str | None = None  # the right newcomers wait for
    answered: set[str] = field(default_factory=set)  # of those in the group: let in, declined, or in it from the first

    def holds(self, who: str, grant: Given) -> bool:
        """The grant is this person's and lasts, signed or not."""
        principals = {"public"} | ({who, "members"} if who in self.members else set())
        if who in self.members & self.in_group:
            principals.add("group")
        return (
            grant.to in principals
            and not grant.ended
            and who not in self.denied & self.members  # Somebody suspended is anybody, and nobody denies the public.
            and (not self.closed or grant.right == "own")
            and (not grant.while_in_group or who in self.in_group)
        )

    def opens(self, who: str, grant: Given) -> bool:
        signed = who in self.members and (who, self.adopted) in self.signed
        return self.holds(who, grant) and (signed or not grant.asks)

    def versions_open(self, who: str, right: str) -> set[int]:
        """The numbers of the versions on which this person holds this right."""
        starts = [g.from_version for g in self.grants if self.opens(who, g) and implies(g.right, right)]
        return {number for number in range(1, self.versions + 1) if starts and number >= min(starts)}

    def may(self, who: str, right: str) -> bool:
        """The right on the paper: one must reach a version that exists."""
        return any(
            self.opens(who, g) and implies(g.right, right) and g.from_version <= self.versions for g in self.grants
        )

    def awaits(self, who: str) -> bool:
        return any(
            self.holds(who, g) and not self.opens(who, g) and g.from_version <= self.versions for g in self.grants
        )

    def waiting(self) -> set[str]:
        """Who is in the group, in good standing and not denied, and nobody has answered about."""
        if not self.asks_about_group:
            return set()
        return (self.in_group & self.members) - self.answered - self.denied


def implies(held: str, wanted: str) -> bool:
    if held in LADDER and wanted in LADDER:
        return LADDER.index(held) >= LADDER.index(wanted)
    return held == wanted
