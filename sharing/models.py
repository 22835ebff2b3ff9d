"""The index of every package's models; nothing is defined here."""
