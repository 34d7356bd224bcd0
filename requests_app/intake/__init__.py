"""A file becomes subjects: received and kept sealed, mapped, read in chunks, judged in chunks, each step resumable."""
