"""What runs, tests and measures the site."""
