"""What Markdown becomes, and what HTML a member may write in it."""

from pathlib import Path

import pytest

from sharing.base.richtext import render

SAMPLES = Path(__file__).parents[2] / "samples"
LINK = 'rel="noopener noreferrer nofollow ugc"'


def html(text, **options):
    return render(text, **options).html


def test_a_whole_note_becomes_exactly_the_page_kept_beside_it():
    note = render((SAMPLES / "note.md").read_text(), figures={"agent.png": "/files/7"}, prefix="note-")

    assert note.html == (SAMPLES / "note.html").read_text().removesuffix("\n")
    assert (note.formulas, note.formulas_shown_as_source, note.formulas_with_unknown_commands) == (11, 0, 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# One", '<h2 id="user-content-one">One</h2>'),
        ("###### Six", '<h6 id="user-content-six">Six</h6>'),
        ("a <b>c</b> H<sub>2</sub>O", "<p>a <b>c</b> H<sub>2</sub>O</p>"),
        ("[a](https://example.org)", f'<p><a href="https://example.org" {LINK}>a</a></p>'),
        ("[a](mailto:a@example.org)", f'<p><a href="mailto:a@example.org" {LINK}>a</a></p>'),
        ("[a](#one)", f'<p><a href="#user-content-one" {LINK}>a</a></p>'),
        (
            "see https://example.org/a_b.",
            f'<p>see <a href="https://example.org/a_b" {LINK}>https://example.org/a_b</a>.</p>',
        ),
        ("[a](javascript:alert(1))", f"<p><a {LINK}>a</a></p>"),
        ("[a](//example.org)", f"<p><a {LINK}>a</a></p>"),
        ("[a](/account/delete)", f"<p><a {LINK}>a</a></p>"),
        ("[a](data:text/html,x)", f"<p><a {LINK}>a</a></p>"),
        (
            '<a href="https://example.org" target="_blank" onclick="x">a</a>',
            f'<p><a href="https://example.org" {LINK}>a</a></p>',
        ),
        ("![Plan](plan.png)", '<p><img alt="Plan" src="/files/1" loading="lazy"></p>'),
        ("![Plan](my%20plan.png)", '<p><img alt="Plan" src="/files/2" loading="lazy"></p>'),
        ("![Plan](https://example.org/plan.png)", '<p><span class="figure-missing">Figure not found: Plan</span></p>'),
        ("![](data:image/png;base64,AAAA)", '<p><span class="figure-missing">Figure not found</span></p>'),
        (
            '<img src="plan.png" srcset="https://example.org/x 2x" onerror="x">',
            '<p><img src="/files/1" loading="lazy"></p>',
        ),
        (
            '<img alt="<b>&quot;" src="x">',
            '<p><span class="figure-missing">Figure not found: &lt;b&gt;&quot;</span></p>',
        ),
        ('<p style="color:red" class="evil" id="x">a</p>', "<p>a</p>"),
        ('<span class="k evil">a</span>', '<p><span class="k">a</span></p>'),
        ("a <script>alert(1)</script>b", "<p>a b</p>"),
        ("a <style>p{}</style>b", "<p>a b</p>"),
        ('<form action="/x"><input name="y"><button>a</button></form>', "a"),
        ("a<!-- b -->c", "<p>ac</p>"),
        ("a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
        ("~~~\na < $x$\n~~~", '<pre class="highlight" tabindex="0"><code>a &lt; $x$\n</code></pre>'),
        ("1\\. a \\< \\$b\\$", "<p>1. a &lt; $b$</p>"),
        ("", ""),
    ],
)
def test_this_text_becomes_exactly_this_html(text, shown):
    figures = {"plan.png": "/files/1", "my plan.png": "/files/2"}

    assert html(text, figures=figures) == shown


def test_equal_headings_get_different_ids_and_words_beyond_latin_count():
    shown = html("# Löb's théorème\n# Löb's théorème\n# Теорема\n# $x$\n# !", prefix="c7-")

    assert shown == (
        '<h2 id="c7-löbs-théorème">Löb\'s théorème</h2>\n'
        '<h2 id="c7-löbs-théorème-2">Löb\'s théorème</h2>\n'
        '<h2 id="c7-теорема">Теорема</h2>\n'
        f'<h2 id="c7-section">{html("$x$")[3:-4]}</h2>\n'
        '<h2 id="c7-section-2">!</h2>'
    )


def test_footnotes_and_their_links_carry_the_same_prefix():
    shown = html("a[^n]\n\n[^n]: b", prefix="c8-")

    assert shown == (
        f'<p>a<sup id="c8-fnref:n"><a class="footnote-ref" href="#c8-fn:n" {LINK}>1</a></sup></p>\n'
        '<div class="footnote">\n<hr>\n<ol>\n<li id="c8-fn:n">\n'
        '<p>b&nbsp;<a class="footnote-backref" href="#c8-fnref:n"'
        f' title="Jump back to footnote 1 in the text" {LINK}>↩︎</a></p>\n</li>\n</ol>\n</div>'
    )


def test_code_in_a_list_is_coloured_by_classes_alone():
    assert html("- a\n\n    ```python\n    x = 1\n    ```") == (
        '<ul>\n<li>\n<p>a</p>\n<pre class="highlight" tabindex="0"><code>'
        '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>\n</code></pre>\n</li>\n</ul>'
    )


def test_a_fence_that_is_not_closed_or_names_no_language_is_still_text():
    assert html("```nonsense {linenos=1 style=x}\na\n```") == (
        '<pre class="highlight" tabindex="0"><code>a\n</code></pre>'
    )
    assert html("```python\na") == "<p>```python\na</p>"


@pytest.mark.parametrize("prefix", ["", "1a", "A-", 'a"b', "a b"])
def test_a_prefix_that_could_break_out_is_the_callers_mistake(prefix):
    with pytest.raises(ValueError, match=r"^A prefix is lower-case letters, digits and hyphens"):
        render("a", prefix=prefix)


@pytest.mark.parametrize("address", ["https://example.org/x", "//example.org/x", "x.png", "javascript:x", '/"onload='])
def test_a_figure_elsewhere_is_the_callers_mistake(address):
    with pytest.raises(ValueError, match=r"^A figure's address is a path on this site\.$"):
        render("a", figures={"a.png": address})
