"""Who is let through to the page, line by line; and what is at which path."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sim.scenario.load import load_scenario
from sim.web import reports, rounds
from sim.web.app import BUSY, FILES, Page, app_of
from sim.web.desk import Desk
from sim.web.guard import HEADERS, MOST_BODY, Pass, new_token
from sim.web.jobs import MOST_JOBS, Jobs
from sim.web.reports import Reports, policy_of
from sim.web.rounds import Bench

SCENARIOS = Path(__file__).parents[3] / "scenarios"
HOST = "127.0.0.1:8765"
ALLOWED = Pass(HOST, new_token())
POST = {"origin": f"http://{HOST}", "content-type": "application/json", "sec-fetch-site": "same-origin"}
ASK = json.dumps({"plans": [{"start": "weekly"}], "worlds": 10})


@pytest.fixture(scope="module")
def page():
    found = Page(Bench(Desk(load_scenario(SCENARIOS / "tiny.yaml", ["name='Tiny </script><b>town</b>'"])), threads=1))
    found.bench.warm()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounds, "FIRST", 20)
        patch.setattr(rounds, "WHOLE", 20)
        yield found
    found.close()


@pytest.fixture(scope="module")
def app(page):
    return app_of(page, ALLOWED)


@pytest.fixture
def stranger(app):
    return TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)


@pytest.fixture
def client(stranger):
    stranger.cookies.set(ALLOWED.cookie, ALLOWED.token)
    return stranger


def test_a_token_is_256_bits_and_never_the_same():
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) >= 43


def test_the_first_visit_swaps_the_token_for_a_cookie_that_no_script_reads(stranger):
    answer = stranger.get(f"/?token={ALLOWED.token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert stranger.get("/", follow_redirects=False).status_code == 200


@pytest.mark.parametrize("address", ["/", "/?token=", "/?token=wrong", "/page.js?token=TOKEN", "/report/1"])
def test_without_token_or_cookie_nothing_is_shown(stranger, address):
    answer = stranger.get(address.replace("TOKEN", ALLOWED.token))
    assert answer.status_code == 403
    assert "hearthline serve" in answer.text
    assert ALLOWED.token not in answer.text


def test_an_address_with_more_fields_than_ours_is_turned_away(stranger):
    assert stranger.get("/?" + "&".join(f"field{number}=1" for number in range(5))).status_code == 403


def test_two_tokens_are_none(stranger):
    assert stranger.get(f"/?token={ALLOWED.token}&token=x").status_code == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "localhost:8765", "127.0.0.1", "127.0.0.1:8766", "127.0.0.1.:8765", ""],
)
def test_another_host_is_turned_away_whatever_token_it_has(client, host):
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"])
def test_other_methods_are_turned_away(client, method):
    assert client.request(method, "/").status_code == 405


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": f"https://{HOST}"}, 403),
        ({"origin": None}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-type": None}, 415),
    ],
    ids=str,
)
def test_posts_come_from_the_page_itself(client, change, status):
    headers = {key: value for key, value in {**POST, **change}.items() if value is not None}
    assert client.post("/scenario", content=ASK, headers=headers).status_code == status
    assert client.post("/scenario", content=ASK, headers=POST).status_code == 200


def test_a_long_body_is_not_read(client):
    assert client.post("/scenario", content="x" * (MOST_BODY + 1), headers=POST).status_code == 413


def test_a_long_body_without_a_length_is_not_read_to_its_end(client):
    sent = []

    def pieces():
        for _ in range(100):
            sent.append(1)
            yield b"x" * 10_000

    assert client.post("/scenario", content=pieces(), headers=POST).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[" * 50_000,
        '{"plans": NaN}',
        '"\\ud800"',
        '{"plans": [{}], "worlds": 0}',
        '{"plans": [{}], "page": 3}',
    ],
)
def test_what_is_no_question_is_refused_in_words(client, body):
    answer = client.post("/ask", content=body.encode("utf-8", "surrogatepass"), headers=POST)
    assert answer.status_code in (400, 422)
    assert answer.json()["problems"][0]["said"]


def test_values_that_do_not_fit_are_answered_at_their_slider(client):
    plans = [{"start": "weekly", "set": {"repair.crews.heat.start": "many"}}]
    answer = client.post("/scenario", content=json.dumps({"plans": plans}), headers=POST)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["key"] == "repair.crews.heat.start"


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/%2e%2e/pyproject.toml",
        "/page.css/../app.py",
        "/app.py",
        "/page.html.j2",
        "/report/..%2f..",
        "/report/0",
    ],
)
def test_there_is_nothing_at_other_paths(client, path):
    assert client.get(path).status_code == 404


def test_asking_changes_nothing(client):
    assert client.get("/ask").status_code == 405
    assert client.get("/scenario").status_code == 405


def test_every_answer_is_closed(client):
    for answer in (
        client.get("/"),
        client.get("/page.js"),
        client.get("/nothing"),
        client.get("/", headers={"host": "evil.example"}),
        client.post("/scenario", content=ASK, headers=POST),
    ):
        assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS
        assert "access-control-allow-origin" not in answer.headers
    assert "unsafe" not in HEADERS["content-security-policy"]


def test_the_page_holds_no_markup_of_names_and_no_script_of_its_own(client):
    text = client.get("/").text
    assert "<b>town</b>" not in text
    assert text.count("<script") == 2
    assert 'type="application/json"' in text
    assert "style=" not in text
    assert "http://" not in text
    assert "https://" not in text
    scripts = {path: client.get(path).text for path in FILES if path.endswith(".js")}
    assert {"/page.js", "/sliders.js", "/talk.js"} <= set(scripts)
    for script in scripts.values():
        assert not any(word in script for word in ("innerHTML", "insertAdjacent", "document.write", "eval(", "http"))


def test_the_scenario_is_handed_out_as_a_file(client, tmp_path):
    answer = client.post("/scenario", content=ASK, headers=POST)
    file = tmp_path / "scenario.yaml"
    file.write_bytes(answer.content)
    assert load_scenario(file).scenario.study.replications == 10


def test_a_move_comes_as_messages_first_of_few_worlds(client, page):
    with client.stream("POST", "/ask", content=ASK, headers=POST) as answer:
        assert answer.status_code == 200
        first = json.loads(next(answer.iter_lines()))
    assert (first["kind"], first["names"]) == ("first", ["weekly"])


def test_few_jobs_run_at_once_and_a_newer_move_takes_the_place_of_an_older_one():
    jobs = Jobs()
    one = jobs.begin("a", "move")
    newer = jobs.begin("a", "move")
    assert one.is_stopped()
    assert not newer.is_stopped()
    assert jobs.begin("b", "move") is not None
    assert MOST_JOBS == 2
    assert jobs.begin("c", "move") is None
    jobs.end(newer)
    assert jobs.begin("c", "move") is not None


def test_a_page_too_many_is_asked_to_wait(client, page):
    held = [page.jobs.begin(name, "report") for name in ("x", "y")]
    answer = client.post("/ask", content=ASK, headers=POST)
    for job in held:
        page.jobs.end(job)
    assert (answer.status_code, answer.json()["problems"][0]["said"]) == (429, BUSY)


def test_a_report_may_load_only_the_style_that_it_holds():
    policy = policy_of(b"<style>p { color: red }</style>")
    assert "'sha256-" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "style-src 'none'" in policy_of(b"<p>plain</p>")


def test_few_reports_are_kept(monkeypatch):
    monkeypatch.setattr(reports, "MOST_KEPT", 2)
    found = Reports()
    numbers = [found.keep(b"%d" % number) for number in range(3)]
    assert [found.get(number) for number in numbers] == [None, b"1", b"2"]
