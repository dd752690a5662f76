"""Names and what they name: search, and reconciliation with the tables of users."""
