"""Measurements: what the program does, beside what the same rows cost otherwise, in the same run."""
