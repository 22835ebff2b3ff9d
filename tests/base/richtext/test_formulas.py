"""Where formulas are found, and what they become."""

import re
from pathlib import Path

import pytest

from sharing.base.richtext import render, render_inline
from sharing.base.richtext.confined.mathml import CLASS_OF_DECLARATION, fit_for_page
from sharing.base.richtext.confined.scanning import Formula, scan

MATH_CSS = Path(__file__).parents[3] / "static/css/components/math.css"


def found(text, **rules):
    return [piece.tex for piece in scan(text, **rules) if isinstance(piece, Formula)]


def math(content, tex, opening="<math>"):
    return (
        f'{opening}<semantics><mrow>{content}</mrow><annotation encoding="application/x-tex">{tex}</annotation>'
        "</semantics></math>"
    )


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$x$ and $y$", ["x", "y"]),
        ("costs $5 and $10", []),
        ("$5-$10 or $ x $ or", []),
        (r"\$x\$ and $a\$b$", [r"a\$b"]),
        ("$$x\n+y$$", ["x\n+y"]),
        (r"\(x\) \[y\]", ["x", "y"]),
        (r"\\(x\\)", []),
        (r"\begin{align*}a\end{align*}", [r"\begin{align*}a\end{align*}"]),
        (r"\begin{itemize}a\end{itemize}", []),
        (r"$\text{if $x$ then}$", [r"\text{if $x$ then}"]),
        ("$a\n\nb$", []),
        ("> $$a\n> b$$", ["a\nb"]),
        ("$$", []),
        ("$ $ $$ $$", []),
        (r"by \eqref{one}", [r"\eqref{one}"]),
    ],
)
def test_formulas_are_found(text, formulas):
    assert found(text, code_spans=True) == formulas


@pytest.mark.parametrize("text", ["`$x$`", "``a ` $x$``", "`a\n$x$`", "a $5 `b$`"])
def test_no_formula_is_found_in_code(text):
    assert found(text, code_spans=True) == []


def test_where_money_is_not_meant_dollars_are_as_in_tex():
    assert found(r"0.5$-$10, $ x_1 $ and $ and $x$", money=False) == ["-", " x_1 ", "x"]


def test_whatever_is_cut_is_all_there_when_joined():
    text = "a $x$ `$` \\[y\\]\n\n\n  $$z$$ \\begin{align}\\end{align} $5"

    assert "".join(p if isinstance(p, str) else p.written for p in scan(text, code_spans=True)) == text


@pytest.mark.parametrize(
    ("tex", "content"),
    [
        ("x", "<mi>x</mi>"),
        ("a<b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        (r"\text{<script>}", "<mtext>&lt;script&gt;</mtext>"),
        (r"x\foo", r'<mi>x</mi><mtext class="formula-unknown">\foo</mtext>'),
        (r"\textcolor{white}{x}", "<mrow><mi>x</mi></mrow>"),
        (r"\hspace{100em}x", '<mspace width="10em"/><mi>x</mi>'),
        (r"a\hspace{-30em}b", '<mi>a</mi><mspace class="math-back-6"/><mi>b</mi>'),
        (r"\mbox{a}", "<mtext>a</mtext>"),
        (
            r"\text{a $x$ b}",
            "<mrow><mtext>a\N{NO-BREAK SPACE}</mtext><mi>x</mi><mtext>\N{NO-BREAK SPACE}b</mtext></mrow>",
        ),
        (r"\newcommand{\R}{r}\R", "<mi>r</mi>"),
        (r"5%", "<mn>5</mn><mi>%</mi>"),
    ],
)
def test_this_formula_becomes_exactly_this(tex, content):
    source = tex.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert render(f"${tex}$").html == f"<p>{math(content, source)}</p>"


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\includegraphics{https://example.org/x.png}",
        r"\class{evil}{x}",
        r"x^a^b",
        r"\begin{nowhere}x\end{nowhere}",
        "x" * 4097,
        "{" * 201 + "}" * 201,
    ],
)
def test_what_cannot_be_drawn_is_shown_as_its_source_and_counted(tex):
    shown = render(f"a ${tex}$ b $x$")

    assert shown.html == f'<p>a <code class="formula-source">${tex}$</code> b {math("<mi>x</mi>", "x")}</p>'
    assert (shown.formulas, shown.formulas_shown_as_source) == (2, 1)


def test_a_displayed_formula_stands_in_a_box_of_its_own_which_scrolls_when_wide():
    block = '<math display="block">'
    wide = "+".join("x" * 30)
    content = "<mo>+</mo>".join(["<mi>x</mi>"] * 30)

    assert render("$$x$$").html == f'<p><span class="math-display">{math("<mi>x</mi>", "x", block)}</span></p>'
    assert render(f"$${wide}$$").html == (
        f'<p><span class="math-display" tabindex="0">{math(content, wide, block)}</span></p>'
    )
    assert render(f"${wide}$").html == f'<p><span class="math-wide" tabindex="0">{math(content, wide)}</span></p>'


def test_equations_are_numbered_and_referred_to_under_the_prefix():
    shown = render("\\eqref{b}\n\n$$\\begin{align}a\\\\b\\label{b}\\end{align}$$", prefix="c9-").html

    assert re.findall(r'<a [^>]*>.*?</a>| id="[^"]*"', shown) == ['<a href="#c9-eq-b">(2)</a>', ' id="c9-eq-b"']


def test_a_formula_in_a_link_holds_no_link():
    shown = render(r"[$\eqref{b}$](https://example.org) $$\begin{align}b\label{b}\end{align}$$").html

    assert re.findall("<a [^>]*>", shown) == [
        '<a href="https://example.org" rel="noopener noreferrer nofollow ugc">',
    ]


def test_a_command_defined_in_one_formula_is_known_in_the_next_but_not_in_the_next_text():
    assert render(r"$\newcommand{\foo}{x}$ and $\foo$").formulas_with_unknown_commands == 0
    assert render(r"$\foo$").formulas_with_unknown_commands == 1


@pytest.mark.parametrize("place", ["`{}`", "    {}", "```\n{}\n```", "<pre>{}</pre>", '[a](#b "{}")', "![{}](x)"])
def test_in_code_and_in_attributes_a_formula_stays_as_written(place):
    assert render("a\n\n" + place.format("$x_1<y$")).formulas == 0
    assert "$x_1&lt;y$" in render("a\n\n" + place.format("$x_1<y$")).html


STYLED = [
    r"\begin{align}a&=b\\c&=d\end{align}",
    r"\begin{multline}a\\b\end{multline}",
    r"\begin{array}{|c:c|}\hline a&b\\\hdashline c&d\\\hline\end{array}",
    r"\begin{array}{lr}a&b\\[3em]c&d\end{array}",
    r"\begin{cases}a&b\end{cases}\cfrac12\sum_{\substack{a\\b}}",
    r"\text{\Large a \textsc{b}}\!\kern-2pt\hspace{1cm}\color{red}x\cramped{y}",
    r"\boxed{x}\cancel{x}\bcancel{x}\xcancel{x}\phase{x}\angl{x}",
]


@pytest.mark.parametrize("tex", STYLED)
def test_no_style_is_left_and_every_class_is_in_the_style_sheet(tex):
    shown = render(f"$${tex}$$")
    classes = {name for names in re.findall('class="([^"]*)"', shown.html) for name in names.split()}

    assert (shown.formulas_shown_as_source, " style=" in shown.html) == (0, False)
    assert classes - defined_classes() == set()


def test_every_class_that_stands_for_a_declaration_is_in_the_style_sheet():
    assert set(CLASS_OF_DECLARATION.values()) - defined_classes() == set()


def defined_classes():
    return set(re.findall(r"\.([a-z][a-z0-9-]*)", MATH_CSS.read_text()))


@pytest.mark.parametrize(
    "mathml",
    [
        "<math><script>x</script></math>",
        '<math><mi onclick="x">x</mi></math>',
        '<math><mtext><a href="javascript:x">x</a></mtext></math>',
        '<math><mi class="&quot;">x</mi></math>',
        "<math><mi>x</mi",
        "<math><mi",
        '<math><mi>x</mi></math><a href="#x"',
        '<math href="https://example.org"><mi>x</mi></math>',
    ],
)
def test_what_the_converter_never_writes_is_refused_should_it_ever_write_it(mathml):
    assert fit_for_page(mathml) is None


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Plain & <b>simple</b>", "Plain & <b>simple</b>"),
        ("Costs \\$5,  *really*", "Costs $5, *really*"),
        (r"On $\Box p \to p$", "On ◻p→p"),
        (r"$x^2 a_{i+1}$, $\frac{a}{b+c}$ and $\sqrt{2}$", "x^2a_(i+1), a/(b+c) and √2"),
        (r"On $a<b \& c$", "On a<b&c"),
        (r"On $\foo{<b>}$", r"On $\foo{<b>}$"),
    ],
)
def test_a_title_is_had_as_mere_text(title, plain):
    assert render_inline(title).plain == plain


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Plain & <b>simple</b>", "Plain &amp; &lt;b&gt;simple&lt;/b&gt;"),
        ("Costs \\$5,  *really*\n`now`", "Costs $5, *really* `now`"),
        ("On $x$", "On " + math("<mi>x</mi>", "x")),
        ("On $$x$$", "On " + math("<mi>x</mi>", "x")),
        (r"On \[x\] [a](b)", "On " + math("<mi>x</mi>", "x") + " [a](b)"),
        (r"On $\foo{<b>}$", r'On <code class="formula-source">$\foo{&lt;b&gt;}$</code>'),
        ("a\u202eb\x00c", "abc"),
    ],
)
def test_a_title_is_text_with_formulas_in_the_line(title, shown):
    assert render_inline(title).html == shown
