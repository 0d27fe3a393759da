"""What holds for any mentions, in any order and any batches."""

import random
import sys
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.dates import parse_edtf
from detente.core.errors import InputError
from detente.identity import Merger, Verdict, merge_mentions

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
from make_mentions import World, make_mentions

CROWDED = World(states=3, days=40, noise=1.2, duplicates=0.5, companions=0.3, recurrences=0.2)
SEEDS = st.integers(0, 10_000)


def crowd(seed, count=40):
    return make_mentions(count, CROWDED, seed=seed)[0]


def verdicts_for(mentions, rng, count=6):
    """Some verdicts that do not contradict each other."""
    found = []
    for _ in range(count):
        first, second = rng.sample(mentions, 2)
        verdict = Verdict(first.id, second.id, same=rng.random() < 0.5)
        try:
            Merger([*found, verdict])
        except InputError:
            continue
        found.append(verdict)
    return found


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, order=st.randoms(use_true_random=False))
def test_the_order_of_mentions_and_verdicts_does_not_matter(seed, order):
    mentions = crowd(seed)
    verdicts = verdicts_for(mentions, random.Random(seed))
    expected = merge_mentions(mentions, verdicts)
    order.shuffle(mentions)
    order.shuffle(verdicts)
    assert merge_mentions(mentions, verdicts) == expected


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, cuts=st.lists(st.integers(0, 40), max_size=5), order=st.randoms(use_true_random=False))
def test_batches_with_repetitions_give_what_one_batch_gives(seed, cuts, order):
    mentions = crowd(seed)
    verdicts = verdicts_for(mentions, random.Random(seed))
    expected = merge_mentions(mentions, verdicts)
    order.shuffle(mentions)
    merger = Merger(verdicts)
    bounds = [0, *sorted(cuts), len(mentions)]
    for start, stop in pairwise(bounds):
        merger.add(mentions[max(start - 3, 0) : stop])  # some of them a second time
    assert merger.events() == expected
    assert merger.add(mentions) == type(merger.add([]))((), ())


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, taken=st.integers(0, 20))
def test_taking_out_what_was_added_leaves_no_trace(seed, taken):
    mentions = crowd(seed)
    merger = Merger()
    merger.add(mentions)
    merger.remove(mention.id for mention in mentions[:taken])
    assert merger.events() == merge_mentions(mentions[taken:])


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_every_mention_tells_one_event_and_no_dates_exclude_each_other(seed):
    mentions = crowd(seed, 60)
    events = merge_mentions(mentions)
    told = Counter(name for event in events for name in event.mentions)
    assert told == Counter(mention.id for mention in mentions)
    by_name = {mention.id: mention for mention in mentions}
    for event in events:
        assert len(event.joins) == len(event.mentions) - 1
        dates = [parse_edtf(by_name[name].event.date) for name in event.mentions if by_name[name].event.date]
        assert all(first.overlaps(second) for first, second in combinations(dates, 2))
        assert all(join.linkage >= 0.6 for join in event.joins)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_what_a_person_says_is_kept(seed):
    mentions = crowd(seed)
    verdicts = verdicts_for(mentions, random.Random(seed), count=10)
    event_of = {name: event.id for event in merge_mentions(mentions, verdicts) for name in event.mentions}
    for verdict in verdicts:
        assert (event_of[verdict.first] == event_of[verdict.second]) is verdict.same


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS)
def test_of_two_mentions_of_one_identity_the_same_is_kept_whichever_comes_first(seed):
    first, second, *rest = crowd(seed)
    other = type(second)(
        type(second.event)(
            **{**{k: getattr(second.event, k) for k in second.event.__slots__}, "id": first.id}
        ),
        second.outlet,
        second.published,
        second.signature,
        second.passage,
    )
    results = []
    for order in ([first, other, *rest], [other, *rest, first]):
        merger = Merger()
        for mention in order:
            merger.add([mention])
        results.append(merger.events())
    assert results[0] == results[1] == merge_mentions([*rest, first, other])


def test_a_made_up_world_is_merged_well():
    mentions, truth = make_mentions(4000, World(states=40, noise=0.3, stories="odd"), seed=3)
    right = joined = 0
    events = merge_mentions(mentions)
    for event in events:
        joined += len(event.mentions) * (len(event.mentions) - 1) // 2
        right += sum(n * (n - 1) // 2 for n in Counter(truth[name] for name in event.mentions).values())
    wanted = sum(n * (n - 1) // 2 for n in Counter(truth.values()).values())
    assert 2 * right / (joined + wanted) > 0.9
