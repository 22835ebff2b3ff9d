"""What runs inside the render process: no Django, no network, no files, no secrets.

The package is started by its path and imported under the name ``confined``,
so it imports nothing of the project and only by relative names within itself.
"""
