"""Whatever happens to a paper, both fences show each comment to whom the reference says, alone and together."""

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from sharing.access import actions as access
from sharing.access.audience import grants_on
from sharing.access.models import Closing, Grant
from sharing.access.rungs import Rung, narrower, rung_to_read
from sharing.access.signing import awaiting, sign
from sharing.agreements.actions import Wording, write_agreement
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right
from sharing.discussion.actions import delete_comment, reply_to, write_comment
from sharing.discussion.models import Comment
from sharing.discussion.threads import thread_of
from sharing.groups import actions as groups
from sharing.papers.actions import (
    Words,
    add_version,
    publish,
    publishable,
    save_working_copy,
    start_paper,
    withdraw,
)
from sharing.papers.models import Paper, Version
from tests.access.reference import Given
from tests.discussion.reference import Discussion, Said
from tests.evidence import evidence
from tests.model import hold_to_the_model
from tests.roles import as_tables_owner
from tests.world import World

MEMBERS = ("bob", "gita", "dan")
READERS = (*MEMBERS, "noor")
WRITERS = ("alice", *MEMBERS)
UNPUBLISHED = {Paper.State.DRAFT, Paper.State.SHARED}
HOLDERS = (*MEMBERS, "group", "members", "public")


class Talk(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.world = World()
        with self.world.alice.acting() as alice:
            self.paper = start_paper(Words(title="1"), by=alice)
            add_version(self.paper, by=alice)
            self.guarded = self.paper.guarded
            self.group = groups.found_group(name="Lab", purpose="", by=alice)
            self.text = write_agreement(Wording(title="A", in_short="a", text="1"), by=alice)
            self.requirement = access.require_agreements([self.text], on=self.guarded, by=alice)
        self.expected = Discussion(owner="alice", members={"alice", *MEMBERS}, in_group={"alice"})
        self.expected.grants.append(Given("alice", "own", from_version=0))
        self.given: list[tuple[Grant, Given]] = []

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- What can happen to the paper ---------------------------------------------

    @rule(
        to=st.sampled_from(HOLDERS),
        right=st.sampled_from([Right.SEE, Right.READ, Right.COMMENT, Right.EDIT]),
        from_version=st.integers(1, 2),
        asks=st.booleans(),
    )
    def share(self, to, right, from_version, asks):
        self._give(to, right, from_version=from_version, asks=asks)

    @precondition(lambda self: self.paper.state in UNPUBLISHED and not self.expected.closed)
    @rule()
    def publish(self):
        """From the version of today on, beside what everybody was given before."""
        with self.world.alice.acting() as alice:
            before = {grant.pk for grant in grants_on(self.paper.pk)}
            publish(self.paper, by=alice, shown=publishable(self.paper, by=alice).fingerprint)
            given = [grant for grant in grants_on(self.paper.pk) if grant.pk not in before]
        names = {PUBLIC: "public", ALL_MEMBERS: "members"}
        assert {names[grant.principal]: Right(grant.right) for grant in given} == {
            "public": Right.READ,
            "members": Right.COMMENT,
        }
        for grant in given:
            self._note(grant, Given(names[grant.principal], Right(grant.right).name.lower(), self.expected.versions))

    @precondition(lambda self: self.paper.state == Paper.State.PUBLISHED)
    @rule()
    def withdraw(self):
        with self.world.alice.acting() as alice:
            withdraw(self.paper, by=alice)
        self.expected.closed.add(Closing.Because.WITHDRAWN)

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def revoke(self, data):
        grant, given = data.draw(st.sampled_from(self.given))
        with self.world.alice.acting() as alice:
            access.revoke(grant, by=alice)
        given.ended = True
        self.given.remove((grant, given))

    @rule(because=st.sampled_from([Closing.Because.AUTHORS_CLOSED, Closing.Because.WITHDRAWN]))
    def close_or_reopen(self, because):
        if because == Closing.Because.WITHDRAWN and because not in self.expected.closed:
            return  # Only withdrawing closes like that.
        with self.world.alice.acting() as alice:
            act = access.reopen if because in self.expected.closed else access.close
            act(self.guarded, by=alice, because=because)
        self.expected.closed ^= {because}

    @precondition(lambda self: self.expected.versions < 3)
    @rule()
    def new_version(self):
        self.expected.versions += 1
        with self.world.alice.acting() as alice:
            save_working_copy(self.paper, Words(title=str(self.expected.versions)), by=alice)
            add_version(self.paper, by=alice)

    @rule(who=st.sampled_from(MEMBERS))
    def join_or_leave(self, who):
        if who in self.expected.in_group:
            with self._actor(who).acting() as viewer:
                groups.leave(self.group, by=viewer)
        else:
            with self.world.alice.acting() as alice:
                groups.admit(self._actor(who).user, to=self.group, by=alice)
        self.expected.in_group ^= {who}

    @rule(who=st.sampled_from(MEMBERS))
    def sign(self, who):
        with self._actor(who).acting() as viewer:
            for version in awaiting(viewer, on=self.guarded):
                sign(version, on=self.guarded, by=viewer, evidence=evidence(who))
                self.expected.signed.add((who, version.number))

    # --- What can be said ----------------------------------------------------------

    @rule(data=st.data())
    def comment(self, data):
        places = [(who, number) for who in WRITERS for number in sorted(self.expected.versions_open(who, "comment"))]
        if not places:
            return
        who, number = data.draw(st.sampled_from(places))
        rung = self.expected.rung_now(number)
        with self._actor(who).acting() as viewer:
            version = Version.objects.get(paper=self.paper, number=number)
            assert rung_to_read(self.paper.pk, version=number) == rung
            written = write_comment("words", on=version, by=viewer, shown=Rung(rung))
        self.expected.comments[written.pk] = Said(number, rung)

    @rule(data=st.data())
    def reply(self, data):
        comments = self.expected.comments
        places = [(who, key) for key in comments for who in WRITERS if self.expected.answers(who, comments[key])]
        if not places:
            return
        who, key = data.draw(st.sampled_from(places))
        said = comments[key]
        rung = narrower(Rung(said.rung), Rung(self.expected.rung_now(said.number)))
        with self._actor(who).acting() as viewer:
            written = reply_to(Comment.objects.get(pk=key), "words", by=viewer, shown=rung)
        comments[written.pk] = Said(said.number, rung.value, parent=said)

    @precondition(lambda self: self.expected.comments)
    @rule(data=st.data())
    def delete(self, data):
        """By its writer, while they see it."""
        key, said = data.draw(st.sampled_from(list(self.expected.comments.items())))
        with as_tables_owner():
            comment = Comment.objects.select_related("writer").get(pk=key)
        who = comment.writer.handle
        if said.deleted or not self.expected.sees(who, said):
            return
        with self._actor(who).acting() as viewer:
            delete_comment(comment, by=viewer)
        said.deleted = True

    # --- What must hold --------------------------------------------------------------

    @invariant()
    def both_fences_show_what_the_reference_shows(self):
        comments = self.expected.comments
        for who in (*READERS, "alice"):
            expected = {key for key, said in comments.items() if self.expected.sees(who, said)}
            open_to_answers = {key for key, said in comments.items() if self.expected.answers(who, said)}
            with self._actor(who).acting() as viewer:
                with as_tables_owner():  # The first fence without the second.
                    by_policy = self._keys(Comment.objects.visible_to(viewer))
                by_fence = self._keys(Comment.objects.all())
                by_both = self._keys(Comment.objects.visible_to(viewer))
                answerable = self._keys(Comment.objects.visible_to(viewer, Right.COMMENT))
                thread = thread_of(self.paper, viewer)

            assert by_policy == expected, who
            assert by_fence == expected, who
            assert by_both == expected, who
            assert answerable == open_to_answers, who
            assert thread.count == len([key for key in expected if not comments[key].deleted]), who

    @invariant()
    def whoever_sees_an_answer_sees_what_it_answers(self):
        for said in self.expected.comments.values():
            for who in (*READERS, "alice"):
                if said.parent and self.expected.sees(who, said):
                    assert self.expected.sees(who, said.parent), who

    def _keys(self, comments) -> set:
        return set(comments.values_list("pk", flat=True))

    # --- Who is meant ------------------------------------------------------------------

    def _actor(self, name: str):
        return getattr(self.world, name)

    def _principal(self, name: str) -> int:
        named = {"group": self.group.pk, "members": ALL_MEMBERS, "public": PUBLIC}
        return named[name] if name in named else self._actor(name).user.pk

    def _give(self, to: str, right: Right, *, from_version: int, asks: bool = False) -> None:
        with self.world.alice.acting() as alice:
            grant = access.give(
                right,
                on=self.guarded,
                to=self._principal(to),
                by=alice,
                from_version=from_version,
                requirement=self.requirement if asks else None,
            )
        for old_grant, old in list(self.given):
            if old.to == to:
                old.ended = True
                self.given.remove((old_grant, old))
        self._note(grant, Given(to, right.name.lower(), from_version, asks="A" if asks else None))

    def _note(self, grant: Grant, given: Given) -> None:
        self.given.append((grant, given))
        self.expected.grants.append(given)


@pytest.mark.django_db(databases=["default", "owner"])
def test_both_fences_show_each_comment_to_whom_the_reference_says():
    hold_to_the_model(Talk, examples=15, steps=25)
