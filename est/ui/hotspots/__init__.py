"""The page of hotspots: taking up, the list, one hotspot with its causes and what became of it."""
