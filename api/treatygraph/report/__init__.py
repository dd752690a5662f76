"""Reports: results of validation, grouped by rule, in the forms that people and programs take."""
