"""Counts without a network; parts that lose nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.llm import pricing as prices
from briefing.llm import tokens
from briefing.llm.token_ranks import FewPages, ranks_file
from briefing.settings.settings import Price

_FEW: list[FewPages] = []


def test_counting_needs_no_network_and_an_empty_cache(tmp_path):
    # Sockets are shut in the child, and its home is empty.
    code = (
        "import socket\n"
        "def no(*a, **k): raise OSError('no network')\n"
        "socket.socket.connect = no; socket.getaddrinfo = no\n"
        "from briefing.llm import tokens; print(tokens.count('سلام عليكم'), tokens._encoding() is not None)"
    )
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=clean, check=True)
    count, exact = done.stdout.split()
    assert int(count) > 0
    assert exact == "True"


_SCRIPTS = (
    "ENDE über Æsir 1234567 don't CAN'T naïve Ёлка Київ سلام عليكم 北京时间下午 서울에서 ประเทศไทย हिन्दी 😀"
    " \u00ad\r\n\n  \t–…"
)


@given(st.text(st.one_of(st.sampled_from(_SCRIPTS), st.characters()), max_size=200))
@example("a" * 700 + "ё" * 700)
@example("\U0001fae8 \ud800 ԏ ᫏")
def test_the_first_pages_are_counted_as_tiktoken_counts(text):
    few = FewPages(ranks_file().read_bytes()) if not _FEW else _FEW[0]
    _FEW[:] = [few]
    few.left = 10_000
    counted = few.count(text)
    assert counted in (None, len(tokens._encoding().encode(text, disallowed_special=())))
    assert counted is not None or len(text) > 600 or any(ord(char) > 0x180 for char in text)


def test_past_a_few_pages_the_counting_is_tiktokens():
    few = FewPages(ranks_file().read_bytes())
    assert few.count("ein Wort " * 5_000) == 10_001
    assert few.count("ein Wort " * 5_000) is None
    assert few.count("ein") is None


def test_other_ranks_are_refused():
    with pytest.raises(ValueError, match="o200k_base"):
        FewPages(ranks_file().read_bytes()[:-1])


def test_text_that_looks_like_a_special_token_is_text():
    assert tokens.count("<|endoftext|>") > 1


def test_the_bound_is_above_the_count_where_the_vendor_is_another():
    message = [{"role": "user", "content": "مرحبا بالعالم " * 50}]
    assert tokens.bound(message, "anthropic/claude-x") >= 2.9 * tokens.count_messages(message)
    assert tokens.bound(message, "gpt-5-mini") == tokens.count_messages(message)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.integers(1, 100))
def test_parts_cover_every_piece_once_in_order(sizes, limit):
    cut = tokens.parts(sizes, limit)
    assert [index for part in cut for index in part] == list(range(len(sizes)))
    assert all(len(part) == 1 or sum(sizes[i] for i in part) <= limit for part in cut)


def test_prices_come_from_the_table_from_ones_own_or_not_at_all():
    usage = prices.Usage(prompt=1_000_000, completion=0)
    assert prices.facts("gpt-4o-mini").cost(usage) == pytest.approx(0.15)
    assert prices.facts("openai/gpt-4o-mini").cost(usage) == pytest.approx(0.15)
    assert prices.facts("nobody-knows-it").cost(usage) is None
    assert prices.facts("mine", {"mine": Price(input=2.0, output=3.0)}).cost(usage) == pytest.approx(2.0)


def test_cached_prompt_tokens_cost_what_the_provider_bills_for_them():
    facts = prices.facts("gpt-4o-mini")
    fresh = facts.cost(prices.Usage(prompt=1000, completion=0))
    cached = facts.cost(prices.Usage(prompt=1000, completion=0, cached=1000))
    assert cached is not None
    assert fresh is not None
    assert cached == pytest.approx(fresh / 2)


def test_a_long_prompt_is_billed_by_its_tier_and_reserved_for_by_the_dearest_it_may_fall_into():
    facts = prices.facts("gemini/gemini-2.5-pro")  # twice the price above 200,000 tokens
    assert facts.cost(prices.Usage(200_000, 1000)) == pytest.approx(0.26)
    assert facts.cost(prices.Usage(200_001, 1000, cached=100_001)) == pytest.approx(0.29, abs=1e-4)
    assert facts.highest_cost(200_000, 1000) == pytest.approx(0.26)
    assert facts.highest_cost(200_001, 1000) == pytest.approx(0.515, abs=1e-4)


def test_a_model_whose_price_stands_in_tiers_alone_is_known():
    facts = prices.facts("dashscope/qwen-flash")
    assert facts.cost(prices.Usage(100_000, 0)) == pytest.approx(0.005)
    assert facts.cost(prices.Usage(300_000, 0)) == pytest.approx(0.075)


def test_the_reservation_covers_a_cheaper_tier_above_a_dearer_one():
    facts = prices.ModelFacts(2e-6, 0.0, None, 10**6, 10**4, (prices.Tier(1000, 1e-6, 0.0, None),))
    assert facts.highest_cost(1500, 0) == pytest.approx(3e-3)
    assert facts.highest_cost(100, 0) == pytest.approx(2e-4)


def test_an_unknown_price_reserves_nothing_it_could_mean():
    assert prices.facts("nobody-knows-it").highest_cost(1000, 1000) is None
