"""The numbers by which published papers are cited, ``YYMM.NNNNN``, and how they are cited."""
