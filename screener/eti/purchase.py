"""A decision file → the effect of the purchase: its files read, its parts handed to what measures them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from screener.eti import effect, private, terms
from screener.eti.align import cut, in_step, stack
from screener.eti.files import read_flows, read_levels, read_weights
from screener.eti.returns import Series, read_series
from screener.eti.smoothing import desmooth, returns_from_navs
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screener.eti.effect import Effect
    from screener.workspace.decisions import Alternative, Decision, Fees, Investment


def available(decision: Decision) -> list[Alternative]:
    """Return the alternatives that the plan could have bought, or of which nobody said that it could not."""
    return [one for one in decision.alternative if one.available is not False]


def effects_of(decision: Decision, home_state: str | None) -> dict[str, Effect]:
    """Return what the purchase does, part by part: liquidity, fees, diversification, risk, horizon, funding, private.

    Parameters
    ----------
    decision : Decision
    home_state : str, optional
        Two letters.

    Raises
    ------
    InputError
        A file that the decision names cannot be used.
    """
    plan, parties = decision.plan, [decision.candidate, *available(decision)]
    sides = [
        terms.Liquidity(one.name, _whole(one.days_to_cash), one.position_value or decision.amount, one.daily_volume)
        for one in parties
    ]
    costs = [_fees(one.name, one.fees) for one in parties]
    found = {
        "liquidity": terms.liquidity(sides[0], sides[1:], plan.liquid_assets_after, plan.net_outflow),
        "fees": terms.fees(costs[0], costs[1:], str(decision.path)),
        "horizon": terms.horizon(
            terms.Horizon(
                decision.horizon.holding_term_years,
                decision.horizon.policy_horizon_years,
                decision.horizon.same_horizon,
            )
        ),
        "funding": terms.funding(
            terms.Funding(plan.projected_return_before, plan.projected_return_after, plan.assumed_return)
        ),
    }
    if plan.weights:
        weights = read_weights(decision.named(plan.weights), plan.weights, asked_by=str(decision.path))
        caps = [effect.Cap(cap.kind, cap.limit, cap.name) for cap in plan.cap]
        found["diversification"] = effect.diversification(weights, caps, home_state, plan.weights)
        if plan.caps == "none":
            # no cap is broken where the policy has none
            found["diversification"] = _with(found["diversification"], caps_hold=True)
        if plan.sleeve:
            found["risk"] = _risk(decision, weights)
    if decision.sleeve == "private" and decision.candidate.cash_flows:
        found["private"] = _private(decision)
    return found


class Returns(NamedTuple):
    """The returns of a candidate or an alternative, as they were known on the day."""

    risk: Series
    """For everything that measures risk: of a private fund without the smoothing of appraisals."""
    reported: Series
    """As reported, for the mean; the same where nothing was taken out."""


def series_of(decision: Decision, party: Investment) -> Returns | None:
    """Return the returns of a candidate or an alternative; None where it gives none.

    A private fund without a return series has the quarterly returns between its net asset values.
    """
    window, until = (decision.window.first, decision.window.last), decision.decision_date
    if party.returns:
        read = read_series(
            decision.named(party.returns.file), party.returns, name=party.name, asked_by=str(decision.path)
        )
        known = cut(read, window=window, until=until)
        return Returns(known, known)
    if party.cash_flows is None:
        return None
    made = returns_from_navs(fund_of(decision, party))
    if made is None:
        return None
    first, reported = made
    file = party.cash_flows.file
    plain = desmooth(reported)
    whole = Series(party.name, "quarterly", first, reported, file, sha256_of(decision.named(file)))
    note = f"{party.name}: quarterly returns between net asset values; for risk, smoothing taken out ({plain.note})"
    free = replace(whole, values=plain.returns, notes=(note,))
    return Returns(cut(free, window=window, until=until), cut(whole, window=window, until=until))


def fund_of(decision: Decision, party: Investment) -> private.Fund:
    """Return the cash flows of a private fund up to the decision date."""
    if party.cash_flows is None:
        raise ValueError(f"{party.name} gives no cash flows")
    file = party.cash_flows.file
    flows = read_flows(decision.named(file), file, asked_by=str(decision.path))
    known = [flow for flow in flows if flow.on <= decision.decision_date]
    return private.read_fund(party.name, known, file)


def _private(decision: Decision) -> Effect:
    """Return the figures of the candidate's cash flows beside the index and its peers."""
    fund, given = fund_of(decision, decision.candidate), decision.private
    factors = None
    if given.index:
        levels = read_levels(decision.named(given.index.file), given.index, asked_by=str(decision.path))
        known = [level for level in levels if level.on <= decision.decision_date]
        factors = private.index_factors(fund, known, given.index.file)
    peers = {
        one.statistic: private.Peers(f"{one.source}, {one.as_of}", one.quartiles or None, one.values, one.vintage_year)
        for one in given.peers
    }
    found = private.measure_fund(
        fund, given.index_name or "the index", factors, peers.get("net_irr"), peers.get("tvpi")
    )
    reported = returns_from_navs(fund)
    is_free = desmooth(reported[1]).is_free if reported else None
    return _with(found, is_risk_desmoothed=is_free)


def _risk(decision: Decision, weights: Sequence[effect.Weight]) -> Effect:
    """Return the portfolio's volatility before and after, from the sleeves' own series."""
    sleeves = in_step(
        [
            cut(
                read_series(decision.named(one.returns.file), one.returns, name=one.name, asked_by=str(decision.path)),
                until=decision.decision_date,
            )
            for one in decision.plan.sleeve
        ]
    )
    names = [one.name for one in sleeves]
    change = {
        name: sum((line.after - line.before for line in weights if line.asset_class == name), Decimal(0))
        for name in names
    }
    bought = max(names, key=lambda name: change[name])
    return effect.plan_risk(weights, names, stack(sleeves)[1], bought, 12 // sleeves[0].step)


def _fees(name: str, given: Fees | None) -> terms.Fees:
    if given is None:
        return terms.Fees(name)
    return terms.Fees(
        name,
        management=given.management_bp,
        performance=given.performance_bp,
        other=given.other_bp,
        offsets=given.offsets_bp,
        total=given.total_bp,
        carry=given.carry or "",
    )


def _with(part: Effect, **facts: object) -> Effect:
    """Return a part of the effect with other facts."""
    return part._replace(facts={**part.facts, **facts})


def _whole(days: int | None) -> Decimal | None:
    return None if days is None else Decimal(days)
