import pytest

from sim.errors import (
    ExitCode,
    HearthlineError,
    LimitError,
    Place,
    Problem,
    ScenarioError,
    StorageError,
    escape,
)


def test_a_problem_shows_place_key_hint_and_a_caret_below_the_value():
    place = Place("kyiv.yaml", 6, 18, "   work: {median: 6 hr, sigma: 0.5}", 4)
    problem = Problem("unknown time unit 'hr'", "repair.work.median", place, "did you mean 'hour'?")
    assert str(problem).splitlines() == [
        "kyiv.yaml:6:18: error: repair.work.median: unknown time unit 'hr'; did you mean 'hour'?",
        "    6 |    work: {median: 6 hr, sigma: 0.5}",
        "      |                  ^^^^",
    ]


def test_all_problems_are_listed_and_very_many_are_counted():
    error = ScenarioError([Problem(f"wrong {number}", place=Place("a.yaml", number, 1)) for number in range(1, 61)])
    assert len(error.problems) == 60
    assert "a.yaml:50:1: error: wrong 50" in str(error)
    assert str(error).endswith("and 10 more problems")


def test_one_problem_more_is_one_problem():
    assert str(ScenarioError([Problem(f"wrong {number}") for number in range(51)])).endswith("and 1 more problem")


def test_a_very_long_message_is_cut():
    said = str(Problem("x" * 5000, "k" * 5000, hint="known: " + "y" * 5000))
    assert len(said) < 2000
    assert "xxx...; known: yyy" in said


def test_a_long_line_is_cut_to_a_window_around_the_spot():
    place = Place("a.yaml", 1, 1001, "x" * 1000 + "!" + "y" * 1000, 1)
    _, source, carets = str(Problem("wrong", place=place)).splitlines()
    assert len(source) < 140
    assert source[carets.index("^")] == "!"


@pytest.mark.parametrize(
    "hostile", ["\x1b[31m", "\u202eevil", "a\u2066b", "\u200b", "\x00", "a\nb", "\u2028", "\x9b", "\ud800"]
)
def test_invisible_and_control_characters_are_spelled_out(hostile):
    place = Place(hostile, 1, 1, hostile, len(hostile))
    said = str(ScenarioError([Problem(f"unknown key '{hostile}'", hostile, place, hostile)]))
    assert all(character == "\n" or character.isprintable() for character in said)
    assert escape(hostile) in said


def test_carets_stand_below_wide_and_escaped_characters():
    _, source, carets = str(Problem("wrong", place=Place("a", 1, 3, "\t漢x", 1))).splitlines()
    assert source == "    1 | \\x09漢x"
    assert carets.index("^") == len("    1 | \\x09") + 2


@pytest.mark.parametrize(
    ("kind", "code"),
    [(LimitError, ExitCode.LIMIT), (StorageError, ExitCode.STORAGE), (HearthlineError, ExitCode.BUG)],
)
def test_every_error_knows_its_exit_code(kind, code):
    assert kind("why").exit_code is code


def test_exit_codes_are_those_of_the_manual():
    assert [code.value for code in ExitCode] == [0, 1, 2, 3, 4, 5, 6, 7]
