"""The situation picture of a period: compiled from the store, frozen whole, opened again, and compared."""
