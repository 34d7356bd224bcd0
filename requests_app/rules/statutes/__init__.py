"""Statutes: citations read in their many spellings, classified at the subsection, judged."""
