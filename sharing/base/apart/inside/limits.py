"""What a process apart gives up before it reads its first question.

Whoever took it over through a fault in a parser would find no environment, no
way to open a file or a socket, no room to grow and nobody to start.
"""

import os
import resource
from contextlib import suppress


def give_up_everything_but(descriptors: int, *, memory: int) -> None:
    """Keep the file descriptors below this number and so many bytes of address space; for good, unless run as root."""
    os.environ.clear()
    os.closerange(descriptors, 65_536)
    for name, limit in (
        ("RLIMIT_AS", memory),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 0),
    ):
        with suppress(AttributeError, ValueError, OSError):  # a system may lack one of them
            resource.setrlimit(getattr(resource, name), (limit, limit))


def allow_processor_time(seconds: int) -> None:
    """From now on, for one question."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime) + 1 + seconds
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
