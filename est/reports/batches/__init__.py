"""A batch in the store: taken whole or not at all, known again, undone.

Its rejects can be mended and sent again, and the store can be checked for what it was sent.
"""
