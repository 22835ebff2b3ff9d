"""What one finds: by the words one may read, by both fences and by each alone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from sharing.access import actions as access
from sharing.access.denying import deny
from sharing.access.signing import sign
from sharing.agreements.actions import Wording, write_agreement
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right
from sharing.discovery.search import searching
from sharing.discovery.search.models import Searchable
from sharing.discovery.search.query import Query, read_query
from sharing.discovery.search.searching import Hit, find_comments, find_papers
from sharing.discussion.actions import delete_comment, edit_comment
from sharing.groups import actions as groups
from sharing.papers import actions as papers
from sharing.papers.actions import Words, add_version, save_working_copy, start_paper
from sharing.papers.models import Paper, Version
from tests.discussion.conftest import Talk
from tests.evidence import evidence
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db

WORDS = Words(title="Titleword", summary="Summaryword", abstract="Abstractword", body="Bodyword bodyphrase")
LAYERS = {"see": ["titleword", "summaryword"], "abstract": ["abstractword"], "read": ["bodyword"]}
IN_ORDER = ["titleword", "summaryword", "abstractword", "bodyword"]


def by_both(actor, typed, **how):
    """The papers that somebody finds, in their order."""
    with actor.acting() as viewer:
        return [found.card.paper_id for found in find_papers(read_query(typed), viewer, **how).papers]


def by_fence(actor, typed, **_how):
    """What the door in the database lets through, whatever the pages would show of it."""
    with actor.acting() as viewer:
        hits, _ = searching._hits(read_query(typed), viewer, in_comments=False, newest_first=False, after=None)
    return [hit.paper for hit in hits]


def by_policy(actor, typed, **how):
    """What the pages show where the door lets everything through, at every layer."""
    query = read_query(typed)
    with actor.acting() as viewer, as_tables_owner():
        everything = _everything(query)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(searching, "_hits", lambda *_args, **_terms: (everything, None))
            found = find_papers(query, viewer, **how).papers
    return [each.card.paper_id for each in found]


def _everything(query: Query) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, paper_id, number, level FROM sharing_searchable WHERE comment_id IS NULL AND level = 3 "
            "AND document @@ search.wanted(%s, %s::text[])",
            [query.words, list(query.authors)],
        )
        return [
            Hit(row=row, paper=paper, comment=None, number=number, level=Searchable.Level(level), score=0)
            for row, paper, number, level in cursor.fetchall()
        ]


@pytest.fixture(params=[by_both, by_fence, "by fence, of many"])
def by(request, db):
    """Both fences, or the database's alone, which looks in another order for whoever was given many papers."""
    if request.param != "by fence, of many":
        return request.param
    with as_tables_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE FUNCTION fence.few_papers() RETURNS integer LANGUAGE sql AS 'SELECT -1'")
    return by_fence


def write(actor, words: Words = WORDS) -> Paper:
    with actor.acting() as viewer:
        paper = start_paper(words, by=viewer)
        add_version(paper, by=viewer)
        paper.refresh_from_db()
    return paper


def give(world, paper, right, to, **terms):
    with world.alice.acting() as alice:
        return access.give(right, on=paper.guarded, to=to, by=alice, **terms)


def words_that_find(world, paper, name, *, by) -> list[str]:
    return [word for word in IN_ORDER if by(getattr(world, name), word) == [paper.pk]]


# --- Layers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "words"),
    [
        (Right.SEE, IN_ORDER[:2]),
        (Right.ABSTRACT, IN_ORDER[:3]),
        (Right.READ, IN_ORDER),
        (Right.COMMENT, IN_ORDER),
        (Right.EDIT, IN_ORDER),
        (Right.SHARE, []),
        (Right.DOWNLOAD, []),
        (Right.REVIEW, []),
    ],
)
def test_a_paper_is_found_by_the_words_one_may_read_of_it(world, by, right, words):
    paper = write(world.alice)
    give(world, paper, right, world.bob.user.pk)

    assert words_that_find(world, paper, "bob", by=by) == words
    assert words_that_find(world, paper, "alice", by=by) == IN_ORDER
    assert words_that_find(world, paper, "dan", by=by) == []
    assert words_that_find(world, paper, "noor", by=by) == []


@pytest.mark.parametrize(("right", "words"), [(Right.SEE, []), (Right.ABSTRACT, []), (Right.READ, IN_ORDER)])
def test_the_policy_alone_shows_nothing_that_was_found_by_what_is_hidden(world, right, words):
    """The door is made to find everything by the words of the text; the pages show it to those who may read that."""
    paper = write(world.alice)
    give(world, paper, right, world.bob.user.pk)

    assert words_that_find(world, paper, "bob", by=by_policy) == words
    assert words_that_find(world, paper, "dan", by=by_policy) == []


def test_words_one_may_not_read_leave_nothing_out(world, by):
    """Else "-word" would tell which words a hidden text has."""
    paper = write(world.alice)
    give(world, paper, Right.SEE, world.bob.user.pk)

    assert by(world.bob, "titleword -bodyword") == [paper.pk]
    assert by(world.bob, "titleword -summaryword") == []
    assert by(world.alice, "titleword -bodyword") == []


def test_words_of_several_layers_are_found_together(world, by):
    paper = write(world.alice)
    give(world, paper, Right.ABSTRACT, world.bob.user.pk)

    assert by(world.bob, "abstractword titleword") == [paper.pk]
    assert by(world.bob, "abstractword bodyword") == []


def test_words_one_may_not_read_put_nothing_first(world, by):
    """Two papers that look alike to Bob: what stands in the hidden text of one does not move it."""
    several = [write(world.alice, Words(title="Agents", body=body)) for body in ("agents " * 50, "", "games", "agents")]
    for paper in several:
        give(world, paper, Right.SEE, world.bob.user.pk)
        give(world, paper, Right.READ, world.gita.user.pk)
    with world.bob.acting() as viewer:
        hits, _ = searching._hits(read_query("agents"), viewer, in_comments=False, newest_first=False, after=None)

    assert len({hit.score for hit in hits}) == 1
    assert len(by(world.gita, "agents")) == 4
    with world.gita.acting() as viewer:
        hits, _ = searching._hits(read_query("agents"), viewer, in_comments=False, newest_first=False, after=None)
    assert len({hit.score for hit in hits}) > 1


def test_the_excerpt_is_of_what_one_may_read(world):
    paper = write(world.alice, Words(title="Agents", summary="", abstract="Of agents", body="Agents in secret"))
    give(world, paper, Right.SEE, world.bob.user.pk)
    give(world, paper, Right.ABSTRACT, world.cara.user.pk)
    give(world, paper, Right.READ, world.gita.user.pk)

    def excerpt_for(name, typed="agents"):
        with getattr(world, name).acting() as viewer:
            [found] = find_papers(read_query(typed), viewer).papers
            return found.excerpt

    assert {name: excerpt_for(name) for name in ("bob", "cara", "gita")} == {
        "bob": "",
        "cara": "Of <mark>agents</mark>",
        "gita": "Of <mark>agents</mark>",
    }
    assert excerpt_for("gita", "secret") == "Agents in <mark>secret</mark>"


# --- Time ------------------------------------------------------------------------


def test_the_latest_version_is_found_and_no_earlier_one(world, by):
    paper = write(world.alice)
    give(world, paper, Right.READ, world.bob.user.pk)
    with world.alice.acting() as alice:
        save_working_copy(paper, Words(title="Another", body="Laterword"), by=alice)
    assert by(world.bob, "laterword") == []

    with world.alice.acting() as alice:
        add_version(paper, by=alice)

    assert by(world.bob, "laterword") == [paper.pk]
    assert by(world.bob, "bodyword") == []


def test_what_opens_from_a_later_version_on_is_not_found_before(world, by):
    paper = write(world.alice)
    give(world, paper, Right.READ, world.bob.user.pk, from_version=2)
    give(world, paper, Right.SEE, world.bob.user.pk, beside=True)

    assert words_that_find(world, paper, "bob", by=by) == IN_ORDER[:2]


def test_access_that_ends_finds_nothing_any_more(world, by):
    paper = write(world.alice)
    grant = give(world, paper, Right.READ, world.xavier.user.pk)
    assert by(world.xavier, "bodyword") == [paper.pk]

    with world.alice.acting() as alice:
        access.revoke(grant, by=alice)

    assert by(world.xavier, "bodyword titleword") == []


def test_somebody_kept_out_finds_nothing(world, by):
    paper = write(world.alice)
    give(world, paper, Right.READ, ALL_MEMBERS)
    assert by(world.dan, "bodyword") == [paper.pk]

    with world.alice.acting() as alice:
        deny("dan", on=paper.guarded, by=alice)

    assert by(world.dan, "bodyword") == []
    assert by(world.bob, "bodyword") == [paper.pk]


def test_what_is_closed_is_found_by_its_owners_alone(world, by):
    paper = write(world.alice)
    give(world, paper, Right.READ, world.bob.user.pk)
    with world.alice.acting() as alice:
        access.close(paper.guarded, by=alice)

    assert by(world.bob, "titleword") == []
    assert by(world.alice, "titleword") == [paper.pk]


def test_what_is_erased_is_gone_from_the_index(world):
    paper = write(world.alice)
    with world.alice.acting() as alice:
        papers.erase(paper, by=alice)

    with as_tables_owner():
        assert list(Searchable.objects.filter(paper=paper)) == []


def test_nothing_is_found_before_it_is_signed(world, by):
    paper = write(world.alice)
    with world.alice.acting() as alice:
        agreement = write_agreement(Wording(title="A", in_short="a", text="1"), by=alice)
        asks = access.require_agreements([agreement], on=paper.guarded, by=alice)
    give(world, paper, Right.READ, world.cara.user.pk, requirement=asks)
    assert words_that_find(world, paper, "cara", by=by) == []

    with world.cara.acting() as cara:
        sign(agreement, on=paper.guarded, by=cara, evidence=evidence("cara"))

    assert words_that_find(world, paper, "cara", by=by) == IN_ORDER


def test_members_of_a_group_find_what_it_was_given_while_they_are_in_it(world, by):
    paper = write(world.alice)
    with world.alice.acting() as alice:
        group = groups.found_group(name="Lab", purpose="", by=alice)
        stay = groups.admit(world.gita.user, to=group, by=alice)
        access.give(Right.READ, on=paper.guarded, to=group.pk, by=alice)

    assert by(world.gita, "bodyword") == [paper.pk]
    assert by(world.gita, "bodyword group:lab") == [paper.pk]
    assert by(world.gita, "bodyword group:other") == []

    with world.gita.acting() as gita:
        groups.leave(stay.group, by=gita)

    assert by(world.gita, "bodyword") == []
    assert by(world.gita, "bodyword group:lab") == []


def test_a_public_paper_is_found_by_everybody(world, by):
    paper = write(world.alice)
    give(world, paper, Right.READ, PUBLIC)

    assert by(world.noor, "bodyword") == [paper.pk]


def test_a_group_one_is_not_in_is_no_way_in(world):
    """Its number given to the door itself finds nothing, whatever it holds."""
    paper = write(world.alice)
    with world.alice.acting() as alice:
        group = groups.found_group(name="Lab", purpose="", by=alice)
        access.give(Right.READ, on=paper.guarded, to=group.pk, by=alice)
        access.give(Right.READ, on=paper.guarded, to=PUBLIC, by=alice, beside=True)

    def found_through(principal):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT paper_id FROM fence.search('bodyword', false, %s, '-infinity', 'infinity', false, 2, %s, 10)",
                [principal, uuid4()],
            )
            return [paper for (paper,) in cursor.fetchall()]

    with world.dan.acting():
        assert (found_through(group.pk), found_through(None)) == ([], [paper.pk])


# --- How it is asked -----------------------------------------------------------------


@pytest.mark.parametrize("typed", ["erdős", "erdos", "ERDOS", "Erdős", "renyi", "Łukasz", "lukasz", "naive"])
def test_accents_may_be_left_out(world, typed):
    paper = write(world.alice, Words(title="Erdős and Rényi", summary="Łukasz", abstract="Naïve"))

    assert by_both(world.alice, typed) == [paper.pk]


def test_the_excerpt_keeps_its_accents(world):
    write(world.alice, Words(title="Of graphs", abstract="A theorem of Erdős & Rényi <b>"))
    with world.alice.acting() as alice:
        [found] = find_papers(Query(words="erdos renyi"), alice).papers

    assert found.excerpt == "A theorem of <mark>Erdős</mark> &amp; <mark>Rényi</mark> &lt;b&gt;"


def test_the_excerpt_leaves_out_what_is_markdowns(world):
    write(world.alice, Words(title="T", abstract="# Honest **agents** - `play`\n\n> 2 - 1 *games*"))
    with world.alice.acting() as alice:
        [found] = find_papers(Query(words="agents"), alice).papers

    assert found.excerpt == "Honest <mark>agents</mark> play\n\n2 1 *games*"


def test_marks_of_our_own_in_a_text_mark_nothing(world):
    write(world.alice, Words(title="T", abstract="\ue000agents \ue001\ue001<script> \ue000"))
    with world.alice.acting() as alice:
        [found] = find_papers(Query(words="agents"), alice).papers

    assert found.excerpt == "<mark>agents</mark> &lt;script&gt;"


@pytest.mark.parametrize("typed", ["larger", "smaller", "either", "or", "agents", "b"])
def test_words_beside_signs_are_words(world, typed):
    write(world.alice, Words(title="T", abstract="Larger a<b and smaller c>d, either/agents"))

    assert len(by_both(world.alice, typed)) == (typed != "or")


def test_phrases_and_alternatives(world, by):
    one = write(world.alice, Words(title="Honest agents", abstract="play"))
    other = write(world.alice, Words(title="Agents who are honest", abstract="bargain"))

    assert by(world.alice, '"honest agents"') == [one.pk]
    assert set(by(world.alice, "play or bargain")) == {one.pk, other.pk}
    assert by(world.alice, "honest -play") == [other.pk]


@pytest.mark.parametrize("typed", ["", "   ", "-agents", "the", '"', "author:", "&", "\\", "agents \\' | !", "a" * 300])
def test_what_names_nothing_finds_nothing(world, by, typed):
    write(world.alice, Words(title="Games"))

    assert by(world.alice, typed) == []


def test_authors_are_found_by_name_and_handle(world, by):
    paper = write(world.alice)
    with world.alice.acting() as alice:
        named = start_paper(Words(title="Ideals"), by=alice, authors=["Emmy Noether", "Björn O'Neill"])
        add_version(named, by=alice)

    assert by(world.alice, "author:alice") == [paper.pk]
    assert by(world.alice, "author:@alice titleword") == [paper.pk]
    assert by(world.alice, "author:noether") == [named.pk]
    assert by(world.alice, 'author:"emmy noether" author:bjorn ideals') == [named.pk]
    assert by(world.alice, "author:o'neill") == [named.pk]
    assert by(world.alice, "author:noether titleword") == []
    assert by(world.bob, "author:alice") == []


def test_words_of_a_text_are_nobodys_name(world, by):
    write(world.alice, Words(title="author:noether", abstract="author noether 'author noether'", body="author=noether"))

    assert by(world.alice, "author:noether") == []


def test_days_bound_what_is_found(world):
    old, new = write(world.alice), write(world.alice)
    with as_tables_owner():
        Searchable.objects.filter(paper=old).update(written_at=datetime(2020, 3, 31, 23, 30, tzinfo=UTC))

    assert by_both(world.alice, "titleword before:2020-04") == [old.pk]
    assert by_both(world.alice, "titleword after:2020-03-31 before:2021") == [old.pk]
    assert by_both(world.alice, "titleword after:2020-04-01") == [new.pk]
    assert read_query("before:2020-13 after:soon").unclear != ()


def test_the_newest_first(world):
    written = [write(world.alice, Words(title=f"Agents {'agents ' * number}")) for number in range(3)]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with as_tables_owner():
        for number, paper in enumerate(written):
            Searchable.objects.filter(paper=paper).update(written_at=start + timedelta(days=[1, 3, 2][number]))

    assert by_both(world.alice, "agents", newest_first=True) == [written[1].pk, written[2].pk, written[0].pk]


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_go_on_where_the_last_one_ended(world, monkeypatch, newest_first):
    monkeypatch.setattr(searching, "PAGE", 2)
    written = {write(world.alice, Words(title="Agents " + "x " * (number // 2))).pk for number in range(5)}
    found, place = [], None
    with world.alice.acting() as alice:
        for _ in range(3):
            page = find_papers(Query(words="agents"), alice, newest_first=newest_first, after=place)
            found.append([each.card.paper_id for each in page.papers])
            place = page.next_place

    assert [len(page) for page in found] == [2, 2, 1]
    assert {paper for page in found for paper in page} == written
    assert place is None


@pytest.mark.parametrize("find", [find_papers, find_comments])
def test_the_number_of_queries_does_not_grow(talk, django_assert_num_queries, find):
    for number in range(30):
        write(talk.world.alice, Words(title=f"Agents {number}", abstract="Agents"))
        talk.said(f"Of agents {number}", by=talk.world.bob)
    for number in (1, 30):
        with talk.world.alice.acting() as alice, django_assert_num_queries(4 if find is find_papers else 3):
            words = "agents" if number == 30 else f"agents {number}"
            find(Query(words=words), alice)


@pytest.fixture
def talk(world) -> Talk:
    return Talk(world)


# --- Comments ---------------------------------------------------------------------


def comments_found(actor, typed) -> list[str]:
    with actor.acting() as viewer:
        return [found.comment.text for found in find_comments(read_query(typed), viewer).comments]


def comments_by_fence(actor, typed) -> int:
    with actor.acting() as viewer:
        hits, _ = searching._hits(read_query(typed), viewer, in_comments=True, newest_first=False, after=None)
    return len(hits)


def who_finds(talk, typed) -> list[str]:
    finding = [name for name, actor in talk.world.everybody.items() if comments_found(actor, typed)]
    assert finding == [name for name, actor in talk.world.everybody.items() if comments_by_fence(actor, typed)]
    return finding


def test_a_comment_is_found_by_those_who_read_it(talk):
    talk.said("Privateword", by=talk.world.bob)

    assert who_finds(talk, "privateword") == ["alice", "bob", "gita"]
    assert who_finds(talk, "author:bob") == ["alice", "bob", "gita"]


def test_a_comment_said_in_private_is_not_found_once_the_paper_is_public(talk):
    talk.said("Privateword", by=talk.world.bob)
    talk.publish()
    talk.said("Publicword", by=talk.world.bob)

    assert who_finds(talk, "privateword") == ["alice", "bob", "gita"]
    assert who_finds(talk, "publicword") == list(talk.world.everybody)


def test_comments_change_with_what_they_say(talk):
    said = talk.said("Firstword", by=talk.world.bob)
    with talk.world.bob.acting() as bob:
        edit_comment(said, "Secondword", by=bob)
    assert (who_finds(talk, "firstword"), who_finds(talk, "secondword")) == ([], ["alice", "bob", "gita"])

    with talk.world.bob.acting() as bob:
        delete_comment(said, by=bob)
    assert who_finds(talk, "secondword") == []


def test_a_hidden_comment_is_found_by_nobody_until_it_is_restored(talk):
    said = talk.said("Hiddenword", by=talk.world.bob)
    talk.hide(said)

    assert who_finds(talk, "hiddenword") == []


def test_the_policy_alone_shows_no_comment_that_is_not_the_viewers_to_read(talk, monkeypatch):
    said = talk.said("Privateword", by=talk.world.bob)
    hit = Hit(row=uuid4(), paper=talk.paper.pk, comment=said.pk, number=1, level=Searchable.Level.COMMENT, score=0)
    monkeypatch.setattr(searching, "_hits", lambda *_args, **_terms: ([hit], None))

    def seen_by(actor):
        with actor.acting() as viewer, as_tables_owner():
            return find_comments(Query(words="privateword"), viewer).comments

    assert [name for name, actor in talk.world.everybody.items() if seen_by(actor)] == ["alice", "bob", "gita"]


# --- The index --------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "a" * 200_000,
        "a-" * 100_000,
        "a." * 100_000,
        "<" * 200_000,
        "가" * 66_000,
        " ".join(f"w{number}" for number in range(28_000)),
        "ﷺ" * 66_000,
        "é" * 100_000,
        "a@" * 100_000,
        "http://" * 28_000,
        "1." * 100_000,
        "é ́" * 40_000,
    ],
    ids=range(12),
)
def test_no_text_keeps_a_version_from_being_made(world, body):
    paper = write(world.alice, Words(title="Heavy", body=body))

    assert Version.objects.filter(paper=paper).count() == 0  # Nobody reads here.
    assert by_both(world.alice, "heavy") == [paper.pk]


def test_nobody_reads_the_index_itself(world):
    write(world.alice)
    for actor in world.everybody.values():
        with actor.acting():
            assert list(Searchable.objects.all()) == []


def test_whatever_was_written_before_there_was_an_index_is_put_into_it(talk):
    paper = write(talk.world.alice)
    talk.said("Commentword", by=talk.world.bob)
    with as_tables_owner(), connection.cursor() as cursor:
        Searchable.objects.all().delete()
        cursor.execute("SELECT search.fill()")

    assert words_that_find(talk.world, paper, "alice", by=by_both) == IN_ORDER
    assert who_finds(talk, "commentword") == ["alice", "bob", "gita"]
