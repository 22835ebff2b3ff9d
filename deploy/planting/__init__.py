"""Bugs that must not get past the tests, and the running of them."""
