"""Versions of the data compared: what changed, in sentences, kept, and in the forms of a feed."""
