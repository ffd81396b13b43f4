"""The pages of the present picture: map, flags, trends, what lies ahead."""
