from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.documents.document import Block, Document
from detente.sentences import split_sentences, split_text

# a bar stands where a sentence must end; each case without bars is the text
CASES = [
    "Gen. Bajwa flew to Moscow.| He met Mr. Shoigu.",
    "The U.S. and India signed.| Talks go on.",
    "He left the U.S.| The talks failed.",
    "The U.S. Congress voted.",
    "Troops left Afghanistan.|The army stayed.",
    "It cost $1.5 billion.| Nobody paid.",
    "It grew 3.2 percent in 2019.| Trade fell.",
    "See www.example.org.| It is all there.",
    "Write to desk@example.org.| We reply.",
    "Read more at https://example.org/News.Today.Html and wait.",
    "“We will sign.”| He left.",
    "“We will sign,” he said.| “Soon.”",
    "He asked: “Will you come?” and left.",
    "“Will you come?”| He did not answer.",
    '"Stop!" she said.| They did.',
    "Did it help?| No.",
    "Stop!| Now!",
    "J. F. Kennedy spoke.| All listened.",
    "John F. Kennedy and Nikita S. Khrushchev met.",
    "The pact was signed by George W.| The others left.",
    "At 10 a.m. Monday they met.",
    "They met at 10 a.m.| The press waited.",
    "It rained ... and rained.",
    "It rained...| The talks went on.",
    "He paused… then spoke.",
    "He paused…| Then he spoke.",
    "No. 5 is missing.",
    "The answer is no.| Five left.",
    "Art. 5 was invoked.",
    "Lt. Gen. Qamar and Maj. Gen. Asim came.",
    "Sen. Cardin and Rep. McGovern agreed.",
    "The firm, Rostec Corp., sold jets.",
    "Acme Inc. sold them.",
    "He lives in St. Petersburg.| She does not.",
    "Dr. Khan, Ph.D., spoke.",
    "Prof. Li vs. Prof. Wang.| The winner took all.",
    "The ministers met (in Minsk.)| They agreed.",
    "(They met in Minsk.)| They agreed.",
    '"They met," he said. |"They agreed."',
    "‘We met.’| They agreed.",
    "«Nous signons.»| Then he left.",
    "The ships sailed on Jan. 5 and Feb. 6.",
    "The ships sailed in Jan.| The crew was glad.",
    "Talks with Iran etc.| The rest is known.",
    "The E.U. and the U.N. agreed.",
    "The plan, i.e. the pact, failed.",
    "Several states, e.g. Iran, left.",
    "Moscow said 1. it would stay 2. it would pay.",
    "Headline without a stop",
    "Is it war?!| Perhaps.",
    "The deal (worth $3bn) failed.| India left.",
    "India left.|(Reuters)",
    "Pakistan won.”|The crowd cheered.",
    "The version 2.0 of Vol. 3 was out.",
    "The Su-35 (NATO: Flanker-E) flew.| It landed.",
    "Vladimir V. Putin spoke.| Mr. Biden listened.",
    "Japan's PM. said so.",
    "They are from the U.K.| They stayed.",
    "It was the 5th.| On Monday it ended.",
    "Ban Ki-moon, Sec.-Gen. of the UN, spoke.",
    "The treaty ended in 1991.| 12 states joined.",
    "U.S.-Russia talks began.| Both came.",
    "The U.S.’s offer stood.",
    "The ex-U.S.S.R. republics agreed.",
    "He said “No.”| Then he left.",
    "Mr. X. refused.",
]
NEWS = st.text(alphabet=st.sampled_from("AaBb .,!?…\"'“”‘’()[]1 2\n\u00a0-U.S."), max_size=80)


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_ends_where_a_reader_would_end_it(case: str) -> None:
    text = case.replace("|", "")
    assert [text[start:end] for start, end in split_text(text)] == [part.strip() for part in case.split("|")]


def _is_a_partition(text: str) -> None:
    ranges = split_text(text)
    covered = [index for start, end in ranges for index in range(start, end)]
    assert covered == sorted(set(covered))
    missed = set(range(len(text))) - set(covered)
    assert all(text[index].isspace() for index in missed)
    assert all(
        start < end and not text[start].isspace() and not text[end - 1].isspace() for start, end in ranges
    )


@given(st.text(max_size=200))
def test_every_character_of_any_text_is_in_exactly_one_sentence(text: str) -> None:
    _is_a_partition(text)


@given(NEWS)
def test_every_character_of_newslike_text_is_in_exactly_one_sentence(text: str) -> None:
    _is_a_partition(text)


@given(st.lists(st.sampled_from(["Moscow signed.", "Did Delhi sign?", "They left!"]), min_size=1, max_size=6))
def test_plain_sentences_come_back_as_they_went_in(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in split_text(text)] == parts


@given(
    st.lists(st.sampled_from(["Pact signed", "They left!", "1. A list", "U.S. and"]), min_size=1, max_size=6)
)
def test_a_blank_line_always_parts_sentences(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    assert [text[start:end] for start, end in split_text(text)] == parts


@pytest.mark.parametrize("unit", [".", '"', "“", ". ", "A.", "1.", "(.", "\n", "a. ", ".\n", "'", "x", "?!"])
def test_time_is_linear_on_a_long_line(unit: str) -> None:
    short, long = unit * (100_000 // len(unit)), unit * (400_000 // len(unit))
    began = time.perf_counter()
    split_text(short)
    middle = time.perf_counter()
    split_text(long)
    ended = time.perf_counter()
    assert ended - middle < 10 * (middle - began) + 0.2  # four times the text; quadratic would be sixteen


def _document(text: str, blocks: tuple[Block, ...]) -> Document:
    return Document(
        "0" * 32, "a.txt", "a.txt", text, blocks, None, None, "", "", "", "en", "text/plain", "", b""
    )


def test_sentences_keep_offsets_roles_and_paragraphs_and_skip_boilerplate() -> None:
    text = "Pact signed\n\nRussia signed. India did not.\n\nLeave a Reply\n\nIt rained."
    blocks = (
        Block(0, 11, "title"),
        Block(13, 42, "body"),
        Block(44, 57, "boilerplate"),
        Block(59, 69, "body"),
    )
    sentences = split_sentences(_document(text, blocks))
    assert [sentence.text for sentence in sentences] == [
        "Pact signed", "Russia signed.", "India did not.", "It rained.",
    ]  # fmt: skip
    assert [sentence.role for sentence in sentences] == ["title", "body", "body", "body"]
    assert [sentence.paragraph for sentence in sentences] == [0, 1, 1, 3]
    assert [sentence.index for sentence in sentences] == [0, 1, 2, 3]
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in sentences)
