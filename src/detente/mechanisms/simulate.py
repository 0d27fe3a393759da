"""Panels of states made up by known mechanisms, to see whether estimators find them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.errors import InputError
from detente.mechanisms.absorbing import Ints
from detente.mechanisms.world import Floats

__all__ = ["KnownMechanism", "SimulatedPanel", "count_common_enemies", "draw_links", "simulate_panel"]


@dataclass(frozen=True, slots=True)
class KnownMechanism:
    """A covariate with effects that are known.

    Attributes:
        name: Of the covariate.
        measure: Its values between states, shape (states, states), symmetric, from the signed system of the
            period before (-1, 0, 1) and the number of the period.
        meeting: Effect on the log odds that two states deal with each other, and on the logarithm of the
            mean of counts.
        sign: Effect on the log odds that they are friends if they do.
    """

    name: str
    measure: Callable[[Floats, int], Floats]
    meeting: float = 0.0
    sign: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedPanel:
    """Dyads in periods, one a row.

    Attributes:
        names: Of the covariates.
        first: Place of one member, shape (rows,).
        second: Place of the other, greater, shape (rows,).
        period: From 0, shape (rows,).
        covariates: Shape (rows, names).
        met: 1 if they deal with each other, shape (rows,).
        friendly: 1 as friends, 0 as foes, NaN where they do not, shape (rows,).
        counts: How often they did, drawn apart from `met`, shape (rows,).
    """

    names: tuple[str, ...]
    first: Ints
    second: Ints
    period: Ints
    covariates: Floats
    met: Floats
    friendly: Floats
    counts: Floats

    @property
    def dyad(self) -> Ints:
        """A number for each pair of states, shape (rows,)."""
        number: Ints = self.first * (int(self.second.max()) + 1) + self.second
        return number


def simulate_panel(  # noqa: PLR0913  by keyword
    mechanisms: Sequence[KnownMechanism],
    *,
    n_states: int,
    n_periods: int,
    bases: tuple[float, float, float] = (-1.0, 0.0, 0.0),
    dyad_spread: float = 0.0,
    shock_spread: float = 0.0,
    seed: int = 0,
) -> SimulatedPanel:
    """Let states deal with each other by known mechanisms, period after period.

    Each period looks back on the signed system of the one before; three periods run beforehand. Whether two
    states meet and as what follows logits exactly. Counts have a mean multiplied by an effect of the dyad
    (lasting) and by shocks of both its members (of mean 1, anew in each period), so that dyads of a state
    depend on each other; they move nothing later.

    Args:
        mechanisms: At least one.
        n_states: At least 3.
        n_periods: At least 1.
        bases: Constants of meeting, sign and counts.
        dyad_spread: Standard deviation of the logarithm of dyads' effects on counts.
        shock_spread: Standard deviation of states' shocks to counts.
        seed: Of the random numbers.

    Raises:
        InputError: Too few states, periods or mechanisms, or a covariate that is no square of states.
    """
    if n_states < 3 or n_periods < 1 or not mechanisms:
        raise InputError(f"{n_states} states, {n_periods} periods", hint="3 states, 1 period, 1 mechanism")
    rng = np.random.default_rng(seed)
    one, two = np.triu_indices(n_states, 1)
    system = np.zeros((n_states, n_states))
    lasting = dyad_spread * rng.standard_normal(one.size)
    effects = np.array([[known.meeting, known.sign] for known in mechanisms])
    periods = []
    for period in range(-3, n_periods):
        squares = [_check_square(known, known.measure(system, period), n_states) for known in mechanisms]
        covariates = np.column_stack([square[one, two] for square in squares])
        pull = covariates @ effects
        met = _draw(rng, bases[0] + pull[:, 0])
        friendly = np.where(met == 1, _draw(rng, bases[1] + pull[:, 1]), np.nan)
        shock = _draw_shocks(rng, shock_spread, n_states)
        mean = np.exp(bases[2] + pull[:, 0] + lasting) * shock[one] * shock[two]
        counts = rng.poisson(mean).astype(np.float64)
        system = np.zeros_like(system)
        system[one, two] = np.where(met == 1, 2 * friendly - 1, 0.0)
        system += system.T
        if period >= 0:
            periods.append((covariates, met, friendly, counts))
    return SimulatedPanel(
        tuple(known.name for known in mechanisms),
        np.tile(one, n_periods).astype(np.int64),
        np.tile(two, n_periods).astype(np.int64),
        np.repeat(np.arange(n_periods), one.size).astype(np.int64),
        *(np.concatenate(parts) for parts in zip(*periods, strict=True)),
    )


def _check_square(known: KnownMechanism, square: Floats, n_states: int) -> Floats:
    if square.shape != (n_states, n_states) or not np.isfinite(square).all():
        raise InputError(f"{known.name!r} has shape {square.shape!r}", hint="finite, states by states")
    return square


def _draw(rng: np.random.Generator, predictor: Floats) -> Floats:
    return (rng.random(predictor.size) < 1 / (1 + np.exp(-predictor))).astype(np.float64)


def _draw_shocks(rng: np.random.Generator, spread: float, n_states: int) -> Floats:
    if spread == 0:
        return np.ones(n_states)
    return rng.gamma(1 / spread**2, spread**2, n_states)


def count_common_enemies(system: Floats, period: int) -> Floats:  # noqa: ARG001  whatever the period
    """How many states each two are both hostile to."""
    hostile = (system < 0).astype(np.float64)
    common: Floats = hostile @ hostile
    np.fill_diagonal(common, 0.0)
    return common


def draw_links(n_states: int, *, state_share: float, seed: int) -> Callable[[Floats, int], Floats]:
    """A covariate from outside the system, drawn anew in each period.

    Standard normal between two states: `state_share` of its variance comes from its members, half each.
    """

    def measure(system: Floats, period: int) -> Floats:  # noqa: ARG001  from outside the system
        rng = np.random.default_rng([seed, period + 3])
        of_state = rng.standard_normal(n_states) * np.sqrt(state_share / 2)
        own = np.triu(rng.standard_normal((n_states, n_states)), 1) * np.sqrt(1 - state_share)
        square: Floats = own + own.T + of_state[:, None] + of_state[None, :]
        np.fill_diagonal(square, 0.0)
        return square

    return measure
