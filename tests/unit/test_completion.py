"""What a shell completes: commands, options, plans, and keys one level at a time."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from sim.cli import answer, hearthline
from sim.commands.completion import GOING_ON, SHELLS, VARIABLE, WORDS

TINY = str(Path(__file__).parents[2] / "scenarios" / "tiny.yaml")


def completed(monkeypatch: pytest.MonkeyPatch, *line: str) -> list[str]:
    monkeypatch.setenv(WORDS, shlex.join(("hearthline", *line)))
    *arguments, incomplete = line
    found = BashComplete(hearthline, {}, "hearthline", VARIABLE).get_completions(list(arguments), incomplete)
    return [one.value for one in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("comp",), ["compare", "completion"]),
        (("compare", TINY, "--aid"), ["--aid-equivalent"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
        (("run", TINY, "--plan", "w"), ["weekly"]),
        (("compare", TINY, "--set", "weather.an"), ["weather.anomaly="]),
        (("compare", TINY, "--set", "wea"), ["weather."]),
        (("compare", TINY, "--set", "aid.channels."), ["aid.channels.coalition."]),
        (("compare", TINY, "--set", "aid.channels.coalition.le"), ["aid.channels.coalition.lead="]),
        (("compare", TINY, "--set", "weather.anomaly=-3"), []),
        (("compare", TINY, "--set", "no.such.key"), []),
        (("compare", "missing.yaml", "--set", "aid.channels."), []),
        (("sweep", TINY, "--over", "defence.layers.m"), ["defence.layers.mobile_teams."]),
        (("explain", TINY, "repair.refill.cap"), ["repair.refill.capacity"]),
    ],
)
def test_what_may_follow(line, expected, monkeypatch):
    assert completed(monkeypatch, *line) == expected


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_are_those_of_the_shell(shell, capsys):
    assert answer(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert VARIABLE in script
    assert (GOING_ON in script) == (shell == "bash")
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=script, text=True, check=False).returncode == 0


def test_help_tells_on_lines_of_their_own_how_each_script_is_used(capsys):
    assert answer(["completion", "--help"]) == 0
    said = [line.split()[0] for line in capsys.readouterr().out.splitlines() if "hearthline completion " in line]
    assert said[-len(SHELLS) :] == list(SHELLS)
