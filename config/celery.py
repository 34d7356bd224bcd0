"""Celery's application. It rings; PostgreSQL remembers what is to be done."""

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init, worker_ready

from config import processes, watchdog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
NICE = 10
"""How far workers stand back: people at their pages come first."""

app = Celery("disclosure_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Being connected is enough: Django has set logging up already."""


@worker_process_init.connect
def die_with_the_worker(**_: Any) -> None:
    """A pool child must not outlive a killed worker, and lets the web go first."""
    processes.end_with_parent(os.getppid(), signal.SIGKILL)
    os.nice(NICE)
    processes.settle()


@worker_ready.connect
def guard(**_: Any) -> None:
    watchdog.watch(app)
