"""Mail: the server it leaves by, who gets it, letters and their approval, and the queue that survives a restart."""
