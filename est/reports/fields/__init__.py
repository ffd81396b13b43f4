"""The fields of a report: what they are called in files, how a file is mapped to them, and what is said of them."""
