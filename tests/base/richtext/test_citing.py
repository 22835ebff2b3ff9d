"""Citations by keys of a BibTeX text, and the list of references they lead to."""

import re
from html import unescape

import pytest

from sharing.base.richtext import CannotRender, refusals, render

WEB = 'rel="noopener noreferrer nofollow ugc"'
BIBLIOGRAPHY = r"""
@string{jsl = "Journal of Symbolic Logic"}
@article{loeb, author = {L{\"o}b, Martin Hugo}, title = {A Problem of {Henkin}}, journal = jsl, volume = 20, number = 2,
  pages = {115--118}, year = 1955, doi = {10.2307/2266895}}
@InProceedings{tiling, author = "Eliezer Yudkowsky and Marcello Herreshoff", title = "Tiling with $\lambda_0$ \& more",
  booktitle = {Proc.}, editor = {Ada van Berg}, pages = {1-2}, year = {2013}, url = {https://example.org/a\_b}}
@misc{induction, author = {Garrabrant, Scott and others}, title = {Logical Induction}, date = {2016-09-12},
  eprint = {1609.03543}, archivePrefix = {arXiv}}
"""


def shown(text, bibliography=BIBLIOGRAPHY):
    return render(text, prefix="p-", bibliography=bibliography)


def words(html):
    return unescape(re.sub("<[^<>]*>", "", re.sub(r"<annotation.*?</annotation>", "", html)))


def sentence(text, bibliography=BIBLIOGRAPHY):
    """The first paragraph, as words."""
    return words(re.search("<p>(.*?)</p>", shown(text, bibliography).html, re.DOTALL)[1])


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("[@loeb]", "[1]"),
        ("[@tiling; @loeb] and [@loeb]", "[1, 2] and [2]"),
        ("[see @loeb, p. 3; @tiling]", "[see 1, p. 3; 2]"),
        ("[-@loeb, Theorem $x$]", "[1, Theorem x]"),
        ("[@loeb;\n@tiling]", "[1, 2]"),
        ("[@loeb][@tiling]", "[1][2]"),
        (
            "@loeb and @tiling [p. 3] and @induction.",
            "Löb [1] and Yudkowsky and Herreshoff [2, p. 3] and Garrabrant et al. [3].",
        ),
        (r"\cite{loeb, tiling} \citep[p.~3]{loeb} \citep[see][p. 3]{loeb}", "[1, 2] [1, p.~3] [see 1, p. 3]"),
        (r"\citet{loeb} \textcite[p. 3]{tiling}", "Löb [1] Yudkowsky and Herreshoff [2, p. 3]"),
        ("a@loeb.org and @nobody and \\@loeb", "a@loeb.org and @nobody and @loeb"),
        ("`[@loeb]` and [mail a@b.c]", "[@loeb] and [mail a@b.c]"),
        ("[so it is](https://example.org/@loeb)", "so it is"),
        ("by [@loeb]: it is", "by [1]: it is"),
    ],
)
def test_this_citation_reads_like_this(text, reads):
    assert sentence(text) == reads


def test_a_reference_has_all_that_is_known_and_leads_back():
    html = shown("[@loeb; @tiling; @induction]").html

    references = re.findall(r'<li id="p-ref:\d">(.*) <a class="reference-back" href="#p-cite:\d" title=.*</li>', html)
    assert [words(each) for each in references] == [
        "Martin Hugo Löb. A Problem of Henkin. Journal of Symbolic Logic 20(2), 115\N{EN DASH}118, 1955. "
        "doi:10.2307/2266895",
        "Eliezer Yudkowsky and Marcello Herreshoff. Tiling with λ0 & more. "
        "In Proc., edited by Ada van Berg, pp. 1\N{EN DASH}2, 2013. https://example.org/a_b",
        "Scott Garrabrant et al. Logical Induction. 2016. arXiv:1609.03543",
    ]
    assert re.findall(r'<a href="(https[^"]*)" (rel="[^"]*")', html) == [
        ("https://doi.org/10.2307/2266895", WEB),
        ("https://example.org/a_b", WEB),
        ("https://arxiv.org/abs/1609.03543", WEB),
    ]
    assert '<a class="citation" id="p-cite:1" href="#p-ref:1" title="Löb, 1955">1</a>' in html


def outline(text):
    return re.findall(r'<(h\d|div class="\w+)', shown(text).html)


def test_the_list_stands_last_but_for_notes_or_under_its_own_heading_or_where_it_is_put():
    assert outline("## a\n\n[@loeb][^1]\n\n[^1]: @tiling") == [
        "h3",
        "h3",
        'div class="references',
        'div class="footnote',
    ]
    assert outline("# a\n\n[@loeb]\n\n# Works cited") == ["h2", "h2", 'div class="references']
    assert outline("::: references\n:::\n\n# a\n\n[@loeb]") == ['div class="references', "h2"]
    assert outline("# a") == ["h2"]


def test_what_is_cited_in_a_note_is_in_the_list():
    assert shown("a[^1] [@loeb]\n\n[^1]: @tiling").html.count('<li id="p-ref:') == 2


def test_an_unknown_key_is_marked_and_said():
    rendered = shown("[@no; @loeb, p. 3] and [@<b>]")

    assert words(rendered.html).startswith("[no; 1, p. 3] and [@]")
    assert '[<span class="unresolved">no</span>; ' in rendered.html
    assert rendered.problems == ("“no” is cited, and the bibliography has no such key.",)


def test_labels_are_meant_where_they_are_known():
    text = "::: theorem {#thm:a}\nb\n:::\n\nBy [@thm:a; @loeb] and [@thm:a]."
    name = "Theorem\N{NO-BREAK SPACE}1"

    assert words(shown(text).html).split("\n")[3] == f"By [{name}, 1] and {name}."


def test_a_text_without_a_bibliography_cites_nothing():
    assert render("[@loeb] \\cite{loeb} @loeb").html == "<p>[@loeb] \\cite{loeb} @loeb</p>"


@pytest.mark.parametrize(
    ("bibliography", "entry"),
    [
        ("@misc{a, title = {", "@misc{a, title = {"),
        (
            "@misc{a, title = {b}}\n@misc{a, title = {c}}",
            "@misc{a, title = {c}}",
        ),
        ("@misc{a, b}", "@misc{a, b}"),
    ],
)
def test_an_entry_that_cannot_be_read_is_said(bibliography, entry):
    problem = f"An entry of the bibliography cannot be read, so it is left out: “{entry}”"

    assert problem in shown("a", bibliography).problems


@pytest.mark.parametrize(
    "field",
    [
        r"title = {\begin{array}{l}\begin{array}{l}}",
        "title = {" + "{" * 900 + "x" + "}" * 900 + "}",
        r"title = {\input{/etc/passwd} \newcommand{\a}{\a\a}\a}",
        "author = {" + "a, " * 900 + "}",
        "title = {" + "\\" * 999 + "}",
        "title = {" + "$" * 999 + "}",
    ],
    ids=range(6),
)
def test_a_field_that_cannot_be_read_spoils_nothing_else(field):
    rendered = shown("[@a] [@b]", "@misc{a, " + field + "}\n@misc{b, title = {Kept}}")

    assert "<em>Kept</em>." in rendered.html


def test_what_an_entry_says_is_only_text_and_leads_only_to_the_web():
    entry = (
        '@misc{a, title = {<script>x</script> "&" 100%}, url = {javascript:x}, doi = {10.1234/"><b>}, eprint = {../x}}'
    )
    item = re.search(r"<li [^<>]*>(.*?) <a class=\"reference-back\"", shown("[@a]", entry).html)[1]

    assert item == "<em>&lt;script&gt;x&lt;/script&gt; &quot;&amp;&quot; 100%</em>."


def test_a_bibliography_beyond_all_measure_is_refused():
    with pytest.raises(CannotRender) as refused:
        shown("a", "é" * 100_001)

    assert refused.value.sentence == refusals.BIBLIOGRAPHY_TOO_LONG
