"""The environment of the prompts' templates, which may come from outside: no way out, and an end to each rendering."""

from __future__ import annotations

import contextvars
import time
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jinja2.runtime import Context

#: Seconds that one block of a template may take; the shipped ones take milliseconds.
SECONDS = 5.0
#: Characters that it may write; a window of a million tokens holds fewer.
MOST_TEXT = 20_000_000
#: Elements of a repeated sequence, and digits of a power, at most.
_MOST_REPEATED = 1_000_000
_MOST_DIGITS = 1_000

_deadline: contextvars.ContextVar[float] = contextvars.ContextVar("deadline", default=float("inf"))


class TooMuchError(Exception):
    """A template that takes too long, or writes too much."""


class _BoundedCode(CodeGenerator):
    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802 - jinja's name
        # Each pass of each loop looks at the clock.
        bounded = nodes.EnvironmentAttribute("bounded", lineno=node.lineno)
        node.iter = nodes.Call(bounded, [node.iter], [], None, None, lineno=node.lineno)
        super().visit_For(node, frame)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Sandboxed; loops and calls, which a recursive macro makes as well, end at the deadline."""

    code_generator_class = _BoundedCode
    # Not folded while compiling, either.
    intercepted_binops = frozenset(["*", "**"])

    def text_of(self, block: Callable[[Context], Iterable[str]], context: Context) -> str:
        """Render one block.

        Raises:
            TooMuchError: It takes longer than `SECONDS`, or writes more than `MOST_TEXT`.
        """
        token = _deadline.set(time.monotonic() + SECONDS)
        pieces, length = [], 0
        try:
            for piece in block(context):
                _check()
                length += len(piece)
                if length > MOST_TEXT:
                    raise TooMuchError(f"it writes more than {MOST_TEXT:,} characters")
                pieces.append(piece)
        finally:
            _deadline.reset(token)
        return "".join(pieces)

    @staticmethod
    def bounded(items: Iterable[Any]) -> Iterator[Any]:
        """What a loop runs over, up to the deadline."""
        for item in items:
            _check()
            yield item

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls, before the deadline."""
        _check()
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply or raise to a power, within bounds."""
        for count, repeated in ((left, right), (right, left)) if operator == "*" else ():
            if isinstance(count, int) and hasattr(repeated, "__len__") and count * len(repeated) > _MOST_REPEATED:
                raise TooMuchError(f"it repeats something {count:,} times")
        if operator == "**" and _digits(left) * abs(float(right)) > _MOST_DIGITS:
            raise TooMuchError(f"it takes a power of {right}")
        return super().call_binop(context, operator, left, right)


def _digits(number: Any) -> int:
    return number.bit_length() if isinstance(number, int) else 1


def _check() -> None:
    if time.monotonic() > _deadline.get():
        raise TooMuchError(f"it takes longer than {SECONDS:g} seconds; are loops nested in it?")
