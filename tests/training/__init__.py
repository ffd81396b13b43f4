"""What is learned from data of the repository and lies in `data/`."""
