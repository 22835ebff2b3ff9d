"""Bugs in what one finds, and in what keeps the index."""

from deploy.planting.bug import Bug, Edit

FUNCTIONS, INDEX = "sharing/access/fence/functions.sql", "sharing/discovery/search/index.sql"
SEARCHING, SUGGESTIONS = "sharing/discovery/search/searching.py", "sharing/discovery/search/suggestions.py"
FOUND, ORACLE = "tests/discovery/test_search.py", "tests/oracles/test_search.py"


def _door(name: str, old: str, new: str, *tests: str) -> Bug:
    return Bug(f"search: {name}", (Edit(FUNCTIONS, old, new),), tests)


BUGS_IN_SEARCHING = [
    _door(
        "any text among few is found",
        "ELSE fence.may(s.paper_id, s.number, 3, principals) END",
        "ELSE true END",
        FOUND,
    ),
    _door(
        "any text among many is found",
        "ELSE fence.may(paper_id, number, 3, principals) END",
        "ELSE true END",
        FOUND,
    ),
    _door("the card alone need not be held", "AND fence.may(s.paper_id, s.number, s.level, principals)", "", FOUND),
    _door(
        "a comment is found by whoever reads the paper",
        "CASE WHEN in_comments THEN fence.reads_on_rung(s.paper_id, s.number, s.rung, principals)",
        "CASE WHEN in_comments THEN fence.may(s.paper_id, s.number, 3, principals)",
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
