"""What is counted: one query a figure gives its table, its chart, its file, and the rows behind each number."""
