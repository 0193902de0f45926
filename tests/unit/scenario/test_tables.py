from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.closed import Closed
from sim.scenario.quantities import Count, Name, Number, Share
from sim.scenario.roles import face
from sim.scenario.shape import top
from sim.scenario.source import values
from sim.scenario.tables import read_table
from tests.unit.scenario.example import refusal, town


class Row(Closed):
    name: Name = face()
    people: Count = face()
    share: Share = face(0.0)
    note: str = face("")
    weight: Number | None = face(None)


def rows(text):
    return [values(row) for row in read_table(text, "t.csv", top(Row))]


def test_rows_are_read_by_header_whatever_the_order():
    text = '# made up\n\npeople,name,share [%]\n3,a,25\n"4" , "b,c" , 5 %\n'
    assert rows(text) == [
        {"people": 3, "name": "a", "share": "25 %"},
        {"people": "4", "name": "b,c", "share": "5 %"},
    ]


def test_text_stays_text_numbers_become_numbers_and_empty_cells_are_left_out():
    assert rows('name,people,note,weight\n7,1e2,true,\nno,2,"",1.5\n') == [
        {"name": "7", "people": 100.0, "note": "true"},
        {"name": "no", "people": 2, "note": "", "weight": 1.5},
    ]


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\r"])
def test_a_table_may_have_the_line_breaks_and_blanks_of_any_spreadsheet(mark):
    text = mark.join(["name , people", "", "a ,\t3", '"b" , 4', "   "])
    assert rows(text) == [{"name": "a", "people": 3}, {"name": "b", "people": 4}]


def test_a_table_with_very_many_mistakes_names_the_first_hundred():
    with pytest.raises(ScenarioError) as caught:
        read_table("name,people\n" + '"a,1\n' * 5000, "t.csv", top(Row))
    assert len(caught.value.problems) == 100


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "t.csv:1:1", "the table is empty"),
        ("# only words\n\n", "t.csv:1:1", "the table is empty"),
        ("name,peple\n", "t.csv:1:6", "unknown column 'peple'; did you mean 'people'?"),
        ("name;people\n", "t.csv:1:1", "cells are separated by commas"),
        ("name\n", "t.csv:1:1", "missing column: 'people'"),
        ("share\n", "t.csv:1:1", "missing columns: 'name', 'people'"),
        ("name,people,name\n", "t.csv:1:13", "the column 'name' stands here twice"),
        ("name,people\na\n", "t.csv:2:1", "the row has 1 cells, the header 2"),
        ("name,people\na,1,2\n", "t.csv:2:5", "a cell too many, the header has 2"),
        ("name,people\na,1," + "," * 1900 + "\n", "t.csv:2:5", "a cell too many, the header has 2"),
        ("name,people\n", "t.csv:1:1", "the table has no rows"),
        ("name,people [persons]\na,1\n", "t.csv:1:6", "the column 'people' has no unit; write 'people' alone"),
        ("name [x],people\na,1\n", "t.csv:1:1", "the column 'name' has no unit"),
        ("name,people,weight [h]\na,1,2\n", "t.csv:1:13", "the column 'weight' has no unit"),
        ("sep=,\nname,people\na,1\n", "t.csv:1:1", "unknown column 'sep='"),
        ('name,people\n"a,1\n', "t.csv:2:1", "a quote is not closed"),
        ('name,people\n"a"b,1\n', "t.csv:2:1", "a quote is not closed"),
        ("name,people\na,.nan\n", "t.csv:2:3", "every number must be finite"),
        ("name,people\na," + "9" * 40 + "\n", "t.csv:2:3", "more than 30 characters"),
        (",".join(f"c{i}" for i in range(60)) + "\n", "t.csv:1:1", "more than 40 columns"),
        ("name,people\n" + "a,1\n" * 10_001, "t.csv:10000:1", "more than 10,000 rows"),
    ],
)
def test_a_broken_table_is_refused_at_its_place(text, place, message):
    with pytest.raises(ScenarioError) as caught:
        read_table(text, "t.csv", top(Row))
    said = str(caught.value)
    assert said.startswith(f"{place}: error: ")
    assert message in said.splitlines()[0]


def test_a_wrong_cell_is_underlined_in_the_table(tmp_path: Path):
    districts = "name,people,buildings,vulnerable\nupper_town,32400,120,25\nlower_town,-5,80,28 %\n"
    said = str(refusal(town(tmp_path, districts=districts)))
    assert (
        "districts.csv:2:22: error: city.districts[1].vulnerable: 25 needs a unit" in said
        or "'25' needs a unit" in said
    )
    assert "districts.csv:3:12: error: city.districts[2].people: -5 must be at least 0" in said
    assert "    3 | lower_town,-5,80,28 %\n      |            ^^" in said


def test_rows_that_do_not_fit_together_are_named_in_the_table(tmp_path: Path):
    districts = "name,people,buildings\nupper_town,1,120\nupper_town,1,120\nlower_town,1,80\n"
    assert "districts.csv:3:1: error: city.districts[2].name: the district upper_town stands twice" in str(
        refusal(town(tmp_path, districts=districts))
    )
