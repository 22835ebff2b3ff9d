"""Nothing is signed unseen: an agreement whose page would hide a word of it is refused."""

import pytest

from sharing.agreements.plain import FORMULAS, MARKS, NESTED, shown_plainly
from sharing.agreements.starting import FOLDER, IS_PER_PAPER, wording_in
from sharing.base.richtext import CannotRender
from sharing.base.visible import INVISIBLE


def refusal(text: str) -> str:
    with pytest.raises(CannotRender) as refused:
        shown_plainly(text)
    return refused.value.sentence


def line(number: int) -> str:
    return f"Line {number} has something that would not be seen just as it is typed. Write it in words."


def test_plain_words_are_shown_as_markdown_shows_them():
    text = "# Terms\n\nYou *keep* it, `as is`.\n\n1. One\n2. Two\n\n- a\n- b\n\n> Said <https://example.org/a?b=1>.\n"

    assert shown_plainly(text) == (
        '<h2 id="deed-terms">Terms</h2>\n<p>You <em>keep</em> it, <code>as is</code>.</p>\n'
        "<ol>\n<li>One</li>\n<li>Two</li>\n</ol>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<blockquote>\n"
        '<p>Said <a href="https://example.org/a?b=1" rel="noopener noreferrer nofollow ugc">'
        "https://example.org/a?b=1</a>.</p>\n</blockquote>"
    )


@pytest.mark.parametrize("name", IS_PER_PAPER)
def test_the_sites_own_texts_are_plain(name):
    assert shown_plainly(wording_in(FOLDER / f"{name}.md").text)


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5, or $6.",
        "snake_case and 2 * 3 and \\*",
        "3. Third\n4. Fourth",
        "Naïve Ωmega, 你好, नमस्ते, \u0645\u06cc\u200c\u062e",
        "A\tb",
        "Two  \nlines",
        "a & b < c",
        'It is 3.5 % (at least), "so" — §4; e.g. #7 / x-ray!',
        "**Bold**, *emphasis*, `code`.",
        "Two parts:\n- one\n- two",
        "Heading\n=======\n\nText\n\n---\n\n## Closed ##",
        "Term\n:   What it means",
    ],
)
def test_what_people_write_is_taken(text):
    assert shown_plainly(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("You keep it.\n\n<!-- and pay -->", 3),
        ("You keep it.\n\n[and pay]: https://example.org", 3),
        ("[You keep it](https://example.org/and-pay)", 1),
        ('You\n\n[keep][1]\n\n[1]: https://example.org "and pay"', 3),
        ("You keep &#65;ll.", 1),
        ("1. One\n\n7. Seven", 3),
        ("You may\n<!-- \U0001f17d\U0001f17e\U0001f183 --> use it.", 2),
        ("You may [\U0001f17d\U0001f17e\U0001f183]: ! use it.\n\n[\U0001f6ab]: !", 3),
        ('Use [this](! "\U0001f17d\U0001f17e\U0001f183").', 1),
        ("You owe 1<!-- . -->0<!-- , -->0.", 1),
        ("You owe 1*0*0.", 1),
        ("You owe 1`0`0.", 1),
        ("You owe 1\\*000.", 1),
        ("You owe 1<!>0.", 1),
        ("You owe 5 &amp; more.", 1),
        ("Share it only with groups of\n>10 people.", 2),
        ("When the group has\n>= 10 members.", 2),
        ("A discount of\n\n- 5 % of the fee", 3),
        ("+ 5 EUR", 1),
        ("I pay 5 *3* EUR.", 1),
    ],
)
def test_words_that_no_page_shows_are_refused(text, number):
    assert refusal(text) == line(number)


@pytest.mark.parametrize(
    "text",
    [
        "You keep it. <sub><sub><sub>And pay.</sub></sub></sub>",
        '<abbr title="and pay">You</abbr> keep it.',
        "<del>Not</del> kept.",
        "a | b\n--|--\nc | d",
        "![And pay](a.png)",
        "    And pay.",
        "You keep it[^1].\n\n[^1]: And pay.",
        "```\nAnd pay.\n```",
    ],
)
def test_what_is_hard_to_see_is_refused(text):
    assert refusal(text) == MARKS


@pytest.mark.parametrize("text", ["$x$", "$\\phantom{And pay.}$", "$$\\hspace{-1em}a$$", "\\(x\\)"])
def test_formulas_are_refused(text):
    assert refusal(text) == FORMULAS


UNSEEN = "\u034f\u180b\ufe00\U000e0100\U00016fe4\U0001d159\u200c"
UNSEEN += "\u200b\u00ad\u202e\u2066\x00\x0c\u2028\U000e0041\u3164\ue000\ufeff"


@pytest.mark.parametrize("sign", UNSEEN)
def test_characters_that_nobody_sees_are_refused(sign):
    assert refusal(f"You keep{sign} it.") == INVISIBLE


def test_what_is_pushed_off_the_page_is_refused():
    assert shown_plainly(">" * 6 + " Six")
    assert refusal(">" * 7 + " Seven") == NESTED
