"""How long deploy/up takes from nothing to a page and a finished task, and back, once its libraries are there."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.measure.figures import Figure

CHECKOUT = Path(__file__).parents[2]
SERVERS = {"DATABASE_URL", "REDIS_URL"}


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        folder_for_all = Path(folder)
        folder_for_all.chmod(0o711)
        data = folder_for_all / "data"
        yield Figure(name="the first start and stop", value=seconds_to_check(data), unit="s", at_most=20)
        yield Figure(name="the second, on the same data", value=seconds_to_check(data), unit="s", at_most=15)


def seconds_to_check(data: Path) -> float:
    """It starts servers of its own, and none that this bench has."""
    environment = {name: value for name, value in os.environ.items() if name not in SERVERS}
    began_at = time.monotonic()
    command: list[str | Path] = [sys.executable, CHECKOUT / "deploy/up", "--check", "--port", "0", "--data", data]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began_at
