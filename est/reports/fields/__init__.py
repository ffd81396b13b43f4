"""The fields of a report: their names in files, how a file is mapped to them, and their messages."""
