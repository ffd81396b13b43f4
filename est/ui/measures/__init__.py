"""The page of measures and the library of measures."""
