"""Viewers for tests that need many: bare WebSockets that follow the protocol page, not our code."""

from __future__ import annotations

import asyncio
import json
import ssl
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from competition.domain.boards import apply, board_hash

LIVE = "/live"


class Viewer:
    """Watches one board, keeps it by patches, reconnects by itself until it is stopped."""

    def __init__(self, url: str, board: str, trusting: ssl.SSLContext | None = None) -> None:
        self._trusting = trusting
        self.address = url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        self.board = board
        self.held: dict[str, Any] | None = None
        self.events: list[str] = []
        self.gaps = 0
        self.connections = 0
        self._is_stopped = False
        self._task: asyncio.Task[None] | None = None

    @property
    def hash(self) -> str:
        """Return the hash of what is on its screen."""
        return "" if self.held is None else board_hash(self.held["body"])

    def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Go home."""
        self._is_stopped = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while not self._is_stopped:
            try:
                async with connect(
                    self.address, compression=None, ping_interval=None, ssl=self._trusting
                ) as connection:
                    self.connections += 1
                    await self._follow(connection)
            except (OSError, ConnectionClosed, EOFError, TimeoutError, ValueError):
                await asyncio.sleep(0.1)
            except Exception as error:
                if type(error).__module__.startswith("websockets"):
                    await asyncio.sleep(0.1)
                    continue
                raise

    async def _follow(self, connection: ClientConnection) -> None:
        async for message in connection:
            text = str(message)
            if text.startswith("0"):
                await connection.send(f"40{LIVE},")
            elif text == "2":
                await connection.send("3")
            elif text.startswith(f"40{LIVE}"):
                await self._watch(connection)
            elif text.startswith(f"42{LIVE},"):
                event, data = json.loads(text.partition(",")[2])
                await self._take(connection, event, data)

    async def _watch(self, connection: ClientConnection) -> None:
        wish = {"board": self.board, "revision": None if self.held is None else self.held["revision"]}
        await connection.send(f'42{LIVE},["watch",{json.dumps(wish)}]')

    async def _take(self, connection: ClientConnection, event: str, data: dict[str, Any]) -> None:
        self.events.append(event)
        if event == "document":
            assert board_hash(data["body"]) == data["hash"]
            self.held = data
        elif event == "patch":
            if self.held is None or data["from"] != self.held["revision"]:
                self.gaps += 1
                await self._watch(connection)
                return
            body = apply(self.held["body"], data)  # type: ignore[arg-type]
            self.held = {**self.held, "revision": data["to"], "hash": data["hash"], "body": body}


async def until(claim: Any, seconds: float) -> bool:
    """Tell whether a claim becomes true in time, while viewers go on."""
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        if claim():
            return True
        await asyncio.sleep(0.02)
    return bool(claim())
