"""From files to the store that answers: loading, rules, the built dump."""
