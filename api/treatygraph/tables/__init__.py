"""Tables for analysts: codebooks of questions, the panel of all treaties, Parquet."""
