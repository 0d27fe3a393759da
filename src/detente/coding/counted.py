"""Nouns whose number is worth keeping: arms, troops, persons, goods, measures, documents."""

from __future__ import annotations

__all__ = ["COUNTED"]

_PLURALS = (
    "dose boat troop soldier diplomat officer official prisoner helicopter jet tank missile ton tonne "
    "barrel civilian sailor hostage detainee agent warship ship vessel megawatt kilometre kilometer mile "
    "migrant refugee fighter war submarine drone system launcher meeting vehicle rifle destroyer frigate "
    "corvette carrier cruiser plane warplane airplane bomber interceptor gunboat trawler tanker ferry "
    "battery howitzer mortar rocket shell bomb warhead mine round gun radar satellite reactor turbine truck "
    "bus ambulance locomotive wagon container vaccine mask ventilator kit tent blanket bed parcel hectare "
    "acre litre liter gallon gigawatt kilowatt engineer worker national citizen student scholarship expert "
    "adviser advisor instructor trainer doctor nurse medic observer peacekeeper policeman militant rebel "
    "insurgent terrorist pilot passenger journalist protester villager lawmaker island base village "
    "settlement town post flight scholar visa airstrike strike casualty envoy marine commando guard "
    "intruder captive spy nuke brigade battalion division squadron regiment company bank firm individual "
    "entity ship agreement deal memorandum contract accord treaty document pact kilogram kilo pound mw gw "
    "km cow sheep house school hospital well mosque church bridge airport port terminal bullet cartridge "
    "machine engine smuggler trafficker fisherman"
)
_PHRASES = (
    "cubic metres|cubic meters|cubic feet|metric tons|metric tonnes|square kilometres|square kilometers"
    "|square miles"
    "|troy ounces|kilowatt hours|rounds of ammunition"
)
_ONE_WORD = "MW|GW|km|bcm|aircraft|people|personnel|fishermen|servicemen|policemen|children|police"
_SKIP_WORDS = "mw gw km spy bus battery ferry casualty company entity treaty policeman fisherman sheep"
_SKIP = frozenset(_SKIP_WORDS.split())

COUNTED = "|".join(
    (
        _PHRASES,
        _ONE_WORD,
        "spies|batteries|ferries|casualties|companies|entities|memoranda|treaties|buses",
        *(f"{word}s" for word in _PLURALS.split() if word not in _SKIP),
    )
)
"""A pattern of plural nouns."""
