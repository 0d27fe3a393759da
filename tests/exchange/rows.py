"""Made-up rows in the exact columns of each format."""

from __future__ import annotations

from detente.exchange.formats import FORMATS

ICEWS_HEADER = "\t".join(FORMATS["icews"].layouts[0])
POLECAT_HEADER = "\t".join(FORMATS["polecat"].layouts[0])


def _row(names, given, defaults):
    unknown = set(given) - set(names)
    assert not unknown, unknown
    cells = {**dict.fromkeys(names, ""), **{name: value for name, value in defaults.items() if name in names}}
    return "\t".join(str({**cells, **given}[name]) for name in names)


def gdelt_row(number=1, *, layout=0, **given):
    defaults = {
        "GLOBALEVENTID": 700000000 + number,
        "SQLDATE": "20180601",
        "MonthYear": "201806",
        "Year": "2018",
        "FractionDate": "2018.4137",
        "Actor1Code": "RUSGOV",
        "Actor1Name": "KREMLIN",
        "Actor1CountryCode": "RUS",
        "Actor1Type1Code": "GOV",
        "Actor2Code": "PAK",
        "Actor2Name": "PAKISTAN",
        "Actor2CountryCode": "PAK",
        "IsRootEvent": 1,
        "EventCode": "040",
        "EventBaseCode": "040",
        "EventRootCode": "04",
        "QuadClass": 1,
        "GoldsteinScale": "1.0",
        "NumMentions": 8,
        "NumSources": 2,
        "NumArticles": 8,
        "AvgTone": "1.25",
        "ActionGeo_Type": 4,
        "ActionGeo_FullName": "Moscow, Moskva, Russia",
        "ActionGeo_CountryCode": "RS",
        "ActionGeo_Lat": "55.75",
        "ActionGeo_Long": "37.61",
        "DATEADDED": "20180601121500",
        "SOURCEURL": f"https://paper.example/world/{number}",
    }
    return _row(FORMATS["gdelt"].layouts[layout], given, defaults)


def icews_row(number=1, **given):
    defaults = {
        "Event ID": 30000000 + number,
        "Event Date": "2018-06-01",
        "Source Name": "Foreign Affairs (Russia)",
        "Source Sectors": "Executive,Government",
        "Source Country": "Russian Federation",
        "Event Text": "Consult",
        "CAMEO Code": "040",
        "Intensity": "1",
        "Target Name": "Defense Ministry (Pakistan)",
        "Target Sectors": "Government",
        "Target Country": "Pakistan",
        "Story ID": 4000 + number,
        "Sentence Number": 2,
        "Publisher": "The Paper",
        "City": "Moscow",
        "District": "NA",
        "Province": "Moskva",
        "Country": "Russian Federation",
        "Latitude": "55.75",
        "Longitude": "37.61",
    }
    given = {name.replace("_", " "): value for name, value in given.items()}
    return _row(FORMATS["icews"].layouts[0], given, defaults)


def mirrored(row):
    """An ICEWS row with its sides exchanged and another identity."""
    names = FORMATS["icews"].layouts[0]
    cells = dict(zip(names, row.split("\t"), strict=True))
    for part in ("Name", "Sectors", "Country"):
        cells[f"Source {part}"], cells[f"Target {part}"] = cells[f"Target {part}"], cells[f"Source {part}"]
    cells["Event ID"] = str(int(cells["Event ID"]) + 500000)
    return "\t".join(cells[name] for name in names)


def polecat_row(number=1, **given):
    defaults = {
        "Event ID": f"20180601-{number}",
        "Event Date": "2018-06-01",
        "Event Type": "SANCTION",
        "Event Mode": "withdraw",
        "Intensity": "-5.8",
        "Quad Code": "MATERIAL CONFLICT",
        "Contexts": "military;economic",
        "Actor Name": "Donald Trump",
        "Actor Country": "USA",
        "Actor COW": "2",
        "Primary Actor Sector": "GOV",
        "Actor Sectors": "GOV",
        "Recipient Name": "Pakistan",
        "Recipient Country": "PAK",
        "Recipient COW": "770",
        "Placename": "Washington",
        "Country": "USA",
        "Latitude": "38.9",
        "Longitude": "-77.0",
        "Source": "The Paper",
        "Publication Date": "2018-06-02",
        "Version": "made up",
    }
    given = {name.replace("_", " "): value for name, value in given.items()}
    return _row(FORMATS["polecat"].layouts[0], given, defaults)


def phoenix_row(number=1, **given):
    defaults = {
        "id": f"{number}_1.0",
        "story_date": "20180601",
        "year": "2018",
        "month": "06",
        "day": "01",
        "source": "RUSGOV",
        "source_root": "RUS",
        "source_agent": "GOV",
        "target": "PAKMIL",
        "target_root": "PAK",
        "target_agent": "MIL",
        "code": "062",
        "root_code": "06",
        "quad_class": "2",
        "goldstein": "7.4",
        "lat": "55.75",
        "lon": "37.61",
        "placeName": "Moscow",
        "countryName": "RUS",
        "ids": f"story{number}_1",
        "urls": f"https://paper.example/{number}",
        "sources": "paper;other",
    }
    return _row(FORMATS["phoenix"].layouts[0], given, defaults)
