"""The command `serve`, before it serves anything."""

import socket

import pytest

from sim.cli import answer
from sim.commands import serve
from sim.errors import UsageError
from sim.web.listening import opened_socket


def test_a_missing_extra_is_said_with_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(serve.util, "find_spec", lambda name: None if name == "uvicorn" else object())
    assert answer(["serve", "scenarios/tiny.yaml"]) == 2
    assert "the page needs uvicorn: pip install 'hearthline[web]'" in capsys.readouterr().err


def test_a_scenario_that_is_not_valid_is_refused_before_anything_is_served(capsys, tmp_path):
    assert answer(["serve", "scenarios/tiny.yaml", "--set", "study.seed=one"]) == 2
    assert "study.seed" in capsys.readouterr().err
    assert answer(["serve", str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml" in capsys.readouterr().err


def test_a_port_in_use_is_refused_and_0_picks_a_free_one():
    with opened_socket(0) as one:
        port = one.getsockname()[1]
        assert one.getsockname()[0] == "127.0.0.1"
        with pytest.raises(UsageError, match=f"port {port}: .* --port 0 picks a free one"):
            opened_socket(port)


def test_nobody_else_can_reach_the_socket():
    with opened_socket(0) as one:
        assert one.family == socket.AF_INET
        with pytest.raises(OSError, match=r"refused|reach|denied"):
            socket.create_connection(("127.0.0.2", one.getsockname()[1]), timeout=1)
