"""Which cells stand out: counts to flags, whether a flag can be trusted, and the sentence that explains it."""
