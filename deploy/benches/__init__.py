"""What is measured: a module for each bench.

The first line of its docstring says what it measures, and its function
``figures()`` yields a ``deploy.measure.figures.Figure`` for each thing
measured. It runs inside Django, on an empty migrated database and an empty
Valkey of its own, which are gone afterwards.
"""
