"""Which states a paper can go to from which."""

from sharing.base.refusals import Refused
from sharing.papers.models import Paper

State = Paper.State

ERASED = "The words of this paper were erased for good."

NEXT: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.SHARED, State.PUBLISHED, State.ERASED}),
    State.SHARED: frozenset({State.PUBLISHED, State.ERASED}),
    State.PUBLISHED: frozenset({State.WITHDRAWN, State.ERASED}),
    State.WITHDRAWN: frozenset({State.ERASED}),
    State.ERASED: frozenset(),
}


def require_step(paper: Paper, to: Paper.State) -> None:
    """Refused where the table has no such step."""
    if to not in NEXT[paper.state]:
        raise Refused(f"A paper that is {paper.get_state_display()} cannot become {to.label}.")


def move(paper: Paper, to: Paper.State) -> None:
    """Put the paper in its next state; Refused where the table has no such step."""
    require_step(paper, to)
    paper.state = to
    paper.save(update_fields=["state"])
