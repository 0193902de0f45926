"""What lies around the code: the two commands of the README, scenarios that load, nothing of one machine."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
README = (ROOT / "README.md").read_text(encoding="utf-8")

# Spelt in halves, so that this file does not contain what it forbids.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted",
    "npm" + "js",
    "deb" + "ian.org",
    "ana" + "conda.org",
    "--index" + "-url",
]
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:home|Users|work|root|opt)/\w")


def tracked_files():
    """Files under version control, or all that are not ignored where there is no git."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if found.returncode == 0:
        return [ROOT / name for name in found.stdout.split("\0") if name and (ROOT / name).is_file()]
    tops = ["sim", "tests", "docs", "scenarios", "notebooks", ".ci"]
    inside = [file for top in tops for file in (ROOT / top).rglob("*") if "__pycache__" not in file.parts]
    return [file for file in [*ROOT.glob("*.*"), *inside] if file.is_file()]


def tracked_text():
    for file in tracked_files():
        try:
            yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_registry():
    assert [(name, host) for name, text in tracked_text() for host in REGISTRIES if host in text] == []


def test_no_file_names_a_path_of_one_machine():
    assert [(name, hit) for name, text in tracked_text() for hit in MACHINE_PATH.findall(text)] == []


def test_every_pinned_package_has_a_hash():
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    packages = [line for line in pins if line and not line.startswith("#")]
    assert packages
    assert [line.split()[0] for line in packages if "==" not in line or "--hash=sha256:" not in line] == []


def test_every_direct_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
    wanted += project["build-system"]["requires"]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {name.lower() for name in re.findall(r"^([\w.-]+)==", pins, re.MULTILINE)}
    names = {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in wanted}
    assert names - pinned == set()


def test_the_readme_begins_with_two_commands_that_need_only_python():
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (first, job), (second, tests) = blocks[:2]
    assert (first, second) == ("sh", "sh")
    assert job.startswith("python3 -m venv ")
    assert "hearthline compare scenarios/" in job
    assert tests.startswith("python3 -m venv ")
    assert "pytest" in tests
    assert job.count("\n") == tests.count("\n") == 1
    assert README.index(tests) < 800


@pytest.mark.parametrize("number", [1, 2])
def test_the_checks_run_the_commands_that_the_readme_shows(number):
    script = ROOT / ".ci" / "readme_command"
    shown = subprocess.run([sys.executable, script, str(number)], capture_output=True, text=True, check=True).stdout
    assert f"```sh\n{shown}```" in README
    assert f".ci/readme_command {number}" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_checks_run_every_slow_test_in_one_part_and_the_page_tells_of_all_parts():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    parts_of_their_own = re.findall(r'^part "[^"]+" \d+ slow (tests/\w+)$', script, re.MULTILINE)
    assert parts_of_their_own
    assert re.findall(r"--ignore=(tests/\w+)", script) == parts_of_their_own
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    table = page[page.index("## 7. What is run, and when") :]
    assert re.findall(r"^\| ([^|`]+) \| [^|]+ \| (\d+) \| \d+ \|$", table, re.MULTILINE) == re.findall(
        r'^part "([^"]+)" (\d+) ', script, re.MULTILINE
    )


def test_links_of_the_pages_lead_somewhere():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "scenarios").glob("*.md")]
    links = [
        (page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    ]
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_the_version_is_the_same_everywhere():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {sim.__version__}\n" in citation


@pytest.mark.parametrize("verb", sorted(set(sim.__all__) - {"__version__"}))
def test_every_public_verb_can_be_called(verb):
    assert callable(getattr(sim, verb))


def test_processes_that_tests_start_keep_compiled_modules():
    ask = "import sys; print(sys.dont_write_bytecode)"
    shown = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    assert (shown, sys.dont_write_bytecode) == ("False\n", False)


def test_there_are_scenarios_to_begin_with():
    assert SCENARIOS


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.name)
def test_every_scenario_in_the_repository_is_valid(file):
    sim.load_scenario(file)


def test_the_scenario_in_the_readme_is_valid(tmp_path):
    example = re.search(r"^```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[1]
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    file = tmp_path / "scenarios" / "readme.yaml"
    file.write_text(example, encoding="utf-8")
    sim.load_scenario(file)
