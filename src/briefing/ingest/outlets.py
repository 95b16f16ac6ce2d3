"""The names that the desk gives its outlets, by the host of an address or the file an article came from."""

from __future__ import annotations

from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.ingest.article import article_id
from briefing.models import OUTLET_NAMED, Unread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.models import Article

NO_NAMES: Mapping[str, str] = MappingProxyType({})


def with_outlet(article: Article | Unread, outlets: Mapping[str, str]) -> Article | Unread:
    """The article under the outlet's name of the settings, where one fits; it outranks what the page says.

    Args:
        article: As it was read.
        outlets: Names by host (`example.org`, its subdomains included) or by pattern of the file's name or
            path (`faro-*.txt`, `faro/*`); the longest that fits counts.
    """
    if isinstance(article, Unread):
        return article
    fitting = [given for given in outlets if _fits(given, article)]
    if not fitting:
        return article
    given = max(fitting, key=len)
    name = outlets[given]
    return article.replace(
        id=article_id(article.raw, article.url, name), outlet=name, notes=(*article.notes, f"{OUTLET_NAMED}{given}")
    )


def _fits(given: str, article: Article) -> bool:
    try:
        host = (urlsplit(article.url or "").hostname or "").casefold()
    except ValueError:
        host = ""
    wanted = given.casefold().removeprefix("www.")
    if host and (host == wanted or host.endswith(f".{wanted}")):
        return True
    # A line of a file bears its number behind a colon.
    path = article.origin.casefold()
    file = path.rpartition(":")[0] if path.rpartition(":")[2].isdecimal() else path
    return "://" not in file and any(fnmatchcase(each, wanted) for each in (file, file.rpartition("/")[2]))
