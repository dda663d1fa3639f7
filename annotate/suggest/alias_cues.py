"""Words between two names that call them the same one."""

from __future__ import annotations

import re

NEAR = 60  # code points between two names that a cue may join
CUE = re.compile(
    r"""[\s,;(—–-]*+(?:who\ |which\ |and\ )?(?:is\ |was\ |are\ |were\ |has\ been\ |had\ been\ )?
    (?: (?:(?:also|formerly|previously|better|commonly|originally|sometimes|otherwise|widely|locally|popularly|once|now|
        often|generally|informally|officially|then|later)\ )?
        (?:known|called|named|referred\ to|dubbed|nicknamed|abbreviated|renamed|rebranded)
        (?:\ (?:as|to|simply|by\ (?:its|his|her|their)\ (?:acronym|initials|nickname|alias|stage\ name)))*
      | a\.?k\.?a\.? | alias | n[ée]e | formerly | previously | (?:also|originally)(?=\s[“"‘'])
      | or(?=\ (?:the\ )?[“"‘])
      | short\ for | whose\ real\ name\ (?:is|was)
    )
    (?:\ (?:the|its|his|her|their))?[\s,:(]*+(?P<quote>[“"‘']+)?(?:[Tt]he\ )?""",
    re.VERBOSE,
)
# "a village in England called York", "Trump nicknamed Clinton"
ACTIVE = re.compile(r" (?:called|named|dubbed|nicknamed|renamed|rebranded|abbreviated) ")
BRACKET = re.compile(r"\s?[(\[]\s?(?:the\s|or\s)?(?P<quote>[“\"‘'])?(?:[Tt]he\s)?")
CLOSED = re.compile(r"[”\"’']?\s?[)\],;]")
