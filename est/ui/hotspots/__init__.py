"""The page of hotspots: taking up, the list, one hotspot with its causes and its history."""
