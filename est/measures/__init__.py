"""What is done at a place, by whom and by when."""
