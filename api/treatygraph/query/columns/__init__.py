"""Columns: counts, groups and first rows of a graph, worked out by whole columns of numbers."""
