"""Flags from counts, and the sentences that explain them."""
