"""The port at which the site answers on this machine."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.embedded import Problem

# A browser may try either for the name localhost; another program on one of them would get our visitors.
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


@contextmanager
def address(port: int) -> Iterator[list[socket.socket]]:
    """Sockets bound to this port on the loopback of both kinds, so that no other program can take it meanwhile."""
    bound: list[socket.socket] = []
    try:
        for family, host in LOOPBACK:
            one = _bind(family, host=host, port=bound[0].getsockname()[1] if bound else port)
            if one is not None:
                bound.append(one)
        yield bound
    finally:
        for one in bound:
            one.close()


def _bind(family: socket.AddressFamily, *, host: str, port: int) -> socket.socket | None:
    try:
        one = socket.socket(family)
    except OSError:
        return None  # This machine does not have this kind of address.
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((host, port))
    except OSError as error:
        one.close()
        if error.errno == errno.EADDRNOTAVAIL:
            return None
        reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise Problem(f"Port {port} {reason}. Choose another with --port N.") from None
    return one
