"""A coding in the forms that other tools read."""
