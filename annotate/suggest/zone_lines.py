"""Whether one line of a saved web page is furniture, by its words alone; where it stands is weighed in `zones`."""

from __future__ import annotations

import re

from annotate.suggest.zone_phrases import COMMENTS, LISTS, LOOSE, PHRASES, SENTENCES, SOURCES

_SHORT, _LONG = 240, 600  # code points of a phrase, and as far as a sentence is read
_LOOSE = frozenset(words.strip() for words in LOOSE.split("|"))
_NETWORKS = frozenset(
    "facebook twitter whatsapp telegram linkedin reddit pinterest messenger flipboard instagram youtube tiktok bluesky "
    "tweet email e-mail print".split()
)
_SOCIAL = _NETWORKS | frozenset(
    "x threads mastodon mail share pin save copy link sms pocket comment comments on this via and or to a friend page "
    "article story rss gmail shares likes viber line wechat tumblr url bookmark gift follow us more".split()
)
_COUNT = re.compile(r"[\d.,]{1,6}[km]?|for: .{1,160}")
_CONTACT = re.compile(
    r"(?:e-?mail: ?)?[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,20}){1,4}|@\w{2,30}|\[email protected\]|"
    r"https?://\S{1,200}",
    re.IGNORECASE,
)
_PROMOTION = re.compile(
    r"newsletter|subscri|sign(?:ing)? up|inbox|e-?mail|\bapp\b|whatsapp|telegram|donat|support (?:us|our)|cookie|"
    r"privacy",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?:view|open|enlarge|expand|toggle|hide|show)(?: (?:the|this))? (?:photo |image |full )?"
    r"(?:gallery|image|picture|photo|caption)s?(?: in full ?screen)?",
    re.IGNORECASE,
)
_MARKS = " \t\u00a0•·*|►▶▸‣☰✕×+«»<>→←›‹-–—#"
_ENDS = _MARKS + ":…"


def is_furniture(text: str) -> bool:
    """Whether a line is furniture of a web page wherever it stands: share bars, newsletters, disclaimers."""
    bare = text.strip(_MARKS)
    if SENTENCES.match(bare[:_LONG]):
        return True
    short = bare.rstrip(_ENDS)
    if not short or len(bare) > _SHORT or (bare.endswith((".", "!", "?")) and len(bare.split()) > 12):
        return False
    return any(PHRASES.fullmatch(one) for one in (short, bare)) or _is_share_bar(short) or is_contact(short)


def is_loose_furniture(text: str) -> bool:
    """Whether a line is furniture when it stands beside furniture: “Home”, “Facebook”, a count."""
    if len(text) > _SHORT:
        return False
    bare = text.strip(_ENDS).rstrip("?").casefold()
    if bare in _LOOSE or _COUNT.fullmatch(bare):
        return True
    words = bare.split()
    return len(words) > 1 and (all(word in _LOOSE or word in "|/·•>›&" for word in words) or _is_menu(text))


def _is_menu(text: str) -> bool:
    """“Home News Royals U.S. Sport TV Health Science”: names of sections, most of them known."""
    words = text.replace(".", "").split()
    if len(words) < 5 or not all(word[0].isupper() for word in words):
        return False
    return 10 * sum(word.casefold() in _LOOSE for word in words) >= 6 * len(words)


def opens_list(text: str) -> bool:
    """Whether a line of furniture announces links that stand below it: “You might also like”."""
    return len(text) <= 120 and LISTS.fullmatch(text.strip(_MARKS).rstrip(_ENDS)) is not None


def opens_comments(text: str) -> bool:
    """Whether a line opens the readers' comments."""
    return len(text) <= 60 and COMMENTS.fullmatch(text.strip(_MARKS).rstrip(_ENDS)) is not None


def opens_picture(text: str) -> bool:
    """Whether a line of furniture belongs to a picture, whose caption stands below: “View gallery”."""
    return _PICTURE.fullmatch(text.strip(_MARKS)) is not None


def opens_sources(text: str) -> bool:
    """Whether a line is the heading of a list of sources."""
    return len(text) <= 40 and SOURCES.fullmatch(text.rstrip(_ENDS)) is not None


def is_promotion(text: str) -> bool:
    """Whether a line of furniture asks for something: an address, a subscription, consent."""
    return _PROMOTION.search(text[:_LONG]) is not None


def is_contact(text: str) -> bool:
    """Whether a line is nothing but an address."""
    return _CONTACT.fullmatch(text) is not None


def _is_share_bar(text: str) -> bool:
    """“Facebook Twitter WhatsApp Email”, “Share on Facebook Tweet Print”."""
    words = re.findall(r"[\w-]+", text.casefold())
    if not 2 <= len(words) <= 24 or not all(word in _SOCIAL or word.isdigit() for word in words):
        return False
    return words[0] in ("share", "tweet", "follow", "save") or sum(word in _NETWORKS for word in words) >= 2
