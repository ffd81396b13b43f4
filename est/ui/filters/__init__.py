"""The bar that chooses which reports are counted: periods, hours, categories and the rest, and chips of it all."""
