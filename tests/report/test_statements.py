"""What is said rather than done: each with its words, nothing lost, nothing told as a deed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from detente.accounts import Outcome
from detente.report import ReportContext, render_report, summarise
from detente.report.telling import in_names

from .conftest import ACTORS, make_report, make_story
from .sayings import make_claim, make_mechanism, make_prediction, make_question, make_stated


@pytest.fixture(scope="module")
def stated() -> ReportContext:
    return make_stated()


@pytest.fixture(scope="module")
def page(stated: ReportContext) -> str:
    return render_report(stated)


def section(page, name):
    return re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)[0]


def kinds(report):
    return {finding.kind: finding for finding in report.findings}


def records(report):
    shown = report.statements
    yield from (claim for group in shown.claims for claim in group.claims)
    yield from (row for group in shown.mechanisms for row in group.statements)
    yield from shown.predictions
    yield from shown.questions


def test_every_statement_is_listed_once_and_is_one_click_from_its_words(page, stated):
    rows = list(records(stated))
    assert len(rows) == 5 + 3 + 3 + 1
    for row in rows:
        assert page.count(f'id="row-{row.anchor}"') == 1
        assert f'<a class="open" href="#{row.anchor}"' in page
        marked = re.search(
            rf'<span class="spot" id="{row.anchor}"></span>(?:<span[^>]*></span>)*\s*<mark[^>]*>(.*?)</mark>',
            page,
            re.DOTALL,
        )[1]
        assert row.told.quotes[0].text.startswith(marked)


def test_words_of_statements_alone_are_marked_quietly(page, stated):
    title = next(
        claim
        for group in stated.statements.claims
        for claim in group.claims
        if "tongue" in claim.told.quotes[0].text
    )
    assert re.search(rf'<mark class="quiet" data-events="{title.anchor}">Moscow and Islamabad', page)
    event = stated.events[0]
    assert not re.search(rf'<mark class="quiet" data-events="[^"]*{event.anchor}', page)


def test_links_lead_somewhere_and_no_identity_stands_twice(page):
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    ids = re.findall(r'\sid="([^"]*)"', markup)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in re.findall(r'href="(#[^"]*)"', markup)} <= set(ids)
    assert not re.search(r"<[^>]*\s(style|on\w+|src|srcset|action)=", markup)


def test_claims_stand_by_pair_with_sums_that_leave_denials_out(page, stated):
    groups = {group.dyad: group for group in stated.statements.claims}
    assert (groups["IND", "RUS"].n_better, groups["IND", "RUS"].n_worse) == (0, 1)
    assert (groups["PAK", "RUS"].n_better, groups["PAK", "RUS"].n_worse) == (2, 0)
    text = section(page, "claims")
    assert "India</bdi> – <bdi>Russia" in text
    assert '<span class="badge s-denied">Denied</span>' in text
    assert "on the word of <bdi>Russia</bdi>" in text
    assert "warming, economic" in text


def test_arguments_have_their_name_and_meaning_from_the_ontology(page):
    text = section(page, "arguments")
    assert text.index("arms market") < text.index("a patron leaves a vacuum")
    assert "A patron withdraws or cuts support" in text
    assert "India, Pakistan, Russia" in text


def test_predictions_say_by_when_by_whom_and_what_became_of_them(page, stated):
    assert [row.verdict for row in stated.statements.predictions] == ["fulfilled", "overdue", "open"]
    text = section(page, "predictions")
    assert "October to December 2021" in text
    assert "no date given" in text
    assert "70%" in text
    assert "verdict of</span> <bdi>ana</bdi>" in text
    assert "Russia → Pakistan: cooperation: four Mi-35 helicopters, August 2017" in text
    assert '100% <span class="muted">(27%–100%)' in text
    assert '0.09 <span class="muted">of 1' in text


@pytest.mark.parametrize("verdict", ["", "of no known kind"])
def test_no_verdict_loses_a_prediction(verdict):
    document, _ = make_story(2)
    prediction = make_prediction(document, "Delivery of the S-400 is to begin by the end of 2021.")
    outcome = Outcome(prediction.id, verdict, 0.5, "model", None, late=False, events=(), reasons=())
    report = make_stated(predictions=[prediction], outcomes=[outcome] if verdict else [])
    assert "Not judged" in section(render_report(report), "predictions")


def test_questions_stand_with_what_bears_on_them(page, stated):
    (question,) = stated.statements.questions
    (dyad,) = question.dyads
    assert (dyad.trend[0].year, dyad.trend[-1].year) == (2014, 2021)
    text = section(page, "questions")
    for words in (
        "Leans to yes",
        "62%",
        "Five of six claims are for it.",
        "Events since",
        "Claims against",
        "Argued",
    ):
        assert words in text
    anchors = {row.id: row.anchor for row in records(stated)}
    assert f'href="#{anchors[dyad.claims_for[0]]}"' in text


def test_what_bears_on_a_question_but_is_not_listed_is_counted(stated):
    question = stated.statements.questions[0]
    dyad = replace(question.dyads[0], events=(*question.dyads[0].events, "elsewhere"))
    changed = replace(stated.statements, questions=(replace(question, dyads=(dyad,)),))
    assert "1 event not listed on this page" in render_report(replace(stated, statements=changed))


def test_contradictions_stand_side_by_side_with_sources_and_dates(page):
    text = section(page, "contradictions")
    assert text.count('<div class="side">') == 4
    assert text.count("8 October 2018") == 4
    assert "one denies it" in text
    assert "The amounts differ." in text
    links = re.findall(r'<p class="line"><a href="#((?:claim|event|telling)-[^"]*)">', text)
    assert len(links) == 4


def test_a_merged_event_shows_its_tellings_their_versions_and_why(page, stated):
    (event,) = [event for event in stated.events if event.merging]
    assert event.n_outlets == 2
    assert [row.id for row in event.merging.tellings] == [stated_first_mention(event), "eagain"]
    row = re.search(rf'id="row-{event.anchor}".*?</li>\s*<li class="event', page, re.DOTALL)[0]
    assert "2 tellings, 2 independent outlets; they differ in date" in row
    assert '20 November 2014</bdi> <span class="muted">(1)' in row
    assert 'not told</bdi> <span class="muted">(2)' in row
    assert "probability 0.93, by model; for it same day, same project; against it other amount" in row
    for telling in event.merging.tellings:
        assert f'href="#{telling.anchor}" data-event="{event.anchor}"' in row
        assert f'<span class="spot" id="{telling.anchor}"></span>' in page


def stated_first_mention(event):
    return next(
        name for join in event.merging.joins for name in (join.first, join.second) if name != "eagain"
    )


def test_a_join_by_a_person_says_so(stated):
    (event,) = [event for event in stated.events if event.merging]
    join = replace(event.merging.joins[0], by="person")
    by_hand = replace(event, merging=replace(event.merging, joins=(join,)))
    assert "a person joined them" in render_report(replace(stated, events=(by_hand,)))


def test_one_finding_each_is_at_the_top_and_rests_on_known_records(stated):
    found = kinds(stated)
    known = {row.id for row in records(stated)} | {event.id for event in stated.events}
    assert found["foretold"].headline == "2 of 3 predictions can be judged by now: 1 came true, 1 overdue."
    assert found["argued"].headline == "Most often argued: arms market, twice in 2 articles."
    assert (
        found["leaning"].headline == "1 question asked of relations; the evidence leans to an answer for 1."
    )
    assert found["contradicted"].headline == "2 pairs of sayings contradict each other."
    for kind in ("foretold", "argued", "leaning", "contradicted"):
        assert found[kind].events
        assert known.issuperset(found[kind].events)
        for line in found[kind].lines:
            assert line.events
            assert known.issuperset(line.events)


def test_the_terminal_tells_them_too(stated):
    texts = [line.text for line in summarise(stated)]
    assert "Most often argued: arms market, twice in 2 articles." in texts


def test_statements_without_events_are_findings_too():
    document, _ = make_story(0)
    statement = make_mechanism(document, "Four Mi-35 helicopters were handed over")
    report = make_report(events=[], relations=[], retold={}, mechanisms=[statement])
    assert [finding.kind for finding in report.findings] == ["empty", "argued"]
    (article,) = [article for article in report.articles if article.said]
    assert article.text


def test_no_statement_moves_a_number_of_events(stated, report):
    assert [row.n_events for row in stated.dyads] == [row.n_events for row in report.dyads]
    assert stated.counts.events == report.counts.events


def test_what_is_absent_is_said_in_one_line_and_left_out_of_the_navigation(report):
    page = render_report(report)
    assert "Not found in these articles: any claim on a relation, any argument, any prediction" in page
    for name in ("claims", "arguments", "predictions", "questions", "contradictions"):
        assert f'href="#{name}"' not in page
        assert f'<section id="{name}"' not in page


def test_a_cap_keeps_what_is_cited_and_the_surest_and_counts_the_rest(stated):
    report = make_stated(settings={"report.max_events": 4})
    assert dict(report.statements.left_out) == {"claim": 1}
    kept = {claim.id for group in report.statements.claims for claim in group.claims}
    sides = {
        row.id for c in stated.statements.contradictions for row in (c.first, c.second) if row.kind == "claim"
    }
    assert sides <= kept
    assert "1 further claim, less sure, not listed" in render_report(report)


def test_many_claims_fold_and_none_is_lost():
    document, _ = make_story(0)
    quote = "Both sides are still bargaining over the price of fighter jets."
    pairs = [("PAK", "RUS"), *((f"A{n:02}", "RUS") for n in range(9))]
    claims = [
        make_claim(document, quote, id=f"c{n}-{pair[0]}", dyad=pair) for pair in pairs for n in range(7)
    ]
    page = render_report(make_report(claims=claims))
    text = section(page, "claims")
    assert text.count('<li class="said') == 70
    assert "4 more pairs" in text
    assert "2 more claims on this pair" in text


def test_the_articles_count_what_they_say(stated, page):
    article = next(article for article in stated.articles if article.title.startswith("Delhi"))
    assert len(article.said) == 4
    assert "9 events, 4 statements" in page


def test_a_statement_without_its_article_leads_to_its_row():
    document, _ = make_story(0)
    claim = make_claim(document, "Moscow and Islamabad find a common tongue", id="c1")
    report = make_report(documents=[], events=[], relations=[], retold={}, near_duplicates={}, claims=[claim])
    assert 'href="#row-claim-c1"' in render_report(report)


def test_order_of_input_does_not_matter(stated):
    document, _ = make_story(0)
    claims = [
        make_claim(document, "Moscow and Islamabad find", id=f"c{n}", confidence=n / 9) for n in range(4)
    ]
    there, back = make_stated(claims=claims), make_stated(claims=claims[::-1])
    assert there.statements == back.statements
    assert stated.statements != there.statements


def test_identities_in_our_own_sentences_become_names():
    assert in_names("A yes would mean close (PAK-RUS): 0 claims on IND.", ACTORS) == (
        "A yes would mean close (Pakistan – Russia): 0 claims on India."
    )
    assert in_names("CONSULT, denied", ACTORS) == "talks or visit, denied"
    assert in_names("no-one, US-led, XYZ", ACTORS) == "no-one, US-led, XYZ"


def test_a_question_that_nothing_was_gathered_for_says_so():
    document, _ = make_story(0)
    report = make_report(questions=[make_question(document, "Will Moscow arm both neighbours?")])
    assert "Nothing gathered" in section(render_report(report), "questions")
