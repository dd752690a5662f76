"""SHACL over the record and over files: context, shapes, constraints, report."""
