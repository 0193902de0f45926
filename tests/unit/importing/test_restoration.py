"""Counts of buildings without heat, in the shape in which the validation reads them."""

import pytest

from sim.importing.source import Notes, read_source
from tests.unit.importing.shown import FILES, changed, said, written
from tests.validation import readings

TABLE = FILES / "restoration.csv"


def test_counts_have_the_shape_that_the_validation_reads(tmp_path, capsys, monkeypatch):
    found = said(capsys, "restoration", TABLE, "--event", "9_january", "--out", tmp_path / "counts.csv")
    assert found.code == 0, found.err
    assert "dropped: 1 row: no number of buildings\n" in found.err
    monkeypatch.setattr(readings, "TABLE", tmp_path / "counts.csv")
    counts = readings.events()["9_january"].readings
    assert [(one.hours, one.buildings, one.scored) for one in counts] == [
        (57, 1000, False),
        (81, 800, False),
        (117, 470, False),
        (177, 100, False),
    ]


def test_what_was_imported_may_be_imported_again(tmp_path, capsys):
    first = said(capsys, "restoration", TABLE, "--event", "a", "--published", "https://example.org/counts")
    again = said(capsys, "restoration", written(tmp_path, first.out), "--event", "a")
    assert again.rows() == first.rows()
    assert first.rows()[0][4] == "https://example.org/counts"
    assert read_source(tmp_path / "record.csv").lines[0].startswith("# Buildings without heat")
    assert Notes().left_out() == []


def test_no_cell_of_text_can_become_a_formula(tmp_path, capsys):
    file = written(tmp_path, "time,buildings,source\n2026-01-11,5,=1+1\n")
    assert said(capsys, "restoration", file).rows()[0][4] == "'=1+1"


@pytest.mark.parametrize(
    ("line", "old", "new", "where", "message"),
    [
        (1, "Buildings_without_heat", "buildngs", "1:1", "did you mean 'buildngs'?"),
        (2, "1000", "many", "2:18", "'many' is no number of buildings"),
        (2, "1000", "-5", "2:18", "'-5' is no possible number of buildings"),
        (3, "2026-01-12 12:00", "2026-01-11 12:00", "3:1", "2026-01-11 12:00 stands here twice"),
        (3, "2026-01-12 12:00", "12:00", "3:1", "'12:00' is no date"),
    ],
)
def test_damage_is_refused_where_it_stands(line, old, new, where, message, tmp_path, capsys):
    found = said(capsys, "restoration", changed(tmp_path, "restoration.csv", line, old, new))
    assert found.code == 2
    assert f"restoration.csv:{where}: error: " in found.err, found.err
    assert message in found.err


def test_an_event_has_a_plain_name(capsys):
    assert said(capsys, "restoration", TABLE, "--event", "a,b").code == 2
    assert said(capsys, "restoration", TABLE, "--from", "2027-01-01").code == 2
