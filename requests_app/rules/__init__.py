"""What must be true. Tables and small pure functions: no database, no web, no clock (today is an argument)."""
