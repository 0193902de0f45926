"""What a study file asks of a scenario, held against that scenario; every problem at its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sim.analysis.measures import Measure, all_measures, headline_metrics
from sim.errors import Place, Problem, ScenarioError
from sim.hints import nearest_or_known
from sim.present.case import AS_WRITTEN
from sim.scenario.axes import role_of
from sim.scenario.load import LoadedScenario, load_scenario, variant_of
from sim.scenario.schema import Scenario
from sim.scenario.shape import slot_at
from sim.scenario.source import Node, find, place_of
from sim.scenario.study_file import StudyFile, read_study_file
from sim.study.fairness import reference_of
from sim.study.layout import layout_of


class Question:
    """A study file and the scenario that it is asked of, checked against each other.

    Parameters
    ----------
    loaded : the scenario with all settings that hold in every future
    study, tree : the study file
    plans : the reference, and the plan that is looked at if that is another one
    """

    def __init__(self, loaded: LoadedScenario, study: StudyFile, tree: Node) -> None:
        self.loaded, self.study, self.tree = loaded, study, tree
        known = loaded.plans or {AS_WRITTEN: loaded.scenario}
        self.reference = reference_of(known)
        self.plan = study.plan or self.reference
        if self.plan not in known:
            hint = nearest_or_known(self.plan, known) if loaded.plans else "the scenario has no plans"
            raise ScenarioError([Problem(f"no plan is called {self.plan!r}", "plan", self._place("plan"), hint)])
        self.plans = tuple(dict.fromkeys((self.reference, self.plan)))
        self.measures = self._measures()
        problems = [one for key in study.inputs for one in self._problems_of(key)]
        if problems:
            raise ScenarioError(problems)

    def scenario_with(self, settings: dict[str, str]) -> dict[str, Scenario]:
        """The plans in one future: name -> whole scenario.

        Raises
        ------
        ScenarioError
            If the values do not go together.
        """
        texts = [f"{key}={value}" for key, value in settings.items()]
        try:
            found = variant_of(self.loaded, texts, self.plans)
        except ScenarioError as error:
            where = f"future '{', '.join(texts)}'"
            raise ScenarioError([replace(one, message=f"{where}: {one.message}") for one in error.problems]) from None
        return {name: found.plans[name] for name in self.plans} if found.plans else {AS_WRITTEN: found.scenario}

    def _place(self, *path: str | int) -> Place | None:
        return place_of(self.tree, path)

    def _measures(self) -> dict[str, Measure]:
        """Metrics with means: the one of the standard first, then those of the headline."""
        plans = {name: self.loaded.plans.get(name, self.loaded.scenario) for name in self.plans}
        layout = layout_of(*plans.values())
        known = all_measures(layout)
        standard = self.study.standard
        if standard is not None and (standard.metric not in known or known[standard.metric].is_time_until):
            is_known, place = standard.metric in known, self._place("standard", "metric")
            said = "may never come and has no mean" if is_known else "is no metric of the scenario"
            hint = "" if is_known else nearest_or_known(standard.metric, known)
            raise ScenarioError([Problem(f"'{standard.metric}' {said}", "standard.metric", place, hint)])
        named = [] if standard is None else [standard.metric]
        wanted = [*named, *headline_metrics(self.loaded.scenario.compare.metrics, layout)]
        found = {name: known[name] for name in wanted if not known[name].is_time_until}
        if not found:
            raise ScenarioError([Problem("no headline metric has a mean; name one under standard.metric")])
        return found

    def _problems_of(self, key: str) -> Iterator[Problem]:
        """What is wrong with an input: its key, its values, or that plans would not heed it."""
        node = find(self.tree, ("inputs", key))
        assert node is not None
        place = node.key_place or node.place
        path = f"inputs.{key}"
        try:
            role_of(key, place)
        except ScenarioError as error:
            yield from (replace(one, path=path) for one in error.problems)
            return
        within = next((other for other in self.study.inputs if key.startswith(f"{other}.")), None)
        if within is not None:
            yield Problem(f"lies within the input '{within}'", path, place)
            return
        slot = slot_at(Scenario, tuple(key.split(".")))
        if slot is not None and slot.table:
            yield Problem("is a table; vary a single value", path, place)
            return
        for where, text in self._values_of(key):
            yield from self._problems_at(key, text, self._place("inputs", key, *where) or place)

    def _values_of(self, key: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Where the ends or choices of an input stand, and their texts."""
        found = self.study.inputs[key]
        if found.of is not None:
            yield from ((("of", place), found.at((place + 0.5) / len(found.of))) for place in range(len(found.of)))
            return
        yield ("from",), found.at(0.0)
        yield ("to",), found.at(1.0)

    def _problems_at(self, key: str, text: str, place: Place) -> Iterator[Problem]:
        try:
            found = variant_of(self.loaded, [f"{key}={text}"], self.plans)
        except ScenarioError as error:
            for one in error.problems:
                said = one.message if one.path in ("", key) else f"{one.path}: {one.message}"
                yield Problem(said, f"inputs.{key}", place, one.hint)
            return
        for plan in self.plans:
            if key in found.overruled.get(plan, ()):
                yield Problem(f"the plan '{plan}' sets it itself and would not heed it", f"inputs.{key}", place)
                return


def question_of(scenario: str | Path, study: str | Path, overrides: tuple[str, ...]) -> Question:
    """Read a study file and its scenario.

    Raises
    ------
    ScenarioError
        Listing what is wrong with either.
    """
    asked, tree = read_study_file(study)
    return Question(load_scenario(scenario, overrides), asked, tree)
