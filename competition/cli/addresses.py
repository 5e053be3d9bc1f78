"""Where people reach the server."""

from __future__ import annotations

import socket

from competition.config import Config


def addresses(config: Config) -> list[str]:
    """Return where people reach the server, the hall's network first."""
    hosts = ["localhost"]
    if config.host in {"0.0.0.0", "::"}:  # noqa: S104 (compared, not bound)
        hosts = [*(_own_addresses()), "localhost"]
    elif config.host not in {"127.0.0.1", "::1"}:
        hosts = [config.host]
    return [f"http://{host}:{config.port}" for host in hosts]


def _own_addresses() -> list[str]:
    """Return this machine's address in the network that leads outside, if there is one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only asks the system which way it would go.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [probe.getsockname()[0]]
