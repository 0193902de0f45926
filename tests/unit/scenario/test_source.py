import pytest

from sim.errors import ScenarioError
from sim.scenario.source import find, parse, read_text, values


def read(text):
    return values(parse(text, "f.yaml"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("null", None), ("~", None), ("12", 12), ("-3", -3), ("0x1F", 31), ("0o17",
         15),
        ("1e3", 1000.0), ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("+4", 4), ("0123", 123),
        ("NO", "NO"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("12:30", "12:30"), ("2026-01-05", "2026-01-05"),
        ("6 h", "6 h"), ("1_000", "1_000"), ("'12'", "12"), ('"true"', "true"), ("nan", "nan"), ("0b11", "0b11"),
        ("1e", "1e"), ("\u0663", "\u0663"), ("''", ""),
    ],
)  # fmt: skip
def test_a_scalar_has_its_value_of_yaml_1_2(text, value):
    found = read(f"a: {text}")["a"]
    assert (found, type(found)) == (value, type(value))


def test_every_value_knows_its_place_and_that_of_its_key():
    tree = parse("a:\n  b: [1, 'two']\n", "f.yaml")
    second = find(tree, ("a", "b", 1))
    assert second is not None
    assert str(second.place) == "f.yaml:2:10"
    assert second.place.width == 5
    child = find(tree, ("a", "b"))
    assert child is not None
    assert str(child.key_place) == "f.yaml:2:3"
    assert find(tree, ("a", "b", 2)) is None
    assert find(tree, ("a", "b", "c")) is None


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\n", "\u0085", "\u2028"])
def test_places_count_every_line_break_of_yaml(mark):
    tree = parse(f"a: 1{mark}# x{mark}b: 2{mark}", "f.yaml")
    found = find(tree, ("b",))
    assert found is not None
    assert (found.place.line, found.place.text) == (3, "b: 2")


def test_a_byte_order_mark_is_skipped():
    assert values(read_text(b"\xef\xbb\xbfa: 1", "f.yaml")) == {"a": 1}


def test_several_problems_of_one_file_are_reported_together():
    with pytest.raises(ScenarioError) as caught:
        parse("a: &x 1\nb: *x\nc: !!str 1\nd: 1\nd: 2\ne: .nan\n<<: 3\ng:\n", "f.yaml")
    assert [problem.place.line for problem in caught.value.problems if problem.place] == [1, 2, 3, 5, 6, 7, 8]


LEAVE_OUT = "write null to leave a key out, and indent what belongs below a key"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a:", LEAVE_OUT),
        ("a: # later", LEAVE_OUT),
        ("{a: 0,8}", "numbers have a decimal point and no separators: '0.8'"),
        ("{a: 80,5 %, b: 1}", "numbers have a decimal point and no separators: '80.5 %'"),
        ("{a: 1,000}", "numbers have a decimal point and no separators"),
        ("{a: 2 h, 8 h}", "a key has a value after ': ', a list stands in brackets: [a, b]"),
        ("{a:1}", "write 'key: value', with a blank after the colon"),
        ("{a = 1}", "write 'key: value', with a blank after the colon"),
        ("{'a': , b: 1}", LEAVE_OUT),
        ("- a\n-", LEAVE_OUT),
    ],
)
def test_where_nothing_is_written_the_hint_says_what_was_meant(text, hint):
    with pytest.raises(ScenarioError) as caught:
        parse(text, "f.yaml")
    (problem,) = caught.value.problems
    assert (problem.message, problem.hint) == ("nothing is written here", hint)


def test_bytes_that_are_no_text_are_shown_at_their_character():
    with pytest.raises(ScenarioError) as caught:
        read_text("a: 1\nb: äö".encode() + b"\xe9x\nc: 1", "f.yaml")
    said = str(caught.value)
    assert said.startswith("f.yaml:2:6: error: the file is not UTF-8 text; save it as UTF-8\n    2 | b: äö")


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("a: 1\nb: 'open\nc: 1\nd: 2\n", "f.yaml:2:4", "a quote that is opened here is never closed"),
        ("a: {b: 1\nc: 1\n", "f.yaml:2:2", "a bracket that is opened on line 1 is not closed"),
        ("a: 1\nb:[1, 2\nc: 3]\nd: 1", "f.yaml:2:1", "a key has a blank after its colon"),
        ("name:Test\nb: 1\n", "f.yaml:2:2", "line 1 has no blank after its colon"),
        ('a: "\\q"\n', "f.yaml:1:5", "a backslash is doubled in double quotes"),
        ("a: 1\n  b: 1\n", "f.yaml:2:4", "a value with ': ' in it needs quotes, and keys of one part begin"),
        ("name: a: b\n", "f.yaml:1:8", "a value with ': ' in it needs quotes"),
    ],
)
def test_a_syntax_error_is_shown_where_it_begins(text, place, hint):
    with pytest.raises(ScenarioError) as caught:
        parse(text, "f.yaml")
    (problem,) = caught.value.problems
    assert str(problem.place) == place
    assert problem.hint.startswith(hint)


def test_the_hint_about_tabs_is_given_where_a_tab_indents():
    with pytest.raises(ScenarioError, match="never with tabs"):
        parse("a:\n\tb: 1", "f.yaml")
    with pytest.raises(ScenarioError) as caught:
        parse("a: [1 # a\tcomment", "f.yaml")
    assert "tabs" not in str(caught.value)


def test_reading_gives_up_after_very_many_problems():
    with pytest.raises(ScenarioError) as caught:
        parse("\n".join(f"k{number}: &a 1" for number in range(1000)), "f.yaml")
    assert len(caught.value.problems) == 100
