"""Bugs in what one finds, and in what keeps the index."""

from deploy.planting.bug import Bug, Edit

FUNCTIONS, INDEX = "sharing/access/fence/functions.sql", "sharing/discovery/search/index.sql"
SEARCHING, SUGGESTIONS = "sharing/discovery/search/searching.py", "sharing/discovery/search/suggestions.py"
FOUND, ORACLE = "tests/discovery/test_search.py", "tests/oracles/test_search.py"


def _door(name: str, old: str, new: str, *tests: str) -> Bug:
    return Bug(f"search: {name}", (Edit(FUNCTIONS, old, new),), tests)


BUGS_IN_SEARCHING = [
    _door("any text is found", "WHEN 3 THEN fence.may(paper, version, 3, principals)", "WHEN 3 THEN true", FOUND),
    _door(
        "among few papers the reader is not asked about",
        "AND fence.finds(s.level, s.paper_id, s.number, s.rung, principals)",
        "AND s.level = 3",
        FOUND,
    ),
    _door(
        "among many papers the reader is not asked about",
        "IF fence.finds(level, paper_id, number, rung, principals) THEN",
        "IF level = 3 THEN",
        FOUND,
    ),
    _door(
        "the card is found by whoever may read more",
        "fence.may(paper, version, level, principals) AND NOT fence.may(paper, version, level + 1, principals) END",
        "fence.may(paper, version, level, principals) END",
        FOUND,
    ),
    _door(
        "a comment is found by whoever reads the paper",
        "WHEN 4 THEN fence.reads_on_rung(paper, version, rung, principals)",
        "WHEN 4 THEN fence.may(paper, version, 3, principals)",
        FOUND,
    ),
    _door(
        "any group is a way in",
        "OR array_position(principals, through) IS NULL AND through IS NOT NULL",
        "",
        FOUND,
        "-k",
        "no_way_in",
    ),
    Bug(
        "search: the card is found by the abstract",
        (Edit(INDEX, "SELECT 1 AS number, of_card AS document", "SELECT 1 AS number, of_abstract AS document"),),
        (FOUND, "-k", "words_one_may_read"),
    ),
    Bug(
        "search: erased words stay",
        (Edit(INDEX, "CREATE TRIGGER card_found AFTER INSERT OR DELETE", "CREATE TRIGGER card_found AFTER INSERT"),),
        (FOUND, "-k", "erased"),
    ),
    Bug(
        "search: what moderators hid is found",
        (Edit(INDEX, " AND said.hidden_at IS NULL", ""),),
        (FOUND, "-k", "hidden_comment"),
    ),
    Bug(
        "search: a hit at any layer shows the card",
        (Edit(SEARCHING, "if all(hit.version in layer for layer in layers[: hit.level])", "if hit.version in cards"),),
        (FOUND, "-k", "policy_alone"),
    ),
    Bug(
        "search: pages show the database's comments unasked",
        (Edit(SEARCHING, "rows = Comment.objects.visible_to(viewer)", "rows = Comment.objects"),),
        (FOUND, "-k", "policy_alone"),
    ),
]
