"""Parts of speech and lemmas from memory are those of the whole pipeline."""

from detente.sentences.sentence import Sentence
from detente.sentences.splitting import split_text

TEXT = (
    "Russia and Pakistan signed a pact in Islamabad on Tuesday. The ministers are meeting to discuss what they had agreed. "
    "US officials said it was better for us. He has been held; she's held talks. The United Nations met. "
    "Exports rose, but exporters' leaders left. Leaders lead; the lead was taken. It will not be affected by its ties. "
    "\u201cWe are allies,\u201d he said. Having met, they parted. More than 3,000 troops were sent."
)


def test_readings_are_those_of_the_pipeline(parser):
    ranges = split_text(TEXT)
    sentences = [Sentence(i, low, high, TEXT[low:high], "body", 0) for i, (low, high) in enumerate(ranges)]
    for _ in range(2):  # once from the components, once from memory
        trees = parser.parse(sentences)
        for sentence, tree in zip(sentences, trees, strict=True):
            doc = parser.nlp.make_doc(sentence.text)
            for token in doc[1:]:
                token.is_sent_start = False
            whole = [(token.text, token.pos_, token.lemma_.lower()) for token in parser.nlp(doc)]
            ours = list(zip(tree.words, tree.pos, tree.lemmas, strict=True))
            # the tagger sees neighbouring sentences; where it decides alike, the readings must be the same
            same_tags = [a for a, b in zip(ours, whole, strict=True) if a == b]
            assert len(same_tags) >= len(whole) - 2, (ours, whole)


def test_a_document_is_parsed_the_same_whatever_was_parsed_before(parser):
    sentence = Sentence(0, 0, 57, TEXT[:57], "body", 0)
    first = parser.parse([sentence])
    parser.parse([Sentence(0, 0, len(TEXT), TEXT, "body", 0)])
    assert parser.parse([sentence]) == first
