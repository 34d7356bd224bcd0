"""Reasons: specific or generic, civil or criminal, and the paths of the statute that their words belong to."""
