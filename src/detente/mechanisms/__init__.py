"""Mechanisms: why states move, as covariates of a world of states, fitted and put to the data.

Enters: signed ties, counts of events, links and traits of states over time. Leaves: covariates that are
counted from a whole `World` and carried over each change alike; `Panel`s of dyads by period and `History`s of
events; `Fit`s of counts, of whether two states deal with each other and as what (`TwoPart`), of who is chosen
next; `Assessment`s of the mechanisms that writers name, and the `Account` of one dyad's change. Refuses:
covariates that cannot be told apart, outcomes that never change, mechanisms that no data can test.

No figure of this room shows that anything was a cause.
"""

from detente.mechanisms.accounting import (
    Account,
    Comparable,
    TonePart,
    account_for_change,
    fit_tone,
    judge_argument,
)
from detente.mechanisms.assessing import (
    Assessment,
    PartFinding,
    RawShares,
    adjust_assessments,
    assess_mechanism,
)
from detente.mechanisms.checks import adjust_p_values, measure_gain, permute_covariate
from detente.mechanisms.choice import fit_choice
from detente.mechanisms.coordination import fit_coordination
from detente.mechanisms.counts_model import fit_counts_model
from detente.mechanisms.effects import Indegree, Inertia, Outdegree, Reciprocity, Tie, Transitivity
from detente.mechanisms.event_changes import (
    TimedChange,
    build_counts,
    build_presence_changes,
    build_replacements,
    build_trait_changes,
)
from detente.mechanisms.event_traits import Alter, Difference, Ego, Same
from detente.mechanisms.fit import Fit, find_effect, find_intervals, find_p_values
from detente.mechanisms.histories import History, Moment, build_history, walk_history
from detente.mechanisms.linear_model import fit_linear_model
from detente.mechanisms.links import CapabilityGap, JointCapability, Link
from detente.mechanisms.logit_model import fit_logit_model
from detente.mechanisms.named import COVARIATES, build_covariate
from detente.mechanisms.panel import build_panel, build_panel_of_signs
from detente.mechanisms.panel_rows import Panel, find_column, find_cube, take_rows
from detente.mechanisms.panel_rules import PanelRules
from detente.mechanisms.rate import fit_rate
from detente.mechanisms.registry import (
    Expectation,
    MechanismTest,
    build_covariates,
    find_mechanism_test,
    read_mechanism_tests,
)
from detente.mechanisms.registry_words import describe_effect, judge_effect
from detente.mechanisms.shared import CommonEnemy, CommonFriend, FriendsEnemy, SharedThreat
from detente.mechanisms.simulate import KnownMechanism, simulate_panel
from detente.mechanisms.turning import CounterCourting, RivalsGain
from detente.mechanisms.turning_patrons import Hedging, PatronsRetreat
from detente.mechanisms.two_part import TwoPart, fit_two_part
from detente.mechanisms.world import (
    Change,
    Covariate,
    PresenceChange,
    TieChange,
    TraitChange,
    World,
    apply_change,
    build_world,
    copy_world,
)

__all__ = [
    "COVARIATES",
    "Account",
    "Alter",
    "Assessment",
    "CapabilityGap",
    "Change",
    "CommonEnemy",
    "CommonFriend",
    "Comparable",
    "CounterCourting",
    "Covariate",
    "Difference",
    "Ego",
    "Expectation",
    "Fit",
    "FriendsEnemy",
    "Hedging",
    "History",
    "Indegree",
    "Inertia",
    "JointCapability",
    "KnownMechanism",
    "Link",
    "MechanismTest",
    "Moment",
    "Outdegree",
    "Panel",
    "PanelRules",
    "PartFinding",
    "PatronsRetreat",
    "PresenceChange",
    "RawShares",
    "Reciprocity",
    "RivalsGain",
    "Same",
    "SharedThreat",
    "Tie",
    "TieChange",
    "TimedChange",
    "TonePart",
    "TraitChange",
    "Transitivity",
    "TwoPart",
    "World",
    "account_for_change",
    "adjust_assessments",
    "adjust_p_values",
    "apply_change",
    "assess_mechanism",
    "build_counts",
    "build_covariate",
    "build_covariates",
    "build_history",
    "build_panel",
    "build_panel_of_signs",
    "build_presence_changes",
    "build_replacements",
    "build_trait_changes",
    "build_world",
    "copy_world",
    "describe_effect",
    "find_column",
    "find_cube",
    "find_effect",
    "find_intervals",
    "find_mechanism_test",
    "find_p_values",
    "fit_choice",
    "fit_coordination",
    "fit_counts_model",
    "fit_linear_model",
    "fit_logit_model",
    "fit_rate",
    "fit_tone",
    "fit_two_part",
    "judge_argument",
    "judge_effect",
    "measure_gain",
    "permute_covariate",
    "read_mechanism_tests",
    "simulate_panel",
    "take_rows",
    "walk_history",
]
