"""Worlds that are kept are met by further plans as if they were drawn anew."""

from pathlib import Path

import pytest

from sim.present.case import case_of
from sim.study import run
from sim.study.fairness import judge
from sim.study.run import Workspace, design_of, run_block
from sim.study.worlds import Worlds

SCENARIOS = Path(__file__).parents[3] / "scenarios"
DOUBTFUL = [
    "attack.city_share={uncertain: {uniform: [20 %, 40 %]}}",
    "repair.crews.heat.output.value={uncertain: {uniform: [1/d, 2/d]}}",
]


@pytest.fixture(scope="module", params=[[], DOUBTFUL], ids=["as it is", "with doubtful numbers"])
def designs(request):
    """The same plans, each in a design of its own."""
    case = case_of(SCENARIOS / "tiny.yaml", request.param)
    fairness = judge(case.plans, reference="weekly", tree=case.tree)
    how = {"seed": 1, "lookback": fairness.lookback, "accrual_end": fairness.accrual_end}
    return [design_of({name: case.plans[name]}, {}, **how) for name in ("weekly", "daily")]


def bytes_in(part):
    return {
        where: tuple(getattr(ensemble, name).tobytes() for name in ("outcomes", "days", "rows"))
        for where, ensemble in part.ensembles.items()
    }


@pytest.mark.parametrize(("most", "most_bytes", "kept"), [(20, 1 << 30, 12), (5, 1 << 30, 5), (20, 1, 1), (20, 0, 0)])
def test_plans_give_the_same_on_kept_worlds(designs, most, most_bytes, kept):
    worlds = Worlds(most, most_bytes)
    for design in (*designs, *designs):
        space = Workspace(design, worlds=worlds)
        found = run_block(design, range(12), space=space)
        assert bytes_in(found) == bytes_in(run_block(design, range(12)))
        assert bytes_in(run_block(design, range(12), space=Workspace(design, space))) == bytes_in(found)
    assert len(worlds) == kept


def test_what_is_there_is_not_drawn_again(designs, monkeypatch):
    worlds = Worlds(13, 1 << 30)
    run_block(designs[0], range(12), space=Workspace(designs[0], worlds=worlds))

    def refused(*what):
        raise AssertionError("drawn again")

    monkeypatch.setattr(run, "draw", refused)
    space = Workspace(designs[1], worlds=worlds)
    assert not run_block(designs[1], range(12), space=space).failures
    assert len(run_block(designs[1], range(12, 14), space=space).failures) == 2


def test_a_world_that_cannot_be_drawn_is_not_kept(designs, monkeypatch):
    worlds = Worlds(13, 1 << 30)
    monkeypatch.setattr(Workspace, "_draw", lambda space, design, replication: "world: no room")
    found = run_block(designs[0], range(3), space=Workspace(designs[0], worlds=worlds))
    assert {one.message for one in found.failures.values()} == {"world: no room"}
    assert len(worlds) == 0
