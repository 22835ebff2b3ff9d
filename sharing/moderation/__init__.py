"""Keeping order: what members report, and what moderators decide, by what was passed on alone.

A moderator holds no right on what is reported and gets none. Hiding and
restoring go by opaque id through functions of the database that check and
write together.
"""
