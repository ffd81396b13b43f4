"""Who may do what: people and their roles, the table of what is allowed, and what of the store each of them sees."""
