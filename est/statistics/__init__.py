"""Mathematics only: numpy and scipy in, numbers out. No word of reports, no store, no frames of ours."""
