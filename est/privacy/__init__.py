"""What no text that is kept may hold: personal data, how it is found and how it is covered."""
