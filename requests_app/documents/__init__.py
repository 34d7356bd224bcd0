"""What leaves the house: the release file, the cover letter, the manifest, and the label that all of them
bear.
"""
