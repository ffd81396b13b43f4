"""Simulated towns whose truth is known: how often the program finds what is there, and colours what is not."""

import est  # noqa: F401 (before numpy is loaded: says how many threads it has)
