"""Simulated towns whose truth is known: how often the program finds what is there, and colours what is not."""
