from collections.abc import Iterable
from typing import Literal

import pytest

from sim.scenario.check import Finding, check, findings, parts_by_node
from sim.scenario.closed import Closed
from sim.scenario.merge import merge
from sim.scenario.quantities import Count, Duration, Name, Number, Positive, Share, Temperature, WholeDuration
from sim.scenario.roles import choose, face
from sim.scenario.shape import top
from sim.scenario.source import parse


class Every(Closed):
    every: WholeDuration = choose(gt=0)
    timing: Literal["arrears", "advance"] = choose("arrears")


class OnDemand(Closed):
    order_up_to: Positive = choose()
    review: WholeDuration = choose()


class Part(Closed):
    low: Number = face(0.0)
    high: Number = face(1.0)

    def findings(self) -> Iterable[Finding]:
        if self.low > self.high:
            yield Finding(("low",), "must not exceed high")


class Whole(Closed):
    span: Duration | None = face(None)
    first: Literal["random"] | WholeDuration = face("random")
    cadence: Every | OnDemand | None = face(None)
    stock: dict[Name, Count | Literal["unlimited"]] = face({})
    parts: dict[Name, Part] = face({})
    rows: tuple[Part, ...] = face(())
    limit: Share = face(0.5, ge=0.1, lt=1)
    curve: dict[Temperature, Share] = face({}, replaced_whole=True)
    exact: bool = face(False)
    month: int = face(1, ge=1, le=12)
    pair: tuple[int, int] | None = face(None)
    title: str = face("", max_length=5)
    from_: Literal["a", "b"] = face("a", alias="from")

    def findings(self) -> Iterable[Finding]:
        if "none" in self.stock:
            yield Finding(("stock", "none"), "is no item", "known: all others")
        if self.title == "gone":
            yield Finding(("parts", "missing", "low"), "is not there")


def problems(text: str) -> list[str]:
    found, listed = check(Whole, parse(text, "f.yaml"))
    assert (found is None) == bool(listed)
    return [str(problem).splitlines()[0].replace("error: ", "") for problem in listed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("first: randm", "f.yaml:1:8: first: 'randm' does not start with a number; did you mean 'random'?"),
        ("first: 3", "f.yaml:1:8: first: 3 needs a unit; for example '3 d' or 'random'"),
        ("first: 3 hr", "f.yaml:1:8: first: unknown time unit 'hr'; did you mean 'h'? or 'random'"),
        ("first: [1]", "f.yaml:1:1: first: a list is not a duration; for example '7 d' or 'random'"),
        ("cadence: {every: 3}", "f.yaml:1:18: cadence.every: 3 needs a unit; for example '3 d'"),
        ("cadence: {evry: 3 d}", "f.yaml:1:11: unknown key 'cadence.evry'; did you mean 'every'?"),
        ("cadence: {every: 3 d, timing: late}", "f.yaml:1:31: cadence.timing: 'late' is not one of: arrears, advance"),
        ("cadence: {order_up_to: 3}", "f.yaml:1:1: cadence: the key 'review' is missing"),
        ("cadence: {order_up_to: 0, review: 1 d}", "f.yaml:1:24: cadence.order_up_to: 0 must be at least 1"),
        ("cadence: {every: 0 d}", "f.yaml:1:18: cadence.every: '0 d' must be more than 0 d"),
        ("cadence: daily", "f.yaml:1:10: cadence: needs a mapping of keys to values, not 'daily'"),
        ("stock: {a: unlimitd}",
         "f.yaml:1:12: stock.a: the text 'unlimitd' is not a whole number; did you mean 'unlimited'?"),
        ("stock: {A b: 3}", "f.yaml:1:9: stock.A b: 'A b' is not a name (small letters, digits and _, a letter first); "
                            "for example 'a_b'"),
        ("stock: [3]", "f.yaml:1:1: stock: needs a mapping of names to values, not a list"),
        ("stock: {none: 3}", "f.yaml:1:9: stock.none: is no item; known: all others"),
        ("parts: {a: {low: 3, high: 2}}", "f.yaml:1:18: parts.a.low: must not exceed high"),
        ("parts: {a: {low: 3}}", "f.yaml:1:18: parts.a.low: must not exceed high"),
        ("parts: {a: {high: -1}}", "f.yaml:1:9: parts.a.low: must not exceed high"),
        ("title: gone\nparts: {}", "f.yaml:2:1: parts.missing.low: is not there"),
        ("rows: [{}, {low: 2}]", "f.yaml:1:18: rows[2].low: must not exceed high"),
        ("rows: {low: 2}", "f.yaml:1:1: rows: needs a list, not a mapping"),
        ("rows: [3]", "f.yaml:1:8: rows[1]: needs a mapping of keys to values, not 3"),
        ("limit: 5 %", "f.yaml:1:8: limit: '5 %' must be at least 10 %"),
        ("limit: 100 %", "f.yaml:1:8: limit: '100 %' must be less than 100 %"),
        ('curve: {"5 degC": 3 %, "5.0 degC": 4 %}', "f.yaml:1:24: curve.5.0 degC: is the same as the key '5 degC'"),
        ("pair: [1]", "f.yaml:1:1: pair: needs 2 entries, not 1"),
        ("pair: [1, 2, 3]", "f.yaml:1:1: pair: needs 2 entries, not 3"),
        ("limit: {uncertain: 5 %}", "f.yaml:1:1: limit: cannot be uncertain, it needs a share; for example '45 %'"),
        ("limit: 0.5", "f.yaml:1:8: limit: 0.5 needs a unit; write '50 %', or '0.5 %' if that is meant"),
        ("stock: {a: '8'}",
         "f.yaml:1:12: stock.a: the text '8' is not a whole number; write 8, without quotes or 'unlimited'"),
        ("stock: {a: 1 000}",
         "f.yaml:1:12: stock.a: the text '1 000' is not a whole number; write 1000 or 'unlimited'"),
        ("stock: {a: 8.5}", "f.yaml:1:12: stock.a: 8.5 is not a whole number; or 'unlimited'"),
        ("parts: {a: {low: 1e300}}",
         "f.yaml:1:18: parts.a.low: 1e+300 is too large; numbers other than 0 lie between 1e-15 and 1e15"),
        ("parts: {a: {low: '0,5'}}", "f.yaml:1:18: parts.a.low: the text '0,5' is not a number; write 0.5"),
        ("FIRST: random", "f.yaml:1:1: unknown key 'FIRST'; did you mean 'first'?"),
        ('curve: {"5 C": 3 %}', "f.yaml:1:9: curve.5 C: unknown temperature unit 'C'; did you mean 'degC'?"),
        ("exact: yes", "f.yaml:1:8: exact: needs true or false, not 'yes'"),
        ("exact: 1", "f.yaml:1:8: exact: needs true or false, not 1"),
        ("month: '3'", "f.yaml:1:8: month: needs a whole number, not '3'"),
        ("month: true", "f.yaml:1:8: month: needs a whole number, not true"),
        ("month: 3.0", "f.yaml:1:8: month: needs a whole number, not 3.0"),
        ("month: 13", "f.yaml:1:8: month: 13 must be at most 12"),
        ("title: 2026", "f.yaml:1:8: title: needs text, not 2026; put it in quotes"),
        ("title: too long", "f.yaml:1:8: title: needs at most 5 characters"),
        ("from: c", "f.yaml:1:7: from: 'c' is not one of: a, b"),
        ("high: 3", "f.yaml:1:1: unknown key 'high'; there is rows[1].high and parts.NAME.high"),
        ("from_: a", "f.yaml:1:1: unknown key 'from_'; did you mean 'from'?"),
        ("span: [3 h]", "f.yaml:1:1: span: a list is not a duration; for example '6 h'"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_at_its_place(text, expected):
    assert problems(text) == [expected]


def test_all_problems_come_in_the_order_of_the_file():
    text = "month: 0\nlimit: 3\nrows: [{low: x}, {lw: 2}]\nfoo: 1\n"
    assert [line.split(": ")[0] for line in problems(text)] == [
        "f.yaml:1:8",
        "f.yaml:2:8",
        "f.yaml:3:14",
        "f.yaml:3:19",
        "f.yaml:4:1",
    ]


def test_a_finding_about_something_that_only_a_file_can_say_is_made_of_files_alone():
    class Thrifty(Closed):
        keep: Count = face(0)

        def oversights(self) -> Iterable[Finding]:
            if self.keep == 0:
                yield Finding(("keep",), "nothing is kept")

    _, (problem,) = check(Thrifty, parse("keep: 0", "f.yaml"))
    assert str(problem).startswith("f.yaml:1:7: error: keep: nothing is kept")
    assert list(findings(Thrifty(keep=0))) == []


def test_a_part_that_is_known_is_neither_read_again_nor_doubted():
    tree = parse("parts: {a: {low: 0}, b: {low: 0}}\nrows: [{low: 0}]", "f.yaml")
    found, _ = check(Whole, tree)
    known = parts_by_node(tree, found)
    again = parse("parts: {b: {low: 2}}", "over.yaml")
    changed, (problem,) = check(Whole, merge(tree, again, top(Whole)), known=known)
    assert changed is None
    assert str(problem).startswith("over.yaml:1:18: error: parts.b.low: must not exceed high")
    same, problems = check(Whole, merge(tree, parse("title: x", "over.yaml"), top(Whole)), known=known)
    assert problems == []
    assert found is not None
    assert same is not None
    assert same.parts["a"] is found.parts["a"]
    assert same.rows[0] is found.rows[0]


def test_a_misspelt_key_does_not_also_count_as_missing():
    assert len(problems("cadence: {order_upto: 3, review: 1 d}")) == 1


def test_values_in_base_units_are_taken_from_python_but_not_from_files():
    assert Whole(span=90.0, limit=0.3).span == 90.0
    assert problems("span: 90") == ["f.yaml:1:7: span: 90 needs a unit; for example '90 h' or '90 d'"]
