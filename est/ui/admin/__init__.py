"""The pages of settings and of the log."""
