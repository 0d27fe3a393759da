"""Word vectors, tags and heads from NumPy are those of the pipeline itself, whatever is parsed beside them."""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from detente.sentences import Parser, pipeline
from detente.sentences.sentence import Sentence
from detente.sentences.splitting import split_text
from detente.sentences.threads import _find_switch, one_thread
from detente.sentences.vectors import WordVectors, read_layers

TEXT = (
    "Russia and Pakistan signed a pact in Islamabad on Tuesday, 7 August 2018. The ministers didn't say what they "
    "had agreed. \u201cWe're allies,\u201d Mr. Lavrov said; U.S. officials weren't pleased. Having met, they parted. "
    "More than 3,000 troops were sent to the India-China border. Exports rose 4.5% to $1.2 billion. Talks failed."
)


def _sentences(text: str = TEXT) -> list[Sentence]:
    return [
        Sentence(i, low, high, text[low:high], "body", 0) for i, (low, high) in enumerate(split_text(text))
    ]


@pytest.fixture(scope="module")
def shipped():
    """The pipeline as it is shipped, with nothing of it replaced."""
    spacy = pytest.importorskip("spacy")
    try:
        return spacy.load(pipeline.OFFICIAL, exclude=list(pipeline.UNUSED))
    except OSError:
        return spacy.load(pipeline._packaged_folder(), exclude=list(pipeline.UNUSED))


def _vectors(nlp) -> WordVectors:
    model = nlp.get_pipe("tok2vec").model
    return WordVectors(model, nlp.vocab, read_layers(model))


def test_the_network_of_the_pipeline_is_known(parser: Parser) -> None:
    assert parser.vectors is not None
    assert len(read_layers(parser.nlp.get_pipe("tok2vec").model)) == 4


def test_a_network_built_otherwise_is_left_to_the_pipeline(shipped) -> None:
    assert read_layers(shipped.get_pipe("tagger").model) == ()


def test_vectors_are_those_of_the_pipeline(parser: Parser, shipped) -> None:
    joined = parser._join(_sentences())
    words, spaces = joined.words, joined.spaces
    (expected,) = shipped.get_pipe("tok2vec").predict([parser._make_doc(joined)])
    vectors = _vectors(shipped)
    for _ in range(2):  # once learnt, once remembered
        np.testing.assert_allclose(vectors.build(words, spaces), expected, atol=2e-5)


def test_one_word_has_the_vector_of_the_pipeline(shipped) -> None:
    (expected,) = shipped.get_pipe("tok2vec").predict([shipped.make_doc("Talks")])
    np.testing.assert_allclose(_vectors(shipped).build(["Talks"], [False]), expected, atol=2e-5)


def test_what_is_learnt_of_many_texts_at_once_is_what_is_learnt_of_each(shipped) -> None:
    texts = [(["Talks", "failed"], [True, False]), (["Talks", "resumed", "."], [True, False, False])]
    alone, together = _vectors(shipped), _vectors(shipped)
    together.meet(texts)
    assert len(together._known) == 4
    for words, spaces in texts:
        np.testing.assert_array_equal(alone.build(words, spaces), together.build(words, spaces))


def test_several_threads_may_ask(shipped, monkeypatch) -> None:
    monkeypatch.setattr("detente.sentences.vectors._MOST", 40)
    vectors, rng = _vectors(shipped), random.Random(2)
    texts = [[f"w{rng.randrange(60)}" for _ in range(9)] for _ in range(60)]
    expected = [_vectors(shipped).build(words, [True] * 9) for words in texts]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda words: vectors.build(words, [True] * 9), texts))
    assert all((a == b).all() for a, b in zip(found, expected, strict=True))


def test_words_are_forgotten_when_there_are_too_many(shipped, monkeypatch) -> None:
    monkeypatch.setattr("detente.sentences.vectors._MOST", 3)
    vectors = _vectors(shipped)
    first = vectors.build(["Talks", "failed"], [True, False])
    vectors.build(["Envoys", "left", "Chad"], [True, True, False])
    assert len(vectors._known) == 3
    np.testing.assert_array_equal(vectors.build(["Talks", "failed"], [True, False]), first)
    assert vectors.build(["a", "b", "c", "d"], [True] * 4).shape[0] == 4


def test_tags_and_heads_are_those_of_the_pipeline(parser: Parser, shipped) -> None:
    ours = parser.parse(_sentences())
    doc = shipped.get_pipe("tok2vec")(parser._make_doc(parser._join(_sentences())))
    for name in ("tagger", "parser"):
        doc = shipped.get_pipe(name)(doc)
    assert [tag for tree in ours for tag in tree.tags] == [token.tag_ for token in doc]
    assert [dep for tree in ours for dep in tree.deps] == [token.dep_ for token in doc]
    starts = [token for token in doc if token.is_sent_start]
    heads = [token.head.i - start.i for start in starts for token in start.sent]
    assert [head for tree in ours for head in tree.heads] == heads


def test_a_document_is_parsed_the_same_whatever_is_parsed_beside_it(parser: Parser) -> None:
    rng = random.Random(5)
    everything = _sentences()
    documents = [rng.sample(everything, rng.randint(0, 5)) for _ in range(60)]
    together = list(parser.parse_all(documents))
    assert [len(trees) for trees in together] == [len(sentences) for sentences in documents]
    assert together == [parser.parse(sentences) for sentences in documents]


def test_much_is_parsed_in_several_turns(parser: Parser, monkeypatch) -> None:
    expected = list(parser.parse_all([_sentences()] * 5))
    monkeypatch.setattr(pipeline, "_SIDE_BY_SIDE", 30)
    monkeypatch.setattr(pipeline, "_TOGETHER", 100)
    assert list(parser.parse_all([_sentences()] * 5)) == expected


def test_threads_are_given_back() -> None:
    tell = _find_switch()
    if tell is None:
        pytest.skip("NumPy multiplies with another library")
    ask, put = tell
    before = ask()
    put(2)
    try:
        with one_thread():
            assert ask() == 1
        assert ask() == 2
    finally:
        put(before)
