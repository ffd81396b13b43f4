"""What was done, told in words: the log as somebody reads it."""
