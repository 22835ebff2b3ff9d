"""What a real site is told by its environment, and how its files then lie on the disk."""

import os
import re
import runpy
from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

CHECKOUT = Path(__file__).parents[2]
LINE = re.compile(r"^(#?)([A-Z_]+)=(.*)$", re.MULTILINE)


def example() -> dict[str, tuple[bool, str]]:
    """Each variable of the example: whether it has to be set, and what it is set to."""
    text = (CHECKOUT / "deploy/production.env.example").read_text()
    return {name: (mark == "", value) for mark, name, value in LINE.findall(text)}


@pytest.fixture
def settings_with(monkeypatch):
    """The settings of a site with these variables and no others, and the names of all that they ask for."""

    def settings_with(variables: dict[str, str]) -> tuple[dict[str, Any], set[str]]:
        asked = set()
        get_value = environ.Env.get_value

        def get_and_note(env, var, *args, **kwargs):
            asked.add(var)
            return get_value(env, var, *args, **kwargs)

        with monkeypatch.context() as patched:
            patched.setattr(environ.Env, "get_value", get_and_note)
            patched.setattr(environ.Env, "ENVIRON", variables)
            return runpy.run_path(str(CHECKOUT / "sharing/settings.py")), asked

    return settings_with


def filled_in(*, all_of_them: bool) -> dict[str, str]:
    return {name: value or "something" for name, (is_set, value) in example().items() if is_set or all_of_them}


def test_the_example_names_exactly_what_the_settings_ask_for(settings_with):
    _, asked = settings_with(filled_in(all_of_them=True))

    assert set(example()) == asked


def test_what_the_example_does_not_set_has_a_default(settings_with):
    settings, _ = settings_with(filled_in(all_of_them=False))

    assert (settings["IS_LOCAL"], settings["SENDFILE"]) == (False, "")


def test_without_any_of_what_has_no_default_the_site_does_not_start(settings_with):
    for name in ("SECRET_KEY", "SITE_URL", "DATA_DIR", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        variables = filled_in(all_of_them=True)
        del variables[name]
        with pytest.raises(environ.ImproperlyConfigured, match=name):
            settings_with(variables)


@pytest.mark.parametrize(("sendfile", "folder", "file"), [("", 0o700, 0o600), ("x-accel", 0o750, 0o640)])
def test_files_are_the_sites_own_and_its_groups_where_nginx_sends_them(settings_with, tmp_path, sendfile, folder, file):
    settings, _ = settings_with({**filled_in(all_of_them=False), "SENDFILE": sendfile})
    options = {**settings["STORAGES"]["default"]["OPTIONS"], "location": tmp_path / "files"}
    umask = os.umask(0o077)
    try:
        FileSystemStorage(**options).save("figures/one", ContentFile(b"one"))
    finally:
        os.umask(umask)

    modes = [(tmp_path / name).stat().st_mode & 0o7777 for name in ("files", "files/figures", "files/figures/one")]
    assert modes == [folder, folder, file]
