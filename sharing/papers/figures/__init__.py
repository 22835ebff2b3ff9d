"""Figures: the images of a paper, each belonging to the versions that were made while it was in use."""
