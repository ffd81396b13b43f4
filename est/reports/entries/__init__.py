"""One report at a time: entered, corrected and voided by hand, and reviewed. Each is a batch of one report.

So of each report stands what the last batch says that is not undone, whether that was a file or a person.
"""
