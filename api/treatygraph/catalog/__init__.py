"""The questions of `queries/`: their headers, and running one with parameters."""
