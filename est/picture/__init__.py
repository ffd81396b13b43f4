"""The selection, and counts and trends over the selected reports."""
