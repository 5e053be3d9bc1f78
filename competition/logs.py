"""JSON lines on standard error: codes and ids, never marks or names."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs(level: str = "INFO") -> None:
    """Send structured lines to standard error, with the request's id on each."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def get_log(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return a logger that names its room."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(room=name)
    return logger
