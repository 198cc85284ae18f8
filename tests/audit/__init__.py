"""Looks at the whole site that are too slow, or too much a matter of taste, for every test run."""
