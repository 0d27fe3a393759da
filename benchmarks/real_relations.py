"""Run the model of relations on real tables and print what it finds, as JSON.

    python benchmarks/real_relations.py FOLDER

The folder holds compact tables made from public data: ``icews_dyad_year.parquet`` (year, source, target,
verb_coop, matl_coop, verb_conf, matl_conf), ``gdelt_dyad_month.parquet`` (month, a, b, score, days_covered),
``icews18.parquet`` (date, source, target, cameo) with ``icews_entities.parquet`` (entity, iso3), and
``un_agreement.parquet`` (year, ccode1, ccode2, agree, agree_bsv) with ``un_countries.parquet`` (ccode, iso3).
None of them ships with détente; docs/data.md says where the originals are.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from detente.ontology import cameo_to_plover, intensity_of, read_ontology
from detente.relations.fitting import fit_relations
from detente.relations.levels import Levels, measure_moments, smooth_levels
from detente.relations.observations import Integers, Observations
from detente.relations.scans import Floats
from detente.relations.shifts import Shift, measure_shift, rank_shifts
from detente.relations.turning import TurningPoint, find_turning_points

QUADS = ("verb_coop", "matl_coop", "verb_conf", "matl_conf")
ACRONYMS = {"Association of American Publishers", "Central Intelligence Agency"}
SCALES = (
    "signed square root of the daily score",
    "daily score",
    "balance: score / (positive + negative), times 10",
)
DECADE = (date(2005, 7, 1), date(2014, 7, 1))
KNOWN = """
GBR RUS 2018-03 - poisoning in Salisbury
PRK USA 2018-03 + summit accepted
USA IRN 2018-05 - nuclear agreement left
GRC MKD 2018-06 + Prespa agreement
ERI ETH 2018-07 + peace declared
CAN SAU 2018-08 - envoys expelled
SAU TUR 2018-10 - Khashoggi killed
RUS UKR 2018-11 - Kerch strait
CAN CHN 2018-12 - Meng arrested
USA VEN 2019-01 - rival president recognised
IND PAK 2019-02 - Pulwama and Balakot
JPN KOR 2019-07 - export controls
IRN USA 2020-01 - Soleimani killed
CHN IND 2020-06 - Galwan
ARE ISR 2020-08 + accords
BHR ISR 2020-09 + accords
ARM AZE 2020-09 - war
ISR MAR 2020-12 + accords
QAT SAU 2021-01 + Al-Ula
ETH SDN 2020-12 - al-Fashaga
DZA MAR 2021-08 - relations cut
AFG USA 2021-08 - Kabul falls
AUS FRA 2021-09 - submarines
CHN LTU 2021-11 - Taiwan's office
RUS UKR 2022-02 - invasion
RUS USA 2022-02 - invasion of Ukraine
DEU RUS 2022-02 - invasion of Ukraine
POL RUS 2022-02 - invasion of Ukraine
COL VEN 2022-08 + relations restored
IRN SAU 2023-03 + relations restored
CAN IND 2023-09 - killing alleged
ISR PSE 2023-10 - attack and war
"""
Table = dict[str, np.ndarray]


def read_columns(path: Path) -> Table:
    """The columns of a Parquet file as arrays."""
    table = pq.read_table(path)
    return {name: table.column(name).to_numpy(zero_copy_only=False) for name in table.column_names}


def observe_pairs(
    pairs: tuple[np.ndarray, np.ndarray], day: Floats, intensity: Floats, weight: Floats
) -> Observations:
    """Observations in one domain of pairs of states, given in either order."""
    states, codes = np.unique(np.concatenate(pairs).astype(str), return_inverse=True)
    left, right = np.split(codes, 2)
    low, high = np.minimum(left, right), np.maximum(left, right)
    keys, dyad = np.unique(low * states.size + high, return_inverse=True)
    names = [(str(states[key // states.size]), str(states[key % states.size])) for key in keys.tolist()]
    n = day.size
    return Observations(
        dyads=tuple(names),
        domains=("overall",),
        events=range(n),  # type: ignore[arg-type]  # rows of the table stand for identities
        dyad=dyad.astype(np.int64),
        domain=np.zeros(n, dtype=np.int64),
        event=np.arange(n),
        day=day,
        spread=np.zeros(n),
        intensity=intensity,
        weight=weight,
    )


def tell_shift(shift: Shift) -> dict[str, object]:
    """A shift in figures."""
    low, high = shift.interval()
    return {
        "dyad": "-".join(shift.dyad),
        "before": round(shift.before, 2),
        "after": round(shift.after, 2),
        "change": round(shift.change, 2),
        "interval_90": [round(low, 2), round(high, 2)],
        "wrong_sign": float(f"{shift.wrong_sign:.2g}"),
        "false_share": float(f"{shift.false_share:.2g}"),
    }


def tell_points(points: Sequence[TurningPoint]) -> list[dict[str, object]]:
    """Turning points in figures, the largest first."""
    return [
        {
            "when": str(point.when),
            "interval_90": [str(point.low), str(point.high)],
            "probability": round(point.probability, 3),
            "before": round(point.before, 2),
            "after": round(point.after, 2),
            "sd": round(point.sd, 2),
        }
        for point in sorted(points, key=lambda point: -abs(point.change))
    ]


def tell_model(levels: Levels) -> dict[str, float]:
    """Parameters in figures."""
    parameters = levels.model.levels["overall"]
    return {name: round(getattr(parameters, name), 3) for name in parameters.__dataclass_fields__}


def smooth_years(folder: Path) -> Levels:
    """ICEWS years: the mean intensity of what was counted, mid-year, weighted by the count."""
    table = read_columns(folder / "icews_dyad_year.parquet")
    types = read_ontology().types.values()
    grades = [np.mean([one.intensity for one in types if one.quad_class == number]) for number in range(1, 5)]
    ends = np.sort(np.stack([table["source"], table["target"]]).astype(str), axis=0)
    keys, place = np.unique(np.stack([*ends, table["year"].astype(str)]), axis=1, return_inverse=True)
    counts = np.stack([np.bincount(place, table[name].astype(np.float64)) for name in QUADS])
    total = counts.sum(axis=0)
    seen = total > 0
    mean = np.array(grades) @ counts[:, seen] / total[seen]
    middle = np.array([date(int(year), 7, 1).toordinal() for year in keys[2, seen]], dtype=np.float64)
    observations = observe_pairs((keys[0, seen], keys[1, seen]), middle, mean, total[seen])
    return smooth_levels(observations, fit_relations(observations))


def judge_years(folder: Path) -> tuple[dict[str, object], Levels]:
    """Shifts in ICEWS from 2005 to 2014."""
    levels = smooth_years(folder)
    shifts = rank_shifts(levels, DECADE)
    place = [shift.dyad for shift in shifts].index(("PAK", "USA")) + 1
    falls = [shift for shift in shifts if shift.change < 0 and shift.false_share <= 0.05]
    return {
        "parameters": tell_model(levels),
        "dyads": len(shifts),
        "usa_pakistan": tell_shift(measure_shift(levels, ("USA", "PAK"), DECADE)),
        "place_among_all_by_size": place,
        "sure_shifts": sum(shift.false_share <= 0.05 for shift in shifts),
        "largest_sure_falls": [tell_shift(shift) for shift in falls[:5]],
    }, levels


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's, ties taking their mean rank."""
    first, second = (ranks - ranks.mean() for ranks in (rank_values(one), rank_values(other)))
    return float(first @ second / np.sqrt((first @ first) * (second @ second)))


def rank_values(values: Floats) -> Floats:
    """Ranks, 1 for the least; ties take their mean."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2.0)[places], dtype=np.float64)


def find_votes(
    folder: Path, levels: Levels, column: str
) -> tuple[Integers, Floats, Floats, list[tuple[str, str]]]:
    """Series, middle of the year and agreement of all dyad-years that both tables have, with the dyads."""
    countries = read_columns(folder / "un_countries.parquet")
    iso3 = dict(zip(countries["ccode"].tolist(), countries["iso3"].tolist(), strict=True))
    series = {levels.observations.dyads[dyad]: row for row, dyad in enumerate(levels.chain.dyad.tolist())}
    votes = read_columns(folder / "un_agreement.parquet")
    found = []
    for year, one, other, agree in zip(
        *(votes[name].tolist() for name in ("year", "ccode1", "ccode2", column)), strict=True
    ):
        if 2002 <= year <= 2014 and one in iso3 and other in iso3 and agree == agree:  # noqa: PLR0124 - NaN
            pair = (str(iso3[one]), str(iso3[other]))
            dyad = (min(pair), max(pair))
            if dyad in series:
                found.append((series[dyad], float(date(year, 7, 1).toordinal()), agree, dyad))
    rows, day, agree, dyads = zip(*found, strict=True)
    return np.array(rows), np.array(day), np.array(agree, dtype=np.float64), list(dyads)


def judge_votes(folder: Path, levels: Levels, *, column: str, draws: int = 200) -> dict[str, object]:
    """Rank correlation of the level with agreement in votes; the interval by drawing states anew."""
    series, day, agree, dyads = find_votes(folder, levels, column)
    mean = measure_moments(levels, series, day).mean
    states = sorted({state for dyad in dyads for state in dyad})
    index = {state: row for row, state in enumerate(states)}
    ends = np.array([[index[one], index[other]] for one, other in dyads]).T
    random = np.random.default_rng(0)
    drawn = []
    for _ in range(draws):
        times = np.bincount(random.integers(0, len(states), len(states)), minlength=len(states))
        rows = np.repeat(np.arange(mean.size), times[ends[0]] * times[ends[1]])
        drawn.append(rank_correlation(mean[rows], agree[rows]))
    chain = levels.chain
    years = {
        (one, when): row
        for row, (one, when) in enumerate(zip(chain.series.tolist(), chain.day.tolist(), strict=True))
    }
    links = np.array([years.get(key, -1) for key in zip(series.tolist(), day.tolist(), strict=True)])
    told = links >= 0
    raw = chain.value[links[told]]
    within = []
    for one in np.unique(series).tolist():
        chosen = series == one
        if chosen.sum() >= 10 and np.ptp(agree[chosen]) > 0:
            within.append(rank_correlation(mean[chosen], agree[chosen]))
    return {
        "agreement": column,
        "dyad_years": int(mean.size),
        "states": len(states),
        "rank_correlation": round(rank_correlation(mean, agree), 3),
        "interval_90": [round(float(np.quantile(drawn, share)), 3) for share in (0.05, 0.95)],
        "in_years_with_events": {
            "dyad_years": int(told.sum()),
            "level": round(rank_correlation(mean[told], agree[told]), 3),
            "raw_mean_of_the_year": round(rank_correlation(raw, agree[told]), 3),
        },
        "within_dyads_median": round(float(np.median(within)), 3),
    }


def observe_months(folder: Path) -> dict[str, Observations]:
    """GDELT months on three scales of the monthly score."""
    table = read_columns(folder / "gdelt_dyad_month.parquet")
    months = [np.datetime64(month, "D").astype(date) for month in table["month"]]
    day = np.array([month.toordinal() + 14 for month in months], dtype=np.float64)
    daily = table["score"].astype(np.float64) / table["days_covered"]
    strength = np.maximum((table["pos"] + table["neg"]).astype(np.float64), 1e-9)
    values = (np.sign(daily) * np.sqrt(np.abs(daily)), daily, 10.0 * table["score"] / strength)
    return {
        name: observe_pairs((table["a"], table["b"]), day, intensity, np.ones(day.size))
        for name, intensity in zip(SCALES, values, strict=True)
    }


def judge_known(levels: Levels) -> dict[str, object]:
    """Turns that everybody knows: whether one is found in the month or next to it, in the right direction."""
    told: list[str] = []
    hits = near_months = all_months = 0
    for line in KNOWN.strip().splitlines():
        one, other, month, sign, what = line.split(maxsplit=4)
        middle = date.fromisoformat(f"{month}-15")
        points = find_turning_points(levels, (one, other))
        near = [point for point in points if abs((point.when - middle).days) <= 32]
        right = [point for point in near if (point.change > 0) == (sign == "+")]
        hits += bool(right)
        told.append(
            f"{one}-{other} {month} {what}: {'found' if right else 'other way' if near else 'missed'}"
        )
        series = levels.chain.dyad == levels.observations.dyads.index((min(one, other), max(one, other)))
        first = levels.chain.start[np.flatnonzero(series)[0]]
        months = levels.chain.day[first : levels.chain.start[np.flatnonzero(series)[0] + 1]]
        turns = np.array(
            [[point.when.toordinal()] for point in points if (point.change > 0) == (sign == "+")]
        )
        all_months += months.size
        near_months += int((np.abs(months - turns.reshape(-1, 1)) <= 32).any(axis=0).sum())
    return {"known": len(told), "found": hits, "by_chance": round(near_months / all_months, 3), "each": told}


def judge_months(folder: Path) -> list[dict[str, object]]:
    """The turning points of Russia and Ukraine in GDELT."""
    out: list[dict[str, object]] = []
    for name, observations in observe_months(folder).items():
        levels = smooth_levels(observations, fit_relations(observations, day_noise=False))
        points = find_turning_points(levels, ("RUS", "UKR"))
        out.append(
            {
                "scale": name,
                "parameters": tell_model(levels),
                "largest_turn": max(points, key=lambda point: abs(point.change)).when.isoformat()
                if points
                else "",
                "russia_ukraine": tell_points(points),
                "known_turns": judge_known(levels),
            }
        )
    return out


def observe_facts(folder: Path, *, drop: set[str]) -> Observations:
    """ICEWS 2018: daily facts with the intensity of their PLOVER type; comments and appeals have none."""
    entities = read_columns(folder / "icews_entities.parquet")
    iso3 = dict(zip(entities["entity"].tolist(), entities["iso3"].tolist(), strict=True))
    iso3 |= dict.fromkeys(ACRONYMS, "USA") | dict.fromkeys(drop)
    table = read_columns(folder / "icews18.parquet")
    code = {}
    for cameo in np.unique(table["cameo"].astype(str)).tolist():
        conversion = cameo_to_plover(cameo) if cameo in read_ontology().cameo else None
        code[cameo] = intensity_of(conversion.type, conversion.mode) if conversion else np.nan
    source, target = ([iso3.get(name) for name in table[end].tolist()] for end in ("source", "target"))
    intensity = np.array([code[cameo] for cameo in table["cameo"].tolist()])
    apart = [bool(one and other and one != other) for one, other in zip(source, target, strict=True)]
    kept = np.array(apart) & np.isfinite(intensity)
    days = [np.datetime64(day, "D").astype(date).toordinal() for day in table["date"][kept]]
    pairs = (np.array(source, dtype=object)[kept], np.array(target, dtype=object)[kept])
    return observe_pairs(pairs, np.array(days, dtype=np.float64), intensity[kept], np.ones(len(days)))


def tell_busiest(levels: Levels, *, n_dyads: int = 150) -> list[dict[str, object]]:
    """The turning points of the dyads with the most facts, the largest first."""
    counts = np.bincount(levels.observations.dyad)
    found = []
    for dyad in np.argsort(-counts, kind="stable")[:n_dyads].tolist():
        points = find_turning_points(levels, levels.observations.dyads[dyad])
        name = "-".join(levels.observations.dyads[dyad])
        found += [(abs(point.change), {"dyad": name, **tell_points([point])[0]}) for point in points]
    return [told for _, told in sorted(found, key=lambda pair: -pair[0])[:12]]


def judge_facts(folder: Path) -> list[dict[str, object]]:
    """India and the United States in 2018, with the acronym errors and without, and what turned."""
    out: list[dict[str, object]] = []
    for name, drop in (("as it is", set[str]()), ("without the acronym errors", ACRONYMS)):
        observations = observe_facts(folder, drop=drop)
        levels = smooth_levels(observations, fit_relations(observations))
        dyad = observations.dyads.index(("IND", "USA"))
        series = np.flatnonzero(levels.chain.dyad == dyad)
        day = np.array([date(2018, 10, 31).toordinal()], dtype=np.float64)
        moments = measure_moments(levels, series, day)
        out.append(
            {
                "facts": name,
                "parameters": tell_model(levels),
                "dyads": len(observations.dyads),
                "india_usa_facts": int((observations.dyad == dyad).sum()),
                "india_usa_level": [
                    round(float(moments.mean[0]), 2),
                    round(float(moments.variance[0]) ** 0.5, 2),
                ],
                "india_usa_long_run": round(
                    float(levels.means.mean[series[0]]) + levels.model.levels["overall"].mean, 2
                ),
                "turning_points": tell_busiest(levels),
            }
        )
    return out


def take_rows(observations: Observations, rows: np.ndarray) -> Observations:
    """Some of the observations; the dyads keep their places."""
    names = ("dyad", "domain", "event", "day", "spread", "intensity", "weight")
    return replace(observations, **{name: getattr(observations, name)[rows] for name in names})


def judge_held_out(observations: Observations, *, days: int, busy: int) -> list[dict[str, object]]:
    """A tenth of all stretches of time of dyads held out, under several settings of the fit.

    The mean intensity of each such stretch is foretold from the level in its middle, with the noise of its
    days and events; the log score leaves out its 2 pi.
    """
    stretches = observations.dyad * 10_000 + (observations.day // days).astype(np.int64) % 10_000
    unique = np.unique(stretches)
    drawn = np.random.default_rng(0).choice(unique, size=unique.size // 10, replace=False)
    held = np.isin(stretches, drawn)
    past, asked = take_rows(observations, ~held), take_rows(observations, held)
    _, first, place = np.unique(stretches[held], return_index=True, return_inverse=True)
    weight, count = np.bincount(place, asked.weight), np.bincount(place)
    mean, day = (
        np.bincount(place, column * asked.weight) / weight for column in (asked.intensity, asked.day)
    )
    n_days = np.bincount(np.unique(np.stack([place, asked.day.astype(np.int64)]), axis=1)[0])
    out: list[dict[str, object]] = []
    for least, scale_count in ((0.0, np.inf), (180.0, np.inf), (180.0, 10.0), (180.0, 30.0), (180.0, 100.0)):
        fitted = fit_relations(past, least_reversion_days=least, scale_count=scale_count)
        levels = smooth_levels(past, fitted)
        known = np.isin(asked.dyad[first], levels.chain.dyad)
        series = np.minimum(np.searchsorted(levels.chain.dyad, asked.dyad[first]), levels.chain.dyad.size - 1)
        moments = measure_moments(levels, series, day)
        noise = levels.model.levels["overall"]
        variance = levels.means.scale[series] * (noise.day_sd**2 / n_days + noise.noise_sd**2 / weight)
        variance += moments.variance
        surprise = (mean - moments.mean) ** 2 / variance
        score = -0.5 * (surprise + np.log(variance))
        often = known & (count >= busy)
        out.append(
            {
                "least_reversion_days": least,
                "scale_count": str(scale_count),
                "reversion_days": round(noise.reversion_days, 1),
                "stretches": int(known.sum()),
                "log_score": round(float(score[known].mean()), 4),
                "held_by_90_percent_interval": round(float((surprise[known] < 1.6449**2).mean()), 3),
                f"stretches_with_{busy}_events": int(often.sum()),
                "their_log_score": round(float(score[often].mean()), 4),
                "theirs_held": round(float((surprise[often] < 1.6449**2).mean()), 3),
            }
        )
    return out


def judge_fits(folder: Path) -> dict[str, object]:
    """Held-out news of three tables."""
    return {
        "icews_2018_months": judge_held_out(observe_facts(folder, drop=ACRONYMS), days=30, busy=20),
        "icews_years": judge_held_out(smooth_years(folder).observations, days=365, busy=1),
        "gdelt_months": judge_held_out(observe_months(folder)[SCALES[0]], days=30, busy=1),
    }


def main() -> int:
    """Read the folder, print the figures; 1 if a finding is missed."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    begun = time.perf_counter()
    years, levels = judge_years(options.folder)
    votes = [judge_votes(options.folder, levels, column=column) for column in ("agree_bsv", "agree")]
    months = judge_months(options.folder)
    facts = judge_facts(options.folder)
    figures = {
        "icews_years": years,
        "un_votes": votes,
        "gdelt_months": months,
        "icews_2018": facts,
        "held_out": judge_fits(options.folder),
    }
    print(json.dumps({**figures, "seconds": round(time.perf_counter() - begun, 1)}, indent=1))
    fallen = measure_shift(levels, ("USA", "PAK"), DECADE).interval()[1] < 0
    turned = "2022-01-24" <= str(months[0]["largest_turn"]) <= "2022-03-24"
    return int(not (fallen and turned))


if __name__ == "__main__":
    sys.exit(main())
