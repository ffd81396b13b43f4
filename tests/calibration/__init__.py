"""Simulations whose truth is known: how often a flag is false, and how often a planted place is found."""
