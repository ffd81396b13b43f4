"""What leaves the program as a document: pictures, minutes, verdicts and hotspots as PDF, Word and Excel."""
