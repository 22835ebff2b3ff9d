"""Pictures of real pages, for the README."""
