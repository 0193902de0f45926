"""What must hold at any moment of any run, looked at after every event of a traced run."""

from fractions import Fraction

import numpy as np
import simpy

from sim.analysis.check.laws import LAWS, cohorts_of
from sim.clock.traced import TracedClock
from sim.model.notices import TIME_SHIFT
from sim.model.words import NONE, PHASES, Leg, Phase, Skill, Stage, Status
from sim.scenario.laws import Uncertain
from sim.scenario.schema.aid import Channel
from sim.scenario.schema.production import as_it_accrues
from sim.world.record import Array
from tests.clocks.runs import Run
from tests.laws.watched_rota import check_cuts, check_rota
from tests.laws.watched_water import check_water

STAGES = (Phase.ASSESSMENT, Phase.PART, Phase.CREW, Phase.TRAVEL, Phase.REPAIR, Phase.TEST)
DARK = (Phase.LOST, Phase.HOLD, *STAGES, Phase.POWER_CUT)
IS_DARK = np.isin(np.arange(PHASES), DARK)


class Watched(TracedClock):
    """A traced clock that holds the state to account after every event and at the end of every minute."""

    now = 0
    peak = 0
    cold_area = 0
    waterless_area = 0

    def _happen(self, event: simpy.Event) -> None:
        self._pass(event.value >> TIME_SHIFT)
        super()._happen(event)
        check_moment(self.params, self.world, self.state)

    def _pass(self, minute: int) -> None:
        """Nothing is left undone when time goes on."""
        if minute > self.now:
            check_nobody_idles(self.params, self.state)
            check_cuts(self.params, self.state, self.now)
            cold = int(self.state["cold_now"][0])
            self.peak = max(self.peak, cold)
            minutes = max(0, minute - max(self.now, int(self.params["observe_from"][0])))
            self.cold_area += cold * minutes
            self.waterless_area += int(self.state["waterless_now"][0]) * minutes
            self.now = minute

    def watch(self) -> None:
        """Run to the end and compare what was seen with what the state counted."""
        assert self.run() == Status.FINE
        check_moment(self.params, self.world, self.state)
        self._pass(int(self.params["horizon_min"][0]))
        assert self.state["cold_peak"][0] == self.peak
        assert self.state["cold_area"][0] == self.cold_area
        assert self.state["waterless_area"][0] == self.waterless_area


def check_moment(params: Array, world: Array, state: Array) -> None:
    """All that must hold after every event."""
    check_laws(params, state)
    check_lent(params, state)
    check_hubs(params, state)
    check_buildings(params, state)
    check_crews(state)
    check_supply(params, state)
    check_temperatures(params, world, state)
    check_rota(params, state)
    check_water(params, state)


def check_laws(params: Array, state: Array) -> None:
    """What `hearthline check --invariants` looks at."""
    assert [name for name, law in LAWS.items() if not law.holds(params, state)] == []


def check_lent(params: Array, state: Array) -> None:
    """What is lent is what generators have."""
    lent = state["store"]["lent"][0, : int(params["store_count"][0])]
    assert lent.sum() == (check_generators(params, state) if params["generator_serves"][0] > 0 else 0)


def check_generators(params: Array, state: Array) -> int:
    """A block has all the generators that it needs or none, and only while it lacks only power; returns those lent.

    While the grid is short they stay at blocks that could have power.
    """
    count = int(params["block_count"][0])
    units, running = state["generator"]["units"][0, :count], state["generator"]["running"][0, :count]
    needed = -(-params["block"]["buildings"][0, :count] // params["generator_serves"][0])
    assert ((units == 0) | (units == needed)).all()
    assert (units[running == 1] > 0).all()
    dry = state["generator"]["dry"][0, :count]
    assert ((dry == 0) | ((units > 0) & (running == 0))).all()
    assert state["blocks_dry"][0] == (dry > 0).sum()
    down = state["asset"]["cause"][0] > 0
    failed = (state["asset"]["failed"][0] == 1) & (params["asset"]["is_power"][0] == 0)
    assets, lent = int(params["asset_count"][0]), units > 0
    assert unmet_by_node(params, down)[assets:][lent].all() or state["grid_short"][0]
    assert not unmet_by_node(params, failed)[assets:][lent].any()
    assert state["generators_out"][0] == units.sum()
    return int(units.sum())


def check_hubs(params: Array, state: Array) -> None:
    """Units: what reached a hub = what waits there + what has left it, less what was returned from the city's door."""
    count, now = int(state["lot_count"][0]), int(state["now"][0])
    lots = state["lot"][0, :count]
    waiting, leaving = state["at_hub"][0], state["leaving_hub"][0]
    assert (waiting >= 0).all()
    assert not leaving.any()
    reached = lots[(lots["leg"] == Leg.TO_HUB) & (lots["done"] == 1) & (lots["lost"] == 0)]
    onward = lots[lots["leg"] == Leg.ONWARD]
    for channel in range(int(params["channel_count"][0])):
        known = waiting[channel] + onward["units"][onward["channel"] == channel].sum()
        item = int(params["channel_item"][0, channel])
        difference = reached["units"][reached["channel"] == channel].sum() - known
        assert 0 <= difference <= (state["returned"][0, item] if params["item_returns"][0, item] else 0)
    for item in range(int(params["item_count"][0])):
        own = onward[onward["item"] == item]
        later, due = (own["units"][own["arrival"] > now].sum(), own["units"][own["arrival"] >= now].sum())
        assert later <= state["from_hub"][0, item] <= due


def check_buildings(params: Array, state: Array) -> None:
    """Counts of the faulty agree with cohorts, what is dark is not heated, and lists hold every cohort once."""
    blocks = int(params["block_count"][0])
    cohorts = cohorts_of(state)
    block, buildings, heated, job = (
        state["cohort"][name][0, cohorts] for name in ("block", "buildings", "heated", "job")
    )
    faulty = np.bincount(block, buildings * (job != 0), minlength=blocks)
    assert (state["block"]["damaged"][0, :blocks] == faulty).all()
    assert (heated[job != 0] == 0).all()
    dark = state["block"]["phase"][0, :blocks] != Phase.WARM
    assert (state["block"]["warm"][0, :blocks][dark] == 0).all()
    assert (heated[dark[block]] == 0).all()
    assert (heated[~dark[block] & (job == 0)] == 1).all()
    assert sorted(listed(state, blocks)) == cohorts.tolist()


def listed(state: Array, blocks: int) -> list[int]:
    """All cohorts in the lists of their blocks."""
    following, found = state["cohort"]["next"][0], []
    for block in range(blocks):
        cohort = int(state["block"]["first"][0, block]) - 1
        while cohort >= 0:
            assert state["cohort"]["block"][0, cohort] == block
            found.append(cohort)
            cohort = int(following[cohort])
    return found


def check_crews(state: Array) -> None:
    """Every faulty cohort has its batch of jobs, every broken asset its job, and crews agree with both."""
    cohorts = cohorts_of(state)
    faulty = cohorts[state["cohort"]["job"][0, cohorts] != 0]
    broken = np.flatnonzero(state["asset"]["job"][0, : int(state["assets_used"][0])])
    assert state["asset"]["failed"][0, broken].all()
    table = state["job"][0]
    of_buildings, of_assets = state["cohort"]["job"][0, faulty] - 1, state["asset"]["job"][0, broken] - 1
    assert (table["cohort"][of_buildings] == faulty).all()
    assert (table["asset"][of_buildings] == NONE).all()
    assert (table["asset"][of_assets] == broken).all()
    jobs = np.concatenate((of_buildings, of_assets))
    assert len(set(jobs.tolist())) == len(jobs)
    assert (jobs < state["job_count"][0]).all()
    check_skill(state, Skill.HEAT, of_buildings, state["cohort"]["buildings"][0, faulty])
    check_skill(state, Skill.POWER, of_assets, np.ones(len(broken), np.int64))
    crews = table["crew"][jobs][table["crew"][jobs] >= 0]
    assert len(set(crews.tolist())) == len(crews) == state["busy"].sum()
    done = state["job_log"]["done"][0, : int(state["job_log_count"][0])]
    assert (done >= 0).sum() + (table["log"][jobs] >= 0).sum() == len(done)


def check_skill(state: Array, skill: Skill, jobs: Array, each: Array) -> None:
    """Jobs of a skill wait or have one crew; a crew has one job; counts agree."""
    table = state["job"][0]
    assert (table["skill"][jobs] == skill).all()
    stage = table["stage"][jobs]
    assert ((table["crew"][jobs] < 0) == (stage < Stage.TRAVEL)).all()
    idle = stage == Stage.CREW
    waiting = state["waiting"][0, : int(state["waiting_count"][0, skill]), skill]
    assert sorted(waiting.tolist()) == sorted(jobs[idle].tolist())
    assert (table["place"][waiting] == np.arange(len(waiting))).all()
    assert state["waiting_jobs"][0, skill] == each[idle].sum()
    working = jobs[stage > Stage.CREW]
    assert (each[stage > Stage.CREW] == 1).all()
    crews = table["crew"][working]
    assert len(crews) == state["busy"][0, skill]
    assert (crews < state["crew_count"][0]).all()
    assert (state["crew"]["job"][0, crews] == working).all()


def check_supply(params: Array, state: Array) -> None:
    """A node is down exactly while it failed or a need of it is unmet; the refill queue has no doubles."""
    blocks = int(params["block_count"][0])
    assets = int(params["asset_count"][0])
    failed = state["asset"]["failed"][0, :assets].astype(bool)
    cause = state["asset"]["cause"][0, :assets] - 1
    unmet = unmet_by_node(params, cause >= 0)[: assets + blocks]
    assert ((cause >= 0) == (failed | unmet[:assets])).all()
    assert failed[cause[cause >= 0]].all()
    phase = state["block"]["phase"][0, :blocks]
    dark = IS_DARK[phase]
    powered = state["generator"]["running"][0, :blocks] != 0
    assert (dark == (unmet[assets:] & ~powered)).all()
    rows = state["block"][0, :blocks]
    assert ((rows["cause"] > 0) == dark).all()
    queue = state["queue"]["block"][0, : int(state["queue_count"][0])].tolist()
    supplied = (rows["queued"] == 1) & (phase == Phase.REFILL)
    assert sorted(queue) == np.flatnonzero(supplied).tolist() == np.flatnonzero(rows["place"]).tolist()
    assert rows["place"][queue].tolist() == list(range(1, len(queue) + 1))
    refilled = int(state["refill_block"][0]) - 1
    assert refilled < 0 or (phase[refilled] == Phase.REFILL and refilled not in queue)
    waiting = {*queue, refilled} - {-1}
    assert set(np.flatnonzero(phase == Phase.REFILL).tolist()) <= waiting
    assert (rows["queued"][phase == Phase.WATER] == 1).all()


def unmet_by_node(params: Array, down: Array) -> Array:
    """Of each node whether all members of some group of its needs are down."""
    first, nodes = params["node_group"][0], int(params["asset_count"][0] + params["block_count"][0])
    groups = int(first[nodes])
    begin = params["group_first"][0, : groups + 1]
    works = np.concatenate(([0], np.cumsum(~down[params["group_member"][0, : begin[groups]]])))
    broken = np.concatenate(([0], np.cumsum(works[begin[1:]] == works[begin[:-1]])))
    return broken[first[1 : nodes + 1]] > broken[first[:nodes]]


def check_temperatures(params: Array, world: Array, state: Array) -> None:
    """Indoors is never colder than the coldest hour, never warmer than heat or the warmest hour makes it."""
    if not params["heating"][0]:
        return
    outdoor = world["outdoor_c"][0, : int(world["hours"][0])] + params["gains"][0]
    indoor = state["cohort"]["temp"][0, cohorts_of(state)]
    set_point = params["set_point"][0]
    assert (indoor >= min(outdoor.min(), set_point) - 1e-9).all()
    assert (indoor <= max(outdoor.max(), set_point) + 1e-9).all()


def check_nobody_idles(params: Array, state: Array) -> None:
    """No crew on shift is free while a job waits, and the refill server rests only if no supplied block waits."""
    for skill in Skill:
        if state["waiting_jobs"][0, skill] > 0:
            assert state["busy"][0, skill] >= state["on_shift"][0, skill]
    if state["refill_block"][0] == 0:
        assert state["queue_count"][0] == 0


def accrued_in(run: Run, item: str) -> int:
    """Units of an item that its channels had to send within the run, by exact fractions; of unlimited aid the sent."""
    channels = [pair for pair in enumerate(run.scenario.aid.channels.values()) if pair[1].item == item]
    before = run.scenario.initial.accrued
    names = list(run.scenario.aid.channels)
    return sum(
        int(run.of("sent")[number])
        if channel.accrual.unlimited
        else before.get(names[number], 0)
        + accrued_by(run, number, channel, run.scenario.horizon.length)
        - accrued_by(run, number, channel, first_minute(run, number, channel))
        for number, channel in channels
    )


def first_minute(run: Run, number: int, channel: Channel) -> int:
    """Where the first interval begins that ends within the run or its past; nothing accrues before a standing start."""
    if run.scenario.aid.begin == "switch":
        return -1
    earliest = -run.span.lookback
    if channel.cadence is not None and channel.cadence.every is not None:
        phase = int(run.of("phase_min")[number])
        return phase + (earliest - phase) // channel.cadence.every * channel.cadence.every
    return earliest


def accrued_by(run: Run, number: int, channel: Channel, minute: int) -> int:
    """floor(A(t)) of one channel."""
    start = run.scenario.horizon.start
    channel = as_it_accrues(run.scenario.aid, list(run.scenario.aid.channels)[number])
    accrual = channel.accrual
    time = Fraction(minute)
    if run.scenario.aid.begin == "switch":
        time = max(Fraction(0), min(time, Fraction(run.span.accrual_end)))
    if accrual.pledges is not None:
        dates = [(int(pledge.date.minutes(start)), pledge.units) for pledge in accrual.pledges]
        if run.scenario.aid.begin == "switch":
            dates = [(date, units) for date, units in dates if 0 <= date <= run.span.accrual_end]
        units = sum(units for date, units in dates if date <= minute)
        if isinstance(channel.fulfilment, Uncertain):
            return int(units * float(run.params["channel_fulfilment"][0, number]))
        return int(units * Fraction(str(channel.fulfilment)))
    if isinstance(accrual.rate, Uncertain) or isinstance(channel.fulfilment, Uncertain):
        rate = float(run.params["channel_rate"][0, number]) * float(run.params["channel_fulfilment"][0, number])
        return int(time * Fraction(round(rate * 1_000_000), 1_440_000_000) // 1)
    share = Fraction(channel.fulfilment).limit_denominator(10**6)
    if accrual.rate is not None:
        return int(accrual.rate * share * time / 1440 // 1)
    assert accrual.ramp is not None
    ramp = accrual.ramp
    past = time - Fraction(int(ramp.start.minutes(start)))
    growing = max(Fraction(0), min(past, Fraction(ramp.over)))
    grown = max(Fraction(0), past - ramp.over)
    risen = (growing * growing / 2 / ramp.over + grown) * (ramp.to - ramp.from_)
    return int((ramp.from_ * time + risen) * share / 1440 // 1)
