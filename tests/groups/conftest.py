from tests.journeys.conftest import _plain_pages, group, paper, signed_in, to_group, to_paper

__all__ = ["_plain_pages", "group", "paper", "signed_in", "to_group", "to_paper"]
