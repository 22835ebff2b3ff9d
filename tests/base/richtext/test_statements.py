"""Theorems and their like, numbered equations, and what refers to them."""

import re

import pytest

from sharing.base.richtext import render


def html(text, **options):
    return render(text, prefix="p-", **options).html


LOEB = (
    '<div class="statement statement--theorem" id="p-thm:loeb">\n'
    "<p><strong>Theorem 1</strong> (Löb). Words.</p>\n</div>"
)


@pytest.mark.parametrize(
    "text",
    [
        "::: theorem Löb {#thm:loeb}\nWords.\n:::",
        "::: theorem (Löb) {#thm:loeb} :::\nWords.\n:::::",
        ':::: {.theorem #thm:loeb name="Löb"}\n\nWords.\n\n::::',
        '::: {#thm:loeb title="Löb"}\nWords.\n:::',
        "\\begin{theorem}[Löb]\\label{thm:loeb}\nWords.\n\\end{theorem}",
        "\\begin{thm}[Löb] \\label{thm:loeb} Words.\n\\end{thm}",
        "\\begin{theorem}[Löb]\n\\label{thm:loeb}\nWords. \\end{theorem}",
    ],
)
def test_a_theorem_is_the_same_however_it_is_written(text):
    assert html(text) == LOEB


def test_all_are_numbered_in_one_row_but_proofs_and_what_has_a_star():
    kinds = ("lemma", "proof", "theorem*", "{.remark .unnumbered}", "definition")

    names = re.findall(r"<strong>(.*?)</strong>", html("\n".join(f"::: {kind}\na\n:::" for kind in kinds)))

    assert names == ["Lemma 1", "Proof", "Theorem", "Remark", "Definition 2"]


def test_a_proof_says_of_what_and_ends_with_a_sign():
    shown = html(
        "::: theorem {#a}\nb\n:::\n::: proof of @a\nc\n:::\n\\begin{proof}[Proof of \\ref{a}]\n- d\n\\end{proof}"
    )
    of_a = '<a href="#p-a">Theorem\N{NO-BREAK SPACE}1</a>'

    assert shown.split("</div>\n", 1)[1] == (
        f'<div class="statement statement--proof">\n<p><strong>Proof of {of_a}</strong>. c '
        '<span class="qed">∎</span></p>\n</div>\n'
        '<div class="statement statement--proof">\n<p><strong>Proof of <a href="#p-a">1</a></strong>. </p>\n'
        '<ul>\n<li>d</li>\n</ul>\n<p><span class="qed">∎</span></p>\n</div>'
    )


def test_what_stands_in_it_is_markdown_and_other_blocks_stand_in_it():
    shown = html("::: theorem On *x*\n- $x$\n\n::: proof\n# a\n:::\n\n> b\n:::\n\nc")

    assert re.sub(r"<math>.*?</math>", "M", shown) == (
        '<div class="statement statement--theorem">\n<p><strong>Theorem 1</strong> (On <em>x</em>). </p>\n'
        '<ul>\n<li>M</li>\n</ul>\n<div class="statement statement--proof">\n<p><strong>Proof</strong>. </p>\n'
        '<h2 id="p-a">a</h2>\n<p><span class="qed">∎</span></p>\n</div>\n'
        "<blockquote>\n<p>b</p>\n</blockquote>\n</div>\n<p>c</p>"
    )


def test_it_can_stand_in_a_quotation():
    assert html("> ::: claim\n> a\n> :::\n\nb") == (
        '<blockquote>\n<div class="statement statement--theorem">\n<p><strong>Claim 1</strong>. a</p>\n</div>\n'
        "</blockquote>\n<p>b</p>"
    )


@pytest.mark.parametrize(
    ("text", "shown", "problem"),
    [
        ("::: nonsense\na\n:::", "<p>::: nonsense\na\n:::</p>", "“::: nonsense” begins a block of no kind"),
        ("::: theorem\na", "<p>::: theorem\na</p>", "“::: theorem” begins a block that is never closed."),
        ("\\begin{lemma}\na", "<p>\\begin{lemma}\na</p>", "“\\begin{lemma}” begins a block that is never closed."),
        ("a\n:::", "<p>a\n:::</p>", ""),
        ("\\end{lemma}", "<p>\\end{lemma}</p>", ""),
    ],
)
def test_what_is_no_block_stays_as_it_was_typed_and_is_said(text, shown, problem):
    rendered = render(text)

    assert (rendered.html, [each[: len(problem)] for each in rendered.problems]) == (shown, [problem] * bool(problem))


@pytest.mark.parametrize("place", ["```\n{}\n```", "<pre>\n{}\n</pre>"])
def test_in_code_a_block_stays_as_written(place):
    shown = html(place.format("::: theorem\n\\ref{a} @a\n:::"))

    assert re.sub(r"<[^<>]*>|\n+", " ", shown).split() == [":::", "theorem", r"\ref{a}", "@a", ":::"]


def test_a_class_or_an_id_of_the_page_cannot_be_taken():
    assert html('<div class="masthead statement" id="content">a</div>') == (
        '<div class="statement" id="p-content">a</div>'
    )


# --- References ---------------------------------------------------------------------------------------


def references_in(text):
    shown = render(text, prefix="p-")
    return re.findall(r'<a href="(.*?)">(.*?)</a>', shown.html), shown.problems


def test_a_theorem_is_referred_to_by_number_or_by_name_before_it_and_after():
    text = "\\ref{a} \\cref{a}\n\n::: lemma {#a}\nb\n:::\n\n\\autoref{a} @a, \\eqref{a}"
    name = "Lemma\N{NO-BREAK SPACE}1"

    assert references_in(text) == ([("#p-a", each) for each in ("1", name, name, name, "(1)")], ())


@pytest.mark.parametrize(
    "equation",
    [
        r"$$x \label{eq:x}$$",
        "$$x$$ {#eq:x}",
        r"\[x\label{eq:x}\]",
        r"\begin{equation}x\label{eq:x}\end{equation}",
        "$$\n\\begin{aligned}x&=1\\\\&=2\\end{aligned}\n$$ {#eq:x}",
    ],
)
def test_an_equation_with_a_label_has_a_number_and_is_referred_to_by_it(equation):
    links, problems = references_in(rf"\eqref{{eq:x}} \ref{{eq:x}} @eq:x {equation} $$y$$")

    assert (links, problems) == ([("#p-eq-eq:x", each) for each in ("(1)", "1", "(1)")], ())


def test_a_section_with_a_label_is_referred_to_by_its_words():
    text = "# On *it* and $x$ {#sec:on}\n\n# On it\n\nSee \\ref{sec:on} and [there](#sec:on)."
    shown = html(text)
    math = re.search("<math>.*?</math>", shown)[0]

    assert shown == (
        f'<h2 id="p-sec:on">On <em>it</em> and {math}</h2>\n<h2 id="p-on-it">On it</h2>\n'
        f'<p>See <a href="#p-sec:on">On it and {math}</a> and '
        '<a href="#p-sec:on" rel="noopener noreferrer nofollow ugc">there</a>.</p>'
    )


def test_what_has_no_such_label_is_marked_and_said():
    shown = render(r"\ref{a<b} \ref{no} @thm:no, @somebody")

    assert shown.html == (
        r'<p>\ref{a&lt;b} <span class="unresolved">\ref{no}</span> '
        '<span class="unresolved">@thm:no</span>, @somebody</p>'
    )
    assert shown.problems == (
        "“no” is referred to, and nothing has that label.",
        "“thm:no” is referred to, and nothing has that label.",
    )


def test_of_two_with_one_label_the_first_counts_and_that_is_said():
    links, problems = references_in("::: lemma {#a}\n:::\n::: lemma {#a}\n:::\n# b {#a}\n\n\\ref{a}")

    assert (links, problems) == (
        [("#p-a", "1")],
        ("The label “a” is given twice; what refers to it leads to the first.",),
    )


def test_no_reference_is_a_link_within_a_link():
    shown = html("::: lemma {#a}\n:::\n\n[see \\ref{a}](https://example.org)")

    assert (
        shown.split("\n")[-1] == '<p><a href="https://example.org" rel="noopener noreferrer nofollow ugc">see 1</a></p>'
    )
