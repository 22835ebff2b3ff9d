"""What allauth keeps to itself is imported in one place."""

from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_private_names_of_allauth_stand_in_one_module():
    code = [file for folder in ("accounts", "sharing") for file in (CHECKOUT / folder).rglob("*.py")]
    lines = [(file, line) for file in code for line in file.read_text().splitlines()]
    private = {file for file, line in lines if "import" in line and "allauth" in line and ".internal" in line}

    assert {str(file.relative_to(CHECKOUT)) for file in private} == {"sharing/web/allauth_inside.py"}
