"""What people write in a cell (times, coordinates, choices) to values, each with the reason why it is none."""
