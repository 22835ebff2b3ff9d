import pytest
from django.core.management import CommandError, call_command

from accounts.invites.models import Invite
from accounts.invites.tokens import digest_of
from sharing.base.reader import SystemWork, reading_as_system

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.mark.parametrize(("arguments", "makes_staff"), [([], False), (["--staff"], True)])
def test_it_prints_a_link_for_one_address_and_one_use(arguments, makes_staff, capsys):
    call_command("invite", "First@Example.org", *arguments)

    link = capsys.readouterr().out.strip()
    with reading_as_system(SystemWork.BUILD_TESTS):
        made = Invite.objects.get()
    assert link.startswith("http://localhost:8000/i/")
    assert digest_of(link.rstrip("/").rsplit("/", 1)[1]) == made.digest
    assert (made.email, made.max_uses, made.maker, made.makes_staff) == ("first@example.org", 1, None, makes_staff)


def test_it_wants_an_address():
    with pytest.raises(CommandError):
        call_command("invite", "no address")
