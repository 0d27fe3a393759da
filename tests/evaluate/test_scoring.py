"""Every fault costs exactly the figures it should, and nothing else."""

import pytest

from detente.core.errors import InputError
from detente.evaluate import FIGURES, figure_table, score_gold

DOCUMENT = "t.txt"

STEPS = ("events.detected", "events.typed", "events.dyad", "events.full")
FEWER = dict.fromkeys(STEPS, (3, 3, 4))
UNMATCHED = dict.fromkeys(STEPS, (3, 4, 4))
SURPLUS = dict.fromkeys(STEPS, (4, 5, 4))
WRONG_WAY = {"events.full": (3, 4, 4)}
STRAY = {"kind": "event", "id": "x", "type": "AID", "source": ["RUS"], "target": ["PAK"]}


def without(identity):
    return lambda records: [record for record in records if record.get("id") != identity]


def put(identity, **fields):
    def change(records):
        return [{**record, **fields} if record.get("id") == identity else record for record in records]

    return change


def extra(**fields):
    return lambda records: [*records, {"document": DOCUMENT, **fields}]


def of_usa(**fields):
    def change(records):
        first = next(r for r in records if r["kind"] == "mention" and r["actor"] == "USA")
        return [{**record, **fields} if record is first else record for record in records]

    return change


def place(start, end):
    return [{"start": start, "end": end, "quote": ""}]


NOTHING = {
    **dict.fromkeys(STEPS, (0, 0, 4)),
    "claims.found": (0, 0, 3),
    "mechanisms.found": (0, 0, 2),
    "mechanisms.named": (0, 0, 2),
    "predictions.found": (0, 0, 2),
    "mentions.exact": (0, 0, 8),
    "mentions.overlap": (0, 0, 8),
}
DATED = {"events.date": (3, 4), "events.date_dated": (2, 3)}
TWO_AMOUNTS = [{"value": 5e4, "unit": "doses"}, {"value": 1, "unit": "USD"}]
LONG_OBJECT = "vaccine " + " ".join(f"w{number}" for number in range(12))

CASES = {
    "nothing changed": (lambda records: records, {}),
    "an event left out": (without("e1"), FEWER),
    "an optional event left out": (without("e5"), {}),
    "an optional claim left out": (without("r4"), {}),
    "another type": (put("e1", type="AGREE"), {"events.typed": (3, 4, 4), "events.full": (3, 4, 4)}),
    "another type on an optional event": (put("e5", type="AGREE"), {}),
    "roles the wrong way round": (put("e2", source=["PAK"], target=["RUS"]), WRONG_WAY),
    "a symmetric event as source and target": (put("e1", source=["PAK"], target=["RUS"]), {}),
    "a directed event as symmetric": (put("e2", source=["PAK", "RUS"], target=[]), WRONG_WAY),
    "a participant too many": (put("e2", target=["PAK", "USA"]), {"events.dyad": (3, 4, 4), **WRONG_WAY}),
    "no shared state": (put("e3", source=["Taliban"], target=["Lavrov"]), UNMATCHED),
    "evidence elsewhere": (put("e3", evidence=place(500, 509)), UNMATCHED),
    "evidence at an 'also' span": (put("e4", evidence=place(305, 320)), {}),
    "an event too many": (extra(**STRAY, evidence=place(400, 410)), SURPLUS),
    "the same event twice": (extra(**STRAY, status="planned", evidence=place(110, 119)), SURPLUS),
    "names and aliases, other case": (put("e4", source=["TALIBAN"], target=["united-states"]), {}),
    "another status": (put("e2", status="occurred"), {"events.status": (3, 4)}),
    "another day": (put("e1", date="2018-08-08"), DATED),
    "a day inside the month": (put("e2", date="2021-04-06"), {}),
    "a year for a month": (put("e2", date="2021"), DATED),
    "an interval inside the month": (put("e2", date="2021-04-06/2021-04-07?"), {}),
    "a year inside an open interval": (put("e3", date="2016"), {}),
    "a date where gold has none": (put("e4", date="2020"), {"events.date": (3, 4)}),
    "no date where gold has one": (put("e1", date=None), DATED),
    "no mode": (put("e3", mode=None), {"events.mode": (0, 1)}),
    "another speaker": (put("e2", asserted_by="author"), {"events.asserted_by": (3, 4)}),
    "another amount": (put("e2", amounts=[{"value": 5000, "unit": "doses"}]), {"events.amounts": (0, 1, 1)}),
    "amount as text, unit singular": (put("e2", amounts=[{"value": "50,000", "unit": "Dose"}]), {}),
    "an amount too many": (put("e2", amounts=TWO_AMOUNTS), {"events.amounts": (1, 2, 1)}),
    "project named in object": (put("e1", project=None, object="the 2014 defence pact"), {}),
    "project not named": (put("e1", project="something else"), {"events.project": (1, 2)}),
    "object: half of the words are enough": (put("e2", object="the Sputnik vaccines"), {}),
    "object: one word of three is not": (put("e2", object="vaccines"), {"events.object": (0, 1)}),
    "project: the form in brackets is enough": (put("e3", project="SCO"), {}),
    "object: a whole sentence is not": (put("e2", object=LONG_OBJECT), {"events.object": (0, 1)}),
    "another claim label": (put("r3", claim="cooling"), {"claims.claim": (2, 3)}),
    "another tense and modality": (
        put("r3", tense="present", modality="possible"),
        {"claims.tense": (2, 3), "claims.modality": (2, 3)},
    ),
    "another dyad": (
        put("r3", dyad=["RUS", "PAK"]),
        {"claims.found": (2, 3, 3), "claims.claim": (2, 2), "claims.tense": (2, 2)},
    ),
    "dyad the other way round": (put("r3", dyad=["USA", "RUS"]), {}),
    "one of two claims of a sentence left out": (without("r1"), {"claims.found": (2, 2, 3)}),
    "another mechanism name": (put("m1", name="hedging"), {"mechanisms.named": (1, 2, 2)}),
    "a mechanism left out": (
        without("m2"),
        {"mechanisms.found": (1, 1, 2), "mechanisms.named": (1, 1, 2)},
    ),
    "a prediction elsewhere": (put("p2", evidence=place(500, 509)), {"predictions.found": (1, 2, 2)}),
    "another prediction modality": (put("p2", modality="planned"), {"predictions.modality": (1, 2)}),
    "a mention with another end": (of_usa(end=71), {"mentions.exact": (7, 8, 8)}),
    "a mention of another actor": (
        of_usa(actor="RUS"),
        {"mentions.exact": (7, 8, 8), "mentions.overlap": (7, 8, 8)},
    ),
    "an optional mention left out": (lambda rs: [r for r in rs if r.get("actor") != "them"], {}),
    "a rejection is passed over": (extra(kind="rejection", reason="NO_TARGET"), {}),
    "nothing found at all": (lambda _: [], NOTHING),
}


def shape(figure):
    if "f1" in figure:
        return figure["matched"], figure["system"], figure["gold"]
    return figure["right"], figure["of"]


@pytest.mark.parametrize("case", CASES)
def test_fault_costs_what_it_should(case, small_gold, perfect_records):
    change, expected = CASES[case]
    score = score_gold({DOCUMENT: small_gold}, change(perfect_records))
    figures = score.total.figures()
    assert set(figures) == set(FIGURES)
    for name, figure in figures.items():
        if name in expected:
            assert shape(figure) == expected[name], name
        else:
            assert figure.get("f1", figure.get("accuracy")) in (1.0, None), (name, figure)


def test_differences_name_what_was_wrong(small_gold, perfect_records):
    change = put("e2", status="occurred", source=["PAK"], target=["RUS"], type="AGREE", amounts=[])
    score = score_gold({DOCUMENT: small_gold}, change(without("e1")(perfect_records)))
    found = {(row.item, row.verdict): row for row in score.differences}
    assert set(found) == {("e1", "missed"), ("e2", "differs")}
    details = " ".join(found["e2", "differs"].details)
    for text in (
        "status: 'planned' <> 'occurred'",
        "type: 'AID' <> 'AGREE'",
        "roles: RUS>PAK <> PAK>RUS",
        "amounts",
    ):
        assert text in details
    assert (found["e1", "missed"].start, found["e1", "missed"].end) == (100, 109)


def test_documents_add_up_and_strangers_are_named(small_gold, perfect_records):
    gold = {DOCUMENT: small_gold, "u.txt": {**small_gold, "doc": "u.txt"}}
    records = [*perfect_records, {**perfect_records[0], "document": "nowhere.txt"}]
    score = score_gold(gold, records)
    assert score.strangers == ("nowhere.txt",)
    assert shape(score.total.figures()["events.detected"]) == (4, 4, 8)
    assert shape(score.documents["u.txt"].figures()["events.detected"]) == (0, 0, 4)
    assert score.to_json()["all"]["events.detected"]["p"] == 1.0


def test_figure_table_lists_all_then_sum(small_gold, perfect_records):
    score = score_gold({DOCUMENT: small_gold}, without("e1")(perfect_records))
    rows = figure_table(score)
    assert [row.figure for row in rows] == list(FIGURES)
    assert {row.document for row in rows} == {"all"}
    first = rows[0]
    assert (first.precision, first.recall, first.f1, first.counts) == (1.0, 0.75, 6 / 7, "3/3/4")
    assert len(figure_table(score, by_document=True)) == 2 * len(FIGURES)


def test_gold_without_a_field_is_refused_by_name(small_gold):
    gold = small_gold
    del gold["events"][0]["evidence"], gold["actors"][0]["id"]
    with pytest.raises(InputError, match=r"t\.txt"):
        score_gold({DOCUMENT: gold}, [])


def test_record_without_document_is_refused_by_number(small_gold, perfect_records):
    with pytest.raises(InputError, match="record 2"):
        score_gold({DOCUMENT: small_gold}, [perfect_records[0], {"kind": "event"}])
