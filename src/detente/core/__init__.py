"""Core: what every room needs and no room owns.

Enters: nothing. Leaves: errors, spans, rejections, EDTF dates, identities, provenance, settings.
Knows no other room.
"""
