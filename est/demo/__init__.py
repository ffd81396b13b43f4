"""The demo town: an invented Kristinehamn whose hotspots are known, because they were planted."""
