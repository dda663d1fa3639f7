"""Who wrote it, when and where, and who took the picture: bylines, datelines and captions, told by one line alone."""

from __future__ import annotations

import re

_LIMIT = 300  # code points of a credit; a caption may have twice as many
_PARTICLES = frozenset("de da di du van von der den bin ibn al el la le the of and y dos dela".split())
_ROLES = re.compile(
    r"\b(?:reporters?|correspondents?|editors?|journalists?|writers?|columnists?|producers?|bureau|chief|staff|gazette|herald|tribune|courier|chronicle|dispatch|enquirer|sentinel|republic|observer|register|journal|usa today|the \w+ (?:times|post|star|sun|globe|record|press)|agenc(?:y|ies)"
    r"|contributors?|contributing|freelance|analysts?|news|press|service|desk|diplomatic|political|security|professor|fellow)\b",
    re.IGNORECASE,
)
_AGENCIES = (
    "Reuters|REUTERS|AP|The Associated Press|Associated Press|AFP|Agence France-Presse|UPI|dpa|DPA|EFE|ANSA|EPA|PA|"
    "PA Media|Press Association|Xinhua|TASS|Tass|Interfax|RIA Novosti|Anadolu|Anadolu Agency|TNN|ANI|PTI|IANS|Bloomberg|"
    "CNN|BBC|BBC News|CNN Business|Kyodo|Kyodo News|Yonhap|CP|The Canadian Press|WAM|KUNA|SANA|IRNA|UNB|APP|AAP|NPR|"
    "Thomson Reuters Foundation|Reuters Health|PRNewswire|Business Wire|GLOBE NEWSWIRE|RFE/RL|VOA|IPS|UN News|MENA|CNA"
)
_AGENCY = re.compile(
    rf"(?:{_AGENCIES})(?: Staff| Staff Writer| and agencies)?|(?:Our )?Staff (?:Writer|Reporter)s?|Agencies|News Desk"
)
_BY = re.compile(
    r"(?:(?:words|written|posted|reported|story|report|text|analysis|opinion|interview|published|compiled|edited)\s)?by\b:?\s+",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[(\[—–-]*\s*(?:(?:additional |extra |further )?(?:reporting|writing|editing|research|production) (?:by|from)\b|with (?:additional )?"
    r"(?:reporting|inputs?|files|contributions|agencies|material) ?(?:by|from)?\b)\s*:?\s*[A-Zt].*",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r".{3,200}\bcontributed (?:\w+ )?(?:reporting|research|to this (?:report|article|story)|from)\b.{0,120}"
)
_SOURCE = re.compile(
    rf"(?:Sources?|SOURCE) ?[:/-] ?(?:(?:{_AGENCIES}|Al Jazeera|news|wire|agencies|the|and|with|&|,) ?)+"
)
_TAIL_CREDIT = re.compile(r"\((?:(?:Additional )?(?:Reporting|Writing|Editing)) by [^()]{2,300}\)?$")
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_MONTH = frozenset(_MONTHS.casefold().split("|"))
_DATE_WORDS = frozenset(
    "published updated posted modified last first created issued released uploaded edited revised date dated on at the of "
    "am pm a.m p.m noon midnight gmt utc bst est edt et pst pdt pt cst cdt ct mst mdt cet cest eet eest ist msk jst kst aest "
    "aedt sgt pkt sast wat eat trt hkt z mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday "
    "friday saturday sunday local time h hrs today yesterday st nd rd th".split()
)
_AGO = re.compile(
    r"(?:(?:last )?(?:published|updated|posted|modified)\s*:?\s*)?"
    r"(?:(?:\d{1,2}|an?|one|two)\s+(?:min(?:ute)?|hour|hr|day|week|month|year)s?|\d{1,2} ?[smhdw])\s+ago",
    re.IGNORECASE,
)
_NUMERIC_DATE = re.compile(
    r"\d{4}-\d\d?-\d\d?(?:T[\d:.]+Z?(?:[+-]\d\d:?\d\d)?)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}/\d\d?/\d\d?"
)
_DATE_TOKEN = re.compile(
    r"\d{4}-\d\d?-\d\d?\S*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}/\d\d?/\d\d?|\d+|[^\W\d]+(?:\.[^\W\d]+)*|[+]\d+"
)
_CITY = r"[A-Z][A-Z.'’-]+(?:[ /-][A-Z][A-Z.'’-]+){0,4}"
_REGION = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
_WHEN = rf"(?:(?:{_MONTHS})\.? \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{_MONTHS})\.?(?: \d{{4}})?)"
_DASH = r"(?:\s*[—–]\s*|\s+--?\s+|--\s*)"
_PLACE = re.compile(
    rf"(?:{_CITY}|{_REGION})(?:, {_REGION}){{0,2}}(?: \((?:{_AGENCIES})\))?\s*[—–]|{_CITY}(?:, {_REGION})?\s*--?"
)
_GLUED = re.compile(r"(?<=\d{4})(?=\d{1,2}:\d\d)|(?<=[a-zA-Z])(?=Updated|Published)")
_SECTION = re.compile(r"\.?\s?From the section [A-Z].{0,30}$")
_CLOCK = re.compile(
    r"(?:(?:last )?(?:updated|posted)(?: at)? )?(?:[01]?\d|2[0-3])(?:[.:][0-5]\d ?(?:[ap]\.?m\.?|GMT|BST|UTC|[ECMP][SD]?T|CES?T|AES?T|IST)\b ?(?:GMT|BST|UTC|[ECMP][SD]?T|CES?T|IST)?|\.[0-5]\d)",
    re.I,
)
_INLINE = re.compile(
    rf"(?:{_CITY}(?:, {_REGION}){{0,2}}(?:,? {_WHEN},?)?(?: \((?:{_AGENCIES}|[A-Z][\w .&/-]{{1,30}})\))?{_DASH}"
    rf"|{_CITY}(?:, {_REGION}){{0,2}}(?:,? {_WHEN},?)? \((?:{_AGENCIES})\)(?::?\s|-\s?)"
    rf"|{_REGION}(?:, {_REGION}){{0,2}}(?:,? {_WHEN},?)? \((?:{_AGENCIES})\)(?:{_DASH}|:\s)"
    rf"|{_REGION}(?:, {_REGION}){{1,2}}(?:,? {_WHEN})?\s+(?:[—–]|--?)\s+"
    rf"|{_REGION}, {_WHEN}\s*(?:[—–]|--?)\s+"
    rf"|\((?:{_AGENCIES})\)\s*(?:[—–]|--?)?\s*"
    rf"|(?:CNN|NPR|AP|AFP|Reuters)\s+(?:[—–]|--?)\s+)(?=[“\"‘'A-Z\d])"
)
_COLON_CITY = re.compile(r"([A-Z][A-Z'’-]{2,}(?:[ /][A-Z][A-Z'’-]+){0,2})(?:, [A-Z][a-z]+)?:\s(?=[“\"‘A-Z])")
_NO_CITY = frozenset(
    "UPDATE WATCH BREAKING EXCLUSIVE CORRECTION ANALYSIS OPINION NOTE VIDEO PHOTO PHOTOS LIVE WARNING QUESTION ANSWER "
    "EXPLAINER FACTBOX TIMELINE INTERVIEW READ MORE FILE PICTURED FACT CLAIM VERDICT RATING SOURCE CONTEXT BACKGROUND".split()
)
_MAKERS = (
    r"(?:Getty(?: Images)?|AFP|AP|AP Photo|Associated Press|Reuters|REUTERS|EPA(?:-EFE)?|EFE|PA(?: Wire| Media)?|Press Association|Shutterstock|"
    r"iStock(?:photo)?|Alamy(?: Stock Photo)?|Xinhua|TASS|Anadolu(?: Agency)?|Bloomberg|Rex(?: Features)?|REX|Corbis|NurPhoto|Zuma|ZUMA(?: Press)?|"
    r"Sipa(?: USA)?|Magnum(?: Photos)?|Handout|Wikimedia(?: Commons)?|Flickr|Unsplash|Pexels|Pixabay|The New York Times|AAP|CNN|BBC|ANSA|dpa|DPA|ANI|PTI|Maxar(?: Technologies)?)"
)
_PICTURE = r"(?:Image|Photo|Photograph|Picture|Video|Audio|Credit|Illustration|Graphic|Map|Pic|Photos|Images|Pictures|IMAGE|PHOTO|CREDIT|Photo credit|Image credit|Picture credit|Photo Credit|Image Credit)"
_CAPTION_STARTS = re.compile(
    rf"{_PICTURE}(?:s? (?:credit|courtesy(?: of)?))?\s?[:©]\s?\S.*"
    r"|(?:Image|Media|Photo|Picture|Video|Photograph) (?:credit|caption|copyright|source)(?:\s*[:,©/]|\s+[A-Z©].*|$).*"
    r"|(?:Photo(?:graph)?s?|Pictures?|Images?|Illustration|Graphic|PHOTO) by [A-Z].{0,120}"
    r"|(?:FILE|File|Stock|Handout|Undated|Archive|Representative|Representational|Representation) (?:PHOTO|IMAGE|photo|image|picture|photograph|footage)\b(?:\s*[:.,–—-].*|(?: of| provided| released| taken| shows| -)\b.*|$)"
    r"|FILE\s*(?:[-–—:]|PHOTO|\()\s*.+|\((?:File|FILE)(?: photo)?\)\s.*"
    r"|In this (?:[\w.]+ \d{1,2},? \d{4},?|undated|\w+,? ?(?:[\w.]+ \d{1,2}(?:, \d{4})?,?)?) ?(?:file |handout )?(?:photo|image|picture|frame grab|photograph)\b.*"
    r"|(?:Pictured|PICTURED|Above|Caption|CAPTION)\s?:\s.+|Credit\s?(?:\.\.\.|…)\s?.+|© ?"
    + _MAKERS
    + r".{0,60}|REUTERS/\S.{0,60}|"
    r"Courtesy(?: of)?:? [A-Z].{0,80}|(?:Screengrab|Screenshot)\b[:/ ].{0,100}"
)
_CAPTION_ENDS = re.compile(
    rf"(?:^|[\s.!?”\"’)]){_PICTURE}s?(?: by| courtesy(?: of)?)?\s?[:/©]\s?(?=[A-Z@©])[^.:]{{1,60}}(?:\.[A-Z][^.:]{{0,30}})?\.?$"
    rf"|(?:^|[\s.!?”\"’)])(?:Photo(?:graph)?|Picture|Image|Illustration)s? by [A-Z][^.]{{1,80}}\.?$"
    rf"|[(\[](?:[^()\[\]]{{0,80}}(?:AP Photo|Getty|/ ?{_MAKERS}|via {_MAKERS}|{_MAKERS} ?/|Photo:|Photo by|Photos? courtesy|Image:|Credit:|Picture:|Photograph:|Photo credit|Shutterstock|Courtesy|File photo|Handout)[^()\[\]]{{0,80}}|[Ff]ile(?: photo)?|FILE)[)\]]\.?$"
    rf"|\[(?:[A-Z][\w.'’-]*(?: [\w.'’-]+){{0,4}}/)?(?:{_MAKERS}|Al Jazeera|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){{0,3}}/[A-Z][\w .'’-]{{1,40}})\]\.?$"
    rf"|[A-Za-z.’'-] ?/ ?{_MAKERS}(?: ?/ ?{_MAKERS}| via {_MAKERS})?(?:, file)?$"
    rf"|[.!?”\"’] {_MAKERS}$|[.!?”\"’] ?(?:AP Photo|REUTERS)/[A-Z][^.]{{1,40}}$|[.!?”\"’|] ?\|? ?(?:via )?Getty(?: Images)?$| via (?:AP|AFP|Getty Images|Reuters)$"
    rf"|[.!?”\"’] ?(?:Credit|Photograph|Photo)\s?(?::|\.\.\.|…)\s?[^:]{{2,80}}$"
)
_BARE_CREDIT = re.compile(
    rf"(?:(?:AP Photo|REUTERS|AFP|EPA)/[A-Z][^.]{{1,60}}|(?:©\s?)?Getty(?: Images)?|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){{0,3}} ?(?:/|for|via|\|)\s?{_MAKERS}|(?:©\s?)?(?:Shutterstock|iStock|Alamy(?: Stock Photo)?|AFP/Getty(?: Images)?))\.?"
)
_LABEL = re.compile(
    r"(?:(?:Image|Media|Photo|Picture|Video) (?:credit|caption|copyright|source)|Caption|Photo(?: credit)?:|Image(?: credit)?:)\s*[:,]?",
    re.I,
)


def is_byline(text: str, *, anywhere: bool = False) -> bool:
    """Whether a line names who wrote the article: “By Ann Smith, BBC News”, “Reporting by …”.

    `anywhere` asks for two words of a name at least, so that “By Christmas” is none.
    """
    if is_credit(text):
        return True
    found = _BY.match(text)
    return found is not None and len(text) <= 160 and _is_writers(text[found.end() :], 2 if anywhere else 1)


def is_credit(text: str) -> bool:
    """Whether a line is a credit as it stands below an article: “Additional reporting by …”."""
    if len(text) > _LIMIT:
        return False
    if _SOURCE.fullmatch(text):
        return True
    return bool(_CREDIT.fullmatch(text) or (_CONTRIBUTED.fullmatch(text) and not text.startswith(("“", '"'))))


def credit_start(text: str) -> int | None:
    """Where a paragraph's last words are such a credit in brackets: “(Reporting by …)”."""
    found = _TAIL_CREDIT.search(text, max(0, len(text) - _LIMIT))
    return found.start() if found and found.start() > 0 else None


def is_agency(text: str) -> bool:
    """Whether a line is the name of a news agency: “Reuters Staff”."""
    return _AGENCY.fullmatch(text) is not None


def is_person(text: str) -> bool:
    """Whether a line looks like the names of people: two to four words with capitals, “and” between two."""
    people = re.split(r",? and | & |, ", text)
    return len(text) <= 80 and all(2 <= len(one.split()) <= 4 and _is_name(one.split()) for one in people)


def is_role(text: str) -> bool:
    """Whether a line is an office: “Political correspondent, Cairo”, “BBC News”."""
    return len(text) <= 80 and not text.endswith(".") and bool(_ROLES.search(text) or _AGENCY.fullmatch(text))


def person_in_place(text: str) -> bool:
    """“Ann Smith in Beirut and Bob Jones in Ankara”, “Ann Smith Middle East correspondent”."""
    if len(text) > 100 or text.endswith("."):
        return False
    found = re.fullmatch(r"(.{4,40}?) in ([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2})(?: and (.{4,60}))?", text)
    if found and is_person(found[1]):
        return True
    name = re.match(r"((?:[A-Z][\w.'’-]+ ){2,3}?)(?:\W\s*)?(?=[\w ]*)(.+)", text)
    if name is None or not is_person(name[1].strip()):
        return False
    office = name[2]
    return (
        len(office.split()) <= 6
        and re.search(r"\b(?:correspondent|editor|reporter|columnist|writer)s?$", office, re.I) is not None
    )


def writers(text: str) -> list[str]:
    """The names in a byline."""
    found = _BY.match(text)
    pieces = re.split(r",| and | & | in | for |\|", text[found.end() if found else 0 :])
    return [one.strip().casefold() for one in pieces if len(one.split()) >= 2 and _is_name(one.split())]


def _is_writers(text: str, words: int) -> bool:
    if text.endswith((".", "!", "?", ":")) and not re.search(r"\b(?:[A-Z]|Jr|Sr|St|Dr)\.$", text):
        return False
    first, *rest = re.split(r"\s*(?:,|;|\||/|\band\b|&|\bin\b|\bfor\b|\bat\b|\bof\b|\bwith\b|[-–—•·]\s)\s*", text)
    if not (_AGENCY.fullmatch(first) or (_is_name(first.split()) and words <= len(first.split()) <= 6)):
        return False
    return all(len(one.split()) <= 6 and (one[:1].isupper() or not one or _ROLES.search(one)) for one in rest)


def _is_name(words: list[str]) -> bool:
    """Whether words begin with capitals, particles such as “van” excepted."""
    proper = [word for word in words if word.casefold() not in _PARTICLES]
    if not proper or words[0] in ("The", "A", "An", "In", "On", "At", "How", "Why", "What"):
        return False
    return all(word[0].isupper() and not any(sign.isdigit() for sign in word) for word in proper)


def is_dateline(text: str) -> bool:
    """Whether a line is nothing but a date, with a time or a word such as “Updated”, or an age: “4 hours ago”."""
    if len(text) > 140:
        return False
    if _AGO.fullmatch(text) or _PLACE.fullmatch(text):
        return True
    text = _GLUED.sub(" ", _SECTION.sub("", text))
    if (ago := _AGO.search(text)) is not None and ago.end() == len(text) and ago.start() > 5:
        text = text[: ago.start()].rstrip(" |·•-–(")
    tokens = [token.casefold() for token in _DATE_TOKEN.findall(text)]
    if len(tokens) > 24 or re.search(r"[^\w\s.,:;|/()+\-–—•·@'’]", text):
        return False
    known = all(
        token in _DATE_WORDS or token in _MONTH or (token.isdigit() and len(token) <= 4) or token[0] == "+"
        or _NUMERIC_DATE.match(token) or re.fullmatch(r"\d{1,2}(?:st|nd|rd|th|am|pm)", token)
        for token in tokens
    )  # fmt: skip
    whole = _NUMERIC_DATE.search(text) or (any(token in _MONTH for token in tokens) and re.search(r"\d", text))
    return known and whole is not None and bool(whole)


def is_clock(text: str) -> bool:
    """Whether a line is nothing but a time, as above the entries of a live report: “21.45”, “10:15 GMT”."""
    return len(text) <= 40 and _CLOCK.fullmatch(text) is not None


def says_when_published(text: str) -> bool:
    """Whether a dateline has a word such as “Published”."""
    return re.match(r"(?:last |first )?(?:published|updated|posted|modified)\b", text, re.IGNORECASE) is not None


def dateline_end(text: str) -> int:
    """Where the dateline at the start of a paragraph ends: “LONDON, Oct 4 (AP) —”; 0 where there is none."""
    found = _INLINE.match(text, 0, min(len(text), 120))
    return len(found[0].rstrip()) if found else 0


def colon_dateline_end(text: str) -> int:
    """The same for “ISLAMABAD: The government”."""
    found = _COLON_CITY.match(text, 0, min(len(text), 60))
    return len(found[0].rstrip()) if found and found[1].split()[0] not in _NO_CITY else 0


def is_caption(text: str) -> bool:
    """Whether a line is a caption: a credit begins or ends it."""
    if len(text) > 2 * _LIMIT:
        return False
    return bool(
        _BARE_CREDIT.fullmatch(text)
        or _CAPTION_STARTS.fullmatch(text)
        or _CAPTION_ENDS.search(text, max(0, len(text) - 170))
    )


def is_picture_credit(text: str) -> bool:
    """Whether a line is the credit of a picture and nothing else."""
    return _BARE_CREDIT.fullmatch(text) is not None


def is_maker(text: str) -> bool:
    """Whether a line is nothing but the name of an agency of news or pictures."""
    return len(text) <= 60 and (_AGENCY.fullmatch(text) or re.fullmatch(rf"(?:©\s?)?{_MAKERS}", text)) is not None


def is_caption_label(text: str) -> bool:
    """Whether a line only announces a caption: “Image caption”."""
    return _LABEL.fullmatch(text) is not None
