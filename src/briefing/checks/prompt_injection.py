"""Text that speaks to a machine instead of the readers, recognised by rule.

The model is asked for it too; the rule doesn't depend on the model's good will. A hit is a finding
about the article, shown to the reader; it removes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.models import Evidence, Instruction

if TYPE_CHECKING:
    from briefing.models import Article

#: Words for a machine that reads, in the languages at hand. Only together with an order do they count.
_MACHINE = re.compile(
    r"\b(?:language models?|LLMs?|AI (?:systems?|assistants?|models?)|chatbots?|ChatGPT|GPT|system prompts?|prompt"
    r"|Sprachmodelle?|KI-(?:Systeme?|Assistent\w*|Modelle?)|modèles? de langage|assistants? IA|systèmes? (?:d')?IA"
    r"|modelos? de lenguaje|asistentes? (?:de )?IA|sistemas? (?:de )?IA|inteligencia artificial"
    r"|modelli? linguistic\w+|intelligenza artificiale|modelos? de linguagem|inteligência artificial"
    r"|языков\w+ модел\w+|нейросет\w+|ИИ-\w+|мовн\w+ модел\w+|нейромереж\w+|ШІ-\w+|dil model\w+|yapay zek\w+"
    r"|model\w* językow\w+|taalmodel\w*)\b"
    r"|نموذج لغوي|نماذج اللغة|النماذج اللغوية|الذكاء الاصطناعي|مدل‌?\s?(?:های )?زبانی|هوش مصنوعی"
    r"|语言模型|語言模型|人工智能助手|言語モデル|AIアシスタント|언어 모델|מודל(?:י)? שפה|भाषा मॉडल",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:ignor\w*|disregard\w*|overrid\w*|forget\w*|instead (?:report|say|write)|you must|do not translate"
    r"|ignorier\w*|missacht\w*|vergiss\w*|ignorez|oubliez|ne tenez pas compte|ignor[ea]n?|olvid\w+|haga caso omiso"
    r"|ignorate|dimentica\w*|ignore[mn]|esqueçam?|игнорир\w*|забудь\w*|ігнор\w*|yok say\w*|görmezden gel\w*"
    r"|zignoruj\w*|negeer\w*)\b"
    r"|تجاهل|نادیده بگیر|忽略|无视|無視|무시하|התעלמ|अनदेखा",
    re.IGNORECASE,
)
#: Enough by themselves.
_PLAIN = re.compile(
    r"ignore (?:all |any |the )*(?:previous|prior|above|earlier) (?:instructions|prompts)|<\|im_start\|>|\[/?INST\]"
    r"|\b(?:BEGIN|END) SYSTEM PROMPT\b",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Whether a text orders a language model about, judged by its words."""
    return bool(_PLAIN.search(text) or (_MACHINE.search(text) and _ORDER.search(text)))


def find_instructions(article: Article) -> tuple[Instruction, ...]:
    """The paragraphs of an article that order a machine about, each quoted whole."""
    found = []
    for paragraph in article.paragraphs:
        if gives_orders(paragraph.text):
            evidence = Evidence(
                article=article.id,
                paragraph=paragraph.n,
                quote=article.raw[paragraph.start : paragraph.end],
                start=paragraph.start,
                end=paragraph.end,
            )
            found.append(Instruction(found_by="rule", note="gives orders to a language model", evidence=(evidence,)))
    return tuple(found)
