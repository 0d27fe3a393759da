"""The system of states: who is tied to whom on a day, with which sign, and how balanced it is.

Enters: levels or snapshots of relations, edge lists, matrices of signed weights, tables of alliances,
disputes and votes. Leaves: `System`, and what each measure says of it, one a file: triangles (`TriadCensus`,
`DirectedCensus`), walks (`WalkBalance`, `SignedWalks`), balance against chance (`NullBalance`) and through
time (`BalancePoint`), eigenvalues of the signed Laplacian, centralities (`SignedDegree`, `EigenCentrality`),
likeness of portfolios (`Agreement`), `Polarity`, `Strain`, camps (`Camps`), how sure they are
(`CampStability`), the parts that states play between them (`Roles`); of votes `IdealPoints`. Refuses fewer
than two states, weights that are missing, asymmetric ties where symmetric ones are asked (`InputError`), and
measures of several layers at once or of directed ties where they know none (`UsageError`). Where a measure
has nothing to count its figure is None or NaN.

Balance is a description. No figure of this room says that states strive for it.
"""

from detente.system.agreement import Agreement, build_portfolios, measure_agreement
from detente.system.building import build_system, build_system_of_matrix, build_system_of_ties
from detente.system.camps import find_camps
from detente.system.centrality import (
    EigenCentrality,
    SignedDegree,
    measure_pn_centrality,
    measure_signed_degree,
    measure_signed_eigenvector,
)
from detente.system.clusterability import Camps, measure_clusterability
from detente.system.complex_walks import SignedWalks, measure_signed_walks
from detente.system.course import BalancePoint, measure_balance_course
from detente.system.covering import Proof
from detente.system.directed_triads import DYAD_CLASSES, DirectedCensus, measure_directed_triads
from detente.system.frustration import Frustration, measure_frustration
from detente.system.graph import SignedGraph, build_signed_graph
from detente.system.ideal import IdealPoints, fit_ideal_points
from detente.system.ideal_agreement import fit_ideal_points_of_agreement
from detente.system.network import System, build_layer, merge_layers
from detente.system.null import NullBalance, measure_null
from detente.system.polarity import Polarity, measure_polarity
from detente.system.roles import Role, Roles, find_roles
from detente.system.spectra import build_signed_laplacian, measure_spectrum
from detente.system.stability import CampStability, build_graph_of_system, measure_stability
from detente.system.strain import Strain, StrainedDyad, measure_strain, rank_strain
from detente.system.tables import ALLIANCE_WEIGHTS, build_system_of_tables
from detente.system.triads import TriadCensus, find_triangles, measure_triads
from detente.system.walks import WalkBalance, measure_walk_balance

__all__ = [
    "ALLIANCE_WEIGHTS",
    "DYAD_CLASSES",
    "Agreement",
    "BalancePoint",
    "CampStability",
    "Camps",
    "DirectedCensus",
    "EigenCentrality",
    "Frustration",
    "IdealPoints",
    "NullBalance",
    "Polarity",
    "Proof",
    "Role",
    "Roles",
    "SignedDegree",
    "SignedGraph",
    "SignedWalks",
    "Strain",
    "StrainedDyad",
    "System",
    "TriadCensus",
    "WalkBalance",
    "build_graph_of_system",
    "build_layer",
    "build_portfolios",
    "build_signed_graph",
    "build_signed_laplacian",
    "build_system",
    "build_system_of_matrix",
    "build_system_of_tables",
    "build_system_of_ties",
    "find_camps",
    "find_roles",
    "find_triangles",
    "fit_ideal_points",
    "fit_ideal_points_of_agreement",
    "measure_agreement",
    "measure_balance_course",
    "measure_clusterability",
    "measure_directed_triads",
    "measure_frustration",
    "measure_null",
    "measure_pn_centrality",
    "measure_polarity",
    "measure_signed_degree",
    "measure_signed_eigenvector",
    "measure_signed_walks",
    "measure_spectrum",
    "measure_stability",
    "measure_strain",
    "measure_triads",
    "measure_walk_balance",
    "merge_layers",
    "rank_strain",
]
