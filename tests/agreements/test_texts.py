"""The words of agreements: their one form, their differences, and the texts to begin with."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction

from sharing.agreements.actions import Wording, copy_template, write_agreement
from sharing.agreements.canonical import canonical, sha256_of
from sharing.agreements.differences import changes_in_context, differences
from sharing.agreements.models import Agreement, AgreementVersion
from sharing.agreements.starting import FOLDER, IS_PER_PAPER, load_starting_texts, wording_in
from sharing.base.differences import Part
from sharing.base.reader import SystemWork, reading_as_system
from sharing.web.forms.agreements import NewAgreementForm, initial_from
from tests.roles import as_tables_owner


@pytest.mark.parametrize("typed", ["Å b\nc", "A\u030a b\r\nc\r\n", "\n\nÅ b  \rc\n\n\n", "Å b\t\nc\n"])
def test_the_same_words_have_one_form_whatever_typed_them(typed):
    assert canonical(typed) == "Å b\nc\n"


def test_the_hash_can_be_taken_by_anybody():
    wording = Wording(title="T", in_short="S", text="A\n\nB")

    assert wording.sha256 == hashlib.sha256(b"T\n\x0cS\n\x0cA\n\nB\n").hexdigest()


# --- Differences --------------------------------------------------------------------------


def test_title_and_short_form_are_compared_as_well():
    old = Wording(title="Old", in_short="s", text="t")

    assert differences(old, Wording(title="New", in_short="s", text="t")) == [
        Part("removed", "Old"),
        Part("added", "New"),
        Part("same", "\n\ns\n\nt\n"),
    ]


def test_paragraphs_far_from_a_change_are_left_out():
    old = Wording(title="T", in_short="s", text="\n\n".join("abcdefgh"))
    new = Wording(title="T", in_short="s", text=old.text.replace("d", "x"))

    assert changes_in_context(old, new) == [
        Part("same", "[…]\n\nb\n\nc\n\n"),
        Part("removed", "d"),
        Part("added", "x"),
        Part("same", "\n\ne\n\n[…]\n\n"),
    ]


# --- The texts to begin with ------------------------------------------------------------------


def loaded() -> dict[str, list[str]]:
    """The hashes of each text's versions, oldest first."""
    with reading_as_system(SystemWork.BUILD_TESTS):
        load_starting_texts(using="default")
        hashes: dict[str, list[str]] = {}
        for version in AgreementVersion.objects.filter(agreement__owner=None).order_by("title", "number"):
            hashes.setdefault(version.title, []).append(version.sha256)
    return hashes


def flush() -> None:
    with as_tables_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE sharing_agreementversion, sharing_agreement CASCADE")


@pytest.mark.django_db
def test_the_three_texts_are_there_however_often_they_are_loaded_and_come_back_when_flushed():
    flush()
    words = [wording_in(FOLDER / f"{name}.md") for name in IS_PER_PAPER]

    once, twice = loaded(), loaded()

    assert once == twice == {each.title: [each.sha256] for each in words}
    flush()
    assert loaded() == once
    assert sorted(once) == [
        "Confidential review",
        "Do not forward",
        "No capabilities use without the authors' permission",
    ]


@pytest.mark.django_db
def test_a_text_that_changes_gets_a_new_version_and_keeps_the_old(tmp_path, monkeypatch):
    before = loaded()
    for name in IS_PER_PAPER:
        (tmp_path / f"{name}.md").write_text((FOLDER / f"{name}.md").read_text())
    with (tmp_path / "do_not_forward.md").open("a") as file:
        file.write("\nOne thing more.\n")
    monkeypatch.setattr("sharing.agreements.starting.FOLDER", tmp_path)

    changed = wording_in(tmp_path / "do_not_forward.md").sha256

    assert loaded() == before | {"Do not forward": [*before["Do not forward"], changed]}


@pytest.mark.parametrize("name", IS_PER_PAPER)
def test_each_text_is_whole_holds_in_the_form_and_says_that_it_is_no_legal_advice(name):
    wording = wording_in(FOLDER / f"{name}.md")
    version = AgreementVersion(agreement=Agreement(), title=wording.title, in_short=wording.in_short, text=wording.text)
    form = NewAgreementForm(initial_from(version))

    assert form.is_valid(), form.errors
    assert form.wording.sha256 == wording.sha256
    assert len(version.points) in (4, 5)
    assert "It is not legal advice" in wording.text.split("\n## ")[0]


@pytest.mark.django_db
def test_a_copy_is_the_members_own(world, starting_texts):
    with world.bob.acting() as bob:
        template = AgreementVersion.objects.visible_to(bob).filter(title="Confidential review").latest("number")
        copy = copy_template(template, by=bob)

    assert (copy.sha256, copy.agreement.owner_id, copy.agreement.is_per_paper, copy.number) == (
        template.sha256,
        world.bob.user.pk,
        True,
        1,
    )


# --- The hash is of one text alone ------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["title", "in_short", "text"])
def test_no_words_hold_what_stands_between_them_in_the_hash(world, field):
    """Words moved across a form feed would have the same hash: not even the tables' owner stores one."""
    words = {"title": "Terms", "in_short": "Kept\n", "text": "Kept\n"}
    assert sha256_of(title="Terms", in_short="Kept", text="a\n\fb") == sha256_of(
        title="Terms", in_short="Kept\n\fa", text="b"
    )
    with world.alice.acting() as alice:
        agreement = write_agreement(Wording(**words), by=alice).agreement

    row = AgreementVersion(agreement=agreement, number=2, sha256="0" * 64, **words | {field: "Kept\n\fmore\n"})
    refused = pytest.raises(IntegrityError, match="agreement_words_hold_no_form_feed")
    with as_tables_owner(), refused, transaction.atomic():
        row.save(force_insert=True)
