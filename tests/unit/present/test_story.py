"""Stories in words: whose lines they tell, how they begin and end, what is refused."""

from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.model.words import ORIGINS, PHASES
from sim.present.caution import TRACE_FOOT
from sim.present.story.event_log import EventLog
from sim.present.story.stories import KINDS, subjects_of
from sim.present.verbs import trace

ROOT = Path(__file__).parents[3]
TINY = ROOT / "scenarios" / "tiny.yaml"
POWER = ROOT / "scenarios" / "power-cuts.yaml"


@pytest.fixture(scope="module")
def log():
    return trace(TINY, 17)


@pytest.fixture(scope="module")
def with_power():
    return trace(POWER, 0, overrides=["horizon.length=14 d"])


def test_a_block_tells_what_happened_to_it_and_what_caused_it(log):
    lines = log.story("block 3").text().splitlines()
    assert lines[0] == (
        "block 3 (upper_town): 17 buildings of archetype panel, 270 people in each; heat comes through upper_boiler"
    )
    assert lines[1:5] == [
        "2026-01-11 04:28  massive wave: 17 threats, 11 get through",
        "2026-01-11 04:28  top_tier_missiles engages no threat: 6 threats pass it",
        "2026-01-11 04:28  upper_boiler fails until 2026-01-12 23:09 (no interceptor left)",
        "2026-01-11 04:28  block 3 (upper_town) loses heat: 17 buildings (upper_boiler is down: no interceptor left)",
    ]
    assert lines[-5].startswith("Without heat as a whole: 2 times, ")
    assert lines[-3].startswith("Why heat was lost: no interceptor left ")
    assert lines[-2].startswith("Why it was not back: source not restarted ")
    assert lines[-1] == TRACE_FOOT


def test_no_block_tells_lines_of_another(log):
    for subject in subjects_of(log.cast, log.entries)["block"]:
        for entry in log.story(subject).entries:
            assert not entry.about.startswith("block ") or entry.about.split("; ")[0] == subject


def test_all_blocks_together_are_the_ledger_of_the_run(log):
    books = [log.story(subject).books for subject in subjects_of(log.cast, log.entries)["block"]]
    assert sum(one.total for one in books) == log.cast.ledger_total > 0
    for one in books:
        assert sum(one.by_origin) == sum(one.by_phase)
        assert (len(one.by_origin), len(one.by_phase)) == (ORIGINS, PHASES)


def test_a_block_to_which_nothing_happens_says_so(log):
    lines = log.story("block 12").text().splitlines()
    assert lines[1:-1] == [
        "Nothing happens to it.",
        "As a whole it never was without heat.",
        "Nobody in it was in rooms below 18 degC.",
    ]


def test_a_source_counts_its_blocks_together(log):
    story = log.story("source upper_plant")
    dark = [entry for entry in story.entries if entry.what == "block_dark"]
    assert [entry.text for entry in dark] == [
        "3 blocks with 80 buildings lose heat (upper_plant is down: no interceptor left)"
    ]
    assert story.closing[0].startswith("Failed itself once, ")
    assert story.closing[1] == "Buildings that lost heat through it, counted each time: 80."


def test_a_stock_tells_what_comes_and_what_is_fired(log):
    story = log.story("item top_tier_missile")
    arrived = sum(entry.count for entry in story.entries if entry.what == "delivered")
    fired = sum(entry.count for entry in story.entries if entry.what == "fired")
    assert story.title == "item top_tier_missile: fired by top_tier_missiles"
    assert story.closing == (
        f"Units at the start: 2; arrived: {arrived}; fired: {fired}; left: {2 + arrived - fired}.",
    )
    assert fired > 0 < arrived
    left = [entry.of_which for entry in story.entries if entry.what == "fired"]
    assert min(left) == 0


def test_a_channel_tells_when_its_lots_leave_and_arrive(log):
    story = log.story("channel coalition")
    sent = [entry for entry in story.entries if entry.what == "sent"]
    assert sent[0].text == "coalition sends 11 units of top_tier_missile (lot 2)"
    assert [entry.minute for entry in story.entries] == sorted(entry.minute for entry in story.entries)
    assert story.closing == ("Lots sent: 2, with 22 units; units that arrived: 22, lost: 0.",)
    assert [entry.what for entry in log.story("lot 2").entries] == ["sent", "delivered"]
    assert log.story("lot 0").closing == ("It came before the start.",)


def test_a_crew_tells_its_jobs_and_its_skill(log, with_power):
    story = log.story("heat crew 0")
    done = sum(entry.what == "crew_done" for entry in story.entries)
    assert story.closing[-1].endswith(f"; {done} jobs finished.")
    crews = subjects_of(with_power.cast, with_power.entries)
    assert crews["heat crew"]
    assert crews["power crew"]
    for subject in crews["power crew"]:
        assert all(entry.detail == subject for entry in with_power.story(subject).entries)


def test_a_block_behind_feeders_and_pumps_tells_of_them(with_power):
    blocks = [entry for entry in with_power.entries if entry.what == "block_dark" and "feeder" in entry.detail]
    story = with_power.story(blocks[0].about.split("; ")[0])
    assert "feeder" in story.title
    whats = [entry.what for entry in story.entries]
    assert whats.index("network_down") < whats.index("block_dark")
    assert whats.index("crew_started") < whats.index("network_up")


def test_a_run_that_stopped_says_what_is_not_counted_yet():
    story = trace(TINY, 17, until="2026-01-13").story("block 3")
    assert "(what is still cold is not counted yet)" in story.text()
    assert story.books.total == 0


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("block 99", "there is no 'block 99'; there are 13 blocks, block 0 to block 12; did you mean 'block 9'?"),
        ("source uper_plant", "6 sources, .*; did you mean 'source upper_plant'?"),
        ("channel coaltion", "there is one, channel coalition; did you mean 'channel coalition'?"),
        ("feeder north", "there is no 'feeder north': this run has no feeder"),
        ("heat crew 40", "there are 2 heat crews, heat crew 0 to heat crew 1"),
        ("sorce upper_plant", "here it is of a block, source, .*; did you mean 'source upper_plant'?"),
        ("", "no story of '': here it is of a block, .*; for example 'block 0'"),
        ("block", "there is no 'block'; there are 13 blocks"),
    ],
)
def test_a_subject_that_is_not_there_is_refused_with_what_is(log, subject, said):
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        log.story(subject)


def test_every_subject_of_a_run_has_a_story(log, with_power):
    for one in (log, with_power):
        known = subjects_of(one.cast, one.entries)
        assert tuple(known) == KINDS
        for subjects in known.values():
            for subject in subjects[:3]:
                story = one.story(subject)
                assert story.subject == subject
                assert story.title.startswith(subject)
                assert story.text().endswith("\n")


def test_a_log_that_no_run_made_tells_no_stories():
    with pytest.raises(UsageError, match="not made by a run"):
        EventLog("Tiny town", "", 7, 17, (), ()).story("block 1")
