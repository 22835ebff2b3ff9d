"""What was said in trust stays there: neither publishing nor opening to all members shows it to anybody else."""

import pytest

from sharing.discussion.models import Comment
from tests.agreements.test_fences import by_both, by_fence, by_policy, who_sees

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("by", [by_both, by_policy, by_fence])
def test_private_words_stay_with_those_who_were_let_in(talk, by):
    private = talk.said("Between us", by=talk.world.bob)
    talk.open_to_members()
    to_members = talk.said("Among members", by=talk.world.gita)
    talk.publish()
    to_all = talk.said("To everybody", by=talk.world.dan)

    seen = who_sees(talk.world, Comment, by=by)

    of_trust = {name for name, keys in seen.items() if private.pk in keys}
    of_members = {name for name, keys in seen.items() if to_members.pk in keys}
    of_all = {name for name, keys in seen.items() if to_all.pk in keys}
    assert of_trust == {"alice", "bob", "gita"}
    assert of_members == of_trust | {"cara", "dan", "xavier", "mia", "omar", "sam"}
    assert of_all == of_members | {"noor"}
