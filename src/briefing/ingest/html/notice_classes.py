"""Classes and ids by which pages mark corrections and editors' notes."""

from __future__ import annotations

import re

_CLASS = re.compile(
    r"(?:^|[\s_-])(?:corrections?|corrigend(?:um|a)|errat(?:um|a)|clarifications?|editor(?:s|ial)?-?notes?|retractions?"
    r"|amendments?|berichtigung|korrektur(?:hinweis)?|richtigstellung|rectificati[fo]n?|correcti[fe]|correcci[oó]n(?:es)?|rettifica|correzione"
    r"|fe-de-err(?:atas|ores)|sprostowanie|korekta|rattelse|rettelse|oikaisu|rectificatie|oprava)(?:$|[\s_-])"
)
#: Readers are asked to report a fault, or are led to a page of corrections.
_NO_NOTICE = re.compile(r"form|button|link|report|submit|policy|feedback|popup|modal")


def is_notice_class(names: str) -> bool:
    """Whether an element's class or id, in small letters, says that it is a correction or an editor's note."""
    return _CLASS.search(names) is not None and _NO_NOTICE.search(names) is None
