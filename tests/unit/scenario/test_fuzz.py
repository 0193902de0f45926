# ruff: noqa: E501 - a case per line reads better than a short line
"""Whatever is done to a scenario, its table or an option: it loads, or it is refused as a scenario."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.load import load_scenario
from tests.unit.scenario.example import DISTRICTS, TOWN, town

PIECES = [
    "{", "}", "[", "]", ":", ": ", ", ", "- ", "? ", "#", "&a ", "*a", "!t ", "<<: ", "'", '"', "|", ">", "%", "@", "\n", "\n  ",
    "\t", "\x00", "\u202e", "\u2028", "\ud7ff", "\xa0", "null", "true", ".nan", "1e999", "9" * 40, "-1", "0", "14", "6 h", "6 hr", "-10 degC",
    "45 %", "0.3/d", "x 0.5", "2026-01-05", "random", "{}", "[]", "{fixed: 1 d}", "{uncertain: {uniform: [1 %, 2 %]}}", "unlimited",
    "aid", "cadence", "every", "districts.csv", "../x", "---\n", "...\n", "1,5 h", "[[[[", "extends: town.yaml\n",
]  # fmt: skip
LINES = TOWN.splitlines(keepends=True)
WORDS = sorted({word for word in TOWN.replace("{", " ").replace("}", " ").replace(",", " ").split() if len(word) > 1})


def loads_or_is_refused(text: str, districts: str = DISTRICTS, *overrides: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = town(Path(folder))
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        (Path(folder) / "districts.csv").write_bytes(districts.encode("utf-8", "surrogatepass"))
        problems, said = refusal_or_nothing(path, overrides)
        assert (problems > 0) == bool(said)
        assert all(character == "\n" or character.isprintable() for character in said)


def refusal_or_nothing(path: Path, overrides: tuple[str, ...]) -> tuple[int, str]:
    """Number of problems and message of a refusal; nothing if the scenario loads."""
    try:
        load_scenario(path, overrides)
    except ScenarioError as error:
        return len(error.problems), str(error)
    return 0, ""


@st.composite
def spoiled(draw: st.DrawFn, text: str) -> str:
    """A text with some pieces put in, cut out or repeated."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 5, 20, 200])))
        text = text[:start] + draw(st.sampled_from([*PIECES, "", text[start:end] * 2])) + text[end:]
    return text


@given(spoiled(TOWN))
def test_a_spoiled_text_loads_or_is_refused(text: str) -> None:
    loads_or_is_refused(text)


@given(st.sampled_from(WORDS), st.sampled_from([*WORDS, *PIECES]), st.integers(0, 5))
def test_a_text_with_a_word_exchanged_loads_or_is_refused(old: str, new: str, count: int) -> None:
    loads_or_is_refused(TOWN.replace(old, new, count))


@given(st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=6))
def test_a_text_with_lines_taken_out_loads_or_is_refused(missing: list[int]) -> None:
    loads_or_is_refused("".join(line for number, line in enumerate(LINES) if number not in missing))


@given(st.text(max_size=300))
def test_any_text_is_refused_as_a_scenario(text: str) -> None:
    loads_or_is_refused(text)


@given(spoiled(DISTRICTS))
def test_a_spoiled_table_loads_or_is_refused(table: str) -> None:
    loads_or_is_refused(TOWN, table)


KEYS = [
    "horizon.length", "weather.mean", "weather", "aid.channels.coalition.cadence", "aid.channels.coalition.lead", "attack.waves",
    "city.districts", "compare.plans.daily", "compare.plans", "study.seed", "people.thresholds", "initial.stock", "evidence", "name",
    "aid.channels.coalition.lead.lognormal.sigma", "attack.waves.massive.gap.gamma.shape", "repair.crews.heat.output.value",
    "damage.severities.light.hold", "defence.layers.top_tier.against.ballistic", "repair.cold_factor", "attack.regimes.calm",
]  # fmt: skip


@given(st.sampled_from(KEYS), st.lists(st.sampled_from([*PIECES, *WORDS]), min_size=1, max_size=4))
def test_any_option_is_applied_or_refused(key: str, pieces: list[str]) -> None:
    loads_or_is_refused(TOWN, DISTRICTS, f"{key}={''.join(pieces)}")


def values_of_any_shape() -> st.SearchStrategy[str]:
    """Texts of values: every quantity, word and shape, in each other."""
    words = [
        "1",
        "-1",
        "0",
        "0.5",
        "true",
        "null",
        "x",
        "3 d",
        "0 d",
        "5 %",
        "0 %",
        "100 %",
        "-10 degC",
        "2 K",
        "1/d",
        "0/d",
        "x 2",
    ]
    leaves = st.sampled_from(words)
    keys = st.sampled_from(["fixed", "uniform", "lognormal", "gamma", "normal", "mean", "median", "sigma", "sd", "cv", "shape", "uncertain",
                            "rate", "every", "negative_binomial", "k", "triangular", "exponential", "beta", "a", "b"])  # fmt: skip
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3).map(lambda parts: "[" + ", ".join(parts) + "]")
            | st.dictionaries(keys, inner, max_size=3).map(
                lambda parts: "{" + ", ".join(f"{key}: {part}" for key, part in parts.items()) + "}"
            )
        ),
        max_leaves=6,
    )


@given(st.sampled_from(KEYS), values_of_any_shape())
def test_a_value_of_any_shape_is_taken_or_refused(key: str, value: str) -> None:
    loads_or_is_refused(TOWN, DISTRICTS, f"{key}={value}")


LAWS = [
    "aid.channels.coalition.lead",
    "attack.waves.massive.size.drone",
    "weather.anomaly",
    "attack.waves.massive.gap",
]


@given(
    st.sampled_from(LAWS),
    st.sampled_from(["lognormal", "gamma", "normal", "negative_binomial", "uniform"]),
    st.data(),
)
def test_a_law_with_any_numbers_is_taken_or_refused(key: str, law: str, data: st.DataObject) -> None:
    numbers = data.draw(
        st.dictionaries(
            st.sampled_from(["mean", "median", "sigma", "sd", "cv", "shape", "k"]),
            st.sampled_from(["0", "0 d", "-1", "1e-300", "1e300", "3 d", "0 K", "2 K", "5", "0.5"]),
            max_size=3,
        )
    )
    loads_or_is_refused(TOWN, DISTRICTS, f"{key}={{{law}: {numbers}}}".replace("'", ""))
