"""One request by one actor, everything that comes of it, and then nothing of it."""

import io
import json
import logging
import pickle
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from celery.signals import before_task_publish
from django.conf import settings
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.oracles.full_world import FullWorld

BACKEND = "accounts.backends.MembersOnly"
# Drawn anew for each form: against forgery, and the seal of what was shown when.
FORGERY_FIELD = re.compile(r'(name="(?:csrfmiddlewaretoken|shown)" value=")[^"]+')
OWN_COOKIES = (settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, "invite")
# What anybody's visit writes: who is signed in where.
OF_SESSIONS = {"django_session", "usersessions_usersession"}
# What a reader's visit writes: the record of it.
OF_READING = {"sharing_reading", "sharing_unsealed"}


@dataclass
class Answer:
    """All that a request let out, and where."""

    status: str
    headers: list[tuple[str, str]]
    cookies: list[str]
    body: str
    kept: dict[str, str] = field(default_factory=dict)  # What stays behind: logs, cache, queue, session, messages.
    mails: list[tuple[str, str]] = field(default_factory=list)  # To whom, and all of it.
    written: set[str] = field(default_factory=set)  # Tables with rows inserted, updated or deleted.

    @property
    def sent(self) -> str:
        """Every byte that reached whoever asked."""
        headers = [f"{name}: {value}" for name, value in self.headers]
        return "\n".join([self.status, *headers, *self.cookies, self.body])

    @property
    def may_be_kept(self) -> bool:
        """Whether a cache may keep it, or a browser may ask later if it is still the same."""
        headers = dict(self.headers)
        is_private = {"no-store", "private"} <= set(headers.get("Cache-Control", "").split(", "))
        return not is_private or bool({"ETag", "Last-Modified"} & headers.keys())

    def without(self, *given: object) -> tuple:
        """The answer with what the request itself brought, and what differs by the second, taken out."""

        def plain(text: str) -> str:
            for word in map(str, given):
                text = re.sub(rf"\b{re.escape(word)}\b", "…", text) if word.isalnum() else text.replace(word, "…")
            return FORGERY_FIELD.sub(r"\1…", text)

        headers = [(name, "…" if name == "Content-Length" else plain(value)) for name, value in self.headers]
        return self.status, headers, self.cookies, plain(self.body)


class Site:
    """The site as each of the cast meets it, in browsers that stay signed in."""

    def __init__(self, world: FullWorld) -> None:
        self.world = world
        self._sessions = {name: self._sign_in(user) for name, user in world.users.items()}
        self._client = Client(raise_request_exception=False)
        self._log = io.StringIO()
        self._queue: list[str] = []

    def _sign_in(self, user) -> str:
        client = Client()
        client.force_login(user, backend=BACKEND)
        session = client.session
        # As allauth notes it: pages that ask for the password anew would hide themselves otherwise.
        methods = [{"method": "password", "at": time.time()}]
        if type(user).objects.get(pk=user.pk).is_staff:
            TOTP.activate(user, generate_totp_secret())
            methods.append({"method": "mfa", "at": time.time(), "type": "totp"})
        session["account_authentication_methods"] = methods
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return str(session.session_key)

    @contextmanager
    def listening(self) -> Iterator["Site"]:
        """Hear what is logged and what is queued."""
        heard = logging.StreamHandler(self._log)
        root, level = logging.getLogger(), logging.getLogger().level
        root.addHandler(heard)
        root.setLevel(logging.INFO)
        before_task_publish.connect(self._note_task, weak=False)
        try:
            yield self
        finally:
            before_task_publish.disconnect(self._note_task)
            root.setLevel(level)
            root.removeHandler(heard)

    def _note_task(self, sender=None, body=None, headers=None, **_rest: Any) -> None:
        self._queue.append(json.dumps([sender, body, headers], default=str))

    def ask(self, actor: str, verb: str, path: str, body: Mapping | None = None) -> Answer:
        """The answer to this actor; whatever it changed is taken back."""
        self._forget()
        key = self._sessions.get(actor)
        self._client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: key} if key else {})
        with transaction.atomic():
            before, waiting = _written(), len(connection.run_on_commit)
            response = _send(self._client, verb, path, body)
            text = _text_of(response)
            written = _changed(before)
            for _savepoint, after_commit, *_ in connection.run_on_commit[waiting:]:
                after_commit()
            kept = self._kept(response)
            transaction.set_rollback(True)

        return Answer(
            status=f"{response.status_code} {response.reason_phrase}",
            headers=sorted(response.items()),
            cookies=sorted(_plain_cookie(cookie) for cookie in response.cookies.values()),
            body=text,
            kept=kept,
            mails=[(address, str(message.message())) for message in mail.outbox for address in message.recipients()],
            written=written,
        )

    def leaks(self, answer: Answer, *, to: str, asked: str) -> list[str]:
        """What of an answer the actor may not see; and what stays behind, which is for nobody to see."""
        canaries = self.world.canaries
        found = [f"answer: {what}" for what in canaries.leaked_in(answer.sent, to=to, asked_with=asked)]
        for place, text in answer.kept.items():
            found += [f"{place}: {canary.what}" for canary in canaries.found_in(text) if canary.word not in asked]
        recipients = {user.email: name for name, user in self.world.users.items()}
        for address, message in answer.mails:
            found += [f"mail: {what}" for what in canaries.leaked_in(message, to=recipients.get(address, "a stranger"))]
        return found

    def _forget(self) -> None:
        self._log.seek(0)
        self._log.truncate()
        self._queue.clear()
        mail.outbox.clear()
        caches["default"].clear()
        self.world.put_files_back()

    def _kept(self, response: HttpResponseBase) -> dict[str, str]:
        request = response.wsgi_request  # type: ignore[attr-defined]  # the test client's
        messages = [str(message) for message in get_messages(request)] if hasattr(request, "_messages") else []
        return {
            "log": self._log.getvalue(),
            "queue": "\n".join(self._queue),
            "cache": "\n".join(
                f"{key} {pickle.loads(value)}" for key, value in vars(caches["default"])["_cache"].items()
            ),
            "session": json.dumps(dict(request.session.items()), default=str),
            "messages": "\n".join(messages),
        }


def address_of(name: str, arguments: dict[str, object]) -> str:
    return reverse(name, kwargs=arguments)


def _send(client: Client, verb: str, path: str, body: Mapping | None):
    if verb == "POST":
        for value in (body or {}).values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        return client.post(path, body or {}, headers={"origin": settings.SITE_URL})
    return client.generic(verb, path)


def _text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def _plain_cookie(cookie) -> str:
    """A cookie of the browser's own is a new random word each time; of those only the name counts."""
    value = "…" if cookie.key in OWN_COOKIES and cookie.value else cookie.value
    return f"{cookie.key}={value}; path={cookie['path']}; httponly={cookie['httponly']}; lives={cookie['max-age']}"


def _written() -> dict[str, int]:
    """How many rows of each table this transaction has written: the database's own count."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


def _changed(before: dict[str, int]) -> set[str]:
    return {table for table, count in _written().items() if count != before.get(table, 0)}
