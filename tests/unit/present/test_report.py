"""The report: one page that stands alone, whose texts stay texts, in every language that there are words for."""

import json
import re
import shutil
import string
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from sim.analysis.comparison import summarise
from sim.analysis.measures import all_measures
from sim.analysis.reasons import ALL_TOGETHER, ORIGIN_WORDS, PHASE_WORDS
from sim.cli import answer
from sim.errors import NO_BREAK, StorageError, UsageError, escape
from sim.hints import at_the_start
from sim.present.card.assumptions import assumptions
from sim.present.card.flips import flips_of
from sim.present.files import write_folder
from sim.present.report import words as catalogue
from sim.present.report.levels import named_in
from sim.present.report.page import HERE, pieces
from sim.present.report.stored import refuse_changed, write_report
from sim.present.report.words import ENGLISH, languages, words_in
from sim.present.results import Asked, ComparisonResult
from sim.present.sections import AID_HEADS
from sim.present.style import WIDE, drawn_on, told, with_degrees
from sim.scenario.load import load_scenario
from sim.study.layout import layout_of
from sim.study.store.folder import RunFolder
from tests.unit.analysis.made_up import LAYOUT
from tests.unit.present.cold import cold_result
from tests.unit.present.languages import english_in
from tests.unit.present.shown import CONTEXT, HOSTILE, METRICS, SCRIPT, hostile_result, plan, result

TINY = Path(__file__).parents[3] / "scenarios" / "tiny.yaml"
QUESTION = "Who <b onmouseover=alert(1)>stays</b> \"warm\" & 'why'?"
SOURCE = 'Read from https://example.org/a?b=1 and javascript:alert(1) "><img src=x onerror=alert(1)>'
VOID = {"meta", "img", "source", "br", "wbr", "link", "hr"}


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.open, self.headings = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data.replace(NO_BREAK, " "))

    def those(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def hostile():
    """Plans, a question and a source that try to do harm."""
    scenario = load_scenario(TINY).scenario
    evidence = {"attack.<i>": type(scenario.evidence["attack"]).model_construct(from_=SOURCE, confidence="quoted")}
    plans = {name: scenario.model_copy(update={"evidence": evidence}) for name in ("weekly", *HOSTILE)}
    return replace(hostile_result(), asked=Asked(QUESTION, plans))


pytestmark = pytest.mark.usefixtures("plain_pictures_of_module")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, plain_pictures_of_module):
    directory = tmp_path_factory.mktemp("report")
    write_folder(directory, hostile())
    return directory


@pytest.fixture(scope="module")
def cold(tmp_path_factory, plain_pictures_of_module):
    directory = tmp_path_factory.mktemp("cold")
    files = write_folder(directory, cold_result())
    (directory / "run.json").write_text("{}")
    RunFolder(directory).seal(40, files)
    return directory


@pytest.fixture(scope="module", params=languages())
def page(request, folder):
    return Page(write_report(folder, request.param).read_text("utf-8"))


def test_the_same_result_gives_the_same_bytes_in_every_language(cold, tmp_path):
    write_folder(tmp_path, cold_result())
    for language in languages():
        first, second = (write_report(place, language).read_bytes() for place in (cold, tmp_path))
        assert first == second


def test_the_page_is_whole_and_hostile_texts_stay_texts(page):
    assert page.open == []
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "b", "i", "iframe", "object", "link", "base", "form"})
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    said = "".join(page.text)
    assert SCRIPT in said
    assert QUESTION in said
    assert "\\x1b[31mred\\x07" in said
    assert not any(mark in said for mark in ("\x1b", "\u202e"))


def test_nothing_is_asked_for_elsewhere(page):
    for attrs in page.those("img"):
        assert attrs["src"].startswith("data:image/svg+xml;base64,")
        assert set(attrs) == {"src", "alt"}
    targets = {attrs["href"] for attrs in page.those("a")}
    assert {one for one in targets if not one.startswith("#")} == {"https://example.org/a?b=1"}
    assert {one[1:] for one in targets if one.startswith("#")} <= {attrs.get("id") for _, attrs in page.tags}
    policy = next(attrs for attrs in page.those("meta") if "http-equiv" in attrs)
    assert policy["content"] == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert not re.search(r"url\(|@import", (HERE / "page.css").read_text("utf-8"))


def test_ids_are_unique_and_headings_in_order(page):
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert page.those("html")[0]["lang"] in languages()


def test_every_figure_has_a_text_of_its_own_and_a_table(page):
    texts = [attrs["alt"] for attrs in page.those("img")]
    assert len(texts) == len(set(texts)) == 8
    assert all(len(text) > 40 for text in texts)
    order = [tag for tag, _ in page.tags if tag in ("figure", "details", "table")]
    for place, tag in enumerate(order):
        if tag == "figure":
            assert order[place + 1 : place + 3] == ["details", "table"]


def test_every_table_names_its_columns_and_rows(page):
    assert len(page.those("table")) == len(page.those("thead"))
    assert {attrs.get("scope") for attrs in page.those("th")} == {"col", "row"}


@pytest.mark.parametrize("text", ["#1b1b1b", "#555", "#0b5394"])
@pytest.mark.parametrize("ground", ["#ffffff", "#f2f7fb", "#fdf4ec"])
def test_texts_stand_out_from_their_ground(text, ground):
    assert text in (HERE / "page.css").read_text("utf-8")
    first, second = sorted((luminance(text), luminance(ground)))
    assert (second + 0.05) / (first + 0.05) >= 4.5


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255.0 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def names_in(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_language_has_every_word_with_the_same_values():
    english = words_in(ENGLISH).words
    for language in languages():
        found = words_in(language).words
        assert found.keys() == english.keys()
        for key, text in english.items():
            assert names_in(found[key]) == names_in(text), (language, key)
            assert found[key] or language == ENGLISH, (language, key)


def test_there_is_no_word_that_no_page_needs():
    needs = "".join(file.read_text("utf-8") for file in (*HERE.glob("*.j2"), Path(catalogue.__file__)))
    kinds = {
        "differences",
        "ledger",
        "cold",
        "stock",
        "leak_through",
        "sources_out",
        "cold_hours",
        "indoor",
        "came_through",
    }
    kinds |= {"districts", "districts_schematic", "ledger_bars", "cost"}
    made = {f"{what}_{kind}" for what in ("caption", "alt") for kind in kinds} | {"fact_level", "fact_fan"}
    for key in words_in(ENGLISH).words.keys() - made:
        assert f'"{key}"' in needs, key


@pytest.mark.parametrize("language", [one for one in languages() if one != ENGLISH])
def test_tables_are_told_in_every_language(language, folder, cold):
    words = words_in(language)
    fixed = [*ORIGIN_WORDS.values(), *PHASE_WORDS.values(), ALL_TOGETHER, *AID_HEADS.values()]
    names = set(HOSTILE) | {"weekly", "daily", "every 4 weeks", "north", "south"}
    names |= {escape(name) for name in HOSTILE}
    for place in (folder, cold):
        report = json.loads((place / "report.json").read_text("ascii"))
        names |= set(report["plans"])
        tables = [table for chapter in report["chapters"].values() for block in chapter for table in block["tables"]]
        fixed += [text for table in tables for text in (table["title"], *table["heads"])]
        fixed += [cell for table in tables for row in table["rows"] for cell in row]
    unknown = {text for text in fixed if words.phrase(text.replace("\n", " ").strip()) is None}
    assert {text for text in unknown if "".join(text.split()) not in {"".join(name.split()) for name in names}} == set()


def test_assumptions_and_how_sure_they_are_have_words_in_every_language():
    found = assumptions()
    keys = [word for one in found for word in re.findall("`(.+?)`", one.statement)]
    assert english_in([text for one in found for text in (one.statement, one.confidence)], keys=keys) == {}


def test_headlines_and_what_could_flip_them_are_told_in_every_language(cold):
    report, card = (json.loads((cold / name).read_text("ascii")) for name in ("report.json", "card.json"))
    said = [*report["said"], *report["warnings"], *report["notes"], *card["could_flip"]]
    assert len(said) > 10
    assert english_in(said, [*report["plans"], "top tier missile"]) == {}


@pytest.mark.parametrize("name", ["kyiv-winter-2026", "warming-centres", "vilnius-hub", "surge-week", "rolling-cuts"])
def test_every_metric_has_its_name_in_every_language(name):
    loaded = load_scenario(TINY.parent / f"{name}.yaml")
    layout = layout_of(*loaded.plans.values())
    aid, layers = loaded.scenario.aid, loaded.scenario.defence.layers
    donors = [one.donor or "" for one in aid.channels.values()]
    given = [one.replace("_", " ") for one in (*named_in(layout), *aid.channels, *aid.hubs, *donors, *layers) if one]
    said = [text for one in all_measures(layout).values() for text in (one.noun, one.unit) if text != "share"]
    said += [
        f"{at_the_start(one.noun)} [million {one.unit}]" for one in all_measures(layout).values() if "hours" in one.unit
    ]
    said += ["Why heat was lost [billion person-degree-hours below 18 degC]", "Hours below 16 degC per resident [h]"]
    said += ["Person-hours below 16 degC on each day [million person-hours]"]
    assert english_in(said, given) == {}


def test_gaps_are_filled_with_words_and_the_first_letter_stays_large():
    words = words_in("uk")
    said = words.phrase("Person-hours below 16 degC [million person-hours, lower is better]")
    assert said == "Людино-години нижче 16 °C [млн людино-годин; менше — краще]"
    assert words.phrase("a name of the scenario") is None
    left = "At the end daily has 5.1 (4.7 to 5.5) fewer units of kit unspent than weekly, 15 % of what accrued."
    said = "Наприкінці план «daily» має на 5,1 (4,7 … 5,5) менше невитрачених одиниць (kit), ніж weekly; "
    assert words.phrase(left) == f"{said}це 15 % накопиченого."


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("1,200 (-3.5 to never)", "1\u00a0200 (-3,5 … ніколи)"),
        ("1,234,567.8", "1\u00a0234\u00a0567,8"),
        ("12.5 million person-hours", "12,5 млн людино-годин"),
        ("0.5 %*", "0,5 %*"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(english, said):
    assert words_in("uk").phrase(english) == said
    assert words_in("en").phrase(english) == english


@pytest.mark.parametrize("text", ["3.11.2", "2026-01-05", "1, 2", "attack.city_share", "v1.5", "5.", "12,34"])
def test_what_is_no_number_keeps_its_points_and_commas(text):
    assert words_in("uk").number(text) == text


def test_a_plan_that_is_called_like_a_number_keeps_its_name(tmp_path):
    write_folder(tmp_path, cold_result(names=("1.5", "2,500")))
    shown = "".join(Page(write_report(tmp_path, "uk").read_text("utf-8")).text)
    assert "Порівняно плани: weekly, 1.5, 2,500." in shown


def test_a_catalogue_of_a_language_is_one_file(tmp_path, monkeypatch):
    content = yaml.safe_load((catalogue.FOLDER / "uk.yaml").read_text("utf-8"))
    (tmp_path / "en.yaml").write_text((catalogue.FOLDER / "en.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "lt.yaml").write_text(yaml.safe_dump(content | {"name": "Lietuvi\u0173"}), "utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    assert languages() == ("en", "lt")


def test_english_in_another_language_is_marked(folder):
    page = Page(write_report(folder, "uk").read_text("utf-8"))
    marked = [tag for tag, attrs in page.tags if attrs.get("lang") == "en"]
    assert marked == ["dd"]  # how luck is drawn; assumptions of the model have their own words
    assert not [tag for tag, attrs in Page((folder / "report.html").read_text("utf-8")).tags[1:] if "lang" in attrs]


def test_the_answer_stands_there_with_interval_and_share(cold):
    said = (cold / "report.html").read_text("utf-8")
    card = json.loads((cold / "card.json").read_text("ascii"))
    shown = "".join(Page(said).text)
    assert with_signs(card["answer"]) in shown
    assert re.search(r"How often each plan did better than weekly .*: daily in \d+ %, every 4 weeks in \d+ %\.", shown)
    assert all(with_signs(one) in shown.replace("`", "") for one in card["could_flip"] if "`" not in one)


DEGREES = ("hold 5 degC", "degC_first")
"""Plans whose names have the unit of temperature in them."""


def test_a_degree_has_its_sign_but_names_stay_as_users_write_them(tmp_path):
    found = cold_result(names=DEGREES)
    write_folder(tmp_path, replace(found, context=replace(found.context, scenario="Town at -5 degC")))
    for language in languages():
        shown = "".join(Page(write_report(tmp_path, language).read_text("utf-8")).text)
        assert shown.count("Town at -5 degC") >= 2
        assert all(name in shown for name in DEGREES)
        assert "16 \u00b0C" in shown
        assert not re.search("hold 5 \u00b0C|\u00b0C_first|Town at -5 \u00b0C", shown)


@pytest.mark.parametrize("names", [("advance", "20 more crews"), ("A less B", "lots below 10"), ("7 d", "unlimited")])
def test_names_that_could_be_words_of_ours_stay_names(names):
    found = cold_result(names=names).comparison
    said = [*found.sentences, *flips_of(found)]
    assert any(name in one for one in said for name in names)
    assert english_in(said, [*found.plans, "top tier missile"]) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("below 16 degC, less hold 5 degC", "below 16 \u00b0C, less hold 5 degC"),
        ("degC first [degC]", "degC first [\u00b0C]"),
        ("at 16 degC first", "at 16 degC first"),
    ],
)
def test_names_within_our_words_keep_their_letters(text, said):
    assert with_degrees(text, DEGREES) == said
    with drawn_on(WIDE):
        assert told(text, names=DEGREES) == said


def with_signs(text):
    """A text as pages show it."""
    return text.replace("degC", "\u00b0C")


def test_a_run_of_one_plan_has_a_report_without_differences(tmp_path):
    write_folder(tmp_path, result({"weekly": cold_result().study.plans["weekly"]}))
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    assert "One plan: weekly." in "".join(page.text)
    assert "differences" not in (tmp_path / "report.json").read_text("ascii")


def test_a_study_without_a_single_result_has_a_report(tmp_path):
    write_folder(tmp_path, result(failures=dict.fromkeys(range(60), "broke")))
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    assert page.those("img") == []
    assert "No replication succeeded." in "".join(page.text)


def test_a_public_report_tells_nothing_of_stock_or_of_layers(tmp_path):
    study, layout = result({"weekly": plan(0.0, 1, 12)}).study, replace(LAYOUT, public=True)
    summary = summarise(study, layout, None, METRICS, 0.95)
    write_folder(tmp_path, ComparisonResult(summary, study, layout, CONTEXT))
    report = json.loads((tmp_path / "report.json").read_text("ascii"))
    files = [block["file"] for chapter in report["chapters"].values() for block in chapter if "file" in block]
    assert "came-through" in files
    through = next(block for block in report["chapters"]["causes"] if block.get("file") == "came-through")
    assert [row[0] for row in through["tables"][0]["rows"]] == ["drone", "leakers, all together"]
    assert not [name for name in files if name.startswith("stock")]
    assert "Planning-sensitive" not in (tmp_path / "report.html").read_text("utf-8")


def test_the_command_writes_what_the_study_wrote(cold, capsys):
    before = (cold / "report.html").read_bytes()
    (cold / "report.html").unlink()
    assert answer(["report", str(cold)]) == 0
    assert (cold / "report.html").read_bytes() == before
    assert answer(["report", str(cold), "--lang", "uk", "-q"]) == 0
    assert 'lang="uk"' in (cold / "report.uk.html").read_text("utf-8")
    assert answer(["report", str(cold), "--lang", "ukr"]) == 2
    assert "there are no words in 'ukr'" in capsys.readouterr().err


def test_files_that_were_changed_are_refused(cold, tmp_path):
    shutil.copytree(cold, tmp_path, dirs_exist_ok=True)
    refuse_changed(tmp_path)
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(StorageError, match=r"report\.json: changed since it was written"):
        refuse_changed(tmp_path)
    (tmp_path / "complete.json").write_text("{}")
    with pytest.raises(StorageError, match="damaged"):
        refuse_changed(tmp_path)
    (tmp_path / "complete.json").unlink()
    with pytest.raises(UsageError, match="not finished"):
        refuse_changed(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no JSON"),
        ("[]", "not of this version"),
        ('{"schema": "hearthline.report/0"}', "not of this version"),
        ('{"schema": "hearthline.report/1"}', "parts of it are missing"),
        ('{"schema": "hearthline.report/1", "chapters": {"proof": [{"file": "../../x"}]}}', "is no figure"),
    ],
)
def test_a_damaged_report_is_refused(content, said, cold, tmp_path):
    (tmp_path / "card.json").write_bytes((cold / "card.json").read_bytes())
    (tmp_path / "report.json").write_text(content)
    with pytest.raises(UsageError, match=said):
        write_report(tmp_path)


def test_a_folder_without_results_is_refused(tmp_path):
    with pytest.raises(StorageError, match="cannot read"):
        write_report(tmp_path / "nowhere")


def test_only_addresses_become_links():
    assert pieces("see https://a.org/x, and javascript:y") == [
        ("see ", False),
        ("https://a.org/x", True),
        (", and javascript:y", False),
    ]
    assert pieces("http://plain.org") == [("http://plain.org", False)]
