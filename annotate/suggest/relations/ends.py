"""What kind of thing the end of a relation is, by its own words: “ISIL fighters” are a foe, “our partners” friends."""

from __future__ import annotations

import re

_KIND = re.compile(
    r"""\b(?:
    (?P<foe>isi[ls]|islamic\ state|da.{0,2}esh|al.qa.{0,1}[ie]da|taliban|boko\ haram|al.shabaab|al.nusra|hamas
      |enem(?:y|ies)|terror\w*|militants?|insurgents?|extremists?|jihadi\w*|gunm[ae]n|attackers?|aggressors?|regimes?|cartels?|gangs?
      |dictators?|assailants?)
    |(?P<friend>partners?|all(?:y|ies|iance)|coalition|friends?|supporters?|backers?|volunteers?|donors?)
    |(?P<people>civilians?|people|residents?|citizens?|children|child|famil(?:y|ies)|victims?|populations?|refugees?
      |inhabitants?|wom[ae]n|m[ae]n|communit(?:y|ies)|prisoners?|hostages?|students?|workers?|employees?|members?)
    |(?P<troops>forces?|army|armies|military|troops?|fighters?|police|units?|soldiers?|peshmerga|militias?|battalion
      |brigade|squadron|guards?|navy|marines|rebels?|opposition)
    |(?P<head>ministers?|president|secretary|commander|commanding|spokes\w+|leaders?|chief|chair\w*|director|envoy
      |ambassador|general|officers?|officials?|chancellor|premier|king|queen|governor|mayor|founder|owner)
    |(?P<state>government|ministry|parliament|administration|department|council|embassy|agency|authorit(?:y|ies))
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_PRONOUNS = frozenset("i we he she they you it us him her them our his their its my your who this those these".split())


def kind_of(text: str, label: str) -> str:
    """The kind of an end with these words: `pronoun`, `foe`, `friend`, ... or, where no word tells, its label."""
    found = _KIND.search(text)
    if found is not None and found.lastgroup is not None:
        return found.lastgroup
    return "pronoun" if text.lower() in _PRONOUNS else label
