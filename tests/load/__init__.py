import est  # noqa: F401 (before numpy is loaded: says how many threads it has)
