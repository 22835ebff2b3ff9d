"""Titles, names and abstracts as they were typed for arXiv."""

import pytest

from sharing.base.richtext import render
from sharing.base.tex_accents import without_tex_accents
from sharing.base.tex_text import line_from_tex, markdown_from_tex


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (r"Bal\'azs, Petojevi\' c", "Balázs, Petojević"),
        (r"Schr{\"o}dinger, Gr\"{o}bner, G\"odel, {\"{u}}", "Schrödinger, Gröbner, Gödel, ü"),
        (r"\c{c} \c c \v{s} \v s \H{o} \u{g} \k{a} \r{a} \d{s} \b{d}", "ç ç š š ő ğ ą å ṣ ḏ"),
        (r"\'\i \'{\i} {\'\i} \^\j", "í í í ĵ"),
        (r"\L\'od\'z, \O re, Stra\ss e, \ss{}, {\aa}, \AE{}ther", "Łódź, Øre, Straße, ß, å, Æther"),
        (r"\~n \`a \^e \=o \.z", "ñ à ê ō ż"),
        ("1--2 a -- b --- c D0 --> K <-- ----", "1\N{EN DASH}2 a \N{EN DASH} b \N{EM DASH} c D0 --> K <-- ----"),
        ("``a'' and `b'", "“a” and `b'"),
        (r"\upsilon \vec x \circ \dots \omega \leq \Omega", r"\upsilon \vec x \circ \dots \omega \leq \Omega"),
    ],
)
def test_accents_become_letters_and_the_rest_stays(typed, shown):
    assert without_tex_accents(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('On  a\n  Gr\\"obner basis', "On a Gröbner basis"),
        (r"The {\it Chandra} \emph{view} of $x_1$ \& 5\%", "The Chandra view of $x_1$ & 5%"),
        (r"$ x_1 $ at 0.5$-$10 keV", r"$x_1$ at 0.5\(-\)10 keV"),
        (r"A note on $\'e$", r"A note on $\'e$"),
    ],
)
def test_a_title_is_one_line_and_its_formulas_stay(typed, shown):
    assert line_from_tex(typed) == shown


@pytest.mark.parametrize(
    ("typed", "markdown", "html"),
    [
        ("one\ntwo\n  three", "one two\n\nthree", "<p>one two</p>\n<p>three</p>"),
        ("one\n\n  two", "one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        (
            r"the {\it best } of \textbf{all}",
            "the *best* of **all**",
            "<p>the <em>best</em> of <strong>all</strong></p>",
        ),
        ("a * b_c _d_ `e' <f>", r"a \* b_c \_d\_ \`e' \<f>", "<p>a * b_c _d_ `e' &lt;f&gt;</p>"),
        ("[a](b) [a][b] [^c] &lt;", "[a]&#40;b) [a]&#91;b] &#91;^c] &#38;lt;", "<p>[a](b) [a][b] [^c] &amp;lt;</p>"),
        ("# a", "&#35; a", "<p># a</p>"),
        ("1. a", "1&#46; a", "<p>1. a</p>"),
        ("- a", "&#45; a", "<p>- a</p>"),
        (r"\cite{a} \msun $5", r"[a] \\msun \$5", r"<p>[a] \msun $5</p>"),
        ("in Fig.~1 of ~5", "in Fig.\N{NO-BREAK SPACE}1 of ~5", "<p>in Fig.\N{NO-BREAK SPACE}1 of ~5</p>"),
    ],
)
def test_an_abstract_becomes_markdown_that_shows_just_what_was_meant(typed, markdown, html):
    written = markdown_from_tex(typed)

    assert (written, render(written).html.replace("&nbsp;", "\N{NO-BREAK SPACE}")) == (markdown, html)


def test_a_web_address_in_an_abstract_is_a_link():
    shown = render(markdown_from_tex("at http://example.org/~a_b/index.html .")).html

    assert shown == (
        '<p>at <a href="http://example.org/~a_b/index.html" rel="noopener noreferrer nofollow ugc">'
        "http://example.org/~a_b/index.html</a> .</p>"
    )
