"""Paragraphs, roles, boilerplate."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.documents.blocks import build_blocks, title_of
from detente.documents.boilerplate import is_boilerplate
from detente.documents.paragraphs import find_paragraphs, join_lines


def roles(text, **options):
    return [(block.role, text[block.start : block.end]) for block in build_blocks(text, **options)]


LONG = "The two countries signed an agreement on Tuesday, and their ministers said that more talks would follow soon."
OTHER = "India asked for an explanation, and the foreign ministry in Moscow said that nothing would change between them."
PIECES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "\n",
            "\n\n",
            "\r\n\r\n",
            " \t\n",
            "\u2028",
            "\x0c",
            "# ",
            "---\n",
            LONG,
            "Leave a Reply",
            "By John Smith",
            "A Heading",
            "(X/AFP via Getty Images)",
            ".",
            "?",
            "\xa0",
            "“",
            "Read more:",
        ]
    ),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=12).map("".join), st.booleans(), st.sampled_from(["", "A Heading"]))
def test_blocks_are_ordered_apart_and_cover_all_that_is_seen(text, markdown, title):
    at = 0
    for block in build_blocks(text, markdown=markdown, title=title):
        assert at <= block.start < block.end <= len(text)
        assert not text[at : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        assert block.role in ("title", "heading", "body", "boilerplate")
        at = block.end
    assert not text[at:].strip()
    assert sum(block.role == "title" for block in build_blocks(text, markdown=markdown, title=title)) <= 1


def test_an_article_with_all_its_furniture():
    text = f"By John Smith\n\nRussia Signs Pact With Pakistan\n\nMinisters Meet In Moscow As Old Ties Fade\n\nUpdated at 2:39 p.m. ET\n\n{LONG}\n\nWill India Change Its Mind?\n\nThe minister came. He left.(SERGEI IVANOV/POOL/AFP via Getty Images)\n\ntheir ministers said that more talks would follow soon\n\nJane Roe contributed to this report.\n\nLeave a Comment"
    assert [role for role, _ in roles(text)] == [
        *["boilerplate", "title", "heading", "boilerplate", "body", "heading", "body", "boilerplate"],
        *["boilerplate", "boilerplate", "boilerplate"],
    ]
    assert roles(text)[6][1] == "The minister came. He left."


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "More News at The Daily Times",
        "Other news from Reuters:",
        "Stay tuned to Any TV for more. Download our app for the latest news & content!",
        "Download our app",
        "Follow us on Twitter and Facebook",
        "Read more: Russia sells jets to Egypt",
        "Also read: India's dilemma",
        "ALSO READ | India’s dilemma",
        "By John Smith",
        "By Anna van der Berg and José Núñez",
        "BY JOHN SMITH, Staff Writer",
        "Updated on",
        "Updated at 11:25 a.m. ET",
        "Published: 8 August 2018, 10:15",
        "Last updated on August 8, 2018",
        "August 8, 2018",
        "The AP's Mary Bruce contributed to this report.",
        "(Anna Berg/AFP via Getty Images)",
        "Sign up for our newsletter",
        "© 2018 The Daily. All rights reserved.",
        "Copyright 2018 Associated Press. All rights reserved. This material may not be published.",
        "We use cookies to improve your experience on our site.",
        "Advertisement",
        "Share on Facebook",
        "Facebook Twitter WhatsApp Email",
        "Arsenal 2-1 Chelsea",
        "Related stories",
        "12 comments",
    ],
)
def test_furniture_is_known(line):
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Leave was granted to the minister.",
        "Read the agreement as a warning to India.",
        "By Tuesday the two sides had agreed.",
        "By then Russia had left.",
        "By Russia's count, 40 tanks were sold.",
        "Russia contributed to the peace process in Syria.",
        "More news of the talks is expected on Monday.",
        "Follow the money and you will find Moscow.",
        "By continuing the dialogue, the two states agreed on a road map.",
        "For more than a decade, news of such sales has made ministers visit Moscow.",
        "Contributions from Russia have increased.",
        "FT reports that China will buy the pipeline.",
        "Like our neighbours, we seek peace, said the minister.",
        "Updated sanctions were announced by the Treasury.",
        "Published figures show that trade grew.",
        "Terms and conditions of the loan were not disclosed.",
        "Cookies are a matter for the Union, the commissioner said.",
        "Sign the treaty, the president told his rival.",
        "Share prices fell in Moscow.",
        "Get out of Syria, the king told Iran.",
        "China, Russia sign pact",
    ],
)
def test_news_is_no_furniture(line):
    assert not is_boilerplate(line)


def test_hostile_paragraphs_cost_no_time():
    for line in (
        "BY " + "A" * 310,
        "By " + "Aa " * 100,
        "x/" * 150 + "/afp",
        "By A" + ",a" * 150,
        "(" * 300,
        "Home" + " > a" * 79,
    ):
        is_boilerplate(line)
    text = "\n".join(f"{'a word ' * 6}{n}" for n in range(20_000))
    assert build_blocks(text)


def test_a_sentence_is_no_title_and_one_paragraph_is_body():
    assert roles(f"{LONG}\n\n{OTHER}")[0][0] == "body"
    assert roles("Russia signs pact") == [("heading", "Russia signs pact")]
    assert roles(f"Russia signs pact\n{LONG}")[0] == ("title", "Russia signs pact")


def test_a_known_title_is_found_below_a_line_of_furniture():
    text = f"World news today\n\nPact signed in Moscow.\n\n{LONG}"
    assert roles(text, title="Pact signed in Moscow")[1] == ("title", "Pact signed in Moscow.")


def test_markdown_headings_and_front_matter():
    text = f"---\ntitle: x\n---\n\n# A pact\n\n{LONG}\n\n## What next for the two of them and for the others in the region\n\n***\n\n{OTHER}"
    assert [role for role, _ in roles(text, markdown=True)] == [
        "boilerplate",
        "title",
        "body",
        "heading",
        "boilerplate",
        "body",
    ]
    assert title_of(text, build_blocks(text, markdown=True)) == "A pact"


def test_wrapped_lines_are_one_paragraph_and_listed_lines_are_not():
    wrapped = "The two countries signed an agreement on Tuesday, and\ntheir ministers said that more talks would follow\nsoon."
    assert len(find_paragraphs(wrapped)) == 1
    assert join_lines(wrapped) == " ".join(wrapped.split("\n"))
    assert len(find_paragraphs(f"{LONG}\n{LONG} {LONG}\n{LONG}")) == 3
    assert len(find_paragraphs("Short one.\nShort two.")) == 2
    lines = [
        "The committee held the first round of interna-",
        "tional talks in Moscow, on co-operation and co-",
        "ordination in the region of the old Russia-",
        "India alliance.",
    ]
    assert join_lines("\n".join(lines)) == (
        "The committee held the first round of international talks in Moscow, on co-operation and co-ordination in the "
        "region of the old Russia-India alliance."
    )
