"""Files of weather in every known format become the hours that a scenario reads."""

import gzip
import hashlib
import math

import pytest

import sim
from sim.scenario.load import load_scenario
from tests.unit.importing.shown import FILES, MEANS, changed, said, town, written

OVER = "horizon: {start: 2026-01-05, length: 14 d}\nweather: {mean: null, daily: null, cycle: null, hours: hours.csv}\n"
DAILY = {
    "meteostat_bulk.csv": "Meteostat daily CSV without a header",
    "meteostat_header.csv": "Meteostat daily CSV with a header",
    "meteostat_new.csv": "Meteostat daily CSV with a header",
    "meteostat.json": "Meteostat daily JSON export",
    "open_meteo_daily.csv": "Open-Meteo daily CSV",
    "open_meteo_daily.json": "Open-Meteo daily JSON",
    "ghcn_access.csv": "GHCN-Daily CSV access file",
    "ghcn_station.csv": "GHCN-Daily table by station",
    "UPM00033345.dly": "GHCN-Daily station file (.dly)",
}
HOURLY = {
    "open_meteo_hourly.csv": "Open-Meteo hourly CSV",
    "open_meteo_hourly.json": "Open-Meteo hourly JSON",
    "typical.epw": "EPW (EnergyPlus weather)",
}
DATES = ("--from", "2026-01-05", "--to", "2026-01-18")


@pytest.mark.parametrize(("file", "form"), (DAILY | HOURLY).items())
def test_every_format_becomes_the_hours_of_a_scenario_that_is_valid(file, form, tmp_path, capsys):
    found = said(capsys, "weather", FILES / file, *DATES, "--out", tmp_path / "hours.csv")
    assert found.code == 0, found.err
    assert f"format: {form}\n" in found.err
    hours = load_scenario(town(tmp_path, OVER)).scenario.weather.hours
    assert [row.hour for row in hours] == list(range(14 * 24))
    means = [sum(row.outdoor_c for row in hours[24 * day : 24 * day + 24]) / 24 for day in range(14)]
    middles = {"ghcn_station.csv": range(14), "UPM00033345.dly": [4]}.get(file, [])  # days without a mean in the file
    assert means == pytest.approx([mean - 0.25 * (day in middles) for day, mean in enumerate(MEANS)], abs=0.06)


@pytest.mark.parametrize("file", ["meteostat_header.csv", "open_meteo_hourly.json"])
def test_a_scenario_of_imported_weather_runs(file, tmp_path, capsys):
    said(capsys, "weather", FILES / file, "--out", tmp_path / "hours.csv")
    result = sim.run(load_scenario(town(tmp_path, OVER)), plan="weekly", replications=1)
    assert result.summary() is not None


def test_all_daily_formats_give_the_same_days(capsys):
    without = ("ghcn_station.csv", "UPM00033345.dly", "open_meteo_daily.csv")  # means, or whole tenths of degC
    with_means = [file for file in DAILY if file not in without]
    tables = {file: said(capsys, "weather", FILES / file).rows() for file in with_means}
    assert all(table == tables["meteostat_bulk.csv"] for table in tables.values())


def test_the_table_says_where_it_comes_from(capsys):
    file = FILES / "meteostat_header.csv"
    comment = said(capsys, "weather", file).comment()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert f"# SHA-256: {digest}" in comment
    assert "# source file: meteostat_header.csv" in comment
    assert any(line.startswith("# period: 2026-01-05 to 2026-01-18, 14 days") for line in comment)
    assert f"# made by: hearthline {sim.__version__}" in comment
    assert "# dropped: 7 columns: not outdoor temperature (prcp, snow, wdir, wspd, wpgt, pres, tsun)" in comment
    assert "# note: filled: nothing" in comment


def test_a_name_that_tries_to_leave_its_comment_stays_in_it(tmp_path, capsys):
    file = written(tmp_path, (FILES / "meteostat_bulk.csv").read_text("utf-8"), "a\nhour,outdoor_c\n0,50.csv")
    found = said(capsys, "weather", file)
    assert found.code == 0
    assert found.rows()[0] == ["0", "-6.10"]


def test_a_packed_file_is_read_as_it_is_and_keeps_its_own_digest(tmp_path, capsys):
    packed = tmp_path / "33345.csv.gz"
    packed.write_bytes(gzip.compress((FILES / "meteostat_new.csv").read_bytes()))
    found = said(capsys, "weather", packed)
    assert found.rows() == said(capsys, "weather", FILES / "meteostat_new.csv").rows()
    assert f"# SHA-256: {hashlib.sha256(packed.read_bytes()).hexdigest()}" in found.comment()
    packed.write_bytes(packed.read_bytes()[:-20])
    assert "the gzip file ends too early" in said(capsys, "weather", packed).err


def test_fahrenheit_is_turned_into_celsius_and_said(capsys):
    found = said(capsys, "weather", FILES / "open_meteo_daily.csv")
    assert "# units: degC; degF in the file" in found.comment()
    assert float(found.rows()[0][1]) == pytest.approx(-6.1, abs=0.03)


def test_hours_of_days_follow_least_and_most_if_that_is_chosen(capsys):
    rows = said(capsys, "weather", FILES / "meteostat_bulk.csv", "--day", "range").rows()
    first = [float(row[1]) for row in rows[:24]]
    assert max(first) == first[15] == pytest.approx(-6.1 + 2.35)
    assert first[3] == pytest.approx(-6.1 - 2.35)
    assert math.fsum(first) / 24 == pytest.approx(-6.1, abs=0.01)


def test_days_without_least_and_most_have_no_range(tmp_path, capsys):
    file = written(tmp_path, "date,tavg,prcp\n" + "".join(f"2026-01-{day:02d},-1,0\n" for day in range(5, 9)))
    found = said(capsys, "weather", file, "--day", "range")
    assert found.code == 2
    assert "--day range needs the least and the most of each day, which 4 days do not have" in found.err


def test_hours_may_be_moved_to_another_clock_and_days_may_not(capsys):
    moved = said(capsys, "weather", FILES / "open_meteo_hourly.csv", "--shift", "2")
    rows = said(capsys, "weather", FILES / "open_meteo_hourly.csv").rows()
    assert [row[1] for row in moved.rows()[:20]] == [row[1] for row in rows[22:42]]
    assert "# clock: as in the file, UTC+2 h, moved by +2 h" in moved.comment()
    assert "# dropped: 24 hours: not of a whole day, at the ends" in moved.comment()
    assert said(capsys, "weather", FILES / "meteostat_bulk.csv", "--shift", "2").code == 2


def test_a_typical_year_is_laid_on_the_dates_that_are_named(tmp_path, capsys):
    assert "a typical year has months of different years" in said(capsys, "weather", FILES / "typical.epw").err
    found = said(capsys, "weather", FILES / "typical.epw", "--from", "2031-01-06", "--to", "2031-01-07")
    assert [float(row[1]) for row in found.rows()[14::24]] == pytest.approx([-7.4 + 2.2, -9.0 + 2.2])
    assert "# note: a typical year, of months of 2011, 2017" in found.comment()
    lacking = said(capsys, "weather", FILES / "typical.epw", "--from", "2031-01-18", "--to", "2031-01-19")
    assert lacking.code == 2
    assert "24 hours without a temperature: 2031-01-19 00:00 to 2031-01-19 23:00" in lacking.err


def test_values_that_failed_a_check_are_left_out_counted_and_leave_a_gap(tmp_path, capsys):
    lines = (FILES / "UPM00033345.dly").read_text("utf-8").split("\n")
    for number in (0, 3):  # TMAX and TAVG of the seventh: the middle cannot be taken either
        begin = 21 + 8 * 6
        lines[number] = f"{lines[number][: begin + 6]}I{lines[number][begin + 7 :]}"
    found = said(capsys, "weather", written(tmp_path, "\n".join(lines), "UPM00033345.dly"))
    assert found.code == 2
    assert "UPM00033345.dly:4:70: error: 1 day without a temperature: 2026-01-07" in found.err
    file = tmp_path / "UPM00033345.dly"
    filled = said(capsys, "weather", file, "--gaps", "interpolate")
    assert "# dropped: 1 value: of TAVG, failed a quality check (flag I)" in filled.comment()
    assert float(filled.rows()[48][1]) == pytest.approx((MEANS[1] + MEANS[3]) / 2)


def gappy(tmp_path, missing):
    """Hours of Open-Meteo with some lines of the file taken away."""
    lines = (FILES / "open_meteo_hourly.csv").read_text("utf-8").split("\n")
    return written(tmp_path, "\n".join(line for number, line in enumerate(lines, 1) if number not in missing))


def test_a_gap_is_shown_where_the_file_goes_on_after_it(tmp_path, capsys):
    found = said(capsys, "weather", gappy(tmp_path, range(40, 44)))
    assert found.code == 2
    assert "record.csv:40:18: error: 4 hours without a temperature: 2026-01-06 11:00 to 2026-01-06 14:00" in found.err
    assert "--gaps interpolate fills up to 6 hours in a row" in found.err
    assert found.out == ""


def test_gaps_are_filled_on_a_straight_line_and_it_is_said(tmp_path, capsys):
    found = said(capsys, "weather", gappy(tmp_path, [*range(40, 44), 100]), "--gaps", "interpolate")
    whole = said(capsys, "weather", FILES / "open_meteo_hourly.csv").rows()
    before, after = float(whole[34][1]), float(whole[39][1])
    filled = [float(row[1]) for row in found.rows()[35:39]]
    assert filled == pytest.approx([before + (after - before) * part / 5 for part in range(1, 5)], abs=0.006)
    assert any("filled: 5 hours in 2 gaps, on a straight line" in line for line in found.comment())
    assert len(found.rows()) == len(whole)


@pytest.mark.parametrize(("longest", "code"), [("3", 2), ("4", 0)])
def test_gaps_are_filled_up_to_the_length_that_is_allowed(longest, code, tmp_path, capsys):
    file = gappy(tmp_path, range(40, 44))
    assert said(capsys, "weather", file, "--gaps", "interpolate", "--longest-gap", longest).code == code


def test_all_gaps_and_all_damage_are_shown_at_once(tmp_path, capsys):
    found = said(capsys, "weather", gappy(tmp_path, [40, 60, 61]))
    assert found.err.count("without a temperature") == 2
    text = (FILES / "meteostat_header.csv").read_text("utf-8").replace("-6.1,", "warm,").replace("-8.3,", "-99,")
    found = said(capsys, "weather", written(tmp_path, text))
    assert "record.csv:2:12: error: 'warm' is no temperature [degC]; a number from -60 to 60 is due" in found.err
    assert "record.csv:15:12: error: '-99' is no possible temperature [degC]; from -60 to 60 is possible" in found.err


@pytest.mark.parametrize(
    ("file", "line", "old", "new", "where", "message"),
    [
        ("meteostat_header.csv", 1, "tavg", "x,tmn,tmx", "2:1", "the row has 11 cells, the header 13"),
        (
            "meteostat_header.csv",
            1,
            "date",
            "dte",
            "1:1",
            "the column 'date' or 'time' is missing; did you mean 'dte'?",
        ),
        ("meteostat_header.csv", 3, "2026-01-06", "2026-01-32", "3:1", "'2026-01-32' is not a day of the calendar"),
        ("meteostat_header.csv", 3, "2026-01-06", "06.01.2026", "3:1", "'06.01.2026' is no date"),
        ("meteostat_header.csv", 3, "2026-01-06", "2026-01-05", "3:12", "the day 2026-01-05 stands here twice"),
        ("meteostat_bulk.csv", 4, "0.0,", "0.0", "4:1", "the row has 10 cells, the header 11"),
        ("meteostat.json", 3, "-7.4", '"cold"', "3:43", "'cold' is no temperature; a number is due, or null"),
        ("meteostat.json", 3, "},", "}", "4:3", "not JSON: a comma or ']' is due here"),
        ("meteostat.json", 3, '"date"', '"day"', "3:3", "the key 'date' is missing"),
        ("open_meteo_hourly.csv", 4, "temperature_2m", "temprature_2m", "4:1", "there is no 'temperature_2m'"),
        ("open_meteo_hourly.csv", 4, "°C", "K", "4:6", "'K' is no unit of temperature; known: °C, °F"),
        ("open_meteo_hourly.csv", 9, "T04:00", "T04:60", "9:1", "has no time of the day"),
        ("open_meteo_hourly.csv", 9, "T04:00", "T04:30", "9:18", "2026-01-05 04:30 is no whole hour"),
        ("open_meteo_hourly.csv", 2, "50.45", "50.45,1", "2:38", "the row has 7 cells, the header 6"),
        ("open_meteo_daily.json", 11, "°C", "mm", "11:26", "'mm' is no unit of temperature"),
        ("open_meteo_daily.json", 31, "-6.1", "", "31:4", "not JSON: a value is due here"),
        ("typical.epw", 2, "DESIGN", "DSIGN", "2:1", "the header line 'DESIGN CONDITIONS' is due here"),
        ("typical.epw", 8, "PERIODS,1,1", "PERIODS,1,4", "8:16", "more than one record an hour; one is due"),
        ("typical.epw", 10, "2011,1,5,2", "2011,1,5,25", "10:10", "'25' is no possible hour; from 0 to 24 is possible"),
        ("typical.epw", 10, "2011,1,5,2", "2011,13,5,2", "10:1", "'2011-13-05' is not a day of the calendar"),
        ("UPM00033345.dly", 4, "  -61", "  x61", "4:54", "'x61' is no whole number of tenths of degC"),
        ("UPM00033345.dly", 4, "202601", "202613", "4:12", "'202613' is no year and month"),
        ("UPM00033345.dly", 4, "  -61  S", "  -61 S", "4:268", "the line has 268 characters, 269 are due"),
        ("UPM00033345.dly", 4, "UPM00033345", "UPM00033346", "4:1", "the station 'UPM00033346' stands in a file of"),
        ("ghcn_access.csv", 3, '"  -74"', '" -7.4"', "3:105", "ask for the access file"),
        ("ghcn_station.csv", 4, ",S,", ",", "4:1", "the row has 7 cells, the header 8"),
    ],
)
def test_damage_is_refused_where_it_stands(file, line, old, new, where, message, tmp_path, capsys):
    found = said(capsys, "weather", changed(tmp_path, file, line, old, new), *DATES)
    assert found.code == 2, found.out[:300]
    assert f"{file}:{where}: error: " in found.err, found.err
    assert message in found.err
    assert "Traceback" not in found.err


def test_a_file_of_no_known_format_is_told_what_is_known(tmp_path, capsys):
    found = said(capsys, "weather", written(tmp_path, "a,b\n1,2\n"))
    assert found.code == 2
    assert "record.csv:1:1: error: this is no format of weather that can be read; known: Meteostat daily" in found.err
    assert said(capsys, "weather", written(tmp_path, "")).code == 2
    assert "cells are separated by commas" in said(capsys, "weather", written(tmp_path, "date;tavg;tmin;tmax\n")).err
    hours = written(tmp_path, "year,month,day,hour,temp,rhum\n2026,1,5,0,-3,80\n")
    assert "record.csv:1:16: error: this is an hourly file" in said(capsys, "weather", hours).err
    assert "does not exist" in said(capsys, "weather", tmp_path / "nothing.csv").err


def test_answers_about_several_places_are_refused(tmp_path, capsys):
    text = (FILES / "open_meteo_daily.json").read_text("utf-8")
    found = said(capsys, "weather", written(tmp_path, f"[{text},{text}]", "two.json"))
    assert "two.json:1:1: error: several places stand in this file; ask for one place at a time" in found.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--plot", "x.png"], "--plot goes with --fit"),
        (["--months", "1"], "--months goes with --fit"),
        (["--fit", "--plot", "x.svg"], "--plot writes PNG"),
        (["--fit", "--months", "0"], "numbers from 1 to 12"),
        (["--longest-gap", "3"], "--longest-gap goes with --gaps interpolate"),
        (["--from", "5.1.2026"], "--from: '5.1.2026' is not a date"),
        (["--from", "2026-01-09", "--to", "2026-01-08"], "--to must not lie before --from"),
        (["--from", "1999-01-09", "--to", "1999-01-10"], "no whole day is left; the file has 2026-01-05 to 2026-01-18"),
        (["--fit"], "a fit needs 30 days with a mean or more, this record has 14"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options, message, capsys):
    found = said(capsys, "weather", FILES / "meteostat_bulk.csv", *options)
    assert found.code == 2
    assert message in found.err
