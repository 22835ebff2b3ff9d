"""Which text fields hold words, and which never do: every one of them is in one of the two.

The full world has to put a word into each field of the first kind; a word in one
of the second is a leak into a place that nobody guards.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import CharField, Field, JSONField, Model, TextField

OURS = ("sharing", "accounts")

NEVER_WORDS = {
    "Event.about_id": "an id",
    "Event.about_kind": "a fixed word",
    "Event.commitments": "hashes",
    "Event.facts": "ids, numbers and hashes",
    "Event.kind": "a fixed word",
    "SiteSettings.about_reports": "for whoever reports something",
    "Reading.about_id": "an id",
    "Reading.about_kind": "a fixed word",
    "ErasableValue.field": "a fixed word",
    "Provenance.sha256": "a hash",
    "AgreementVersion.sha256": "a hash",
    "Figure.stored_as": "random, and a key of its own among the canaries",
    "DiscardedFile.stored_as": "random, as above",
    "ImportedPaper.source_sha256": "a hash",
    "Identifier.month": "digits",
    "Invite.digest": "a hash",
    "Invite.about": "an id",
    "Denial.handle": "a handle, as above",
    "AskedAuthor.handle": "a handle, as above",
    "Invite.handle": "a handle, as above",
    "Invite.agreements": "ids",
    "User.handle": "public among members: one is found by it",
    "User.password": "a hash",
    "User.time_zone": "a choice from a public list",
}


def text_fields() -> Iterator[tuple[type[Model], Field]]:
    """Every column of ours that can hold words; not those that hold one of a few fixed ones."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, CharField | TextField | JSONField) and not field.choices:
                    yield model, field


def label(model: type[Model], field: Field) -> str:
    return f"{model.__name__}.{field.name}"
