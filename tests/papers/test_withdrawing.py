"""Withdrawing says why to the paper's owners, and to everybody only where a note was left for everybody."""

import re

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.test import Client

from sharing.access.actions import close, give, revoke
from sharing.access.audience import grants_on
from sharing.access.denying import deny
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.moderation.actions import decide, report
from sharing.moderation.models import Report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.papers.actions import (
    Words,
    add_version,
    erase,
    publish,
    publishable,
    start_paper,
    take_note_away,
    withdraw,
)
from sharing.papers.models import Paper, Version, Withdrawal
from tests.agreements.test_fences import by_both, by_fence, by_policy, refused_by_fence, who_sees

pytestmark = pytest.mark.django_db

REASON = "Lemma 3 is wrong.\nWe are sorry."


@pytest.fixture
def paper(world) -> Paper:
    """Alice's, public, and Gita owns it too. Xavier is kept out."""
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Its title", body="Its text"), by=alice)
        add_version(paper, by=alice)
        give(Right.OWN, on=paper.guarded, to=world.gita.user.pk, by=alice)
        deny("xavier", on=paper.guarded, by=alice)
        publish(paper, by=alice, shown=publishable(paper, by=alice).fingerprint)
    return paper


@pytest.fixture
def withdrawn(world, paper):
    def withdrawn(**told) -> Paper:
        with world.alice.acting() as alice:
            withdraw(paper, by=alice, reason=REASON, **told)
        return paper

    return withdrawn


@pytest.fixture
def get(world):
    def get(name: str, path: str):
        client = Client()
        if user := getattr(world, name).user:
            client.force_login(user, backend="accounts.backends.MembersOnly")
        answer = client.get(path)
        # What the address itself brings along, and what is drawn anew, is no difference.
        plain = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode())
        return answer.status_code, plain.replace(path, "…"), answer.headers.get("Location", "").replace(path, "…")

    return get


NOBODY_KNOWS = "11111111-1111-4111-8111-111111111111"
FENCES = pytest.mark.parametrize("by", [by_both, by_policy, by_fence])


@FENCES
def test_the_reason_is_its_owners(world, withdrawn, by):
    paper = withdrawn()

    assert who_sees(world, Withdrawal, by=by) == {"alice": {paper.pk}, "gita": {paper.pk}}


@FENCES
def test_a_note_is_everybodys_but_theirs_who_are_kept_out(world, withdrawn, by):
    paper = withdrawn(is_noted=True)

    assert who_sees(world, Withdrawal, by=by) == {name: {paper.pk} for name in world.everybody.keys() - {"xavier"}}


@FENCES
def test_moderators_who_hide_the_paper_hide_its_note(world, paper, withdrawn, by):
    with world.bob.acting() as bob:
        choice = Choice(words="It names somebody.", also=frozenset())
        made = report(paper, choice, by=bob, previewed=fingerprint(passed_on(paper, choice, viewer=bob)))
    withdrawn(is_noted=True)
    with world.mia.acting() as mia:
        decide(made, Report.State.HIDDEN, by=mia, reason="It does.")

    assert who_sees(world, Withdrawal, by=by).keys() == {"alice", "gita"}


def test_in_the_papers_place_stand_when_and_why_and_nothing_of_the_paper(world, withdrawn, get):
    path = f"/papers/{withdrawn(is_noted=True).pk}/"

    for name in ("noor", "dan", "sam"):
        status, page, _ = get(name, path)
        assert (status, "<p>Lemma 3 is wrong.<br>We are sorry.</p>" in page) == (410, True)
        assert ["Its title" in page, "Its text" in page, "Alice" in page, "Gita" in page] == [False] * 4
    assert get("xavier", path) == get("xavier", f"/papers/{NOBODY_KNOWS}/")


@pytest.mark.parametrize("under", ["versions/", "versions/1/", "comments/", "sharing/", "agreements/", "export/"])
def test_whatever_stands_under_it_answers_as_if_it_had_never_been(withdrawn, get, under):
    paper = withdrawn(is_noted=True)

    for name in ("noor", "dan"):
        assert get(name, f"/papers/{paper.pk}/{under}") == get(name, f"/papers/{NOBODY_KNOWS}/{under}")


def test_without_a_note_so_does_the_paper(withdrawn, get):
    paper = withdrawn()

    for name in ("noor", "dan", "mia"):
        assert get(name, f"/papers/{paper.pk}/") == get(name, f"/papers/{NOBODY_KNOWS}/")


def test_a_note_that_is_taken_away_was_never_there(world, withdrawn, get):
    paper = withdrawn(is_noted=True)
    with world.gita.acting() as gita:
        take_note_away(paper, by=gita)
        take_note_away(paper, by=gita)

    assert get("dan", f"/papers/{paper.pk}/") == get("dan", f"/papers/{NOBODY_KNOWS}/")
    with world.alice.acting() as alice:
        assert Withdrawal.objects.visible_to(alice).get().reason == REASON


def test_owners_read_who_withdrew_it_and_why_and_keep_its_history(world, withdrawn, get):
    path = f"/papers/{withdrawn(is_noted=True).pk}/"

    _, page, _ = get("gita", path)

    assert ["by Alice (@alice)" in page, "Lemma 3 is wrong." in page, "Its text" in page] == [True] * 3
    assert len(world.alice.sees(Version.objects)) == 1


# --- Where there can be none ----------------------------------------------------------------------


def revoke_what_everybody_holds(paper, *, by) -> None:
    for grant in grants_on(paper.pk):
        if grant.principal == PUBLIC:
            revoke(grant, by=by)


@pytest.mark.parametrize(
    "narrow", [revoke_what_everybody_holds, lambda paper, *, by: close(paper.guarded, by=by)], ids=["revoked", "closed"]
)
def test_no_note_stands_where_not_everybody_could_see_the_paper_any_more(world, paper, narrow):
    with world.alice.acting() as alice:
        narrow(paper, by=alice)
        give(Right.READ, on=paper.guarded, to=ALL_MEMBERS, by=alice)

        with pytest.raises(Refused, match="A note can only stand where everybody could see the paper"):
            withdraw(paper, by=alice, reason=REASON, is_noted=True)
        paper.refresh_from_db()
        withdraw(paper, by=alice, reason=REASON)

    assert who_sees(world, Withdrawal, by=by_both).keys() == {"alice", "gita"}


def test_the_page_offers_none_then(world, paper):
    client = Client()
    client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")
    before = client.get(f"/papers/{paper.pk}/withdrawal/").content.decode()
    with world.alice.acting() as alice:
        revoke_what_everybody_holds(paper, by=alice)

    after = client.get(f"/papers/{paper.pk}/withdrawal/").content.decode()
    client.post(f"/papers/{paper.pk}/withdrawal/", {"reason": REASON, "is_noted": "on"})

    assert ['name="is_noted"' in page for page in (before, after)] == [True, False]
    assert who_sees(world, Withdrawal, by=by_both).keys() == {"alice", "gita"}


def test_the_database_lets_nobody_leave_a_note_at_what_was_never_public(world, paper):
    with world.alice.acting() as alice:
        private = start_paper(Words(title="Private"), by=alice)
        add_version(private, by=alice)

    def note(on: Paper, by, **more) -> Withdrawal:
        return Withdrawal(paper=on, withdrawn_by=by.user, **more)

    assert refused_by_fence(world.alice, note(private, world.alice, is_noted=True))
    assert refused_by_fence(world.alice, note(paper, world.gita, is_noted=True))
    assert refused_by_fence(world.dan, note(paper, world.dan))
    assert not refused_by_fence(world.alice, note(private, world.alice))


def test_nor_put_one_there_later(world, withdrawn):
    paper = withdrawn()

    with world.alice.acting(), pytest.raises(ProgrammingError), transaction.atomic():
        Withdrawal.objects.filter(paper=paper).update(is_noted=True)


def test_it_is_erased_with_the_words(world, withdrawn):
    paper = withdrawn(is_noted=True)
    with world.alice.acting() as alice:
        erase(paper, by=alice)

    assert who_sees(world, Withdrawal, by=by_fence) == {}
