"""The same site, whose papers django-guardian opens: the widespread way, for the bench of the lists to compare with.

Run by ``python -m deploy.benches.rival`` beside a filled site, in a schema of
its own. Its paper is one wide row without versions, which makes it quicker
than ours could be. Everybody, and all members, are groups that members are in.
"""
