"""The full world has a word of its own in every private field there is: the oracles find only what was put there."""

from sharing.base.reader import SystemWork, reading_as_system
from tests.oracles.audiences import NEVER_WORDS, label, text_fields
from tests.oracles.canaries import Canary


def words_in(world, model, field) -> list[Canary]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        values = list(model.objects.values_list(field.name, flat=True))
    return [canary for value in values for canary in world.canaries.found_in(str(value)) if not canary.is_key]


def test_every_field_for_words_has_words_with_an_audience(full_world):
    without = {
        label(model, field)
        for model, field in text_fields()
        if label(model, field) not in NEVER_WORDS and not words_in(full_world, model, field)
    }

    assert without == set()


def test_no_word_is_where_none_may_be(full_world):
    found = {
        label(model, field): words_in(full_world, model, field)
        for model, field in text_fields()
        if label(model, field) in NEVER_WORDS
    }

    assert found == {field: [] for field in NEVER_WORDS}


def test_every_word_is_somewhere(full_world):
    """But those of the paper that was erased."""
    placed = {canary.what for model, field in text_fields() for canary in words_in(full_world, model, field)}
    words = {canary.what for canary in full_world.canaries.all.values() if not canary.is_key}

    assert {what for what in words - placed if "erased" not in what} == set()
    assert {what for what in placed if "erased" in what} == set()
