"""The HTTP surface: one module a concern, each a thin call into the floors below."""
