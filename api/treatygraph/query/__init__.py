"""Questions to the store: guarded, evaluated, serialised."""
