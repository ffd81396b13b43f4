"""A file from outside to a table of rows. Files are hostile until read.

Every physical line is accounted for; Excel and Parquet are read in a child process with limits.
"""
