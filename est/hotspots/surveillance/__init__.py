"""Prospective surveillance: where more, or less, is reported lately than a place's own past would give.

Watched places, their reports week by week, what is expected of them, and the line that chance crosses so many times a
year.
"""
