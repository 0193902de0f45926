"""Small random scenarios with any mixture of the core's mechanisms, each given by its number alone.

Two scenarios of three happen at whole days, so that events of many kinds meet in the same minute.
`python -m tests.clocks.random_scenarios NUMBER` prints one as a file.
"""

import sys
from typing import Any

import yaml

from sim.scenario.check import findings
from sim.scenario.quantities import FROM_FILE
from sim.scenario.schema import Scenario
from tests.clocks.dice import DAY, Dice, duration, law, moment
from tests.clocks.random_past import begin_before_start, know_the_morning

Part = dict[str, Any]

CLASSES = ("drone", "cruise", "ballistic")
ITEMS = ("missile", "shell")
SEVERITIES = ("light", "severe", "lost")


def scenario_of(number: int) -> Scenario:
    """A valid scenario; the same one for the same number."""
    return validated(mapping_of(number))


def validated(mapping: Part) -> Scenario:
    """The scenario of a mapping as a file would spell it; an AssertionError says what is wrong with it."""
    scenario = Scenario.model_validate(mapping, context=FROM_FILE)
    problems = [f"{finding.path}: {finding.message}" for finding in findings(scenario)]
    assert not problems, problems
    return scenario


def mapping_of(number: int) -> Part:
    """A random scenario as a file would spell it."""
    dice = Dice(f"scenario {number}")
    dice.eager = number % 4 == 3
    whole = number % 3 != 0
    days = dice.choice([2, 4, 6, 9, 13, 20, 40])
    length = f"{days} d" if whole or dice.chance(0.5) else f"{days * DAY - dice.randint(1, 700)} min"
    threats = list(CLASSES[: dice.randint(1, 3)])
    city = city_of(dice, whole) if dice.chance(0.95) else {}
    layers = layers_of(dice, threats)
    items = sorted({layer["uses"] for layer in layers.values() if "uses" in layer})
    exposure = exposure_of(dice, city)
    crews_needed = bool(exposure.get("building")) or dice.chance(0.6)
    frost = bool(city) and crews_needed and dice.chance(0.6)
    mapping: Part = {
        "schema_version": 1,
        "name": f"random {number}",
        "horizon": {"start": "2026-01-05", "length": length},
        "weather": weather_of(dice, days + 1),
        "alerts": alerts_of(dice, whole, days),
        "threats": {name: threat_of(dice) for name in threats},
        "attack": attack_of(dice, whole, threats, days),
        "defence": {"layers": layers},
        "damage": {
            "exposure": exposure,
            "rehit": dice.choice(["adds", "ignored"]),
            "severities": {name: severity_of(dice, whole, name) for name in SEVERITIES},
        },
        "initial": initial_of(dice, whole, items, city, days),
        "city": city,
        "people": {"thresholds": thresholds_of(dice)},
        "repair": repair_of(dice, whole, crews_needed, frost),
        "aid": aid_of(dice, whole, items, days),
        "study": {"seed": number, "series_step": dice.choice(["1 d", "6 h", "100 min"])},
    }
    if dice.chance(0.3):
        mapping["horizon"]["observe_from"] = duration(dice, whole, 1, DAY)
    if layers and dice.chance(0.4):
        mapping["defence"]["night_effect"] = {
            "correlation": {name: round(dice.uniform(0.02, 0.5), 3) for name in threats}
        }
    if dice.chance(0.2):
        mapping["damage"]["target"] = "next_undamaged"
    if city and crews_needed and dice.chance(0.2):
        mapping["initial"]["damaged"] = {"buildings": dice.randint(1, 12), "severity": "light"}
    if city and crews_needed and not exposure.get("building") and buildings_of(city) <= 100 and dice.chance(0.4):
        mapping["damage"]["per_building"] = {"up_time": law(dice, whole, DAY, 6 * DAY), "severity": "severe"}
    if city and dice.chance(0.5):
        blocks = dice.randint(1, min(4, len(city["districts"])))
        mapping["study"]["follow_blocks"] = list(range(blocks))
    if items:
        spread_over_depots(Dice(f"depots {number}"), mapping, items[-1])
    keep_step(Dice(f"steps {number}"), mapping["aid"])
    for name, channel in mapping["aid"].get("channels", {}).items():
        load = Dice(f"trucks {number} {name}")
        if load.chance(0.4):
            channel["truck"] = {"holds": load.randint(1, 6), "cost": "3 kEUR"}
    invest(Dice(f"investments {number}"), mapping["aid"], whole)
    route(Dice(f"hubs {number}"), mapping["aid"], whole)
    if city:
        give_network(dice_of("network", number), mapping, whole)
        give_water(dice_of("water", number), mapping, whole)
        limit_grid(dice_of("grid", number), mapping, whole, days)
        lend_generators(dice_of("generators", number), mapping, whole, days)
        begin_before_start(Dice(f"past {number}"), mapping, whole)
    give_stages(dice_of("stages", number), mapping, whole, days)
    freeze(Dice(f"frozen {number}"), mapping["repair"])
    know_the_morning(dice_of("morning", number), mapping, whole)
    care(dice_of("care", number), mapping)
    for name, channel in mapping["aid"].get("channels", {}).items():
        disrupt(Dice(f"disruptions {number} {name}"), channel, whole, days)
    for name, channel in mapping["aid"].get("channels", {}).items():
        reroute(Dice(f"reroutes {number} {name}"), channel, mapping["aid"].get("hubs", {}))
    return mapping


def freeze(dice: Dice, repair: Part) -> None:
    """Let water left standing in frost raise the share of faults, sometimes."""
    if "frost_fault" in repair and dice.chance(0.4):
        repair["frost_fault"]["frozen"] = {"after": dice.choice(["0 h", "10 h", "30 h"]), "share": "x 2.5"}


def dice_of(part: str, number: int) -> Dice:
    """Dice of a part that is added behind the others, and moves none of their choices."""
    dice = Dice(f"{part} {number}")
    dice.eager = number % 4 == 3
    return dice


def give_stages(dice: Dice, mapping: Part, whole: bool, days: int) -> None:
    """Let jobs be assessed, need parts and tests, and crews travel or come from elsewhere, sometimes."""
    pools = mapping["repair"].get("crews", {})
    if not pools or not dice.chance(0.6):
        return
    for skill, pool in pools.items():
        if dice.chance(0.5):
            pool["assess"] = law(dice, whole, 0, 2 * DAY)
        if dice.chance(0.5):
            pool["travel"] = dice.choice(["45 min", "6 h", "1 d"]) if "work" in pool else "45 min"
        if dice.chance(0.5):
            pool["test"] = dice.choice(["30 min", "12 h"]) if "work" in pool else "30 min"
        if pool["start"] != "unlimited" and dice.chance(0.5):
            pool["joined_by"] = f"{skill}_crew"
            bring(dice, mapping, pool["joined_by"], whole, days)
    if dice.chance(0.8):
        fired = [layer["uses"] for layer in mapping["defence"]["layers"].values() if "uses" in layer]
        part = dice.choice(["kit", "kit", "kit", *fired])
        for severity in SEVERITIES[: dice.randint(1, 3)]:
            mapping["damage"]["severities"][severity]["part"] = part
        if part == "kit":
            mapping["initial"]["stock"]["kit"] = dice.choice([0, 0, 1, "unlimited"])
            bring(dice, mapping, part, whole, days)


def bring(dice: Dice, mapping: Part, item: str, whole: bool, days: int) -> None:
    """Let an item come that is never ordered: on its way already, and by a channel."""
    lots = mapping["initial"].setdefault("in_transit", [])
    lots.append({"item": item, "units": dice.randint(0, 3), "arrives": moment(dice, whole, days)})
    channel = channel_of(dice, whole, item, days)
    if "order_up_to" not in channel.get("cadence", {}):
        mapping["aid"].setdefault("channels", {})[f"of_{item}"] = channel


def give_network(dice: Dice, mapping: Part, whole: bool) -> None:
    """Let sources, pumping stations and buildings need feeders, sometimes, and damage hit the network."""
    if not dice.chance(0.4):
        return
    city, damage = mapping["city"], mapping["damage"]
    feeders = [f"feeder_{number}" for number in range(dice.randint(1, 4))]
    stations = [f"station_{number}" for number in range(dice.randint(0, 2))]
    city["feeders"] = [{"name": name, "weight": dice.randint(0, 3)} for name in feeders]
    city["pumping"] = [{"name": name} for name in stations]
    for row in (*city["pumping"], *city.get("sources", []), *city["districts"]):
        if dice.chance(0.6):
            row["feeder"] = some_of(dice, feeders)
    for row in city["districts"]:
        if stations and dice.chance(0.6):
            row["pumping"] = some_of(dice, stations)
    hit = {"feeder": dice.randint(1, 40)} | ({"pumping": dice.randint(1, 30)} if stations else {})
    hit_also(damage, hit)
    mapping["repair"].setdefault("crews", {})["power"] = crews_of(dice, whole)
    for severity in damage["severities"].values():
        if dice.chance(0.4):
            severity["network_work"] = law(dice, whole, 10, 2 * DAY)


def give_water(dice: Dice, mapping: Part, whole: bool) -> None:
    """Let districts take water from stations, which may need feeders and be hit, sometimes."""
    if not dice.chance(0.4):
        return
    city, damage = mapping["city"], mapping["damage"]
    works = [f"works_{number}" for number in range(dice.randint(1, 2))]
    city["water"] = [{"name": name, "weight": dice.randint(1, 3)} for name in works]
    feeders = [row["name"] for row in city.get("feeders", [])]
    for row in city["water"]:
        if feeders and dice.chance(0.6):
            row["feeder"] = some_of(dice, feeders)
    for row in city["districts"]:
        if dice.chance(0.8):
            row["water"] = some_of(dice, works)
    hit_also(damage, {"water": dice.randint(10, 50)})
    crews = mapping["repair"].setdefault("crews", {})
    crews.setdefault("power", crews_of(dice, whole))
    for severity in damage["severities"].values():
        if dice.chance(0.4):
            severity.setdefault("network_work", law(dice, whole, 10, 4 * DAY))


def hit_also(damage: Part, hit: dict[str, int]) -> None:
    """Let damage fall on more kinds of assets, at the cost of the others."""
    others = {name: float(share.removesuffix(" %")) for name, share in damage["exposure"].items()}
    left = 100 - sum(hit.values())
    for name, share in others.items():
        damage["exposure"][name] = f"{left * share / 100:.12g} %"
    damage["exposure"] |= {name: f"{share} %" for name, share in hit.items()}


def limit_grid(dice: Dice, mapping: Part, whole: bool, days: int) -> None:
    """Let the grid fall short and power be cut by rota, sometimes."""
    if not dice.chance(0.35):
        return
    capacity: Any = f"x {dice.choice([0, 0.4, 0.7, 0.9, 1, 1.2])}"
    if dice.chance(0.2):
        capacity = {"uncertain": {"uniform": ["x 0.5", "x 1.1"]}}
    listed = []
    for _ in range(dice.randint(0, 3)):
        begin = dice.randint(0, days) * DAY
        end = begin + dice.randint(1, 3) * DAY - (0 if whole else dice.randint(1, 700))
        listed.append(
            {"start": f"{begin} min", "end": f"{end} min", "capacity": f"x {dice.choice([0.3, 0.6, 0.8, 1.5])}"}
        )
    turn = dice.choice(["4 h", "1 d", duration(dice, whole, 60, DAY // 2)])
    rota = {"queues": dice.randint(1, 7), "turn": turn}
    mapping["city"]["grid"] = {"capacity": capacity, "listed": listed, "rota": rota}
    if dice.chance(0.5):
        for row in mapping["city"].get("feeders", []):
            row["capacity"] = dice.randint(0, 3)


def lend_generators(dice: Dice, mapping: Part, whole: bool, days: int) -> None:
    """Let generators help districts that need feeders, sometimes."""
    city = mapping["city"]
    fed = any("feeder" in row for row in (*city["districts"], *city.get("sources", [])))
    if not (fed or "grid" in city) or not dice.chance(0.9):
        return
    move = dice.choice(["0 d", duration(dice, whole, 0, DAY // 4)])
    mapping["relief"] = {"generators": {"serves": dice.choice([1, 7, 40]), "move": move}}
    stock = dice.choice([0, 10, "unlimited"])
    mapping["initial"].setdefault("stock", {})["generator"] = stock
    if dice.chance(0.5):
        pledge = {"date": f"{dice.randint(0, days)} d", "units": dice.randint(1, 9)}
        channel = {"item": "generator", "accrual": {"pledges": [pledge]}, "lead": duration(dice, whole, 0, 2 * DAY)}
        mapping["aid"].setdefault("channels", {})["lenders"] = channel
    if dice.chance(0.5):
        burn(dice, mapping, days)


def burn(dice: Dice, mapping: Part, days: int) -> None:
    """Let generators need fuel."""
    mapping["relief"]["generators"]["fuel"] = {"item": "diesel", "per_day": dice.randint(1, 3)}
    mapping["initial"]["stock"]["diesel"] = dice.choice([0, 4, 40, "unlimited"])
    if dice.chance(0.7):
        pledges = [
            {"date": f"{dice.randint(0, days)} d", "units": dice.randint(1, 30)} for _ in range(dice.randint(1, 4))
        ]
        channel = {"item": "diesel", "accrual": {"pledges": pledges}, "lead": dice.choice(["0 d", "30 h"])}
        mapping["aid"].setdefault("channels", {})["tanker"] = channel
    if dice.chance(0.3):
        depots = {"east": {"share": "60 %"}, "west": {"share": "40 %"}}
        mapping["aid"].setdefault("stores", {})["diesel"] = {"depots": depots}


def care(dice: Dice, mapping: Part) -> None:
    """Open warming centres, and favour districts that have borne more cold, sometimes."""
    dispatch, city = mapping["repair"]["dispatch"], mapping["city"]
    if dispatch["order"] == "score" and dice.chance(0.4):
        dispatch["equity"] = dice.choice([0.5, 1, 3])
    if "heating" not in city or not dice.chance(0.4):
        return
    names = [district["name"] for district in city["districts"]]
    centres: Part = dice.choice([{"places": dice.choice([0, 7, 400, 20000])}, {"by_district": {names[-1]: 50}}])
    centres["power"] = dice.choice(["own", "feeder", "feeder"])
    if dice.chance(0.7):
        centres["hours"] = dice.choice(["08:00-20:00", "21:15-06:40", "10:00-24:00"])
    if dice.chance(0.7):
        rules: list[Part] = [{"below": f"{dice.randint(-12, 3)} degC"}, {"cold_buildings": dice.choice([1, 5, 20])}]
        centres["opens"] = dice.choice(rules)
    if dice.chance(0.6):
        centres["comes"] = dice.choice(["30 %", {"uncertain": {"uniform": ["10 %", "90 %"]}}])
    mapping.setdefault("relief", {})["warming_centres"] = centres


def some_of(dice: Dice, names: list[str]) -> str:
    """One name, or several of which one is enough."""
    return " or ".join(dice.sample(names, dice.choice([1, 1, min(2, len(names))])))


def disrupt(dice: Dice, channel: Part, whole: bool, days: int) -> None:
    """Let some steps of a channel stand still, sometimes, each once or twice."""
    steps = ["shipment", "transit", "receipt"] + ["order"] * ("order_up_to" in channel.get("cadence", {}))
    found = []
    for step in steps:
        if dice.chance(0.2):
            begin = dice.randint(0, days) * DAY
            for _ in range(dice.randint(1, 2)):
                end = begin + dice.randint(1, 3) * DAY - (0 if whole else dice.randint(0, 700))
                found.append({"what": step, "start": f"{begin} min", "end": f"{end} min"})
                begin = end + dice.choice([0, DAY])
    if found:
        channel["disruptions"] = found


def spread_over_depots(dice: Dice, mapping: Part, item: str) -> None:
    """Let an item stand in several depots, sometimes, in place of any one store; each layer fires from one."""
    if dice.chance(0.6):
        return
    names = ["east", "west", "north"][: dice.randint(1, 3)]
    depots: Part = {name: {"capacity": dice.choice([20, 23])} if dice.chance(0.7) else {} for name in names}
    allocation = dice.choice(["proportional", "days_of_supply", "priority"])
    if allocation == "priority":
        depots = {name: {"capacity": dice.choice([20, 23])} for name in names}
    elif dice.chance(0.6):
        parts = [dice.randint(0, 100 // len(names)) for _ in names[1:]]
        for name, part in zip(names, [100 - sum(parts), *parts], strict=True):
            depots[name]["share"] = f"{part} %"
    store = {"depots": depots, "allocation": allocation, "overflow": dice.choice(["lost", "returned"])}
    mapping["aid"].setdefault("stores", {})[item] = store
    for layer in mapping["defence"]["layers"].values():
        if layer.get("uses") == item:
            layer["depot"] = dice.choice(names)


def keep_step(dice: Dice, aid: Part) -> None:
    """Let channels send in step with the first that has a random phase, sometimes."""
    running = aid["begin"] == "running"
    cadences = {name: one.get("cadence", {}) for name, one in aid.get("channels", {}).items()}
    free = [name for name, one in cadences.items() if "every" in one and one.get("first", running) in ("random", True)]
    for name in free[1:]:
        if dice.chance(0.7):
            cadences[name] |= {"every": cadences[free[0]]["every"], "in_step_with": free[0]}
            if dice.chance(0.6):
                cadences[name]["later_by"] = dice.choice(["100 min", "499 min"])


def route(dice: Dice, aid: Part, whole: bool) -> None:
    """Let some channels go by hubs, sometimes."""
    channels = list(aid.get("channels", {}).values())
    if not channels or not dice.chance(0.5):
        return
    hubs: Part = {}
    for name in ("vilnius", "border")[: dice.randint(1, 2)]:
        hubs[name] = {
            "handles": dice.choice(["0.3/d", "1/d", "7/week", "4/d", "25/d", "1000/d"]),
            "gives": dice.choice(["proportional", "days_of_supply", "priority"]),
            "onward": dice.choice(["0 d", "1 d"]) if whole else f"{dice.randint(0, 2000)} min",
        }
    aid["hubs"] = hubs
    for channel in channels:
        if dice.chance(0.8):
            channel["via"] = dice.choice(list(hubs))


def reroute(dice: Dice, channel: Part, hubs: Part) -> None:
    """Let parts, crews and generators go by hubs too, often; none that are never used up where supply is ranked."""
    fit = [name for name, hub in hubs.items() if hub["gives"] != "days_of_supply"]
    fit = list(hubs) if channel["item"] == "kit" else fit
    if channel["item"] in ("kit", "generator", "heat_crew", "power_crew") and fit and dice.chance(0.8):
        channel["via"] = dice.choice(fit)


def invest(dice: Dice, aid: Part, whole: bool) -> None:
    """Let a channel with a known rate pay for what another sends later, sometimes."""
    channels = aid.get("channels", {})
    steady = [name for name, one in channels.items() if isinstance(one["accrual"].get("rate"), str)]
    known = [name for name in steady if isinstance(channels[name].get("fulfilment", ""), str)]
    if len(known) < 2 or not dice.chance(0.7):
        return
    payer, maker = dice.sample(known, 2)
    channels[payer]["invest"] = {
        "share": f"{dice.choice([0, 20, 50, 100])} %",
        "into": maker,
        "start": dice.choice(["0 d", "1 d", "3 d"]),
        "delay": duration(dice, whole, 0, 3 * DAY),
        "returns": dice.choice(["x 2.5", "x 0.4"]),
        "over": duration(dice, whole, 300, 4 * DAY),
    }


def buildings_of(city: Part) -> int:
    return sum(district["buildings"] for district in city["districts"])


def weather_of(dice: Dice, days: int) -> Part:
    kind = dice.choice(["constant", "hours", "mean", "mean", "station_normals"])
    level = dice.randint(-22, 4)
    if kind == "constant":
        return {"constant": f"{level} degC"}
    if kind == "hours":
        hours = [{"hour": hour, "outdoor_c": round(level + dice.gauss(0, 4), 1)} for hour in range(24 * days)]
        return {"hours": hours}
    weather: Part = {"mean": f"{level} degC"}
    if kind == "station_normals":
        weather = {"station_normals": [{"month": 1, "mean_c": level}, {"month": 2, "mean_c": level + 2}]}
    if dice.chance(0.6):
        spread = dice.choice(["sd", "innovation_sd"])
        weather["daily"] = {"autocorrelation": round(dice.uniform(0, 0.9), 2), spread: "4 K"}
    if dice.chance(0.6):
        weather["cycle"] = {"half_range": f"{dice.randint(1, 9)} K"}
    if dice.chance(0.4):
        weather["anomaly"] = {"uncertain": {"normal": {"mean": "-2 K", "sd": "3 K"}}}
    if dice.chance(0.3):
        weather["cold_snap"] = {"start": "1 d", "length": "30 h", "shift": "-12 K"}
    return weather


def alerts_of(dice: Dice, whole: bool, days: int) -> Part:
    alerts: Part = {}
    if dice.chance(0.5):
        alerts["background"] = {"per_day": f"{round(dice.uniform(0.2, 3), 2)}/d", "length": law(dice, False, 5, 300)}
    if dice.chance(0.4):
        starts = [dice.randint(0, days * DAY) for _ in range(dice.randint(1, 4))]
        starts = [start // DAY * DAY for start in starts] if whole else starts
        alerts["listed"] = [{"start": f"{start} min", "end": f"{start + 60} min"} for start in starts]
    return alerts


def threat_of(dice: Dice) -> Part:
    shares = [dice.randint(0, 50), dice.randint(0, 40)]
    damage: Any = f"{dice.choice([0, 30, 60, 100])} %"
    if dice.chance(0.2):
        damage = {"uncertain": {"uniform": ["10 %", "90 %"]}}
    severity = dict(zip(SEVERITIES, [f"{share} %" for share in (*shares, 100 - sum(shares))], strict=True))
    return {"damage": damage, "severity": severity}


def attack_of(dice: Dice, whole: bool, threats: list[str], days: int) -> Part:
    attack: Part = {"order": dice.choice(["interleaved", "by_class"])}
    if dice.chance(0.15):
        attack["recorded"] = [
            {"time": moment(dice, whole, days), "threat": dice.choice(threats), "count": dice.randint(0, 12)}
            for _ in range(dice.randint(1, 6))
        ]
    else:
        kinds = ["massive", "nightly", "probing"][: dice.randint(0, 3)]
        attack["waves"] = {kind: wave_of(dice, whole, threats, days) for kind in kinds}
        if len(kinds) > 1 and dice.chance(0.5):
            attack["waves"]["nightly"]["not_on_dates_of"] = ["massive"]
    if dice.chance(0.3):
        attack["city_share"] = dice.choice(
            ["40 %", {"uncertain": {"uniform": ["20 %", "60 %"]}, "per": dice.choice(["winter", "wave"])}]
        )
    if dice.chance(0.3):
        attack["regimes"] = {"spell": regime_of(dice, whole, threats)}
    return attack


def wave_of(dice: Dice, whole: bool, threats: list[str], days: int) -> Part:
    process = dice.choice(["gap", "gap", "poisson", "at", "two_regime", "profile"])
    hours = [dice.randint(0, 5) for _ in range(23)]
    processes: Part = {
        "gap": gap_of(dice, whole),
        "poisson": f"{dice.uniform(0.3, 4):.2f}/d",
        "at": [moment(dice, whole, days) for _ in range(dice.randint(1, 4))],
        "two_regime": {"calm": {"rate": "0.2/d", "stay": "2 d"}, "intense": {"rate": "3/d", "stay": "1 d"}},
        "profile": {"per_day": f"{round(dice.uniform(0.5, 3), 2)}/d", "hours": [*hours, 1]},
    }
    wave: Part = {process: processes[process]}
    if dice.chance(0.3):
        wave["probability"] = f"{dice.randint(20, 95)} %"
    if process == "gap" and dice.chance(0.4):
        wave["window"] = dice.choice(["00:00-06:00", "20:00-24:00", "00:00-00:01"])
    if dice.chance(0.7):
        wave["duration"] = law(dice, False, 10, 400)
    wave["size"] = {name: size_of(dice) for name in threats if dice.chance(0.8)} or {threats[0]: 3}
    return wave


def gap_of(dice: Dice, whole: bool) -> Part:
    kind = dice.choice(["fixed", "exponential", "gamma"])
    mean = dice.randint(DAY // 2, 3 * DAY)
    gaps: Part = {
        "fixed": duration(dice, whole, DAY // 2, 3 * DAY),
        "exponential": {"mean": f"{mean} min"},
        "gamma": {"mean": f"{mean} min", "shape": round(dice.uniform(0.5, 4), 2)},
    }
    gap: Part = {kind: gaps[kind], "start": dice.choice(["stationary", "renewal", "after"])}
    if kind != "fixed" and dice.chance(0.5):
        gap["minimum"] = f"{mean // 2} min"
    if gap["start"] == "after":
        gap["first_after"] = duration(dice, whole, 0, 2 * DAY)
    return gap


def size_of(dice: Dice) -> Any:
    mean = dice.choice([1, 3, 8, 15, 25])
    return dice.choice(
        [
            mean,
            {"uniform": [0, mean]},
            {"geometric": {"mean": mean}},
            {"poisson": {"mean": mean}},
            {"negative_binomial": {"mean": mean, "k": 2}},
            {"lognormal": {"median": mean, "sigma": 0.5}},
        ]
    )


def regime_of(dice: Dice, whole: bool, threats: list[str]) -> Part:
    length = duration(dice, whole, DAY // 2, 3 * DAY)
    regime: Part = {"length": length, "probability": "70 %"}
    if dice.chance(0.5):
        regime["start"] = "1 d"
    else:
        regime["start_between"] = ["2026-01-05", "2026-01-08"]
        regime["length"] = {"uncertain": {"exponential": {"mean": length}}}
    if dice.chance(0.4):
        return regime | {"scope": "heat and power"}
    regime["factor"] = dice.choice(["x 0", "x 0.5", "x 1.7", {"uncertain": {"uniform": ["x 0.5", "x 2"]}}])
    if dice.chance(0.5):
        regime["classes"] = threats[:1]
    return regime


def layers_of(dice: Dice, threats: list[str]) -> Part:
    layers: Part = {}
    for name in ("teams", "drones", "top")[: dice.choice([0, 1, 2, 2, 3, 3])]:
        covered = [threat for threat in threats if dice.chance(0.7)] or threats[:1]
        layer: Part = {"against": {threat: f"{dice.randint(0, 100)} %" for threat in covered}}
        if dice.chance(0.2):
            layer["against"][covered[0]] = {"uncertain": {"beta": {"a": 2, "b": 3}}}
        if dice.chance(0.8):
            layer["uses"] = dice.choice(ITEMS)
        layer["rounds"] = dice.choice([1, 1, 2, 3, 1.5, 0.4])
        layer["salvo"] = dice.choice(["full", "partial", "shoot_look_shoot"])
        layer["per_engagement"] = dice.chance(0.3)
        if "uses" in layer and dice.chance(0.4):
            layer["reserve"] = {"for": dice.choice(threats), "keep": dice.randint(0, 6)}
        if dice.chance(0.3):
            layer["engagements"] = f"{dice.choice([0, 2, 10])}/h"
        layers[name] = layer
    return layers


def exposure_of(dice: Dice, city: Part) -> Part:
    if not city:
        return {"elsewhere": "100 %"}
    source = dice.randint(0, 80) if city.get("sources") else 0
    building = dice.randint(0, 100 - source) if dice.chance(0.7) else 0
    shares = {"heat_source": source, "building": building, "elsewhere": 100 - source - building}
    return {name: f"{share} %" for name, share in shares.items() if share}


def severity_of(dice: Dice, whole: bool, name: str) -> Part:
    severity: Part = {"hold": law(dice, whole, 30, 3 * DAY), "work": law(dice, whole, 10, 2 * DAY)}
    return severity | {"source_lost": name == "lost"}


def city_of(dice: Dice, whole: bool) -> Part:
    districts, sources = [], []
    for name in ("upper", "lower", "river")[: dice.randint(1, 3)]:
        served = [dice.randint(1, 60) for _ in range(dice.randint(1, 3))]
        people = dice.choice([0, 997, 5000, 12345])
        districts.append({"name": name, "people": people, "buildings": sum(served), "exposure": dice.randint(0, 5)})
        for number, buildings in enumerate(served):
            source: Part = {"name": f"{name}_{number}", "district": name, "buildings": buildings}
            sources.append(source | ({"weight": dice.randint(0, 4)} if dice.chance(0.4) else {}))
    share = dice.randint(0, 100)
    taus = [duration(dice, False, 15 * 60, 150 * 60) for _ in range(2)]
    city: Part = {
        "districts": districts,
        "archetypes": {
            "panel": {"share": f"{share} %", "time_constant": taus[0]},
            "brick": {"share": f"{100 - share} %", "time_constant": taus[1]},
        },
    }
    if dice.chance(0.2):
        city["archetypes"]["brick"]["time_constant"] = {"uncertain": {"uniform": ["20 h", "90 h"]}}
    if dice.chance(0.85):
        city["sources"] = sources
    if dice.chance(0.8):
        city["heating"] = {
            "set_point": dice.choice(["20 degC", "21 degC", "18 degC"]),
            "full_heat_rise": dice.choice(["36 K", "25 K"]),
            "gains": dice.choice(["0 K", "3 K"]),
        }
    return city


def thresholds_of(dice: Dice) -> list[str]:
    return dice.choice(
        [
            ["18 degC", "16 degC", "12 degC", "8 degC"],
            ["18 degC"],
            ["16 degC", "4 degC", "0 degC", "-5 degC"],
            ["17.5 degC", "3 degC"],
        ]
    )


def repair_of(dice: Dice, whole: bool, crews: bool, frost: bool) -> Part:
    repair: Part = {"dispatch": dispatch_of(dice)}
    if dice.chance(0.6):
        capacity: Any = f"{dice.randint(5, 200)}/d"
        if dice.chance(0.2):
            capacity = {"uncertain": {"uniform": ["10/d", "100/d"]}}
        repair["refill"] = {"capacity": capacity, "refill_after": dice.choice(["0 h", "2 h", "1 d"])}
    if frost:
        cold = dice.randint(5, 60)
        repair["frost_fault"] = {"share_at": {"0 degC": "2 %", "-10 degC": f"{cold} %", "-20 degC": "80 %"}}
        if dice.chance(0.5):
            repair["frost_fault"]["drained_after"] = dice.choice(["0 h", "6 h", "1 d"])
            repair["frost_fault"]["drained"] = {"share": "x 0.5", "refill_work": "x 1.5"}
    if crews:
        repair["crews"] = {"heat": crews_of(dice, whole)}
    if dice.chance(0.5):
        repair["cold_factor"] = {"5 degC": "100 %", "0 degC": "90 %", "-15 degC": dice.choice(["40 %", "0 %"])}
    if dice.chance(0.6):
        repair["alert"] = {
            "time_lost": dice.choice(["100 %", "80 %", "0 %"]),
            "settle_in": dice.choice(["0 min", "15 min", "3 h"]),
            "after_alert": dice.choice(["resume", "resume", "restart"]),
        }
    return repair


def crews_of(dice: Dice, whole: bool) -> Part:
    crews: Part = {"start": dice.choice([0, 1, 2, 3, 5, "unlimited"])}
    if crews["start"] != "unlimited":
        if dice.chance(0.4):
            crews["ramp"] = {"to": dice.randint(0, 8), "by": duration(dice, whole, DAY, 6 * DAY)}
        if dice.chance(0.5):
            crews["shifts"] = dice.choice(
                [["08:00-20:00"], ["08:00-20:00", "20:00-08:00"], ["00:00-12:00", "10:00-18:00"], ["00:00-24:00"]]
            )
    if dice.chance(0.5):
        crews["output"] = {"value": dice.choice(["0.7/d", "3/d", {"uncertain": {"uniform": ["1/d", "4/d"]}}])}
        crews["sigma"] = dice.choice([0, 0.35])
        if dice.chance(0.5):
            crews["output"]["observed_at"] = {"outdoor": "-5 degC", "alert": "2 h/d"}
    else:
        crews["work"] = law(dice, whole, 20, DAY)
    return crews


def dispatch_of(dice: Dice) -> Part:
    order = dice.choice(["score", "score", "fifo", "largest_first"])
    dispatch: Part = {"order": order}
    if order == "score" and dice.chance(0.5):
        dispatch |= {"people": dice.choice([0, 1, 1.5]), "urgency": dice.choice([0, 1, 2]), "work": 0.5}
    if dice.chance(0.3):
        dispatch["first"] = dice.choice([["building"], ["frost_fault"], ["building", "frost_fault"]])
    return dispatch


def initial_of(dice: Dice, whole: bool, items: list[str], city: Part, days: int) -> Part:
    stock = {item: dice.choice([0, 1, 5, 20, "unlimited"]) for item in items if dice.chance(0.8)}
    initial: Part = {"stock": stock}
    if items and dice.chance(0.4):
        initial["in_transit"] = [
            {"item": dice.choice(items), "units": dice.randint(0, 9), "arrives": moment(dice, whole, days)}
            for _ in range(dice.randint(1, 3))
        ]
    if city and dice.chance(0.5):
        initial["outages"] = [outage_of(dice, whole, city, days) for _ in range(dice.randint(1, 4))]
    return initial


def outage_of(dice: Dice, whole: bool, city: Part, days: int) -> Part:
    start = dice.randint(0, days)
    outage: Part = {"start": f"{start} d"}
    places = ["source", "district", "city"] if city.get("sources") else ["district", "city"]
    place = dice.choice(places)
    if place == "source":
        outage["source"] = dice.choice(city["sources"])["name"]
    elif place == "district":
        outage["district"] = dice.choice(city["districts"])["name"]
    if dice.chance(0.8):
        later = dice.randint(0, 3) * DAY + (0 if whole else dice.randint(0, 600)) or DAY
        outage["end"] = f"{start * DAY + later} min"
    return outage


def aid_of(dice: Dice, whole: bool, items: list[str], days: int) -> Part:
    aid: Part = {"begin": dice.choice(["running", "switch"])}
    if not items:
        return aid
    names = ("coalition", "neighbour", "factory")[: dice.choice([0, 1, 2, 3, 3])]
    aid["channels"] = {name: channel_of(dice, whole, dice.choice(items), days) for name in names}
    if dice.chance(0.5):
        aid["stores"] = {
            items[0]: {"capacity": dice.choice([20, 20, 25]), "overflow": dice.choice(["lost", "returned"])}
        }
    return aid


def channel_of(dice: Dice, whole: bool, item: str, days: int) -> Part:
    channel: Part = {"item": item, "accrual": accrual_of(dice, whole, days)}
    kinds = ["every", "every", "every", "dates", "on_demand"]
    if "pledges" in channel["accrual"]:
        kinds += ["none", "none"]
    kind = "on_demand" if "unlimited" in channel["accrual"] else dice.choice(kinds)
    if kind == "every":
        every = duration(dice, whole, 500, 4 * DAY)
        channel["cadence"] = {"every": every, "timing": dice.choice(["arrears", "advance", "centred"])}
        if dice.chance(0.6):
            channel["cadence"]["first"] = dice.choice(["random", "0 d", "1 d", "777 min"])
    elif kind == "dates":
        dates = [moment(dice, whole, days) for _ in range(dice.randint(1, 5))]
        channel["cadence"] = {"dates": dates, "timing": dice.choice(["arrears", "advance", "centred"])}
    elif kind == "on_demand":
        level = dice.randint(1, 12)
        channel["cadence"] = {"order_up_to": level, "review": duration(dice, whole, 300, 2 * DAY)}
        if dice.chance(0.5):
            channel["cadence"]["reorder_point"] = dice.randint(0, level)
    channel |= way_of(dice, whole)
    if "ramp" not in channel["accrual"] and dice.chance(0.2):
        channel["fulfilment"] = dice.choice(
            [f"{dice.randint(1, 100)} %", {"uncertain": {"uniform": ["50 %", "100 %"]}}]
        )
    return channel


def accrual_of(dice: Dice, whole: bool, days: int) -> Part:
    kind = dice.choice(["rate", "rate", "ramp", "pledges", "unlimited"])
    pledges = [{"date": moment(dice, whole, days), "units": dice.randint(0, 9)} for _ in range(dice.randint(1, 4))]
    curves: Part = {
        "rate": dice.choice(["0.3/d", "7/week", "5/d", "11/d", {"uncertain": {"uniform": ["1/d", "4/d"]}}]),
        "ramp": {"from": "0.5/d", "to": "4/d", "start": "1 d", "over": duration(dice, whole, 900, 5 * DAY)},
        "pledges": pledges,
        "unlimited": True,
    }
    return {kind: curves[kind]}


def way_of(dice: Dice, whole: bool) -> Part:
    way: Part = {"min_lot": dice.choice([1, 1, 3]), "same_for": dice.choice(["1 d", "7 d", "100 min"])}
    if dice.chance(0.7):
        way["lead"] = law(dice, whole, 0, 2 * DAY)
    if dice.chance(0.4):
        way |= {"on_time": dice.choice(["60 %", "0 %"]), "late": law(dice, whole, 60, 2 * DAY)}
    if dice.chance(0.4):
        way["arrives"] = dice.choice(["70 %", {"uncertain": {"uniform": ["30 %", "100 %"]}}])
    return way


if __name__ == "__main__":
    print(yaml.safe_dump(mapping_of(int(sys.argv[1])), sort_keys=False, width=110))
