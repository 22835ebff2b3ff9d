"""The bugs that ``deploy/plant`` plants: each still finds its place, and tests that should notice it."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from deploy.planting.bug import Bug, Edit
from deploy.planting.bugs import BUGS

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_each_can_be_planted_and_is_taken_out_again(bug: Bug, tmp_path: Path):
    files = {edit.file for edit in bug.edits}
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / file, tmp_path / file)

    with bug.planted_in(tmp_path):
        changed = {file for file in files if (tmp_path / file).read_text() != (CHECKOUT / file).read_text()}

    assert changed == files
    assert {file for file in files if (tmp_path / file).read_text() != (CHECKOUT / file).read_text()} == set()
    assert [test for test in bug.tests if test.startswith("tests/") and not (CHECKOUT / test).exists()] == []


def test_no_two_have_one_name():
    assert [name for name, times in Counter(bug.name for bug in BUGS).items() if times > 1] == []


def test_one_whose_place_has_moved_is_not_planted(tmp_path: Path):
    (tmp_path / "rules.py").write_text("may = True\n")
    bug = Bug("moved", (Edit("rules.py", "may = True\n", "may = False\n"), Edit("rules.py", "gone", "")), ())

    with pytest.raises(ValueError, match=r"rules\.py has 0 times: gone"), bug.planted_in(tmp_path):
        pass

    assert (tmp_path / "rules.py").read_text() == "may = True\n"
