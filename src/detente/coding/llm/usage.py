"""What the asking cost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.coding.llm.client import Answer

__all__ = ["Usage"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Requests, tokens and money of one coder so far.

    Attributes:
        calls: Requests sent, repeated ones included.
        cached: Answers taken from the cache; they cost nothing.
        prompt_tokens: Tokens sent, as the endpoint counts them.
        completion_tokens: Tokens received, as the endpoint counts them.
        uncounted: Answers that came without a count.
        cost: By the prices of the settings, in their currency.
    """

    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    uncounted: int = 0
    cost: float = 0.0

    def with_answer(self, answer: Answer, *, price_in: float, price_out: float) -> Usage:
        """What it is after one more answer, at prices for a million tokens."""
        cost = (answer.prompt_tokens * price_in + answer.completion_tokens * price_out) / 1e6
        return replace(
            self,
            prompt_tokens=self.prompt_tokens + answer.prompt_tokens,
            completion_tokens=self.completion_tokens + answer.completion_tokens,
            uncounted=self.uncounted + (not answer.prompt_tokens),
            cost=self.cost + cost,
        )

    def words(self) -> str:
        """In one line.

        >>> Usage(calls=2, cached=1, prompt_tokens=1500, completion_tokens=90, cost=0.003).words()
        '2 calls, 1 answer from the cache, 1,500 + 90 tokens, cost 0.0030'
        """
        calls = f"{self.calls:,} call{'' if self.calls == 1 else 's'}"
        cached = f"{self.cached:,} answer{'' if self.cached == 1 else 's'} from the cache"
        tokens = f"{self.prompt_tokens:,} + {self.completion_tokens:,} tokens"
        if self.uncounted:
            tokens += f" ({self.uncounted:,} not counted by the endpoint)"
        return f"{calls}, {cached}, {tokens}, cost {self.cost:.4f}"
