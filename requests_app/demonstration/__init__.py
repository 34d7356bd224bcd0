"""Invented agencies, people, records and requests, so that a visitor sees every step at once.

Refused unless `settings.DEMONSTRATION`. Every request stands where it stands because the real workflow brought it there.
"""
