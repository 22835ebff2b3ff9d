"""Every model is in both tables of rights, or here with the reason why it is not."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

from accounts.invites.actions import decline, invite, redeem
from accounts.invites.models import DeclinedInvite, Invite, Redemption
from accounts.invites.terms import Promise, Terms
from accounts.invites.tokens import digest_of
from sharing.access.fence.tables import FENCED
from sharing.access.policy import POLICY
from sharing.base.guarded import GuardedQuerySet
from sharing.base.reader import SystemWork, reading_as_system
from tests.agreements.test_fences import by_both, by_fence, by_policy, who_sees
from tests.oracles.audiences import OURS

OF_THE_RECORD = "members write it and read none of it: what reads it is system work, and no page shows a row"
WITHOUT_A_RULE = {
    "Guarded": "an id, a count and a time, which say nothing: every rule on papers reads it, and it stands open",
    "User": "accounts are asked for by exact handle or address, or shown with what is guarded: never as a list",
    "Event": OF_THE_RECORD,
    "Reading": OF_THE_RECORD,
    "ErasableValue": OF_THE_RECORD,
    "Unsealed": OF_THE_RECORD,
    "Seal": OF_THE_RECORD,
    "SealedReading": OF_THE_RECORD,
    "Outbox": OF_THE_RECORD,
}
WITHOUT_POLICIES = {
    "accounts_user": "signing in reads it before there is a reader",
    "sharing_inviteoverview": "a view of a function that asks itself who reads",
}


def ours() -> Iterator[type[Model]]:
    for app in OURS:
        yield from apps.get_app_config(app).get_models()


def test_every_model_has_a_rule_or_a_reason_to_have_none():
    assert {model.__name__ for model in ours()} == POLICY.keys() | WITHOUT_A_RULE.keys()
    assert POLICY.keys() & WITHOUT_A_RULE.keys() == set()


def test_every_model_is_fenced_or_has_a_reason_not_to_be():
    assert {model._meta.db_table for model in ours()} == FENCED.keys() | WITHOUT_POLICIES.keys()
    assert FENCED.keys() & WITHOUT_POLICIES.keys() == set()


def test_whatever_has_a_rule_is_fetched_through_it():
    unguarded = {
        model.__name__
        for model in ours()
        if model.__name__ in POLICY and not issubclass(model._default_manager._queryset_class, GuardedQuerySet)
    }

    assert unguarded == set()


@pytest.mark.django_db
@pytest.mark.parametrize("by", [by_both, by_policy, by_fence])
def test_an_invite_is_its_makers_and_the_use_of_it_its_users(world, by):
    with world.alice.acting():
        made, token = invite(by=world.alice.user)
        to_cara, _ = invite(Promise(kind="group", about="x"), by=world.alice.user, terms=Terms(handle="cara"))
    with world.dan.acting():
        redeem(digest_of(token), by=world.dan.user)
    with world.cara.acting():
        decline(to_cara.pk, by=world.cara.user)
    with reading_as_system(SystemWork.BUILD_TESTS):
        [use], [no] = Redemption.objects.all(), DeclinedInvite.objects.all()

    assert who_sees(world, Invite, by=by) == {"alice": {made.pk, to_cara.pk}}
    assert who_sees(world, DeclinedInvite, by=by) == {"cara": {no.pk}}
    assert who_sees(world, Redemption, by=by) == {"dan": {use.pk}}
