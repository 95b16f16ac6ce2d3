"""What a model thought aloud before its answer, cut off.

Servers without a reasoning parser leave it in the content: between tags, without the opening tag (the chat template
wrote it), in channels of the Harmony format, or behind a mark of the model's own. Only thinking is cut that stands
in front: a text that begins with `{` or a code fence is an answer, and a mark inside one of its strings is text.
"""

from __future__ import annotations

import re

_TAGS = r"think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad|seed:think"
#: What ends the thinking; behind it the answer begins.
_END = re.compile(
    rf"</(?:{_TAGS})>"
    r"|<\|channel\|>\s*final\b[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>"
    r"|\bassistantfinal(?:json)?|\[/THINK\]|◁/think▷|<\|end_of_thought\|>|<\|END_THINKING\|>|<unused95>",
    re.IGNORECASE,
)
#: What begins it.
_BEGIN = re.compile(
    rf"<(?:{_TAGS})>|<\|channel\|>|<\|start\|>|\[THINK\]|◁think▷|<\|begin_of_thought\|>|<\|START_THINKING\|>|<unused94>",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"\s*(?:\{|```)")
#: Tokens that end a message, left in by servers that don't know them as such.
_SPECIAL = re.compile(
    r"(?:\s*(?:<\|(?:im_end|end|return|eot_id|endoftext|end_of_text|end_of_solution|END_RESPONSE)\|>"
    r"|</s>|<eos>|<end_of_turn>|</answer>|</response>))+\s*$"
)


def without_thinking(text: str) -> str:
    """The answer alone; empty where the text holds nothing but thinking."""
    text = text.strip("\ufeff \t\r\n")
    if text.endswith(">"):
        text = _SPECIAL.sub("", text)
    if _ANSWER.match(text):
        return text
    ends = [match.end() for match in _END.finditer(text)]
    if not ends:
        return "" if _BEGIN.match(text) else text
    # The thinking may name its own end mark, and so may the answer: the first one with an answer right behind it.
    return text[next((end for end in ends if _ANSWER.match(text, end)), ends[-1]) :]
