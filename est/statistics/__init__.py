"""Mathematics only: numpy and scipy in, numbers out."""
