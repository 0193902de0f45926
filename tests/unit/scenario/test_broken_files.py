# ruff: noqa: E501 - a case per line reads better than a short line
"""Scenario files that must be refused: each with located problems, quickly, and never with another exception."""

import os
from cProfile import Profile
from pathlib import Path

import pytest

from tests.unit.scenario.example import TOWN, changed, refusal, town

CALLS = 2_000_000
"""Calls of functions that a refusal may take: half a second on an idle machine, and the same number on a busy one."""

# Wrong keys, missing keys and wrong shapes: (piece of the whole scenario, what stands there instead, part of the message)
KEYS = [
    ("schema_version: 1", "schema_versoin: 1", "unknown key 'schema_versoin'; did you mean 'schema_version'?"),
    ("schema_version: 1", "schema_version: 2", "2 is not known, this program reads version 1"),
    ("schema_version: 1", "schema_version: one", "the text 'one' is not a whole number; for example 1"),
    ("schema_version: 1", "schema_version: '1'", "the text '1' is not a whole number; write 1, without quotes"),
    ("schema_version: 1", "schema_version: 1.5", "1.5 is not a whole number"),
    ("schema_version: 1\n", "", "the key 'schema_version' is missing"),
    ("name: Test town", "name: ''", "needs at least 1 character"),
    ("name: Test town", "name: 2026", "needs text, not 2026; put it in quotes"),
    ("name: Test town", "name: [a]", "needs text, not a list"),
    ("name: Test town", "name:", "nothing is written here"),
    ("name: Test town", "name: " + "x" * 300, "at most 200 characters"),
    ("name: Test town\n", "", "the key 'name' is missing"),
    ("name: Test town", "nmae: Test town", "did you mean 'name'?"),
    ("horizon: {start: 2026-01-05, length: 14 d}\n", "", "the key 'horizon' is missing"),
    ("horizon: {", "horizn: {", "unknown key 'horizn'; did you mean 'horizon'?"),
    ("{start: 2026-01-05, length: 14 d}", "14 d", "needs a mapping of keys to values, not '14 d'"),
    ("{start: 2026-01-05, length: 14 d}", "[2026-01-05, 14 d]", "needs a mapping of keys to values, not a list"),
    ("{start: 2026-01-05, length: 14 d}", "null", "needs a mapping of keys to values, not nothing"),
    ("{start: 2026-01-05, length: 14 d}", "{length: 14 d}", "horizon: the key 'start' is missing"),
    ("{start: 2026-01-05, length: 14 d}", "{}", "the key 'length' is missing"),
    ("start: 2026-01-05", "strat: 2026-01-05", "unknown key 'horizon.strat'; did you mean 'start'?"),
    ("weather: {mean: -6 degC, ", "weather: {", "weather takes exactly one of"),
    ("weather: {mean: -6 degC", "weather: {mean: -6 degC, constant: 3 degC", "weather takes exactly one of"),
    ("weather: {mean", "weather: {maen", "did you mean 'mean'?"),
    ("autocorrelation: 0.75", "autocorelation: 0.75", "did you mean 'autocorrelation'?"),
    ("autocorrelation: 0.75, ", "", "weather.daily: the key 'autocorrelation' is missing"),
    ("cycle: {half_range: 2 K}", "cycle: {}", "the key 'half_range' is missing"),
    ("cycle: {half_range: 2 K}", "cycle: 2 K", "needs a mapping of keys to values, not '2 K'"),
    ("background: {per_day", "backgruond: {per_day", "did you mean 'background'?"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{lognormall: {median: 40 min}}", "did you mean 'lognormal'?"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{lognormal: {median: 40 min}}", "one of sigma, sd and cv"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{lognormal: {sigma: 0.8}}", "a median or a mean"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{lognormal: 40 min}", "needs a mapping of keys to values"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{}", "exactly one law is due here, found none"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{fixed: 3 h, normal: {mean: 1 h, sd: 1 h}}", "fixed and normal"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{uniform: [3 h]}", "uniform: needs 2 entries, not 1"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{triangular: [3 h, 4 h, 5 h, 6 h]}", "needs 3 entries, not 4"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{triangular: 3 h, 4 h}", "a list stands in brackets: [a, b]"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{lognormal: {median: 40 min, sigma: 0,8}}", "a decimal point and no separators: '0.8'"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{lognormal: {median: 40 min, sigma:0.8}}", "with a blank after the colon"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{lognormal: {median: 40 min, sigma: 8}}", "one value in a thousand is longer than 36600 d"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{beta: {a: 1, b: 2}}", "a beta law gives shares between 0 and 1, not a duration"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{uncertain: 40 min}", "unknown key 'alerts.background.length.uncertain'"),
    ("shape: 2", "shape: 1e300", "1e+300 is too large"),
    ("shape: 2", "shape: 1e-300", "1e-300 is too small"),
    ("shape: 2", "shape: '2'", "write 2, without quotes"),
    ("per_day: 0.5/d", "per_day: 0.5", "0.5 needs a unit; for example '0.5/d'"),
    ("per_day: 0.5/d", "per_day: -0.5/d", "must not be negative"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{uniform: [3 h, 2 h]}", "must rise from left to right"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{triangular: [3 h, 2 h, 4 h]}", "must rise from left to right"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{uniform: {low: 3 h}}", "needs a list, not a mapping"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{normal: {mean: 3 h, sd: 1}}", "1 needs a unit"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{gamma: {mean: 3 h, shape: 0}}", "must be positive"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{exponential: {}}", "the key 'mean' is missing"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{lognormal: {median: 40 min, sigma: -1}}", "cannot be negative"),
    ("{lognormal: {median: 40 min, sigma: 0.8}}", "{lognormal: {median: 0 h, sigma: 1}}", "positive median or mean"),
    ("threats:\n", "threads:\n", "did you mean 'threats'?"),
    ("threats:\n", "threats:\n  dron: null\n", "town.yaml:7:3: error: there is no 'threats.dron' to take away; did you mean 'drone'?"),
    ("{top_tier_missile: 8}", "{top_tier_missile: 8, shell: null}", "there is no 'initial.stock.shell' to take away"),
    ("drone: {damage: 10 %", "Drone: {damage: 10 %", "'Drone' is not a name"),
    ("drone: {damage: 10 %", "my drone: {damage: 10 %", "'my drone' is not a name"),
    ("drone: {damage: 10 %", "1: {damage: 10 %", "'1' is not a name"),
    ("drone: {damage: 10 %", "drone: {dmage: 10 %", "did you mean 'damage'?"),
    ("light: 80 %, moderate: 20 %", "light: 80 %, moderate: 30 %", "must sum to 100 %"),
    ("light: 80 %, moderate: 20 %", "lihgt: 80 %, moderate: 20 %", "no severity is called lihgt"),
    ("attack:\n", "atack:\n", "did you mean 'attack'?"),
    ("  waves:\n", "  wave:\n", "did you mean 'waves'?"),
    ("      gap: {gamma", "      gaps: {gamma", "did you mean 'gap'?"),
    ("      gap: {gamma: {mean: 3.5 d, shape: 2}, minimum: 1.5 d}\n", "", "a wave takes exactly one of"),
    ("gamma: {mean: 3.5 d", "gama: {mean: 3.5 d", "did you mean 'gamma'?"),
    ("minimum: 1.5 d", "minimum: 4 d", "must be larger than it"),
    ("gap: {gamma: {mean: 3.5 d, shape: 2}, minimum: 1.5 d}", "gap: {fixed: 0.001 min}", "'0.001 min' must be at least 1 min"),
    ('gap: {gamma: {mean: 3.5 d, shape: 2}, minimum: 1.5 d}\n      window: "00:00-06:00"', "at: [2025-01-08]", "lies before the start of the horizon (2026-01-05); is the year right?"),
    ('gap: {gamma: {mean: 3.5 d, shape: 2}, minimum: 1.5 d}\n      window: "00:00-06:00"', "at: [2027-02-08]", "more than a year after the end"),
    ("      size: {drone: {poisson: {mean: 12}}, ballistic: {poisson: {mean: 3}}}", "      size: {}", "size: needs at least 1 entry"),
    ("shape: 2}", "shape: 0}", "0 must be more than 0"),
    ('window: "00:00-06:00"', 'window: "00:00"', "'00:00' is not a span of the day"),
    ('window: "00:00-06:00"', 'window: ["00:00", "06:00"]', "a list is not a span of the day"),
    ('window: "00:00-06:00"', 'window: "0:00-06:00"', "is not a time of day"),
    ('window: "00:00-06:00"', "window: 6", "6 is not a span of the day"),
    ("size: {drone:", "size: {dorne:", "no threat class is called dorne; did you mean 'drone'?"),
    ("{poisson: {mean: 12}}", "{poison: {mean: 12}}", "did you mean 'poisson'?"),
    ("{poisson: {mean: 12}}", "{poisson: 12}", "needs a mapping of keys to values, not 12"),
    ("{poisson: {mean: 12}}", "{poisson: {mean: -1}}", "-1 must be at least 0"),
    ("{poisson: {mean: 12}}", "{negative_binomial: {mean: 12, sd: 1}}", "sd must be larger"),
    ("{poisson: {mean: 12}}", "{negative_binomial: {mean: 12}}", "takes sd or k"),
    ("{poisson: {mean: 12}}", "-3", "-3 must be at least 0"),
    ("{poisson: {mean: 12}}", "2.5", "a count is a whole number, 0 or more"),
    ("{poisson: {mean: 12}}", "{uniform: [-3, 3]}", "a count is a whole number, 0 or more"),
    ("{poisson: {mean: 12}}", "{uniform: [0.2, 0.8]}", "a count is a whole number, 0 or more"),
    ("{poisson: {mean: 12}}", "{negative_binomial: {mean: 0, sd: 1}}", "with sd the mean must be positive"),
    ("{poisson: {mean: 12}}", "{negative_binomial: {mean: 12, sd: -9}}", "sd must be larger"),
    ("{poisson: {mean: 12}}", "twelve", "the text 'twelve' is not a number"),
    ("{poisson: {mean: 12}}", "[12]", "a list is not a number"),
    ("exposure: {heat_source: 60 %", "exposure: {heat_sorce: 60 %", "did you mean 'heat_source'?"),
    ("heat_source: 60 %", "heat_source: 50 %", "must sum to 100 %"),
    ("exposure: {heat_source: 60 %, elsewhere: 40 %}", "exposure: 3", "needs a mapping of names to values, not 3"),
    ("exposure: {heat_source: 60 %, elsewhere: 40 %}", "exposure: {feeder: 60 %, elsewhere: 40 %}", "damage.exposure.feeder: needs city.feeders"),
    ("exposure: {heat_source: 60 %, elsewhere: 40 %}", "exposure: {pumping: 60 %, elsewhere: 40 %}", "a pool of `power` crews is needed"),
    ("district: upper_town, buildings: 120}", "district: upper_town, buildings: 120, feeder: north}", "no feeder is called north"),
    ("district: upper_town, buildings: 120}", "district: upper_town, buildings: 120, feeder: north or north}", "'north or north' names one twice; for example 'north'"),
    ("district: upper_town, buildings: 120}", "district: upper_town, buildings: 120, feeder: North}", "'North' is not a name"),
    ("district: upper_town, buildings: 120}", "district: upper_town, buildings: 120, feeders: north}", "did you mean 'feeder'?"),
    ("  heating: {set_point", "  feeders: [{name: north}, {name: north}]\n  heating: {set_point", "the feeder north stands twice"),
    ("  heating: {set_point", "  pumping: [{name: pumps, feeder: nort}]\n  feeders: [{name: north}]\n  heating: {set_point", "no feeder is called nort; did you mean 'north'?"),
    ("  heating: {set_point", "  feeders: [{name: north}]\n  heating: {set_point", "nothing needs north, so it is of no use"),
    ("  heating: {set_point", "  feeders: [{name: north, weight: -1}]\n  heating: {set_point", "must be at least 0"),
    ("light: {hold: {triangular", "light: {hodl: {triangular", "did you mean 'hold'?"),
    ("layers:\n", "layer:\n", "did you mean 'layers'?"),
    ("{against: {drone: 80 %}}", "{against: {}}", "against: needs at least 1 entry"),
    ("{against: {drone: 80 %}}", "{against: {drone: 80 %}, reserve: {for: drone, keep: 1}}", "never runs out, so nothing can be kept back"),
    ("rounds: 2,", "rounds: 2, reserve: {for: drone, keep: 1},", "no layer fires top_tier_missile at drone"),
    ("{against: {drone: 80 %}}", "{against: {drone: 80 %}, uses: drones}", "nobody has or sends the item drones"),
    ("{against: {drone: 80 %}}", "{against: {drone: 80 %}, uses: top_tier_missle}", "did you mean 'top_tier_missile'?"),
    ("{against: {drone: 80 %}}", "{agianst: {drone: 80 %}}", "did you mean 'against'?"),
    ("{against: {drone: 80 %}}", "{}", "the key 'against' is missing"),
    ("{against: {drone: 80 %}}", "{against: {drones: 80 %}}", "no threat class is called drones"),
    ("{against: {drone: 80 %}}", "{against: 80 %}", "needs a mapping of names to values"),
    ("{against: {drone: 80 %}}", "{against: {drone: 80 %}, salvo: ful}", "'ful' is not one of: full, partial"),
    ("{against: {drone: 80 %}}", "{against: {drone: 80 %}, per_engagement: yes}", "needs true or false, not 'yes'"),
    ("{against: {drone: 80 %}}", "{against: {drone: 80 %}, per_engagement: 1}", "needs true or false, not 1"),
    ("{against: {drone: 80 %}}", "{against: {drone: 80 %}, reserve: {for: drone}}", "the key 'keep' is missing"),
    ("{against: {drone: 80 %}}", "{against: {drone: 80 %}, reserve: {for: x, keep: 1}}", "no threat class is called x"),
    ("uses: top_tier_missile", "uses: 3", "3 is not a name"),
    ("uses: top_tier_missile", "uses: Top tier", "for example 'top_tier'"),
    ("rounds: 2", "rounds: 0", "0 must be more than 0"),
    ("rounds: 2", "rounds: two", "the text 'two' is not a number"),
    ("{top_tier_missile: 8}", "{top_tier_misile: 8}", "nothing uses an item called top_tier_misile"),
    ("{top_tier_missile: 8}", "{top_tier_missile: -8}", "-8 must be at least 0"),
    ("{top_tier_missile: 8}", "{top_tier_missile: 8.5}", "8.5 is not a whole number"),
    ("{top_tier_missile: 8}", "{top_tier_missile: true}", "true is not a whole number"),
    ("{top_tier_missile: 8}", "{top_tier_missile: 9999999999}", "must be at most 1000000000"),
    ("{top_tier_missile: 8}", "{top_tier_missile: lots}", "'unlimited'"),
    ("{top_tier_missile: 8}", "{top_tier_missile: 6 units}", "the text '6 units' is not a whole number; write 6"),
    ("{top_tier_missile: 8}", "{top_tier_missile: unlimitd}", "did you mean 'unlimited'?"),
    ("{top_tier_missile: 8}", "[8]", "needs a mapping of names to values"),
    ("districts: districts.csv", "districts: [3]", "needs a mapping of keys to values, not 3"),
    ("districts: districts.csv", "districts: 3", "needs a list, not 3"),
    ("districts: districts.csv", "distrcts: districts.csv", "did you mean 'districts'?"),
    ("name: upper_plant, district: upper_town", "name: upper_plant, district: uper_town", "no district is called"),
    ("district: upper_town, buildings: 120", "district: upper_town, buildings: 0", "0 must be at least 1"),
    ("name: lower_plant", "name: upper_plant", "the source upper_plant stands twice"),
    ("name: upper_plant,", "name: upper_plant, weight: 3,", "city.sources[2]: the key 'weight' is missing here"),
    ("name: upper_plant, district: upper_town", "name: upper_plant, district: uper_town", "did you mean 'upper_town'?"),
    ("district: upper_town, buildings: 120", "district: upper_town", "the key 'buildings' is missing"),
    ("district: upper_town, buildings: 120", "district: upper_town, buildings: 119", "its sources serve 119"),
    ("panel: {share: 60 %", "panel: {share: 50 %", "must sum to 100 %"),
    ("panel: {share: 60 %, time_constant: 25 h}", "panel: {share: 60 %}", "the key 'time_constant' is missing"),
    ("set_point: 20 degC", "setpoint: 20 degC", "did you mean 'set_point'?"),
    ("set_point: 20 degC", "set_point: 12 degC", "city.heating.set_point: lies below the highest of people.thresholds (18 degC)"),
    ("full_heat_rise: 36 K", "full_heat_rise: -36 K", "'-36 K' must be at least 0 K"),
    ("repair:\n", "people: {thresholds: []}\nrepair:\n", "people.thresholds: needs at least 1 entry"),
    ("capacity: 60/d, ", "", "the key 'capacity' is missing"),
    ("capacity: 60/d", "capacity: {uncertian: {fixed: 60/d}}", "did you mean 'uncertain'?"),
    ("capacity: 60/d", "capacity: {uncertain: {uniform: [60/d]}}", "uniform"),
    ("capacity: 60/d", "capacity: {uniform: [50/d, 70/d]}", "write {uncertain: {uniform: ...}}"),
    ("capacity: 60/d", "capacity: 0.0001/week", "must be more than 0, at least 0.001/d"),
    ("time_lost: 80 %", "time_lost: {uncertain: {uniform: [70 %, 90 %]}}", "cannot be uncertain, it needs a share"),
    ("time_lost: 80 %", "time_lost: 0.8", "write '80 %', or '0.8 %' if that is meant"),
    ("capacity: 60/d", "capacity: {uncertain: 60/d, per: weekly}", "'weekly' is not one of: winter, wave"),
    ("capacity: 60/d", "capacity: {}", "the key 'uncertain' is missing"),
    ('{"0 degC": 2 %, "-20 degC": 9 %}', "[2 %]", "needs a mapping of names to values"),
    ('{"0 degC": 2 %, "-20 degC": 9 %}', "{0: 2 %}", "needs a unit"),
    ('{"0 degC": 2 %, "-20 degC": 9 %}', "{}", "share_at: needs at least 1 entry"),
    ('{"0 degC": 2 %, "-20 degC": 9 %}', '{"0 degC": 2 %, "0.0 degC": 9 %}', "is the same as the key '0 degC'"),
    ('cold_factor: {"5 degC": 100 %, "-20 degC": 55 %}', "cold_factor: {}", "cold_factor: needs at least 1 entry"),
    ('{"0 degC": 2 %, "-20 degC": 9 %}', '{"0 C": 2 %}', "did you mean 'degC'?"),
    ("crews: {heat:", "crews: {haet:", "'haet' is not one of: heat, power; did you mean 'heat'?"),
    ("start: 3, output", "start: three, output", "'unlimited'"),
    ("shifts: [", "shift: [", "did you mean 'shifts'?"),
    ('shifts: ["08:00-20:00"]', "shifts: []", "needs at least 1 entry"),
    ("  alert: {time_lost", "  dispatch: {people: 11}\n  alert: {time_lost", "repair.dispatch.people: 11 must be at most 10"),
    ("  alert: {time_lost", "  dispatch: null\n  allert: {time_lost", "did you mean 'alert'?"),
    ('shifts: ["08:00-20:00"]', 'shifts: "08:00-20:00"', "needs a list, not '08:00-20:00'"),
    ('shifts: ["08:00-20:00"]', 'shifts: ["08:00"]', "'08:00' is not a span of the day"),
    ("aid:\n", "relief: {generators: {serves: 20}}\naid:\n", "relief.generators: nothing in the city needs a feeder"),
    ("aid:\n", "relief: {generators: {serves: 20, uses: top_tier_missile}}\naid:\n", "top_tier_missile is fired by a layer; generators need an item of their own"),
    ("aid:\n", "relief: {generators: {serves: 20}}\naid:\n  stores: {generator: {depots: {a: {share: 50 %}, b: {share: 50 %}}}}\n", "generators stand in one place, so generator has no depots"),
    ("aid:\n", "relief: {generators: {serves: 0}}\naid:\n", "relief.generators.serves: 0 must be at least 1"),
    ("aid:\n", "relief: {generators: {move: 12 h}}\naid:\n", "the key 'serves' is missing"),
    ("aid:\n", "relief: {generator: {serves: 20}}\naid:\n", "did you mean 'generators'?"),
    ("begin: running", "begin: runing", "'runing' is not one of: running, switch; did you mean 'running'?"),
    ("  channels:\n", "  chanels:\n", "did you mean 'channels'?"),
    ("      item: top_tier_missile\n", "", "the key 'item' is missing"),
    ("      item: top_tier_missile\n", "      item: kits\n", "nothing uses an item called kits"),
    ("      accrual: {rate: 1/d}\n", "", "the key 'accrual' is missing"),
    ("accrual: {rate: 1/d}", "accrual: {}", "accrual takes exactly one of"),
    ("accrual: {rate: 1/d}", "accrual: {rate: 1/d, pledges: [{date: 3 d, units: 1}]}", "accrual takes exactly one of"),
    ("accrual: {rate: 1/d}", "accrual: {pledges: []}", "pledges: needs at least 1 entry"),
    ("cadence: {every: 7 d, first: random, timing: arrears}", "min_lot: 9\n      cadence: {order_up_to: 8, review: 1 d}", "nothing would ever be ordered"),
    ("accrual: {rate: 1/d}", "accrual: {unlimited: false}", "is not one of: True"),
    ("accrual: {rate: 1/d}", "accrual: {pledges: [{date: 2026-01-22}]}", "the key 'units' is missing"),
    ("accrual: {rate: 1/d}", "accrual: 1/d", "needs a mapping of keys to values"),
    ("      cadence: {every: 7 d, first: random, timing: arrears}\n", "", "needs a cadence"),
    ("first: random", "first: randm", "did you mean 'random'?"),
    ("first: random", "first: 8 d", "the first interval cannot be longer than the others (7 d)"),
    ("cadence: {every: 7 d, first: random, timing: arrears}", "cadence: {order_up_to: 9, review: 1 d, timing: advance}", "goes with every or dates"),
    ("cadence: {every: 7 d, first: random, timing: arrears}", "cadence: {order_up_to: 9, review: 1 d, reorder_point: 12}", "must not be above order_up_to (9)"),
    ("timing: arrears", "timing: arear", "is not one of: arrears, advance, centred"),
    ("every: 7 d, first", "order_up_to: 7, first", "belong together"),
    ("dispatch_cost: 25 kEUR", "on_time: 50 %", "lots that are not on time need `late`"),
    ("dispatch_cost: 25 kEUR", "late: 9 d", "the key 'on_time' is missing beside it"),
    ("compare:\n", "compar:\n", "did you mean 'compare'?"),
    ("  plans:\n", "  plan:\n", "did you mean 'plans'?"),
    ("reference: weekly", "reference: weakly", "no plan is called 'weakly'"),
    ("    daily: {aid.", "    daily: {ai.", "unknown key 'ai'"),
    ("    daily: {aid.", "    Weekly: {aid.", "looks like the plan 'Weekly'"),
    ("    daily: {aid.", "    'daily ': {aid.", "no blanks at its ends"),
    ("    daily: {aid.", "    dai\u200bly: {aid.", "visible characters"),
    ("    daily: {", "    daily: {aid.channels: {}, ", "an empty mapping changes nothing: it is merged into aid.channels"),
    ("    daily: {", "    daily: {aid.channels.coalition: {cadence: {every: 2 d}}, ", "this plan sets aid.channels.coalition.cadence twice"),
    ("    daily: {", "    daily: {aid.channels.coalition.cadence.every: 2 d, ", "twice, by 'aid.channels.coalition.cadence.every' as well"),
    ("    daily: {aid.channels.coalition.cadence: {every: 1 d}}", "    daily: 3", "needs a mapping of names to values"),
    ("    daily: {aid.channels.coalition.cadence: {every: 1 d}}", "    daily: {horizon.length: 3 d}", "is fixed"),
    ("    daily: {aid.channels.coalition.cadence: {every: 1 d}}", "    daily: {weather.mean: 3 degC}", "what we face"),
    ("    daily: {aid.channels.coalition.cadence: {every: 1 d}}", "    daily: {attack: {order: by_class}}", "what we face"),
    ("cadence: {every: 1 d}", "cadence: {every: 1}", "1 needs a unit"),
    ("study: {replications", "study: {replication", "did you mean 'replications'?"),
    ("replications: 100", "replications: 0", "0 must be at least 1"),
    ("replications: 100", "replications: 1e9", "must be at most 1000000"),
    ("replications: 100", "replications: 100 worlds", "is not a whole number"),
    ("seed: 7", "seed: -7", "-7 must be at least 0"),
    ("seed: 7", "seed: 7.5", "7.5 is not a whole number"),
    ("seed: 7", "seed: 99999999999999999999", "must be at most"),
    ("seed: 7", "follow_blocks: [0, 0]", "a block stands here twice"),
    ("seed: 7", "replikations: 1_000", "'study.replikations'; did you mean 'replications'?"),
    ("replications: 100", "replications: 1_000", "write 1000"),
    ("replications: 100", "replications: '100'", "write 100, without quotes"),
    ("replications: 100", "replications: 1,000", "a decimal point and no separators"),
    ("seed: 7", "confidence: 95", "95 needs a unit; for example '95 %'"),
    ("seed: 7", "confidence: 100 %", "must be less than 100 %"),
    ("seed: 7", "confidence: 40 %", "must be more than 50 %"),
    ("from: assumption, ", "", "the key 'from' is missing"),
    ("from: assumption, ", "from_: assumption, ", "did you mean 'from'?"),
    ("confidence: assumption}", "confidence: sure}", "is not one of: quoted, derived, assumption"),
    ("from: assumption, ", "from: '', ", "needs at least 1 character"),
    ("  repair: {from", "  repairs: {from", "evidence for 'repairs', and there is no such key; did you mean 'repair'?"),
    ("  repair.alert: {from", "  repair.alrt: {from", "evidence for 'repair.alrt', and there is no such key; did you mean 'alert'?"),
    ("  repair.alert: {from", "  aid.channels.coalitoin.lead: {from", "evidence for 'aid.channels.coalitoin', and there is no such key"),
    ("name: Test town", "name: Test\u200btown", "one line of visible characters"),
    ("name: Test town", 'name: "\\e[2Jtown"', "one line of visible characters"),
    ("name: Test town", 'name: Test town\ndescription: "\\u202etown"', "has a character that cannot be seen"),
]  # fmt: skip

# Wrong quantities: key with its value, value, part of the message
QUANTITIES = [
    (key, value, said)
    for key, bad in {
        "length: 14 d": ["14", "14 days", "14 dd", "2 weks", "1 month", "-3 d", "1,5 d", "1 000 d", "1e3 d", "nan d", "inf d",
                         "0 d", "0.00001 d", "99999999 d", "[14 d]", "{d: 14}", "true", "null", "d", "9999999999999999999 d",
                         "'14'", "14.d", "0x10 d", "14d d", "\u0661\u0664 d", "\u221214 d", "fourteen d"],
        "start: 2026-01-05": ["2026-1-5", "05.01.2026", "2026-02-30", "2026-13-01", "20260105", "2026-01-05T00:00:00",
                              "0000-01-01", "9999-01-01", "today", "3 d", "2026", "true"],
        "mean: -6 degC": ["21 degF", "-6", "-6 C", "-6 K", "-6 F", "-61 degC", "61 degC", "cold", "-6,5 degC", "- 6 degC", "6 degC degC"],
        "sd: 4 K": ["4", "4 degC", "-4 K", "4 k", "1000 K", "4 kelvin"],
        "autocorrelation: 0.75": ["1", "-0.1", "75 %", "1.5", "'0.75'", "0,75", ".inf", "1e400", "-.inf", ".nan"],
        "time_lost: 80 %": ["80", "0.8", "180 %", "-1 %", "80 percent", "x 0.8", "80%%", "eighty %"],
        "capacity: 60/d": ["60", "60 /", "60/day", "60 per day", "60/month", "60 d", "-60/d", "60/d/d", "1/0 d", "60/60"],
        "dispatch_cost: 25 kEUR": ["25", "25 USD", "25 keur", "-25 kEUR", "25k EUR", "\u20ac25", "1.000,00 EUR"],
        "drained: {share: x 0.5}": ["{share: x 1001}", "{share: 0.5}", "{share: 50 %}", "{share: x -1}", "{share: 0.5 x}", "{share: x}", "{share: xx 2}"],
        "engagements: 60/h": ["60", "60 h", "60/hr", "60/s"],
        "every: 7 d, first": ["every: 0 d, first", "every: 7, first", "every: 1 week 2 d, first", "every: weekly, first"],
    }.items()
    for value in bad
    for said in [key.split(": ")[0] if "{" not in key and "first" not in key else "error"]
]  # fmt: skip

# Texts that are no scenario at all
TEXTS = {
    "empty": "",
    "only comments": "# nothing\n\n",
    "null": "null\n",
    "a list": "- a\n- b\n",
    "a word": "scenario\n",
    "a number": "17\n",
    "tab indentation": TOWN.replace("  waves:", "\twaves:"),
    "a tab after a key": "schema_version:\t1\n\tname: x\n",
    "two documents": TOWN + "---\n" + TOWN,
    "a document end": TOWN + "...\nname: x\n",
    "a directive": "%YAML 1.1\n---\n" + TOWN,
    "an anchor": TOWN.replace("-6 degC", "&t -6 degC"),
    "an alias": TOWN.replace("-6 degC", "*t"),
    "anchor and alias": TOWN.replace("40 min", "&m 40 min").replace("15 min", "*m"),
    "a merge key": TOWN + "<<: {name: x}\n",
    "a python tag": TOWN.replace("-6 degC", "!!python/object/apply:os.system ['true']"),
    "a plain tag": TOWN.replace("-6 degC", "!celsius -6 degC"),
    "a doubled key": TOWN + "name: again\n",
    "a doubled inner key": TOWN.replace("{seed", "{").replace("seed: 7", "seed: 7, seed: 8"),
    "a doubled plan": TOWN.replace("    weekly:", "    daily:"),
    "a complex key": TOWN + "? [a, b]\n: 1\n",
    "a mapping as key": TOWN + "{a: b}: 1\n",
    "an empty key": TOWN + "'': 1\n",
    "an open bracket": TOWN.replace("length: 14 d}", "length: 14 d"),
    "an open quote": TOWN.replace('"00:00-06:00"', '"00:00-06:00'),
    "a stray bracket": TOWN.replace("length: 14 d}", "length: 14 d}}"),
    "a colon in a value": TOWN.replace("name: Test town", "name: Test: town"),
    "a percent sign first": TOWN.replace("damage: 10 %", "damage: %10"),
    "an at sign": TOWN.replace("name: Test town", "name: @town"),
    "a backquote": TOWN.replace("name: Test town", "name: `town`"),
    "a bad escape": TOWN.replace("name: Test town", 'name: "\\q"'),
    "a null character": TOWN.replace("Test town", "Test\x00town"),
    "a control character": TOWN.replace("Test town", "Test\x07town"),
    "an escaped null in a key": TOWN + '"\\0": 1\n',
    "a bidi key": TOWN + "\u202ename: 1\n",
    "wrong indentation": TOWN.replace("  channels:", " channels:").replace("  begin", "   begin"),
    "a not-a-number": TOWN.replace("shape: 2", "shape: .nan"),
    "an infinity": TOWN.replace("shape: 2", "shape: .inf"),
    "a negative infinity": TOWN.replace("shape: 2", "shape: -.INF"),
    "a too large number": TOWN.replace("shape: 2", "shape: 1e999"),
    "five thousand digits": TOWN.replace("shape: 2", "shape: " + "9" * 1900),
    "a long hexadecimal": TOWN.replace("shape: 2", "shape: 0x" + "f" * 1900),
    "a long line": TOWN + "#" * 3000 + "\n",
    "a megabyte on one line": "name: " + "x" * 1_000_000,
    "over a megabyte": TOWN + "# comment\n" * 120_000,
    "deep flow lists": "name: " + "[" * 900 + "]" * 900,
    "deep flow mappings": "name: " + "{a: " * 400 + "}" * 400,
    "deep block mappings": "".join("  " * i + "a:\n" for i in range(900)),
    "deep block lists": "- " * 900 + "a",
    "deep question marks": "? " * 900 + "a",
    "brackets on many lines": "[\n" * 400_000,
    "many keys": "".join(f"k{i}: 1\n" for i in range(70_000)),
    "many items": "name:\n" + "- 1\n" * 240_000,
    "many flow items": "name: [\n" + ("1," * 900 + "\n") * 500 + "]\n",
    "many anchors": "".join(f"k{i}: &a{i} 1\n" for i in range(40_000)),
    "many unknown keys": TOWN + "".join(f"k{i}: 1\n" for i in range(4_500)),
    "an alias bomb": "a: &a [x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n" for i in range(20)),
    "a merge bomb": "a: &a {k: 1}\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} {{<<: [*{chr(97 + i)},*{chr(97 + i)}]}}\n" for i in range(20)),
    "ten thousand plans": changed("  reference", "".join(f"    p{i}: {{}}\n" for i in range(4_500)) + "  reference"),
    "a dotted key of many parts": changed("    daily: {aid.", "    daily: {" + "a." * 900 + "aid."),
    "a dotted key of dots": changed("    daily: {aid.channels.coalition.cadence", "    daily: {..."),
    "a plan that is a bomb": changed("{every: 1 d}", "{every: " + "[" * 20 + "]" * 20 + "}"),
    "many rows": changed("districts: districts.csv", "districts: [" + "{},\n" * 4_500 + "]"),
    "many comment lines": TOWN + "#\n" * 150_000,
    "many kinds of waves in a row": changed("    massive:\n", "".join(
        f"    w{i}: {{poisson: 1/d, size: {{drone: 1}}, not_on_dates_of: [w{i + 1}]}}\n" for i in range(500)) + "    massive:\n"),
    "many misspelt items of many": changed("    mobile_teams:", "".join(
        f"    l{i}: {{against: {{drone: 80 %}}, uses: item_{i}}}\n" for i in range(300)) + "    mobile_teams:").replace(
        "{top_tier_missile: 8}", "{" + ",\n".join(f"itm_{i}: 1" for i in range(60)) + "}"),
    "many names": changed("{top_tier_missile: 8}", "{" + "".join(f"k{i}: 1,\n" for i in range(4_500)) + "}"),
}  # fmt: skip

PATHS = [
    "/etc/passwd", "../up.csv", "a/../../up.csv", "./../up.csv", "..", ".", "", " ", "/", "//etc/passwd", "~/x.csv", "~root",
    "C:\\x.csv", "C:/x.csv", "..\\up.csv", "\\\\host\\x", "file:///etc/passwd", "http://127.0.0.1/x.csv", "https://x/y.csv",
    "nowhere.csv", "link.csv", "linked/x.csv", "folder", "folder/", "fifo", "/dev/zero", "/dev/stdin", "/proc/self/environ",
    "districts.csv/x", "x" * 300 + ".csv", "a\u0000b.csv", "a\nb.csv", "\u202ecsv.x", "%2e%2e/up.csv", "....//up.csv",
    "../broken/../up.csv", "folder/../../up.csv", "/../up.csv", "linked/../up.csv", "big.csv", "binary.csv", "loop.csv",
]  # fmt: skip


def check(path: Path, *overrides: str) -> str:
    """Assert that a file is refused soon, with a place for every problem in it, and return the message."""
    profile = Profile()
    error = profile.runcall(refusal, path, *overrides)
    said = str(error)
    assert sum(one.callcount for one in profile.getstats()) < CALLS
    assert any(problem.place for problem in error.problems) or "town.yaml" in said
    assert all(character == "\n" or character.isprintable() for character in said)
    return said


@pytest.mark.parametrize(("old", "new", "said"), KEYS, ids=[f"{i}-{new[:40]!r}" for i, (_, new, _) in enumerate(KEYS)])
def test_a_wrong_key_or_shape_is_refused(tmp_path, old, new, said):
    found = check(town(tmp_path, changed(old, new)))
    assert said in found


@pytest.mark.parametrize(("key", "value", "said"), QUANTITIES)
def test_a_wrong_quantity_is_refused(tmp_path, key, value, said):
    word = key.split(": ", 1)[0]
    new = value if "first" in key else f"{word}: {value}"
    assert said in check(town(tmp_path, changed(key, new)))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_that_is_no_scenario_is_refused(tmp_path, text):
    check(town(tmp_path, text))


@pytest.mark.parametrize("key", ["extends", "districts"])
@pytest.mark.parametrize("name", PATHS, ids=repr)
def test_a_file_outside_the_scenario_is_refused(tmp_path, key, name):
    inside = tmp_path / "inside"
    for folder in (inside / "folder", tmp_path / "outside"):
        folder.mkdir(parents=True)
    for file in ("up.csv", "outside/x.csv"):
        (tmp_path / file).write_text("name,people,buildings\nupper_town,1,120\nlower_town,1,80\n")
    (inside / "link.csv").symlink_to(tmp_path / "up.csv")
    (inside / "linked").symlink_to(tmp_path / "outside")
    (inside / "loop.csv").symlink_to("loop.csv")
    (inside / "big.csv").write_bytes(b"name\n" * 1_000_000)
    (inside / "binary.csv").write_bytes(bytes(range(256)))
    os.mkfifo(inside / "fifo")
    quoted = '"' + "".join(f"\\U{ord(character):08x}" for character in name) + '"'
    text = (
        f"extends: {quoted}\n{TOWN}"
        if key == "extends"
        else changed("districts: districts.csv", f"districts: {quoted}")
    )
    assert "up.csv\n" not in check(town(inside, text)).replace(name, "")


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00n", bytes(range(256)), b"name: \xe9t\xe9", b"\x89PNG\r\n\x1a\n\x00", TOWN.encode("utf-16"), b"\x00" * 1000,
     TOWN.encode("utf-32"), b"\xed\xa0\x80", b"name: \xc0\xaf", TOWN.encode() + b"\x80"],
)  # fmt: skip
def test_a_file_that_is_not_utf_8_text_is_refused(tmp_path, content):
    path = town(tmp_path)
    path.write_bytes(content)
    check(path)


@pytest.mark.parametrize("kind", ["folder", "fifo", "device", "dangling link"])
def test_something_that_is_no_regular_file_is_refused(tmp_path, kind):
    path = tmp_path / "town.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero" if kind == "device" else tmp_path / "nothing")
    check(path)


@pytest.mark.parametrize(
    "option",
    ["", "=", "a", "a=", ".=1", "a.b=1", "study=3", "study.seed=x", "study.seed={a: 1}", "study.seed=[", "study.seed=&a 1",
     "study.seed=" + "9" * 1900, "study.seed=" + "[" * 900, "x" * 5000 + "=1", "study.seed=1\nname: x", "study.seed=\x00",
     "study.seed=.nan", "name=null", "horizon=null", "city.districts=/etc/passwd", "city.districts=../x.csv",
     "compare.plans.x={study.seed: 3}", "compare.plans={x: {a: 1}}", "aid.channels.other.min_lot=3", "\u202e=1", "study.seed=\udc80"],
)  # fmt: skip
def test_a_wrong_option_is_refused(tmp_path, option):
    check(town(tmp_path), option)
