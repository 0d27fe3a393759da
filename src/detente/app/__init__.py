"""The local application: the pages of a ledger, live, for the one who started it.

Enters: a ledger's folder. Leaves: pages, each with a JSON and a CSV twin; articles added and verdicts kept,
through the same doors as on the command line. Refuses whoever has no token, other hosts, other origins, and
addresses beyond this machine without a token. It sends nothing anywhere.
"""

from detente.app.serving import build_app, serve

__all__ = ["build_app", "serve"]
