"""How the project is switched on.

Importing it makes Celery's application known, for the tasks to belong to.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
