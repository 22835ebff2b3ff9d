"""The site's settings, with two more addresses that look at the database itself."""

from sharing.settings import *  # noqa: F403 -- all of them

ROOT_URLCONF = "tests.faults.urls"
