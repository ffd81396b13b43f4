"""Which column of a file is which field: recognised, chosen on screen, or asked where two could be meant."""
