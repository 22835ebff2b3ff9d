"""What happens to papers: writing, versions, publishing, withdrawing, erasing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from django.db import transaction

from accounts.models import User
from accounts.viewer import ANONYMOUS, Viewer
from sharing.access import actions as access
from sharing.access.models import Closing, Guarded
from sharing.access.turns import take_turn
from sharing.audit import Kind, record
from sharing.base.clock import now
from sharing.base.guarded import may
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.reader import reading_as
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.papers.asking_authors import stop_asking_authors
from sharing.papers.comparing import readable_version
from sharing.papers.figures.actions import erase_figures
from sharing.papers.figures.shown import figures_changed
from sharing.papers.identifiers.actions import identify
from sharing.papers.models import Abstract, Author, Body, Card, Paper, Provenance, Version, Withdrawal, WorkingCopy
from sharing.papers.states import ERASED, State, move, require_step


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a paper says, layer by layer."""

    title: str
    summary: str = ""
    abstract: str = ""
    body: str = ""
    bibliography: str = ""

    @property
    def sha256(self) -> str:
        """In hexadecimal, over the layers as JSON with sorted keys; over the bibliography only where there is one."""
        said = {layer: text for layer, text in asdict(self).items() if text or layer != "bibliography"}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def words_of(copy: WorkingCopy) -> Words:
    return Words(**{field.name: getattr(copy, field.name) for field in fields(Words)})


@dataclass(frozen=True)
class Publishable:
    """What publishing would open at this moment: the latest version, or the working copy where its number is 0."""

    number: int
    sha256: str

    @property
    def fingerprint(self) -> str:
        return f"{self.number}:{self.sha256}"


class Outdated(Refused):
    """Something else would be opened than what was shown. Nothing is."""

    def __init__(self, act: str = "published") -> None:
        super().__init__(f"It has changed since you looked, and is not {act}. Please look again at what would be.")


class Overtaken(Refused):
    """The working copy says something else by now than what was opened. Nothing is saved."""

    def __init__(self) -> None:
        super().__init__("Other words were saved after you had opened this, so yours are not saved yet.")


@transaction.atomic
def start_paper(words: Words, *, by: Viewer, authors: Sequence[str] = ()) -> Paper:
    """A new draft that nobody but its submitter knows of.

    Its byline is the submitter, or else the names given, of whom nobody says that they are members.
    """
    guarded = access.begin_guarding(by=by)
    submitter = User.objects.get(pk=by.principal)

    paper = Paper.objects.create(guarded=guarded, submitter=submitter)
    if not authors:
        Author.objects.create(paper=paper, position=1, member=submitter, name=submitter.name)
    Author.objects.bulk_create(
        Author(paper=paper, position=position, name=name) for position, name in enumerate(authors, start=1)
    )
    WorkingCopy.objects.create(paper=paper, saved_by=submitter, **asdict(words))

    record(Kind.PAPER_CREATED, by=by.principal, about=paper)
    return paper


@transaction.atomic
def save_working_copy(paper: Paper, words: Words, *, by: Viewer, shown: str | None = None) -> WorkingCopy:
    """Put new words into the working copy. No version changes, and nobody is told.

    ``shown`` is the SHA-256 of the words that were opened to be changed; Overtaken where others stand there now,
    unless they are the very ones to be saved. Without it, whatever stands there goes.
    """
    _locked(paper, Right.EDIT, by=by)
    _refuse_erased(paper)
    copy = WorkingCopy.objects.get(pk=paper.pk)
    if shown is not None and words_of(copy).sha256 not in {shown, words.sha256}:
        raise Overtaken

    for layer, text in asdict(words).items():
        setattr(copy, layer, text)
    copy.saved_at, copy.saved_by_id = now(), by.principal
    copy.save(update_fields=[*asdict(words), "saved_at", "saved_by"])

    record(Kind.PAPER_EDITED, by=by.principal, about=paper, facts={"sha256": words.sha256})
    return copy


@transaction.atomic
def add_version(
    paper: Paper, *, by: Viewer, name: str = "", what_changed: str = "", shown: str | None = None
) -> Version:
    """Make the working copy the paper's next version, for everybody who may read on.

    ``shown`` is the SHA-256 of the words that were looked at; Outdated where the working copy says others by now.
    """
    guarded = _locked(paper, Right.EDIT, by=by)
    _refuse_erased(paper)
    words = words_of(WorkingCopy.objects.get(pk=paper.pk))
    if shown is not None and shown != words.sha256:
        raise Outdated("made a version")
    if not _has_changed(paper, words, since=guarded.versions):
        raise Refused(f"Nothing has changed since version {guarded.versions}.")

    version = Version.objects.create(paper=paper, number=guarded.versions + 1)
    Provenance.objects.create(version=version, paper=paper, made_by_id=by.principal, sha256=words.sha256)
    of_version = {"version": version, "paper": paper, "number": version.number}
    Card.objects.create(**of_version, title=words.title, summary=words.summary, name=name)
    Abstract.objects.create(**of_version, text=words.abstract)
    Body.objects.create(**of_version, text=words.body, bibliography=words.bibliography, what_changed=what_changed)
    guarded.versions = version.number
    guarded.save(update_fields=["versions"])

    record(
        Kind.VERSION_ADDED,
        by=by.principal,
        about=paper,
        facts={"number": version.number, "version": version.pk, "sha256": words.sha256},
    )
    return version


@transaction.atomic
def save_as_version(paper: Paper, words: Words, *, by: Viewer, shown: str | None = None) -> Version:
    """Put new words into the working copy, held against ``shown``, and make it the next version: both, or neither."""
    save_working_copy(paper, words, by=by, shown=shown)
    return add_version(paper, by=by)


@transaction.atomic
def restore_version(paper: Paper, number: int, *, by: Viewer, shown: str) -> WorkingCopy:
    """Make the working copy say what a version says, held against ``shown`` as when saving. Its figures stay."""
    return save_working_copy(paper, words_of_version(paper, number, viewer=by), by=by, shown=shown)


def words_of_version(paper: Paper, number: int, *, viewer: Viewer) -> Words:
    """All that a version says. Unseen where the viewer may not know of it, Refused where they may not read all."""
    readable = readable_version(paper, number, viewer=viewer)
    if readable is None:
        raise Unseen
    if readable.words.keys() != {layer.name for layer in fields(Words)}:
        raise Refused(f"You may not read all of version {number}.")
    return Words(**readable.words)


@transaction.atomic
def ready_to_share(paper: Paper, *, by: Viewer, shown: str | None = None) -> None:
    """Make it something that can be shared. That is a version: the first is made where there is none.

    ``shown`` is the fingerprint of what its owner was asked about; Outdated where that is not the same any more.
    """
    guarded = _locked(paper, Right.OWN, by=by)
    _refuse_erased(paper)
    if shown is not None and shown != publishable(paper, by=by).fingerprint:
        raise Outdated("shared")

    if not guarded.versions:
        add_version(paper, by=by)
    if paper.state == State.DRAFT:
        move(paper, State.SHARED)


def publishable(paper: Paper, *, by: Viewer) -> Publishable:
    """For the page that asks, and to hold what is published against. Refused where there are no words any more."""
    made = Provenance.objects.filter(paper=paper).visible_to(by)
    latest = made.order_by("-version__number").values_list("version__number", "sha256").first()
    if latest:
        return Publishable(*latest)
    copy = WorkingCopy.objects.visible_to(by).filter(pk=paper.pk).first()
    if copy is None:
        raise Refused(ERASED)
    return Publishable(0, words_of(copy).sha256)


@transaction.atomic
def publish(paper: Paper, *, by: Viewer, shown: str) -> None:
    """Open the latest version, and those to come, to everybody.

    Earlier versions, private comments and the former audience stay what they
    were. ``shown`` is the fingerprint of what was to be published when its
    owner decided; Outdated where that is not the same any more.
    """
    guarded = _locked(paper, Right.OWN, by=by)
    require_step(paper, State.PUBLISHED)
    if shown != publishable(paper, by=by).fingerprint:
        raise Outdated
    if not guarded.versions:
        add_version(paper, by=by)

    move(paper, State.PUBLISHED)
    for right, to in ((Right.READ, PUBLIC), (Right.COMMENT, ALL_MEMBERS)):
        access.give(right, on=guarded, to=to, by=by, from_version=guarded.versions, beside=True)
    identify(paper)

    record(Kind.PAPER_PUBLISHED, by=by.principal, about=paper, facts={"number": guarded.versions})


@transaction.atomic
def withdraw(paper: Paper, *, by: Viewer, reason: str = "", is_noted: bool = False) -> None:
    """Take a published paper back from everybody but its authors. What was read before stays read.

    The reason is its owners'. Where everybody could see the paper until now, it
    can be left in a note at its address, which names neither paper nor people.
    """
    guarded = _locked(paper, Right.OWN, by=by)
    require_step(paper, State.WITHDRAWN)
    if is_noted and not everybody_may_see(paper):
        raise Refused("A note can only stand where everybody could see the paper.")

    Withdrawal.objects.create(paper=paper, reason=reason, is_noted=is_noted, withdrawn_by_id=by.principal)
    move(paper, State.WITHDRAWN)
    access.close(guarded, by=by, because=Closing.Because.WITHDRAWN)

    record(Kind.PAPER_WITHDRAWN, by=by.principal, about=paper, facts={"is_noted": is_noted})


def everybody_may_see(paper: Paper) -> bool:
    """Whether somebody who is not signed in sees the paper now: asked of both fences, as them."""
    with reading_as(PUBLIC):
        return bool(may(ANONYMOUS, Right.SEE, paper))


@transaction.atomic
def take_note_away(paper: Paper, *, by: Viewer) -> None:
    """Let a withdrawn paper's address answer as if there had never been one. It is not put back."""
    _locked(paper, Right.OWN, by=by)
    noted = Withdrawal.objects.filter(paper=paper, is_noted=True)
    if not noted.update(is_noted=False):
        return

    record(Kind.PAPER_NOTE_REMOVED, by=by.principal, about=paper)


@transaction.atomic
def erase(paper: Paper, *, by: Viewer) -> None:
    """Delete every word of a paper for good, and close it. Ids, numbers, hashes and signatures stay."""
    guarded = _locked(paper, Right.OWN, by=by)

    move(paper, State.ERASED)
    for layer in (Card, Abstract, Body):
        layer.objects.filter(paper=paper).delete()
    WorkingCopy.objects.filter(paper=paper).delete()
    Withdrawal.objects.filter(paper=paper).delete()
    stop_asking_authors(paper)
    erase_figures(paper)
    access.close(guarded, by=by, because=Closing.Because.ERASED)

    record(Kind.PAPER_ERASED, by=by.principal, about=paper, facts={"versions": guarded.versions})


def _locked(paper: Paper, right: Right, *, by: Viewer) -> Guarded:
    """One change to a paper at a time, by who may still make it; the paper says what state it is in by then."""
    take_turn(paper.guarded, right, by=by)
    paper.refresh_from_db(fields=["state"])
    return paper.guarded


def _has_changed(paper: Paper, words: Words, *, since: int) -> bool:
    """Whether these words, or the figures at hand, are not those of the latest version."""
    same = Provenance.objects.filter(version__number=since, paper=paper, sha256=words.sha256)
    return not same.exists() or figures_changed(paper, since=since)


def _refuse_erased(paper: Paper) -> None:
    if paper.state == State.ERASED:
        raise Refused(ERASED)
