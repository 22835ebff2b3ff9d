"""What is said about the sample papers: who, and what, each an answer to the one before."""

Talk = list[tuple[str, str]]

ABOUT_SUCCESSORS: Talk = [
    (
        "ben",
        r"In the third row: what stops $\varepsilon$ from adding up over generations? After $n$ of them one trusts "
        r"with $1 - n\varepsilon$ at best.",
    ),
    (
        "alice",
        r"Nothing, if it stays the same. That is what the budget in the last section but one is for: with "
        r"$\varepsilon_i = \varepsilon\, 2^{-i}$ the sum stays below $\varepsilon$. I had it in a footnote before.",
    ),
    (
        "ben",
        'Then the whole weight is on "given that all before it were right". I would say so in the abstract, since it '
        "is the assumption that I would attack.",
    ),
]
ABOUT_BUTTONS: Talk = [
    (
        "darius",
        "For the third question: with three, I would guard only against whoever pressed last time. Then two can take "
        "turns at pressing, and nobody is guarded away twice.",
    ),
    ("ben", "That needs a memory, which the machine can write to. But I like it. Shall we take it on Thursday?"),
    ("alice", "Thursday it is. I will bring the payoffs for three, at least for the symmetric case."),
]
ABOUT_FORGETTING: Talk = [
    (
        "alice",
        'On "within a tenth": could you give the whole distribution of the ratio of lengths instead? Then nobody has '
        "to choose a threshold, you least of all.",
    ),
    ("mei", "Yes. We did not, since the plot was ugly. That is no reason; it comes with the next version."),
    ("omar", "An ugly plot was what made me believe the original."),
]
