"""The page that tells a watcher that a process answers."""

from django.test import Client


def test_it_says_ok_to_anybody_and_is_never_kept():
    answer = Client().get("/livez", headers={"host": "localhost"})

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")
    assert "no-store" in answer["Cache-Control"].split(", ")


def test_it_takes_nothing():
    assert Client().post("/livez", headers={"host": "localhost"}).status_code == 405
