"""Rows of a file to reports that may be counted, and to rejects that say why not.

What a row is checked against is asked from the store once; the rest needs no store.
"""
