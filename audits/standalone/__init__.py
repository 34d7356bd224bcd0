"""What runs without Django and without a database: the verifier of an export, and the witness. It needs `cryptography`."""
