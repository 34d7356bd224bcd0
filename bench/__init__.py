"""What the project measures of itself: `make bench`, `make accuracy`. Nothing of the product imports it."""
