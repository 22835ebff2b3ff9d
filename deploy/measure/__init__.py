"""Figures beside their bars. The measurements themselves are in ``deploy/benches``."""
