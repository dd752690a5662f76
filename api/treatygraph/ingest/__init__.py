"""From tables to Turtle, and the one canonical form of Turtle."""
