"""What the render process gives up before it reads its first text.

Whoever took it over through a fault in a parser would find no environment, no
way to open a file or a socket, no room to grow and nobody to start.
"""

import os
import resource
from contextlib import suppress

MEMORY = 400 * 1024 * 1024  #: bytes of address space; a large text needs a quarter of it
PROCESSOR_SECONDS = 3  #: for one text; the parent stops waiting sooner


def give_up_everything_but(descriptors: int) -> None:
    """Keep the file descriptors below this number and nothing else; for good, unless run as root."""
    os.environ.clear()
    os.closerange(descriptors, 65_536)
    for name, limit in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 0),
    ):
        with suppress(AttributeError, ValueError, OSError):  # a system may lack one of them
            resource.setrlimit(getattr(resource, name), (limit, limit))


def allow_processor_time_for_one_text() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + PROCESSOR_SECONDS
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
