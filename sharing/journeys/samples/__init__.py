"""A small believable site, for the first look: six members, three groups, a few papers."""
