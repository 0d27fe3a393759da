"""Pages: what there is to look at in a ledger, each page as one context.

Enters: a `LedgerReader`, and what a reader asked for. Leaves: an `Answer` a page, a context of plain nouns
with the rows of its CSV; the `ReportContext` of a whole ledger. Refuses: what is not in the ledger, with the
nearest names. Knows nothing of how a page looks or of how it is asked for.

The package itself loads nothing: `registry` has every page, `reporting` the report of a whole ledger.
"""
