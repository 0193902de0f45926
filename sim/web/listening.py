"""The listening end: one loopback address, few connections, none that is opened and never asks."""

from __future__ import annotations

import asyncio
import os
import socket
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.web.guard import MOST_HEAD, App

if TYPE_CHECKING:
    import uvicorn

LOOPBACK = "127.0.0.1"
"""The only address; from elsewhere there is an SSH tunnel."""
HEAD_S = 5.0
"""A connection that has not asked a whole question after so long is closed [s]."""
MOST_CONNECTIONS = 128
"""Open at the same time; beyond, the one that has waited longest without asking is closed."""
LEAVE_S = 2
"""What runs when the server ends is given so long [s]."""


def opened_socket(port: int) -> socket.socket:
    """A socket on this machine's own address.

    Parameters
    ----------
    port : 0 picks a free one

    Raises
    ------
    UsageError
        If the port is in use or not allowed.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let another program take the port away
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((LOOPBACK, port))
        found.listen(MOST_CONNECTIONS)
    except OSError as error:
        found.close()
        raise UsageError(f"port {port}: {error.strerror or error}; --port 0 picks a free one") from error
    return found


def server_of(app: App) -> uvicorn.Server:
    """A server of one process, which writes no log of addresses."""
    import uvicorn

    config = uvicorn.Config(
        app,
        http=_bounded(),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=int(HEAD_S),
        timeout_graceful_shutdown=LEAVE_S,
        h11_max_incomplete_event_size=MOST_HEAD,
    )
    return uvicorn.Server(config)


def _bounded() -> Any:
    """The protocol of a connection, with an end for those that do not ask."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Bounded(H11Protocol):
        """Closes a connection that does not ask in time, and the one that has waited longest if there are too many."""

        _timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait()
            waiting = [one for one in self.connections if isinstance(one, Bounded) and one.is_waiting]
            if len(self.connections) > MOST_CONNECTIONS and waiting:
                min(waiting, key=lambda one: one.since).leave()

        def connection_lost(self, exc: Exception | None) -> None:
            self._wait_no_more()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if not self.is_waiting:
                self._wait_no_more()
            elif self._timer is None:
                self._wait()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if self.is_waiting and self._timer is None:
                self._wait()

        @property
        def is_waiting(self) -> bool:
            """True while no question is being answered."""
            return self.cycle is None or self.cycle.response_complete

        def leave(self) -> None:
            """Close it."""
            if not self.transport.is_closing():
                self.transport.close()

        def _wait(self) -> None:
            self.since = self.loop.time()
            self._timer = self.loop.call_later(HEAD_S, self._too_late)

        def _wait_no_more(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

        def _too_late(self) -> None:
            self._timer = None
            if self.is_waiting:
                self.leave()

    return Bounded
