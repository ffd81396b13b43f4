"""H3 cells, study area, districts and named places."""
