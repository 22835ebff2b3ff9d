"""What authors write and math-core does not know, said in words it does know.

Only where the reader sees what LaTeX would show, or what differs is spacing: the
commands of common packages, of the astronomers' class files, and names that mean
nothing but themselves. What an author abbreviates in a way of their own is not
guessed at: a command that is still unknown is shown by its name.
"""

import re

MACROS = {
    "AA": r"\text{Å}",
    "Aut": r"\operatorname{Aut}",
    "C": r"\mathbb{C}",
    "End": r"\operatorname{End}",
    "Hom": r"\operatorname{Hom}",
    "Irr": r"\operatorname{Irr}",
    "Q": r"\mathbb{Q}",
    "Spec": r"\operatorname{Spec}",
    "Tr": r"\operatorname{Tr}",
    "abs": r"\left\lvert #1\right\rvert",
    "diag": r"\operatorname{diag}",
    "displaylines": r"\begin{gathered}#1\end{gathered}",
    "ensuremath": "#1",
    "epem": r"e^{+}e^{-}",
    "hbox": r"\text{#1}",
    "jpsi": r"J/\psi",
    "kms": r"\,\mathrm{km\,s^{-1}}",
    "lsun": r"L_{\odot}",
    "mathbbm": r"\mathbb{#1}",
    "mathds": r"\mathbb{#1}",
    "mbox": r"\text{#1}",
    "msun": r"M_{\odot}",
    "norm": r"\left\lVert #1\right\rVert",
    "pmb": r"\boldsymbol{#1}",
    "protect": "",
    "rank": r"\operatorname{rank}",
    "rsun": r"R_{\odot}",
    "sgn": r"\operatorname{sgn}",
    "strut": "",
    "substack": r"\begin{subarray}{c}#1\end{subarray}",
    "sun": r"\odot",
    "supp": r"\operatorname{supp}",
    "textnormal": r"\text{#1}",
    "tr": r"\operatorname{tr}",
    "vcenter": "#1",
    "xspace": "",
}

#: Environments, by what stands in for them. What is lost is a number or a line's exact place.
_STAND_INS = {
    "alignat": ("align", ""),
    "alignat*": ("align*", ""),
    "alignedat": ("aligned", ""),
    "displaymath": ("equation*", ""),
    "eqnarray": ("array", "{rcl}"),
    "eqnarray*": ("array", "{rcl}"),
    "flalign": ("align", ""),
    "flalign*": ("align*", ""),
    "smallmatrix": ("matrix", ""),
    "split": ("aligned", ""),
}
_ENVIRONMENT = re.compile(r"\\(begin|end)\{([a-z]+\*?)\}((?<=at\})\{\d+\}|(?<=at\*\})\{\d+\})?")
_ROW_SPACING = re.compile(r"\\\\\s*\[\s*-?[\d.]+\s*(?:em|ex|pt|cm|mm|in|mu)\s*\]")
_OPERATOR = re.compile(r"\\DeclareMathOperator(\*?)\s*\{?(\\[A-Za-z]+)\}?\s*\{([^{}]*)\}")
_NEW_COMMAND = re.compile(r"\\(?:new|renew|provide)command\*?\s*(\{\s*\\[A-Za-z]+\s*\}|\\[A-Za-z]+)")
_ACCENT = re.compile(r"\\(['`\"^~=])\s*(?:\{([A-Za-z])\}|([A-Za-z]))")
_ACCENTS = {"'": "acute", "`": "grave", '"': "ddot", "^": "hat", "~": "tilde", "=": "bar"}
_PERCENT = re.compile(r"(?<=\d)%")
_WORDS = re.compile(r"\\(?:text|mbox|hbox|textrm|textnormal|textit|textbf)\s*\{([^{}]*\$[^{}]*)\}")
_OLD_FONT_ARGUMENT = re.compile(r"(?<=[_^])\\(rm|bf|it|cal|tt|sf)\s*\{")
_OUTER_MATH = re.compile(r"\\begin\{math\}(.*)\\end\{math\}", re.DOTALL)
_LABEL = re.compile(r"\\label\s*\{")
_NUMBERING = re.compile(r"\\begin\{(?:align|equation|gather|multline)\*?\}")


def in_known_commands(tex: str) -> str:
    """The same formula in the commands that math-core and ``MACROS`` know."""
    tex = _PERCENT.sub(r"\\%", tex)
    if "\\" not in tex:
        return tex
    tex = _NEW_COMMAND.sub(_defined, tex)
    tex = _ACCENT.sub(lambda found: rf"\{_ACCENTS[found[1]]}{{{found[2] or found[3]}}}", tex)
    tex = _OUTER_MATH.sub(r"\1", tex)
    tex = _ENVIRONMENT.sub(_stand_in, tex)
    tex = _ROW_SPACING.sub(r"\\\\ ", tex)
    tex = _OPERATOR.sub(_operator, tex)
    tex = _OLD_FONT_ARGUMENT.sub(r"\\math\1{", tex)
    return _WORDS.sub(_words_with_formulas, tex)


def numbered_where_labelled(tex: str) -> str:
    """A displayed formula that has a label gets a number to be referred to by."""
    if not _LABEL.search(tex) or _NUMBERING.search(tex):
        return tex
    return rf"\begin{{equation}}{tex}\end{{equation}}"


def _stand_in(named: re.Match[str]) -> str:
    side, name = named[1], named[2]
    if name not in _STAND_INS:
        return named[0]
    other, columns = _STAND_INS[name]
    return f"\\{side}{{{other}}}" + (columns if side == "begin" else "")


def _defined(named: re.Match[str]) -> str:
    """An author's own command wins over one that happens to be known already."""
    command = named[1].strip("{} ")
    return rf"\def{command}{{}}\renewcommand{{{command}}}"


def _operator(declared: re.Match[str]) -> str:
    star, command, words = declared.groups()
    return rf"\def{command}{{\operatorname{star}{{{words}}}}}"


def _words_with_formulas(words: re.Match[str]) -> str:
    """``\\text{if $x$ then}`` with the formula outside of the words."""
    parts = words[1].split("$")
    if len(parts) % 2 == 0:
        return words[0]
    pieces = [f"{{{part}}}" if number % 2 else rf"\text{{{part}}}" for number, part in enumerate(parts) if part]
    return "{" + "".join(pieces) + "}"
