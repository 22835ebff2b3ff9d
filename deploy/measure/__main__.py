"""Run one bench inside the site; ``deploy/bench`` starts this with servers behind it."""

import importlib
import sys

import django

from deploy.measure.figures import table


def main(name: str) -> int:
    django.setup()
    bench = importlib.import_module(f"deploy.benches.{name}")
    print(f"{name}: {(bench.__doc__ or '').strip().splitlines()[0]}", flush=True)
    figures = list(bench.figures())
    print(table(figures), flush=True)
    return 0 if figures and all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
