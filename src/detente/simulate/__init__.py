"""Simulate: the fitted system of states run forward, as it is and with something changed.

Enters: `Records` of events. Leaves: a `SystemModel` (`fit_system`), its `Trajectories` (`run_forward`, a
dyad's `Course` by `find_course`), and the `WhatIf` of a `Scenario` (`compare`): what changes between which
states, at first hand and through the network, by which mechanisms, with intervals, warnings and sentences.
Scenarios are made of `Do`, `Set` and `Without`, from flags (`build_scenario`) or files (`read_scenario`).
Refuses scenarios that contradict themselves, lie outside the run or name what is unknown; ledgers without
three months of events between states.

A what-if says what the model implies. It is no cause proven.
"""

from detente.simulate.comparing import compare
from detente.simulate.nouns import (
    CLASSES,
    Carried,
    Course,
    Difference,
    DyadEffect,
    SystemModel,
    Trajectories,
    WhatIf,
)
from detente.simulate.scenario_text import build_scenario, read_scenario
from detente.simulate.scenarios import MOST_MONTHS, Do, Scenario, Set, Step, Without
from detente.simulate.system_fit import fit_system
from detente.simulate.trajectories import find_course, run_forward

__all__ = [
    "CLASSES",
    "MOST_MONTHS",
    "Carried",
    "Course",
    "Difference",
    "Do",
    "DyadEffect",
    "Scenario",
    "Set",
    "Step",
    "SystemModel",
    "Trajectories",
    "WhatIf",
    "Without",
    "build_scenario",
    "compare",
    "find_course",
    "fit_system",
    "read_scenario",
    "run_forward",
]
