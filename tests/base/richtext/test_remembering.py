"""A long thread is rendered once, and then remembered whole."""

import pytest

from sharing.base.richtext import rendering


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The texts that the render process was asked for."""
    texts = []

    def ask(request):
        texts.append(request["text"])
        html = f"<p>{request['text']}</p>"
        counts = dict.fromkeys(("formulas", "shown_as_source", "with_unknown_commands"), 0)
        return counts | {"html": html, "plain": "", "problems": []}

    monkeypatch.setattr(rendering._renderer, "ask", ask)
    return texts


def test_a_thread_of_a_thousand_comments_is_asked_for_once(asked):
    thread = [f"comment {number}" for number in range(1000)]
    for _ in range(2):
        for text in thread:
            rendering.render(text, about=f"in a long thread: {text}")

    assert asked == thread
