"""What an exception quotes may be tax data: a log keeps its kind and place, never its words."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.conf import settings

SECRET = "Key (name)=(somebody)"


@pytest.fixture
def lines():
    """The handler of the settings, writing into a buffer."""
    formatters = settings.LOGGING["formatters"]["json"]
    factory = {name: value for name, value in formatters.items() if name != "()"}
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(formatters["()"](**factory))
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def fail():
    raise ValueError(SECRET)


def test_a_logged_exception_keeps_kind_and_place_but_not_its_words(lines):
    log = logging.getLogger("requests_app.trial")
    try:
        fail()
    except ValueError as raised:
        log.exception("could not judge: %s", raised)
    written = lines()[0]
    assert SECRET not in json.dumps(written)
    assert written["exception"] == "ValueError"
    assert written["event"] == "could not judge: %s"
    assert written["at"][-1].endswith(" fail")


def test_structured_events_go_the_same_way(lines):
    log = structlog.get_logger("requests_app.trial")
    try:
        fail()
    except ValueError:
        log.exception("could not judge", chunk=7)
    written = lines()[0]
    assert SECRET not in json.dumps(written)
    assert (written["event"], written["chunk"], written["exception"]) == ("could not judge", 7, "ValueError")
