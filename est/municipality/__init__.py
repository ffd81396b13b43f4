"""What a municipality has settled: its organisations, categories, words and settings.

What a new store begins with comes from `data/`.
"""
