"""Production or aid now: what channels accrue if some of them pay for what others send later."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from sim.scenario.check import Finding
from sim.scenario.laws import Uncertain
from sim.scenario.schema.aid import Accrual, Aid, Channel, RampUp
from sim.units import Moment

if TYPE_CHECKING:
    from sim.scenario.schema.relay import Invest
    from sim.scenario.schema.root import Scenario

AT_ONCE = 1
"""Time in which the rate of a channel falls when it begins to invest [min]."""
KNOWN = "write a rate that is known, for example 0.5/d"


def as_it_accrues(aid: Aid, name: str) -> Channel:
    """A channel with the accrual that investments leave it, or add to it."""
    channel = aid.channels[name]
    own, given = channel.invest, _invested_in(aid, name)
    if own is not None and _invests(channel):
        kept = _rate_of(channel) * (1 - Fraction(str(own.share)))
        accrual = _bent(_rate_of(channel), kept, own.start, AT_ONCE)
    elif given:
        source, invest = given[0]
        fulfilled = Fraction(str(aid.channels[source].fulfilment))
        made = _rate_of(aid.channels[source]) * fulfilled * Fraction(str(invest.share)) * Fraction(str(invest.returns))
        begin = Moment(invest.start.day, invest.start.after + invest.delay)
        accrual = _bent(_rate_of(channel), _rate_of(channel) + made, begin, invest.over)
    else:
        return channel
    return channel.model_copy(update={"accrual": accrual, "invest": None})


def _invested_in(aid: Aid, name: str) -> list[tuple[str, Invest]]:
    """Channels that pay for what a channel sends, and how."""
    return [
        (source, channel.invest)
        for source, channel in aid.channels.items()
        if channel.invest is not None and channel.invest.into == name and _invests(channel)
    ]


def _rate_of(channel: Channel) -> Fraction:
    rate = channel.accrual.rate
    assert isinstance(rate, Fraction), "only channels with a known rate invest or are invested in"
    return rate


def _bent(before: Fraction, after: Fraction, start: Moment, over: int) -> Accrual:
    return Accrual(ramp=RampUp.model_validate({"from": before, "to": after, "start": start, "over": over}))


def impossible_investments(scenario: Scenario) -> Iterator[Finding]:
    """Investments of and into aid whose rate is not known, into the channel itself, and chains of them.

    A share of 0 invests nothing, so nothing stands against it.
    """
    channels = scenario.aid.channels
    payers: dict[str, str] = {}
    for name, channel in channels.items():
        invest = channel.invest
        if invest is None or invest.into not in channels or not invest.share:
            continue
        path = ("aid", "channels", name, "invest", "into")
        if invest.into == name:
            yield Finding(path, "a channel cannot invest in itself", "name the channel that sends what is made")
        elif _invests(channels[invest.into]):
            yield Finding(path, f"{invest.into} invests itself: what is made cannot be invested again")
        elif invest.into in payers:
            yield Finding(
                path, f"{payers[invest.into]} invests in {invest.into} already", "give it a channel of its own"
            )
        payers.setdefault(invest.into, name)
        for one in dict.fromkeys((name, invest.into)):
            yield from _unknown_rates(one, channels[one], name)


def _invests(channel: Channel) -> bool:
    """True if a channel gives up any of its aid."""
    return channel.invest is not None and channel.invest.share > 0.0


def _unknown_rates(name: str, channel: Channel, payer: str) -> Iterator[Finding]:
    """What of a channel must be known so that units can be counted."""
    role = "invests" if name == payer else f"sends what {payer} invests in"
    if not isinstance(channel.accrual.rate, Fraction):
        yield Finding(("aid", "channels", name, "accrual"), f"{name} {role}, so its rate must be known", KNOWN)
    if isinstance(channel.fulfilment, Uncertain):
        message = f"{name} {role}, so the share that is fulfilled must be known"
        yield Finding(("aid", "channels", name, "fulfilment"), message)
