"""The hotspots the working group has taken up: the record, questions about it, changes to it, and its figures."""
