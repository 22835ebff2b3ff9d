"""The second fence: PostgreSQL's row-level security.

The rules of ``sharing.access.policy`` again, in SQL, enforced by the database
on whatever the application asks. ``functions.sql`` holds the rules, ``tables.py``
says which table obeys which, ``install`` writes both into the database after
every migration, and ``check`` refuses to start without them.
"""
