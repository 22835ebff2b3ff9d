"""The render process: alone with its text, killed when late, gone with its parent."""

import json
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from sharing.base.apart import asking
from sharing.base.richtext import CannotRender, refusals, render, renderer, rendering
from sharing.base.richtext.renderer import Renderer

SLOW = "*\n: " * 10_000
ROOT = Path(__file__).parents[3]


@pytest.fixture
def started():
    """A renderer whose process runs."""
    own = Renderer()
    assert shown(own, "a") == "<p>a</p>"
    yield own
    own.stop()


def shown(own, text):
    return own.ask({"kind": "page", "text": text, "prefix": "p-", "figures": {}})["html"]


def of_process(own, name):
    return Path(f"/proc/{own.pid}/{name}")


def ends(pid, *, within):
    """Whether the process has ended, or ends in these seconds."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], within)[0])
    finally:
        os.close(watch)


def test_it_holds_no_environment_no_descriptor_but_its_pipes_and_no_text_in_its_name(started):
    descriptors = {int(entry.name): str(entry.readlink()) for entry in of_process(started, "fd").iterdir()}

    assert of_process(started, "environ").read_bytes() == b""
    assert {number: target.split(":")[0] for number, target in descriptors.items()} == {
        0: "pipe",
        1: "pipe",
        2: "/dev/null",
        3: "anon_inode",
    }
    assert of_process(started, "cmdline").read_text().rstrip("\0").split("\0") == [
        sys.executable,
        "-I",
        "-c",
        asking.START,
        str(ROOT / "sharing/base/apart"),
        str(ROOT / "sharing/base/richtext"),
        "confined.main",
        str(os.getpid()),
    ]
    assert "django" not in of_process(started, "maps").read_text()


def test_it_has_limits_and_can_open_no_file_no_socket_and_start_nobody(started):
    limits = dict(line.split("  ", 1) for line in of_process(started, "limits").read_text().splitlines()[1:])
    limits = {name: rest.split()[:2] for name, rest in limits.items()}

    assert [limits["Max open files"], limits["Max core file size"], limits["Max file size"]] == [["0", "0"]] * 3
    assert (limits["Max processes"], limits["Max address space"]) == (["0", "0"], ["419430400", "419430400"])


ATTEMPTS = """
import os, socket, sys
sys.path.insert(0, sys.argv[1])
from inside.limits import give_up_everything_but
give_up_everything_but(3, memory=400_000_000)
def refused(attempt):
    try:
        attempt()
    except OSError as error:
        return error.strerror
print([refused(lambda: open("/etc/hostname")), refused(socket.socket), dict(os.environ)])
"""


def test_whoever_took_it_over_could_read_no_file_and_call_nobody():
    answer = subprocess.run(
        [sys.executable, "-I", "-c", ATTEMPTS, str(ROOT / "sharing/base/apart")],
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout == "['Too many open files', 'Too many open files', {}]\n"


def test_eight_threads_are_served_each_with_its_own_text(started):
    def own_texts(thread):
        return [shown(started, f"{thread} {turn}") == f"<p>{thread} {turn}</p>" for turn in range(25)]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(own_texts, range(8))) == [[True] * 25] * 8


def test_a_process_that_is_stuck_is_killed_after_two_seconds_and_replaced_within_one(started):
    stuck = started.pid
    os.kill(stuck, signal.SIGSTOP)
    began = time.monotonic()

    with pytest.raises(CannotRender) as refused:
        shown(started, "a" * 150_000)
    waited = time.monotonic() - began
    began = time.monotonic()

    assert (refused.value.sentence, round(waited, 1)) == (refusals.TOO_SLOW, 2.0)
    assert ends(stuck, within=0)
    assert shown(started, "b") == "<p>b</p>"
    assert time.monotonic() - began < 1.0  # about 0.1 s when nothing else runs


def test_a_process_killed_in_the_middle_refuses_that_text_alone(started, monkeypatch):
    send = asking._send

    def send_and_kill(*args, **kwargs):
        send(*args, **kwargs)
        os.kill(started.pid, signal.SIGKILL)

    os.kill(started.pid, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(asking, "_send", send_and_kill)
        with pytest.raises(CannotRender) as refused:
            shown(started, "a")

    assert refused.value.sentence == refusals.ENDED
    assert shown(started, "b") == "<p>b</p>"


def test_a_process_killed_in_between_is_not_noticed(started):
    os.kill(started.pid, signal.SIGKILL)
    assert ends(started.pid, within=2)

    assert shown(started, "a") == "<p>a</p>"


def test_who_waits_too_long_for_a_turn_is_told_that_the_site_is_busy(started, monkeypatch):
    monkeypatch.setattr(renderer, "SECONDS_TO_WAIT_FOR_A_TURN", 0.05)

    with started._turn, pytest.raises(CannotRender) as refused:
        shown(started, "a")

    assert refused.value.sentence == refusals.BUSY


def test_an_interruption_leaves_no_half_read_answer_to_the_next(started, monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(asking, "_receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            shown(started, "a")

    assert shown(started, "b") == "<p>b</p>"


def test_an_answer_beyond_all_measure_is_refused(started, monkeypatch):
    monkeypatch.setattr(renderer, "LARGEST_ANSWER", 10)

    answer = started.ask({"kind": "page", "text": "a" * 20, "prefix": "p-", "figures": {}})

    assert answer == {"fault": "large"}


def in_a_fork(what):
    """What the function returns in a process forked here."""
    there, here = os.pipe()
    pid = os.fork()
    if pid == 0:
        with suppress(BaseException):
            os.write(here, json.dumps(what()).encode())
        os._exit(0)
    os.close(here)
    with os.fdopen(there) as answer:
        told = answer.read()
    os.waitpid(pid, 0)
    return json.loads(told)


def test_a_forked_process_starts_its_own_and_the_parent_keeps_its(started):
    before = started.pid

    forks_pid, html = in_a_fork(lambda: (shown(started, "a"), started.pid)[::-1])

    assert (html, forks_pid == before) == ("<p>a</p>", False)
    assert (shown(started, "b"), started.pid) == ("<p>b</p>", before)
    assert ends(forks_pid, within=2)


def test_a_fork_while_another_thread_has_the_turn_is_served(started):
    with started._turn:
        assert in_a_fork(lambda: shown(started, "a")) == "<p>a</p>"


def test_a_daemonic_worker_as_celery_has_them_is_served():
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    worker = context.Process(target=lambda: answers.put(str(render("a").html)), daemon=True)
    worker.start()
    worker.join(10)

    assert answers.get() == "<p>a</p>"


PARENT = """
import os, signal
from sharing.base.richtext import render, rendering
render("a", about="a")
child = rendering._renderer._child
held_open = os.dup(child.questions), os.dup(child.answers)
if os.fork() == 0:
    signal.pause()
print(rendering._renderer.pid, flush=True)
signal.pause()
"""


def test_it_ends_with_its_parent_even_when_a_later_fork_holds_the_pipes_open():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    try:
        assert not ends(pid, within=0.05)

        parent.kill()
        parent.wait()

        assert ends(pid, within=2)
    finally:
        parent.stdout.close()
        os.killpg(parent.pid, signal.SIGKILL)


@pytest.fixture
def asked(monkeypatch):
    """How often the render process was asked."""
    texts = []

    class Counted(Renderer):
        def ask(self, request):
            texts.append(request["text"])
            return super().ask(request)

    counted = Counted()
    monkeypatch.setattr(rendering, "_renderer", counted)
    monkeypatch.setattr(rendering, "_renderer_of_drafts", counted)
    rendering._remembered.forget_everything()
    rendering._refused.forget_everything()
    yield texts
    counted.stop()


def test_html_is_remembered_for_the_one_thing_it_belongs_to(asked):
    for about in ("version 1", "version 1", "version 2", None, None):
        assert render("a", about=about).html == "<p>a</p>"
    render("a", about="version 1", prefix="p-")
    render("a", about="version 1", figures={"a.png": "/1"})

    assert asked == ["a"] * 6


def test_who_writes_keeps_nobody_waiting_who_reads(monkeypatch):
    monkeypatch.setattr(renderer, "SECONDS_TO_WAIT_FOR_A_TURN", 0.05)

    with rendering._renderer_of_drafts._turn:
        with pytest.raises(CannotRender) as refused:
            render("a")
        read = render("a", about="a version that others read").html

    assert (refused.value.sentence, read) == (refusals.BUSY, "<p>a</p>")


def test_a_slow_text_is_remembered_but_not_that_the_site_was_busy(asked, monkeypatch):
    monkeypatch.setattr(renderer, "SECONDS_FOR_ONE_TEXT", 0.3)
    monkeypatch.setattr(renderer, "SECONDS_TO_WAIT_FOR_A_TURN", 0.01)
    for _ in range(3):
        with pytest.raises(CannotRender):
            render(SLOW)
    with rendering._renderer._turn:
        for _ in range(3):
            with pytest.raises(CannotRender):
                render("a")

    assert asked == [SLOW, "a", "a", "a"]
