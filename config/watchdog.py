"""Ends a worker that has stopped consuming: it can happen after Redis went and came back. Whoever started it
starts it anew.

Two looks, LOOK seconds apart, must agree: messages wait, nothing is being worked on, and nothing came in
between.
"""

import os
import signal
import threading
import time

import redis
import structlog
from celery import Celery
from celery.worker import state

LOOK = 20.0
log = structlog.get_logger(__name__)


def watch(app: Celery) -> None:
    """Starts the watching thread in the worker's main process."""
    threading.Thread(target=keep_looking, args=(app,), daemon=True, name="watchdog").start()


def keep_looking(app: Celery) -> None:
    before = None
    while True:
        time.sleep(LOOK)
        seen = idle_at(app)
        if seen is not None and seen == before:
            log.error("worker stopped consuming; ending it")
            os.kill(os.getpid(), signal.SIGKILL)
        before = seen


def idle_at(app: Celery) -> int | None:
    """How many tasks have come so far, if messages wait and nothing runs; None when all is well or Redis is
    away.
    """
    if state.active_requests:
        return None
    try:
        waiting = messages_waiting(app)
    except (redis.RedisError, OSError):
        return None
    return sum(state.total_count.values()) if waiting else None


def messages_waiting(app: Celery) -> int:
    with app.connection_for_read() as connection:
        client = connection.default_channel.client
        return int(client.llen(app.conf.task_default_queue))
