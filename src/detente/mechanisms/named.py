"""The named mechanisms as covariates, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from detente.core.errors import UsageError
from detente.mechanisms.effects import Inertia, Reciprocity
from detente.mechanisms.links import CapabilityGap, JointCapability, Link
from detente.mechanisms.shared import CommonEnemy, CommonFriend, FriendsEnemy, SharedThreat
from detente.mechanisms.turning import CounterCourting, RivalsGain
from detente.mechanisms.turning_patrons import Hedging, PatronsRetreat
from detente.mechanisms.world import Covariate
from detente.ontology.lookup import unknown_name

__all__ = ["COVARIATES", "build_covariate"]

COVARIATES: Mapping[str, Callable[..., Covariate]] = MappingProxyType(
    {
        "capability_gap": CapabilityGap,
        "common_enemy": CommonEnemy,
        "common_friend": CommonFriend,
        "counter_courting": CounterCourting,
        "friends_enemy": FriendsEnemy,
        "hedging": Hedging,
        "inertia": Inertia,
        "joint_capability": JointCapability,
        "link": Link,
        "patrons_retreat": PatronsRetreat,
        "reciprocity": Reciprocity,
        "rivals_gain": RivalsGain,
        "shared_threat": SharedThreat,
    }
)
"""Class of each covariate of a mechanism, by the name that its values bear."""


def build_covariate(name: str, **options: object) -> Covariate:
    """The covariate of that name, with the options of its class.

    Args:
        name: One of `COVARIATES`; hyphens, spaces and capitals are accepted.
        **options: Networks, traits and scales that the class asks for.

    Raises:
        UnknownNameError: There is no covariate of that name.
        UsageError: The class knows no such option, or needs one that is missing.

    >>> build_covariate("link", network="trade").name
    'link(trade, log)'
    """
    key = fold_name(name)
    if key not in COVARIATES:
        raise unknown_name("covariate", name, COVARIATES)
    try:
        return COVARIATES[key](**options)
    except TypeError as fault:
        raise UsageError(f"{key} cannot be built of {sorted(options)!r}: {fault}", hint=_hint(key)) from fault


def fold_name(name: str) -> str:
    """A name as it is kept: small letters, words joined by underscores.

    >>> fold_name("Common-Enemy "), fold_name("enemy of enemy")
    ('common_enemy', 'enemy_of_enemy')
    """
    return "_".join(name.replace("-", " ").replace("_", " ").casefold().split())


def _hint(key: str) -> str:
    options = getattr(COVARIATES[key], "__dataclass_fields__", {})
    return f"options: {', '.join(options)}"
