"""Bringing papers in that were written elsewhere: folders of Markdown, and records of arXiv."""
