"""Oracle 4: whatever happens, both fences say what the reference says, each alone and both together."""

from collections.abc import Callable, Sequence
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from accounts.invites.actions import accept
from sharing.access import actions as access
from sharing.access.asking import decline, let_in, open_asks, stop_asking, waiting_for
from sharing.access.audience import grants_on
from sharing.access.denying import deny, lift
from sharing.access.models import Ask, Closing, Denial, Grant, Guarded, Nod
from sharing.access.signing import awaiting, sign
from sharing.agreements.actions import Wording, add_agreement_version, write_agreement
from sharing.base.clock import now
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.discovery.listings import newest_papers
from sharing.discovery.search.query import Query
from sharing.discovery.search.searching import find_papers
from sharing.groups import actions as groups
from sharing.groups.models import Membership
from sharing.journeys.inviting import invite_on_terms
from sharing.papers.actions import (
    Words,
    add_version,
    publish,
    publishable,
    save_working_copy,
    start_paper,
    withdraw,
)
from sharing.papers.models import Abstract, Body, Card, Paper
from sharing.papers.sharing import Living, Terms, share
from tests.access.reference import LADDER, Given, Reference
from tests.evidence import evidence
from tests.model import hold_to_the_model
from tests.roles import as_tables_owner
from tests.world import World

READERS = ("bob", "cara", "gita", "dan", "noor")
MEMBERS = READERS[:-1]
HOLDERS = (*MEMBERS, "group", "members", "public")
RIGHTS = tuple(right.name.lower() for right in Right.grantable())
LAYERS = {"see": Card, "abstract": Abstract, "read": Body}
SHARED = ("see", "abstract", "read", "comment", "edit")
UNPUBLISHED = {Paper.State.DRAFT, Paper.State.SHARED}


class Whitelist(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.world = World()
        with self.world.alice.acting() as alice:
            self.paper = start_paper(Words(title="1", abstract="inner", body="inmost"), by=alice)
            add_version(self.paper, by=alice)
            self.guarded = self.paper.guarded
            self.group = groups.found_group(name="Lab", purpose="", by=alice)
            self.text = write_agreement(Wording(title="A", in_short="a", text="1"), by=alice)
            self.requirement = access.require_agreements([self.text], on=self.guarded, by=alice)
        self.expected = Reference(owner="alice", members={"alice", *MEMBERS})
        self.given: list[tuple[Grant, Given]] = []
        self.let_in: set[str] = set()
        self.asked_on_terms = False
        self.invites: dict[str, tuple[UUID, Given]] = {}
        self.unclear: set[str] = set()  # Of those invited, about whom something may have been decided since.

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- What can happen -------------------------------------------------------

    @rule(
        to=st.sampled_from(HOLDERS),
        right=st.sampled_from([right for right in RIGHTS if right != "own"]),
        from_version=st.integers(1, 3),
        asks=st.booleans(),
    )
    def give(self, to, right, from_version, asks):
        """What sharing comes to, and also from a later version on, or beside the ladder."""
        if self._is_suspended(to):
            return
        with self.world.alice.acting() as alice:
            grant = access.give(
                Right[right.upper()],
                on=self.guarded,
                to=self._principal(to),
                by=alice,
                from_version=from_version,
                requirement=self.requirement if asks else None,
            )
        self._replace(Given(to, right, from_version, asks="A" if asks else None), grant)

    @rule(who=st.sampled_from(MEMBERS), right=st.sampled_from(["see", "read", "edit"]))
    def share_while_in_group(self, who, right):
        stay = self._stay(who)
        if stay is None or self._is_suspended(who):
            return
        with self.world.alice.acting() as alice:
            grant = access.give(Right[right.upper()], on=self.guarded, to=self._principal(who), by=alice, through=stay)
        self._replace(Given(who, right, while_in_group=True), grant, through=stay)

    @rule(
        to=st.sampled_from([holder for holder in HOLDERS if holder not in {"group", "public"}]),
        right=st.sampled_from(SHARED),
        asks=st.booleans(),
    )
    def share(self, to, right, asks):
        """By the dialog's own act. Nobody is let in by name who is kept out."""
        if self._is_suspended(to):
            return
        if to in self.expected.denied:
            with pytest.raises(Refused):
                self._share(to, right, asks=asks)
            return
        (grant,) = self._share(to, right, asks=asks)
        self._replace(Given(to, right, asks="A" if asks else None), grant)

    @rule(right=st.sampled_from(SHARED), asks=st.booleans())
    def share_with_group_as_it_lives(self, right, asks):
        (grant,) = self._share("group", right, asks=asks, living=Living.LIVING)
        self._end_ask()
        self._end_where(lambda given: given.while_in_group and given.right in LADDER)
        self._replace(Given("group", right, asks="A" if asks else None), grant)

    @rule(right=st.sampled_from(SHARED), asks=st.booleans())
    def share_with_group_as_it_is_today(self, right, asks):
        reached = self._reached()
        grants = self._share("group", right, asks=asks, living=Living.FROZEN)
        self._end_ask()
        self._end_where(lambda given: given.to == "group" and given.right in LADDER)
        self._written_out(grants, to=reached, right=right, asks=asks)

    @rule(right=st.sampled_from(["see", "read", "edit"]), asks=st.booleans())
    def share_with_group_and_ask(self, right, asks):
        """Members of today are given it; asked about them already, those who hold it by that get the new right."""
        if self.expected.asks_about_group:
            present = self._holding_by_their_stay() & self.let_in
        else:
            present = self._reached()
            self.expected.answered, self.let_in = set(present), set(present)
        grants = self._share("group", right, asks=asks, living=Living.ASK)
        self._end_where(lambda given: given.to == "group" and given.right in LADDER)
        self.expected.asks_about_group, self.asked_on_terms = right, asks
        self._written_out(grants, to=present, right=right, asks=asks)

    @precondition(lambda self: self.expected.waiting())
    @rule(data=st.data(), is_yes=st.booleans())
    def answer(self, data, is_yes):
        who = data.draw(st.sampled_from(sorted(self.expected.waiting())))
        self.expected.answered.add(who)
        self._decided()
        with self.world.alice.acting() as alice:
            (ask,) = open_asks(alice)
            stay = self._stay(who)
            if not is_yes:
                decline(ask, stay, by=alice)
                return
            grant = let_in(ask, stay, by=alice)
        self.let_in.add(who)
        asks = "A" if self.asked_on_terms else None
        self._replace(Given(who, self.expected.asks_about_group, asks=asks, while_in_group=True), grant, through=stay)

    @precondition(lambda self: self.expected.asks_about_group)
    @rule()
    def end_ask(self):
        with self.world.alice.acting() as alice:
            stop_asking(open_asks(alice).get(), by=alice)
        self._end_ask()

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def revoke(self, data):
        grant, given = data.draw(st.sampled_from(self.given))
        with self.world.alice.acting() as alice:
            access.revoke(grant, by=alice)
        self._end(grant, given)

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def expire(self, data):
        grant, given = data.draw(st.sampled_from(self.given))
        with as_tables_owner(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sharing_grant SET given_at = now() - interval '2 days', expires_at = %s WHERE id = %s",
                [now(), grant.pk],
            )
        given.ended = True
        self._decided()

    @rule(who=st.sampled_from(MEMBERS))
    def join(self, who):
        if who in self.expected.in_group:
            return
        with self.world.alice.acting() as alice:
            groups.admit(self._actor(who).user, to=self.group, by=alice)
        self.expected.in_group.add(who)

    @rule(who=st.sampled_from(MEMBERS))
    def leave(self, who):
        if who not in self.expected.in_group or self._is_suspended(who):
            return
        with self._actor(who).acting() as viewer:
            groups.leave(self.group, by=viewer)
        self.expected.in_group.discard(who)
        self.expected.answered.discard(who)  # Coming back is another stay.
        self.let_in.discard(who)
        self._decided()
        for _, given in self.given:
            if given.to == who and given.while_in_group:
                given.ended = True

    @rule(who=st.sampled_from(MEMBERS))
    def sign(self, who):
        if self._is_suspended(who):
            return
        with self._actor(who).acting() as viewer:
            for version in awaiting(viewer, on=self.guarded):
                sign(version, on=self.guarded, by=viewer, evidence=evidence(who))
                self.expected.signed.add((who, version.number))

    @rule()
    def new_version(self):
        self.expected.versions += 1
        with self.world.alice.acting() as alice:
            save_working_copy(
                self.paper, Words(title=str(self.expected.versions), abstract="inner", body="inmost"), by=alice
            )
            add_version(self.paper, by=alice)

    @rule()
    def new_agreement_text(self):
        self.expected.adopted += 1
        wording = Wording(title="A", in_short="a", text=str(self.expected.adopted))
        with self.world.alice.acting() as alice:
            self.text = add_agreement_version(self.text.agreement, wording, what_changed="", by=alice)
            access.adopt(self.text, on=self.guarded, by=alice)

    @rule(who=st.sampled_from(MEMBERS))
    def deny_or_lift(self, who):
        with self.world.alice.acting() as alice:
            if who in self.expected.denied:
                lift(Denial.objects.get(member=self._actor(who).user, lifted_at=None), by=alice)
            else:
                deny(who, on=self.guarded, by=alice)
        self.expected.denied ^= {who}

    @precondition(lambda self: self.paper.state in UNPUBLISHED and not self.expected.closed)
    @rule()
    def publish(self):
        """From the version of today on, beside what everybody was given before."""
        with self.world.alice.acting() as alice:
            before = {grant.pk for grant in grants_on(self.paper.pk)}
            publish(self.paper, by=alice, shown=publishable(self.paper, by=alice).fingerprint)
            grants = [grant for grant in grants_on(self.paper.pk) if grant.pk not in before]
        names = {PUBLIC: "public", ALL_MEMBERS: "members"}
        given = {names[grant.principal]: Right(grant.right).name.lower() for grant in grants}
        assert given == {"public": "read", "members": "comment"}
        for grant in grants:
            to = names[grant.principal]
            self._add(Given(to, given[to], from_version=self.expected.versions), grant)

    @precondition(lambda self: self.paper.state == Paper.State.PUBLISHED)
    @rule()
    def withdraw(self):
        with self.world.alice.acting() as alice:
            withdraw(self.paper, by=alice)
        self.expected.closed.add(Closing.Because.WITHDRAWN)

    @rule(who=st.sampled_from(MEMBERS), right=st.sampled_from(SHARED), asks=st.booleans())
    def invite(self, who, right, asks):
        """Another invite of theirs to this paper ends. Nobody is invited who is kept out."""
        with self.world.alice.acting() as alice:
            terms, to_whom = self._terms(right, asks=asks), {"handle": who}
            if who in self.expected.denied:
                with pytest.raises(Refused):
                    invite_on_terms(self.paper, named=to_whom, terms=terms, by=alice)
                return
            made, _token = invite_on_terms(self.paper, named=to_whom, terms=terms, by=alice)
        self.invites[who] = made.pk, Given(who, right, asks="A" if asks else None)
        self.unclear.discard(who)

    @precondition(lambda self: self.invites)
    @rule(data=st.data())
    def redeem(self, data):
        """Beside what they hold; but not where they hold as much, or are denied.

        What was decided about them since counts more than an invite: of that the tests of redeeming speak.
        """
        who = data.draw(st.sampled_from(sorted(self.invites)))
        if self._is_suspended(who):
            return
        made, given = self.invites.pop(who)
        gives = not (self.expected.closed or who in self.expected.denied)
        with self._actor(who).acting() as viewer:
            try:
                accept(made, by=viewer.user)
            except Refused:
                is_refused = True
            else:
                is_refused = False
        with self.world.alice.acting():
            came = [grant for grant in grants_on(self.paper.pk) if grant.by_invite_id == made]

        has_it = self.expected.may(who, given.right)
        if not gives or who not in self.unclear:
            assert (is_refused, len(came)) == (not gives, int(gives and not has_it))
        assert not (is_refused and came)
        for grant in came:
            self._add(given, grant)

    @rule(because=st.sampled_from([Closing.Because.AUTHORS_CLOSED, Closing.Because.WITHDRAWN]))
    def close_or_reopen(self, because):
        if because == Closing.Because.WITHDRAWN and because not in self.expected.closed:
            return  # Only withdrawing closes like that.
        with self.world.alice.acting() as alice:
            act = access.reopen if because in self.expected.closed else access.close
            act(self.guarded, by=alice, because=because)
        self.expected.closed ^= {because}

    @rule(who=st.sampled_from(MEMBERS))
    def suspend_or_restore(self, who):
        user = self._actor(who).user
        user.is_active = not user.is_active
        user.save(update_fields=["is_active"])
        self.expected.members ^= {who}

    # --- What must hold ----------------------------------------------------------

    @invariant()
    def both_fences_say_what_the_reference_says(self):
        for who in READERS:
            expected = self._expected_by(who)
            with self._actor(who).acting() as viewer:
                with as_tables_owner():  # The first fence without the second.
                    by_policy = self._by_policy(viewer)
                by_both = self._by_policy(viewer)
                by_fence = self._by_fence()
                listed = {card.paper_id for card in newest_papers(viewer).cards}
                found = {word: bool(find_papers(Query(words=word), viewer).papers) for word in ("inner", "inmost")}

            assert by_policy == expected, who
            known = self._known(expected)
            # A right beside the ladder opens nothing to whoever may not know of the paper.
            assert by_both == (expected if known["paper"] else expected | {"rights": {}}), who
            assert by_fence == known, who
            assert listed == ({self.paper.pk} if expected["rights"].get("see") else set()), who
            rights = {
                word: bool(expected["rights"].get(right)) for word, right in (("inner", "abstract"), ("inmost", "read"))
            }
            assert found == rights, who

    @invariant()
    def owners_alone_know_who_waits(self):
        names = {self._principal(who): who for who in MEMBERS}
        with self.world.alice.acting() as alice:
            waits = [names[each.stay.member_id] for each in waiting_for(open_asks(alice), viewer=alice)]
        assert sorted(waits) == sorted(self.expected.waiting())

        for who in READERS:
            with self._actor(who).acting() as viewer:
                with as_tables_owner():  # The first fence without the second.
                    by_policy = {model: model.objects.visible_to(viewer).count() for model in (Ask, Nod)}
                by_fence = {model: model.objects.count() for model in (Ask, Nod)}
            assert (by_policy, by_fence) == ({Ask: 0, Nod: 0}, {Ask: 0, Nod: 0}), who

    def _expected_by(self, who: str) -> dict:
        return {
            "rights": {right: True for right in RIGHTS if self.expected.may(who, right)},
            "signs": self.expected.awaits(who),
            "layers": {right: self.expected.versions_open(who, right) for right in LAYERS},
        }

    def _by_policy(self, viewer) -> dict:
        return {
            "rights": {
                right: True for right in RIGHTS if Paper.objects.visible_to(viewer, Right[right.upper()]).exists()
            },
            "signs": Paper.objects.visible_to(viewer, Right.SIGN).exists(),
            "layers": {
                right: set(layer.objects.visible_to(viewer).values_list("number", flat=True))
                for right, layer in LAYERS.items()
            },
        }

    def _by_fence(self) -> dict:
        """The second fence without the first: everything the application could ask for, unfiltered."""
        return {
            "paper": Paper.objects.exists(),
            "layers": {right: set(layer.objects.values_list("number", flat=True)) for right, layer in LAYERS.items()},
        }

    def _known(self, expected: dict) -> dict:
        return {"paper": bool(expected["rights"].get("see")) or expected["signs"], "layers": expected["layers"]}

    # --- Who is meant ----------------------------------------------------------------

    def _actor(self, name: str):
        return getattr(self.world, name)

    def _is_suspended(self, name: str) -> bool:
        return name in MEMBERS and name not in self.expected.members

    def _principal(self, name: str) -> int:
        named = {"group": self.group.pk, "members": ALL_MEMBERS, "public": PUBLIC}
        return named[name] if name in named else self._actor(name).user.pk

    def _stay(self, who: str) -> Membership | None:
        with reading_as_system(SystemWork.BUILD_TESTS):
            return Membership.objects.filter(group=self.group, member=self._actor(who).user, left_at=None).first()

    def _replace(self, given: Given, grant: Grant, through: Membership | None = None) -> None:
        """As ``give`` does: what was held by the same way ends."""
        for old_grant, old in list(self.given):
            beside = {"share", "download", "review"} & {given.right, old.right}
            same_kind = old.right == given.right or not beside
            same_way = old_grant.through_membership_id == (through.pk if through else None)
            if old.to == given.to and same_kind and same_way:
                self._end(old_grant, old)
        self._add(given, grant)

    def _add(self, given: Given, grant: Grant) -> None:
        self.given.append((grant, given))
        self.expected.grants.append(given)
        self._decided()

    def _written_out(self, grants: Sequence[Grant], *, to: set[str], right: str, asks: bool) -> None:
        """One grant for each of these members, while they stay in the group."""
        names = {self._principal(who): who for who in to}
        assert sorted(grant.principal for grant in grants) == sorted(names)
        for grant in grants:
            given = Given(names[grant.principal], right, asks="A" if asks else None, while_in_group=True)
            self._replace(given, grant, through=grant.through_membership)

    def _reached(self) -> set[str]:
        """Whom new terms for the group's members reach: also those suspended who hold something by their stay."""
        return (self.expected.in_group & self.expected.members) | self._holding_by_their_stay()

    def _holding_by_their_stay(self) -> set[str]:
        held = {grant.through_membership_id for grant, given in self.given if given.right in LADDER}
        return {who for who in self.expected.in_group if (stay := self._stay(who)) and stay.pk in held}

    def _end(self, grant: Grant, given: Given) -> None:
        given.ended = True
        self.given.remove((grant, given))
        self._decided()

    def _decided(self) -> None:
        self.unclear |= self.invites.keys()

    def _end_where(self, condition: Callable[[Given], bool]) -> None:
        for grant, given in list(self.given):
            if condition(given):
                self._end(grant, given)

    def _end_ask(self) -> None:
        self.expected.asks_about_group = None
        self.expected.answered = set()

    def _share(self, to: str, right: str, *, asks: bool, living: Living = Living.LIVING) -> list[Grant]:
        with self.world.alice.acting() as alice:
            terms = self._terms(right, asks=asks, living=living)
            return share(self.paper, to=self._principal(to), terms=terms, by=alice)

    def _terms(self, right: str, *, asks: bool, living: Living = Living.LIVING) -> Terms:
        return Terms(right=Right[right.upper()], agreements=[self.text] if asks else [], living=living)


@pytest.mark.django_db
def test_both_fences_say_what_the_reference_says(monkeypatch):
    monkeypatch.setattr("accounts.invites.actions.MOST_OF_ONE_A_DAY", 1000)
    hold_to_the_model(Whitelist, examples=30, steps=20)


def test_the_guarded_row_is_all_the_policy_reads_of_a_paper():
    assert {field.name for field in Guarded._meta.concrete_fields} == {"id", "versions", "closed_at"}
