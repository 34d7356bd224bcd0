"""From a subject to a record: normal forms, blind keys, and the one record that fits, or none."""
