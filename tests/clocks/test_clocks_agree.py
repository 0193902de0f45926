"""Equal ends on every clock prove the order of events: compiled, traced by SimPy, and without the compiler."""

import pytest

from sim.kernel import COMPILED
from sim.model.words import Event, Note, Origin, Phase
from tests.clocks.agree import disagreeing, disagreeing_plain
from tests.clocks.random_scenarios import mapping_of, scenario_of
from tests.clocks.runs import begun, traced

needs_compiler = pytest.mark.skipif(not COMPILED, reason="there is no compiler to switch off")


@pytest.mark.slow
def test_forty_random_scenarios_end_alike_on_both_clocks():
    assert list(disagreeing(range(40))) == []


@pytest.mark.parametrize(
    "first",
    [
        *(pytest.param(first, marks=pytest.mark.slow) for first in (0, 100, 200)),
        *(pytest.param(first, marks=pytest.mark.long) for first in range(300, 1000, 100)),
    ],
)
def test_a_thousand_random_scenarios_end_alike_on_both_clocks(first):
    assert list(disagreeing(range(first, first + 100))) == []


@needs_compiler
@pytest.mark.parametrize("first", [pytest.param(40, marks=pytest.mark.slow), pytest.param(70, marks=pytest.mark.long)])
def test_a_hundred_random_scenarios_end_alike_with_the_compiler_on_and_off(first):
    """The first 40 are in test_indices, with strict indices."""
    assert disagreeing_plain(range(first, first + 30)) == []


def test_the_same_number_gives_the_same_scenario():
    assert mapping_of(11) == mapping_of(11)
    assert scenario_of(11) == scenario_of(11)
    assert mapping_of(11) != mapping_of(12)


@pytest.fixture(scope="module", name="traced_runs")
def eager_scenarios_traced():
    """Scenarios in which many mechanisms meet."""
    return [traced(begun(scenario_of(number))) for number in range(3, 120, 4)]


def test_random_scenarios_show_every_kind_of_event_and_note_and_stay_small(traced_runs):
    notes = {line.note.name for _, journal in traced_runs for line in journal}
    events = {line.event.name for _, journal in traced_runs for line in journal}
    assert notes == set(Note.__members__)
    assert events == set(Event.__members__)
    assert 500 <= max(int(run.of("events")) for run, _ in traced_runs) <= 2000


def test_random_scenarios_lose_heat_for_every_origin_and_wait_in_every_phase(traced_runs):
    leaked = sum(run.of("origins") for run, _ in traced_runs)
    waited = sum(run.of("ledger_phase") for run, _ in traced_runs)
    assert all(leaked[origin] > 0 for origin in Origin if origin not in (Origin.GIVEN, Origin.ROTA))
    assert all(waited[phase] > 0 for phase in Phase if phase != Phase.WARM)


def test_in_random_scenarios_events_of_many_kinds_meet_in_one_minute(traced_runs):
    meetings = []
    for _, journal in traced_runs:
        kinds: dict[int, set[int]] = {}
        for line in journal:
            kinds.setdefault(line.minute, set()).add(line.event)
        meetings.append(max((len(found) for found in kinds.values()), default=0))
    assert max(meetings) >= 4
    assert sum(meeting >= 3 for meeting in meetings) >= 5
