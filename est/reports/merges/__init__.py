"""Two categories, subcategories or organisations made one: the reports of one become the other's."""
