import json

import pytest

from detente.coding.pairs import FINER_TYPES, PairReading
from detente.core.errors import InputError
from detente.evaluate import read_plv, score_plv
from detente.evaluate.plv import QUADS
from detente.ontology import read_ontology

HEAD = "\tsentence\tmarked_sentence\tsource\ttarget\tgold_penta\tgold_root\n"


def line(marked, root, penta=""):
    return f"1\tx\t{marked}\ta\tb\t{penta}\t{root}\n"


@pytest.fixture
def write(tmp_path):
    def make(*lines, head=HEAD):
        path = tmp_path / "plv.tsv"
        path.write_text(head + "".join(lines), encoding="utf-8")
        return path

    return make


class Scripted:
    """Gives prepared probabilities in order."""

    def __init__(self, *readings):
        self.readings = readings
        self.asked = []

    def type_pairs(self, pairs):
        self.asked = list(pairs)
        return [PairReading(reading) for reading in self.readings]


def test_markers_become_ranges(write):
    (row,) = read_plv(write(line(" <s>Chad </s>has praised <t>Niger</t>.", "SUPPORT", "1")))
    pair = row.pair
    assert pair.text == "Chad has praised Niger."
    assert pair.text[slice(*pair.source)] == "Chad"
    assert pair.text[slice(*pair.target)] == "Niger"
    assert (row.markers, row.quad_agrees, row.line) == ("one", True, 2)


@pytest.mark.parametrize(
    ("marked", "source", "target", "markers"),
    [
        ("<s>Chad</s> went on strike.", "Chad", "", "missing"),
        ("Parcels reached <t>Niger</t>.", "", "Niger", "missing"),
        ("<s>Chad</s> owes <t>Niger</t> what <t>Niger</t> is due.", "Chad", "Niger", "repeated"),
        ("<s>Chad owes <t>Niger</t>.", "", "Niger", "missing"),
        ("</s>Chad</t>", "", "", "missing"),
        ("", "", "", "missing"),
    ],
)
def test_odd_markers_never_fail(marked, source, target, markers, write):
    (row,) = read_plv(write(line(marked, "AID")))
    text = row.pair.text
    assert "<" not in text
    assert (text[slice(*row.pair.source)], text[slice(*row.pair.target)]) == (source, target)
    assert row.markers == markers
    assert 0 <= row.pair.source[0] <= row.pair.source[1] <= len(text)
    assert 0 <= row.pair.target[0] <= row.pair.target[1] <= len(text)


def test_yield_is_concede_and_retreat(write):
    rows = read_plv(write(*(line("<s>A</s> <t>B</t>", root) for root in ("YIELD", "CONCEDE", "RETREAT"))))
    assert [row.root for row in rows] == ["YIELD"] * 3


def test_every_type_has_a_root_in_some_quad_class():
    roots = {"YIELD" if kind in ("CONCEDE", "RETREAT") else kind for kind in read_ontology().types}
    assert roots == set(QUADS)
    assert {label.partition("/")[0] for label in FINER_TYPES} <= roots


def test_probabilities_are_added_up_before_the_choice(write):
    rows = read_plv(write(line("<s>A</s> <t>B</t>", "YIELD"), line("<s>A</s> <t>B</t>", "ASSAULT")))
    model = Scripted(
        {"NONE": 0.4, "AID": 0.22, "CONCEDE": 0.18, "RETREAT": 0.2},
        {"COERCE": 0.4, "COERCE/force": 0.3, "ASSAULT": 0.2, "SANCTION/convict": 0.1},
    )
    score = score_plv(rows, model)
    first, second = score.answers
    assert (first.root, first.quad, first.binary) == ("YIELD", "material cooperation", "cooperation")
    assert first.probability == pytest.approx(0.38 / 0.6)
    assert (second.root, second.probability) == ("ASSAULT", pytest.approx(0.5))
    assert score.figures["root"] == {"accuracy": 1.0, "macro_f1": 1.0}
    assert model.asked == [row.pair for row in rows]


def test_a_quad_class_may_win_whose_best_root_does_not(write):
    rows = read_plv(write(line("<s>A</s> <t>B</t>", "REQUEST")))
    score = score_plv(rows, Scripted({"AID": 0.4, "REQUEST": 0.3, "REJECT": 0.3}))
    answer = score.answers[0]
    assert (answer.root, answer.quad, answer.binary) == ("AID", "verbal conflict", "conflict")
    assert [(wrong.row.root, wrong.gold_probability) for wrong in score.errors] == [
        ("REQUEST", pytest.approx(0.3))
    ]


def test_convictions_are_accusations_and_unknown_finer_classes_their_type(write):
    rows = read_plv(write(line("<s>A</s> <t>B</t>", "ACCUSE"), line("<s>A</s> <t>B</t>", "PROTEST")))
    score = score_plv(rows, Scripted({"SANCTION/convict": 1.0}, {"PROTEST/riot": 0.6, "AID": 0.4}))
    assert [answer.root for answer in score.answers] == ["ACCUSE", "PROTEST"]


def test_the_json_has_the_agreed_keys(write):
    rows = read_plv(write(line("<s>A</s> <t>B</t>", "AID", "2"), line("<s>A</s> <t>B</t>", "AID", "1")))
    score = score_plv(rows, Scripted({"AID": 0.7, "COERCE": 0.3}, {"AID": 0.2, "COERCE": 0.8}))
    told = json.loads(json.dumps(score.to_json()))
    assert set(told) == {"root", "quad", "binary", "per_class", "confusion", "calibration", "n"}
    for level in ("root", "quad", "binary"):
        assert set(told[level]) == {"accuracy", "macro_f1"}
    assert told["root"] == {"accuracy": 0.5, "macro_f1": pytest.approx(1 / 3)}
    assert told["per_class"]["AID"] == {
        "precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3), "support": 2,
    }  # fmt: skip
    assert told["confusion"] == {"AID": {"AID": 1, "COERCE": 1}}
    assert told["calibration"]["ece"] == pytest.approx((0.3 + 0.8) / 2)
    assert told["n"] == 2
    assert score.n_other_quad == 1


def test_a_model_without_any_probability_left_still_answers(write):
    score = score_plv(read_plv(write(line("<s>A</s> <t>B</t>", "AID"))), Scripted({"NONE": 1.0}))
    assert score.answers[0].probability == 0


@pytest.mark.parametrize("readings", [[], [{"AID": 1.0}, {"AID": 1.0}], [{"NONSENSE": 1.0}]])
def test_a_model_that_answers_wrongly_is_refused(readings, write):
    rows = read_plv(write(line("<s>A</s> <t>B</t>", "AID")))
    with pytest.raises(InputError, match="the model gave"):
        score_plv(rows, Scripted(*readings))


def test_files_that_are_none_are_refused(write, tmp_path):
    with pytest.raises(InputError, match="marked_sentence") as fault:
        read_plv(write("a\tb\n", head="sentence\tlabel\n"))
    assert fault.value.hint
    with pytest.raises(InputError, match="no rows"):
        read_plv(write())
    with pytest.raises(InputError, match=r"line 2: unknown root 'DANCE'"):
        read_plv(write(line("<s>A</s>", "DANCE")))
    with pytest.raises(InputError, match="cannot be read"):
        read_plv(tmp_path / "none.tsv")
    (tmp_path / "bytes.tsv").write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(InputError, match="cannot be read"):
        read_plv(tmp_path / "bytes.tsv")
