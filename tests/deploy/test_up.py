"""``deploy/up``: what it refuses before it starts anything."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded import Problem
from deploy.embedded.address import address

CHECKOUT = Path(__file__).parents[2]


def test_a_port_that_is_taken_is_said_before_anything_is_installed_or_made(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command: list[str | Path] = [
            sys.executable,
            CHECKOUT / "deploy/up",
            "--port",
            str(port),
            "--data",
            tmp_path / "data",
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == f"deploy/up: Port {port} is taken. Choose another with --port N.\n"
    assert not (tmp_path / "data").exists()


def test_the_sites_commands_need_a_site_that_runs(tmp_path: Path):
    command: list[str | Path] = [sys.executable, CHECKOUT / "deploy/manage", "--data", tmp_path, "help"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == f"deploy/manage: no site runs on {tmp_path}: start it with deploy/up.\n"


def test_the_port_is_taken_on_every_loopback_address():
    with address(0) as sockets:
        ports = {one.getsockname()[1] for one in sockets}
        for one in sockets:
            one.listen()

        assert len(ports) == 1
        with pytest.raises(Problem), address(ports.pop()):
            pass
