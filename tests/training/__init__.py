"""What is learned from data of the repository and lies in `data/`."""

import est  # noqa: F401 (before numpy is loaded: says how many threads it has)
