"""Who is on the sample site."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    handle: str
    name: str
    affiliation: str
    does: str  # What to sign in as them for.
    is_moderator: bool = False
    is_staff: bool = False

    @property
    def address(self) -> str:
        return f"{self.handle}@colloquy.example"


PEOPLE = [
    Person("alice", "Alice Moreau", "Independent, Vienna", "wrote most of it and decides who reads what"),
    Person("ben", "Ben Okafor", "Institute for Machine Reasoning", "is on Alice's whitelist and has signed"),
    Person("cara", "Cara Lindqvist", "Independent", "is on Alice's whitelist and has not signed yet"),
    Person("darius", "Darius Rahimi", "University of Novi Sad", "is in one group, and a stranger to the rest"),
    Person("mei", "Mei Tanaka", "Evaluations collective", "keeps order", is_moderator=True),
    Person("omar", "Omar Haddad", "", "operates the site", is_staff=True),
]
