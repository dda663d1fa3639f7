"""What the names of HTML elements say: class names, ids and the like, as the sites of newspapers use them."""

from __future__ import annotations

import re
from typing import Literal

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_FURNITURE = frozenset(
    "nav navbar navigation share sharing sharebar sharedaddy social socials addthis related recommended "
    "recommendations recommendation newsletter newsletters promo promos promotion advert adverts advertisement "
    "advertising ad ads adslot sponsor sponsored sponsors cookie cookies consent gdpr comments disqus respond "
    "breadcrumb breadcrumbs sidebar masthead popup modal outbrain taboola subscribe subscription paywall signup "
    "login pagination pager jump trending mostread popular tags taglist donate donation copyright skip bio "
    "biography recirc teaser teasers ticker legal disclaimer print printfriendly rating ratings survey poll "
    "noprint appeal upsell onward".split()
)
# What the head of an article may have as well: “headline__footer”.
_LAYOUT = frozenset("footer menu toolbar topics links actions banner".split())
_HEAD = frozenset("headline header heading byline title standfirst lede".split())
_BYLINE = frozenset("byline bylines author authors writer writers reporter reporters contributor contributors".split())
_DATE = frozenset(
    "date datetime timestamp published pubdate dateline updated posted datepublished datemodified time".split()
)
_CAPTION = frozenset("caption captions figcaption credit cutline photocredit imagecaption imagecredit".split())


def says_furniture(tag: str, names: str) -> bool:
    """Whether an element is furniture by its tag or one of the words in its names."""
    if tag in ("nav", "aside", "footer", "form"):
        return True
    words = _words(names)
    if not words.isdisjoint(_FURNITURE) or {"most", "read"} <= words:
        return True
    return not words.isdisjoint(_LAYOUT) and words.isdisjoint(_HEAD)


def role_of(tag: str, names: str) -> Literal["", "byline", "dateline", "caption"]:
    """What the text in an element is by its tag and names; empty where they do not say."""
    if tag in ("figcaption", "figure"):
        return "caption"
    if tag == "time":
        return "dateline"
    words = _words(names)
    if words.isdisjoint(_BYLINE | _DATE | _CAPTION):
        return ""
    if not words.isdisjoint(_CAPTION):
        return "caption"
    return "byline" if not words.isdisjoint(_BYLINE) else "dateline"


def _words(names: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(names)} if names else set()
