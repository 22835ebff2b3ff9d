"""Private folders: who may enter them, and files that are written whole or not at all.

Two rules. The mode of a folder that was there before is never changed. And
root never writes inside a folder that belongs to another account, which could
have put a link there.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from deploy.embedded import Problem
from deploy.embedded.account import Account

PREFIX = "colloquy-"
LONGEST_SOCKET = 103  # bytes: Linux takes 107, macOS 103
LASTING = (Path("/var/lib"), Path("/var/opt"), Path("/srv"))
PASSING = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))


def open_data_folder(folder: Path, *, account: Account) -> Path:
    """The folder that holds all that a site keeps: made if absent, refused if it is somebody else's."""
    folder = folder.absolute()
    try:
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            _make(folder, account=account)
    except OSError as error:
        raise Problem(f"{folder} cannot be made: {error.strerror}.") from None

    if not folder.is_dir():
        raise Problem(f"{folder} is not a folder.")
    if folder.stat().st_uid != os.geteuid():
        raise Problem(f"{folder} belongs to {folder.owner()}: run this as {folder.owner()}, or name another folder.")
    return folder


def ground_for(account: Account, *, inside: Path) -> Path:
    """A folder of mine that this account may enter: `inside` itself, or else one elsewhere that `inside` links to."""
    link = inside / "elsewhere"
    if link.is_symlink():
        ground = link.readlink()
        if not account.may_enter(ground):
            raise Problem(f"{link} leads to {ground}, which is gone, or which {account.name} may not enter.")
        return ground
    if account.may_enter(inside):
        return inside
    if (inside / "postgres").exists():
        raise Problem(f"{account.name}, who runs PostgreSQL, may no longer enter {inside}, where the database lies.")

    ground = make_folder_among(LASTING, account=account)
    link.symlink_to(ground)
    return ground


def make_folder_among(places: Sequence[Path], *, account: Account, prefix: str = PREFIX) -> Path:
    """A new private folder of mine in the first of these places that I may write to and this account may enter."""
    for place in places:
        if place.is_dir() and os.access(place, os.W_OK) and account.may_enter(place):
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
            _let_in(folder, account=account)
            return folder
    raise Problem(f"There is no folder that {account.name} may enter; tried {', '.join(map(str, places))}.")


@contextmanager
def passing_folder(account: Account, *, prefix: str = PREFIX) -> Iterator[Path]:
    """A private folder that is gone when the block ends."""
    folder = make_folder_among(PASSING, account=account, prefix=prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_owned_folder(folder: Path, *, account: Account) -> Path:
    """A folder that belongs to this account, and that nobody else may enter."""
    if folder.exists():
        return folder

    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    if not account.is_mine:
        os.chown(new, account.uid, account.gid)
    new.rename(folder)
    return folder


def socket_folder(home: Path, *, socket: str, account: Account) -> Path:
    """The account's private folder for a socket: ``home/socket``, or where that is too long, a folder it links to."""
    remove_socket_folder(home, account=account)
    folder = home / "socket"
    if len(os.fsencode(folder / socket)) <= LONGEST_SOCKET:
        said = account.run("mkdir", "-m", "700", folder)
    else:
        said = account.run("/bin/sh", "-c", _LINK_ELSEWHERE, folder, PREFIX)
        folder = Path(said.stdout.strip())
    if said.returncode != 0:
        raise Problem(f"{account.name} cannot make a folder for a socket: {said.stdout.strip()}")
    return folder


def remove_socket_folder(home: Path, *, account: Account) -> None:
    """Remove it, wherever it lies, if there is one."""
    said = account.run("/bin/sh", "-c", _REMOVE, home / "socket", PREFIX)
    if said.returncode != 0:
        raise Problem(f"{account.name} cannot remove {home / 'socket'}: {said.stdout.strip()}")


# Run under the account, which owns the home; $0 is the folder, $1 the prefix of folders elsewhere.
_REMOVE = """
if [ -L "$0" ]; then
    there=$(readlink "$0")
    case "${there##*/}" in "$1"*) rm -rf -- "$there";; esac
fi
rm -rf -- "$0"
"""
_LINK_ELSEWHERE = """
there=$(mktemp -d "/tmp/$1XXXXXXXX") && ln -s "$there" "$0" && echo "$there"
"""


def write_privately(path: Path, text: str) -> None:
    """Write a file that only I may read, so that a power failure leaves the old one or the new one."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def append_privately(path: Path, mode: str) -> IO[Any]:
    """Open a file that only I may read, to write at its end."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), mode)


def _make(folder: Path, *, account: Account) -> None:
    folder.mkdir(mode=0o700)
    _let_in(folder, account=account)


def _let_in(folder: Path, *, account: Account) -> None:
    """Let this account pass through a folder that was just made; not list it, and nobody else."""
    if not account.is_mine:
        os.chown(folder, -1, account.gid)
        folder.chmod(0o710)
