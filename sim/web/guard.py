"""Who may ask this server, and how much: this machine, this page, short and soon; everything else is turned away."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = Mapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]

MOST_BODY = 64_000
"""Longest body of a post [bytes]: a move of the page is a few hundred."""
MOST_HEAD = 16_384
"""Longest head of a request [bytes]."""
BODY_S = 5.0
"""A body that takes longer is given up [s]."""
TOKEN_BYTES = 32
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load: its own files, and pictures that stand inside its own answers."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""Sent with every answer."""
LOCKED = "Open the address that `hearthline serve` has printed: it carries the token without which nothing is shown."


@dataclass(frozen=True, slots=True)
class Pass:
    """What a request must bring.

    Parameters
    ----------
    host : the one value of its Host header, ``127.0.0.1:8000``
    token : in the address of the first visit, later in a cookie
    """

    host: str
    token: str

    @property
    def cookie(self) -> str:
        """Name of the cookie; cookies know no ports, so that it carries one."""
        return f"hearthline_{self.host.rpartition(':')[2]}"

    @property
    def address(self) -> str:
        """Where the page is first opened."""
        return f"http://{self.host}/?token={self.token}"

    def is_token(self, text: str) -> bool:
        """Compare in a time that tells nothing."""
        return secrets.compare_digest(text.encode("utf-8", "replace"), self.token.encode())


def new_token() -> str:
    """256 bits of the system's luck."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class Guard:
    """Lets a request through to the page, or turns it away.

    Parameters
    ----------
    app : the page
    allowed : what a request must bring
    """

    def __init__(self, app: App, allowed: Pass) -> None:
        self._app = app
        self._pass = allowed

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Judge one request."""
        if scope["type"] != "http":
            return
        closed = _with_headers(send)
        refused = self._refused(scope)
        if refused is not None:
            await _say(closed, *refused)
            return
        if self._is_first_visit(scope):
            await _welcome(closed, self._pass)
            return
        if not self._has_cookie(scope):
            await _say(closed, 403, LOCKED)
            return
        if scope["method"] == "POST":
            body = await _body(receive)
            if isinstance(body, str):
                await _say(closed, 413 if body == TOO_LONG else 408, body)
                return
            receive = _again(body, receive)
        await self._app(scope, receive, closed)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Why a request is turned away whatever token it has."""
        if _all(scope, b"host") != [self._pass.host.encode()]:
            return 421, "This is not the host of the page."
        if sum(len(key) + len(value) for key, value in scope["headers"]) > MOST_HEAD:
            return 431, "The head of the request is too long."
        if scope["method"] not in ("GET", "POST"):
            return 405, "Only GET and POST."
        length = _all(scope, b"content-length")
        if len(length) > 1 or any(not one.isdigit() for one in length):
            return 400, "One content length, please."
        size = int(length[0]) if length and len(length[0]) < 20 else 0 if not length else MOST_BODY + 1
        if size > MOST_BODY:
            return 413, TOO_LONG
        if scope["method"] == "GET":
            if size or _all(scope, b"transfer-encoding"):
                return 400, "A GET has no body."
            return None
        if _all(scope, b"origin") != [f"http://{self._pass.host}".encode()]:
            return 403, "Posts come from the page itself."
        if _all(scope, b"sec-fetch-site") not in ([], [b"same-origin"]):
            return 403, "Posts come from the page itself."
        if _all(scope, b"content-type") != [b"application/json"]:
            return 415, "Posts are application/json."
        return None

    def _is_first_visit(self, scope: Scope) -> bool:
        """True for the start page with the right token in its address."""
        if scope["method"] != "GET" or scope["path"] != "/":
            return False
        try:
            given = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=4).get("token", [])
        except ValueError:  # more fields than any address of ours has
            return False
        return len(given) == 1 and self._pass.is_token(given[0])

    def _has_cookie(self, scope: Scope) -> bool:
        """True if the request brings the cookie that a first visit was given."""
        for header in _all(scope, b"cookie"):
            try:
                found = SimpleCookie(header.decode("latin-1")).get(self._pass.cookie)
            except CookieError:
                continue
            if found is not None and self._pass.is_token(found.value):
                return True
        return False


TOO_LONG = f"A body has at most {MOST_BODY:,} bytes."
TOO_SLOW = f"A body takes at most {BODY_S:g} s."


async def _body(receive: Receive) -> bytes | str:
    """The whole body; a text says why there is none."""
    found = bytearray()

    async def read() -> str:
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return TOO_SLOW
            found.extend(message.get("body", b""))
            if len(found) > MOST_BODY:
                return TOO_LONG
            if not message.get("more_body", False):
                return ""

    try:
        said = await asyncio.wait_for(read(), BODY_S)
    except TimeoutError:
        said = TOO_SLOW
    return said or bytes(found)


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read, for those behind."""
    is_given = False

    async def give() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give


def _all(scope: Scope, name: bytes) -> list[bytes]:
    """All values of a header."""
    return [value for key, value in scope["headers"] if key == name]


def _with_headers(send: Send) -> Send:
    """Every answer with the headers that close the page; an answer may bring its own policy."""

    async def closed(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {key.lower() for key, _ in message.get("headers", ())}
            added = [(key.encode(), value.encode()) for key, value in HEADERS.items() if key.encode() not in own]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return closed


async def _say(send: Send, status: int, text: str) -> None:
    """A short text, and the end of the connection: what else was sent is not read."""
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})


async def _welcome(send: Send, allowed: Pass) -> None:
    """Swap the token of the address for a cookie that no script can read, and open the page without it."""
    cookie = f"{allowed.cookie}={allowed.token}; Path=/; HttpOnly; SameSite=Strict"
    headers = [(b"location", b"/"), (b"set-cookie", cookie.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
