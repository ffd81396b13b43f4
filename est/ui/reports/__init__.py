"""The page where batches are uploaded."""
