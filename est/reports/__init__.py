"""Reading files, mapping columns, checking rows, batches."""
