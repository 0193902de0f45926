"""The page and its answers: what is asked at which path."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import HearthlineError, escape
from sim.present.caution import CAUTION, mark
from sim.present.markup import template
from sim.study.run import GivenUp
from sim.web.answers import Answer, answers_of
from sim.web.asked import Asked, asked_of, problems_of
from sim.web.desk import Desk
from sim.web.guard import App, Guard, Pass
from sim.web.jobs import MOST_JOBS, Job, Jobs
from sim.web.reports import Reports, policy_of
from sim.web.rounds import WHOLE, Bench
from sim.web.yaml_text import scenario_text

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

HERE = Path(__file__).parent
TYPES = {".css": "text/css", ".js": "text/javascript"}
FILES = {f"/{file.name}": file for file in sorted((HERE / "static").iterdir()) if file.suffix in TYPES}
"""Files of the page by their paths: these and no others."""
LONGEST_PAGE = 40
"""Longest number by which a page calls itself [characters]."""
BUSY = "Two computations are running already; cancel one, or close the other page."
END = object()
"""Behind the last message of a job."""


class Page:
    """A scenario as a page: what is running for it, and what was written.

    Parameters
    ----------
    bench : where moves are run
    """

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.desk: Desk = bench.desk
        self.jobs = Jobs()
        self.reports = Reports()
        self._threads = ThreadPoolExecutor(2 * MOST_JOBS, "jobs")

    def close(self) -> None:
        """Stop all that runs."""
        self.jobs.end_all()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.bench.close()

    async def start(self, request: Request) -> Response:
        """The page itself."""
        from starlette.responses import HTMLResponse

        del request
        page = template("page.html.j2", HERE)
        return HTMLResponse(page.render(model=self.desk.plain(), mark=mark(public=False), caution=CAUTION))

    async def file(self, request: Request) -> Response:
        """A file of the page."""
        from starlette.responses import Response

        file = FILES[request.url.path]
        return Response(_content(file), media_type=TYPES[file.suffix])

    async def ask(self, request: Request) -> Response:
        """A move: messages with results, as they come."""
        from starlette.responses import StreamingResponse

        found = await self._asked(request)
        if not isinstance(found, tuple):
            return found
        page, asked, _ = found
        job = self.jobs.begin(page, "move")
        if job is None:
            return _problems(429, BUSY)
        return StreamingResponse(self._stream(job, self._move(job, asked)), media_type="application/x-ndjson")

    async def scenario(self, request: Request) -> Response:
        """The scenario as a file."""
        from starlette.responses import Response

        found = await self._asked(request)
        if not isinstance(found, tuple):
            return found
        _, asked, worlds = found
        try:
            text = await asyncio.to_thread(scenario_text, self.desk, asked, worlds)
        except HearthlineError as error:
            return _refused(error)
        return Response(text, media_type="application/yaml")

    async def report(self, request: Request) -> Response:
        """The full report: messages on how it goes, at the end its number."""
        from starlette.responses import StreamingResponse

        found = await self._asked(request)
        if not isinstance(found, tuple):
            return found
        page, asked, worlds = found
        try:
            text = await asyncio.to_thread(scenario_text, self.desk, asked, worlds)
        except HearthlineError as error:
            return _refused(error)
        job = self.jobs.begin(page, "report")
        if job is None:
            return _problems(429, BUSY)
        written = self.reports.write(text, len(asked.plans), job.is_stopped)
        return StreamingResponse(self._stream(job, written), media_type="application/x-ndjson")

    async def opened(self, request: Request) -> Response:
        """A report that was written."""
        from starlette.responses import HTMLResponse, PlainTextResponse

        content = self.reports.get(request.path_params["number"])
        if content is None:
            return PlainTextResponse("There is no such report any more; have it written again.", 404)
        return HTMLResponse(content, headers={"content-security-policy": policy_of(content)})

    async def _asked(self, request: Request) -> Response | tuple[str, Asked, int]:
        """What a post asks for: page, move, worlds; or why it is refused."""
        try:
            content = json.loads(await request.body())
        except (ValueError, RecursionError):
            return _problems(400, "The page sent something that is no JSON.")
        try:
            asked = asked_of(content, self.desk)
        except HearthlineError as error:
            return _refused(error)
        page, worlds = content.get("page", ""), content.get("worlds", WHOLE)
        if not isinstance(page, str) or len(page) > LONGEST_PAGE:
            return _problems(400, "A page calls itself by a short text.")
        if not isinstance(worlds, int) or isinstance(worlds, bool) or not 1 <= worlds <= WHOLE:
            return _problems(400, f"Worlds are 1 to {WHOLE:,}.")
        return page, asked, worlds

    async def _stream(self, job: Job, found: Iterator[Answer]) -> AsyncIterator[str]:
        """Messages of a job that runs on a thread of its own; it is stopped when nobody reads them any more."""
        loop, messages = asyncio.get_running_loop(), asyncio.Queue[Any]()

        def put(message: Any) -> None:
            try:
                loop.call_soon_threadsafe(messages.put_nowait, message)
            except RuntimeError:  # the server has ended meanwhile
                job.stop()

        self._threads.submit(_told, found, put)
        try:
            while (message := await messages.get()) is not END:
                yield f"{json.dumps(message)}\n"
        finally:
            self.jobs.end(job)

    def _move(self, job: Job, asked: Asked) -> Iterator[Answer]:
        """Messages of a move."""
        for found in self.bench.rounds(asked, job.is_stopped):
            yield from answers_of(found, asked, job.is_stopped)
            if job.is_stopped():
                break


def _told(found: Iterator[Answer], put: Callable[[Any], None]) -> None:
    """Pass on all messages of a job, and what goes wrong as one more."""
    try:
        for message in found:
            put(message)
    except GivenUp:
        pass
    except HearthlineError as error:
        put({"kind": "problems", "problems": list(problems_of(error))})
    except Exception as error:
        said = f"This is a bug in hearthline: {type(error).__name__}: {error}"
        put({"kind": "problems", "problems": [{"key": "", "said": escape(said)}]})
    finally:
        put(END)


def app_of(page: Page, allowed: Pass) -> App:
    """The page behind its guard."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    routes = [
        Route("/", page.start),
        *(Route(path, page.file) for path in FILES),
        Route("/ask", page.ask, methods=["POST"]),
        Route("/scenario", page.scenario, methods=["POST"]),
        Route("/report", page.report, methods=["POST"]),
        Route("/report/{number:str}", page.opened),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return Guard(app, allowed)


def _problems(status: int, said: str) -> Response:
    """Something that the page did not like."""
    from starlette.responses import JSONResponse

    return JSONResponse({"problems": [{"key": "", "said": said}]}, status)


def _refused(error: HearthlineError) -> Response:
    """Values that do not fit."""
    from starlette.responses import JSONResponse

    return JSONResponse({"problems": list(problems_of(error))}, 422)


@cache
def _content(file: Path) -> bytes:
    return file.read_bytes()
