"""Measurements: what the program does, beside what the same rows cost otherwise, in the same run."""

import est  # noqa: F401 (before numpy is loaded: says how many threads it has)
