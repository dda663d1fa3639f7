"""Words that carry a relation, by class. The scorer learns what each class says where; these are only the families."""

from __future__ import annotations

_FAMILIES = {
    "fight": "fight battle combat attack assault strike bomb bombard "
    "shell target kill murder execute massacre slaughter "
    "assassinate defeat destroy counter resist repel oust topple "
    "overthrow besiege siege invade ambush raid confront clash "
    "hit wound injure shoot fire wage war offensive airstrike bombardment "
    "bombing killing attacker enemy foe rival opponent "
    "adversary campaign hostility crush expel capture detain arrest degrade eliminate "
    "hunt pursue dislodge eradicate annihilate invasion raid ambush shelling assassination "
    "expulsion defeat jihad struggle crackdown terrorize persecute",
    "condemn": "condemn criticize criticise denounce oppose blame accuse "
    "reject threaten sanction punish protest slam blast "
    "sue ban boycott suspend object warn veto deplore decry rebuke "
    "reprimand censure deride lambast pressure defy challenge "
    "condemnation criticism opposition accusation threat sanctions sanction lawsuit pressure outrage deny hostile hate "
    "dislike distrust fear undermine expose prosecute indict charge charged boycott embargo anti",
    "support": "support back help assist aid arm fund finance train "
    "equip advise protect defend reinforce sponsor supply "
    "bolster strengthen welcome praise endorse commend applaud thank ally alliance partner partnership cooperate "
    "co-operate cooperation collaborate solidarity supporter backer ally backing assistance donate donation "
    "subsidize rescue grateful congratulate contribute subsidy loyal loyalty side align "
    "favor favour friend friendly sympathize sympathizer champion advocate fundraise",
    "lead": "lead head command chair govern run rule direct manage "
    "president minister chief leader head commander chairman "
    "chairwoman chairperson director ceo boss governor mayor king queen prince emperor sultan emir chancellor premier "
    "secretary general founder co-founder founder owner president-elect "
    "dictator ruler captain coach principal dean editor "
    "commissioner prime admiral colonel sheriff found establish control own head president chief executive supremo",
    "member": "member belong serve employ work hire recruit appoint "
    "elect sign fighter soldier officer official spokesman "
    "spokeswoman spokesperson employee worker analyst researcher professor lecturer scientist economist lawmaker "
    "legislator senator congressman congresswoman representative ambassador envoy diplomat player striker midfielder "
    "goalkeeper defender actor journalist reporter correspondent "
    "attorney lawyer judge prosecutor student graduate alumnus "
    "activist militant rebel operative agent staff staffer veteran "
    "deputy vice assistant adviser advisor aide consultant "
    "engineer doctor citizen national resident native candidate nominee delegate negotiator councillor politician mp "
    "historian author writer singer guitarist drummer bassist vocalist artist athlete footballer swimmer runner cleric "
    "priest bishop imam rabbi activist volunteer join defect retire "
    "resign step contestant pilot astronaut trooper marine "
    "airman sergeant lieutenant general manager counsel",
    "part": "part branch unit wing division arm subsidiary affiliate offshoot faction component section department "
    "bureau office agency chapter department district province region area suburb neighborhood neighbourhood borough "
    "quarter county state include comprise consist contain acquire buy purchase merge parent umbrella",
    "place": "base live reside locate situate station stay arrive visit travel fly deploy come go return head "
    "headquarter headquarters hold operate meet born die move settle flee enter leave reach resident inhabitant people "
    "city town village capital border headquarters home occur happen "
    "host open attend hospitalize tour land gather remain "
    "hide shelter protest rally be",
    "group": "force forces troop army military militia government regime administration police fighter rebel militant "
    "soldier terrorist insurgent official authority member leader people group party movement team coalition alliance "
    "community population citizen civilian side unit jet warplane aircraft plane tank artillery navy targets target "
    "position leadership president minister parliament senate "
    "congress court state extremist jihadist gunman separatist "
    "opposition faction brigade battalion tribe nation country company firm giant bank agency network organization "
    "organisation operative personnel service services airman "
    "partner affiliate ally cell stronghold campaign operation",
    "name": "know call name dub nickname rename abbreviate mean",
    "time": "year month week day hour decade century",
}
CLASS_OF: dict[str, str] = {}
for _family, _words in _FAMILIES.items():
    for _word in _words.split():
        CLASS_OF.setdefault(_word, _family)
# Families that a way between two spans remembers, and under what name.
COARSE = {
    "fight": "against", "condemn": "against", "support": "for", "lead": "role", "member": "role", "part": "part",
    "name": "name",
}  # fmt: skip
GROUP = frozenset(_FAMILIES["group"].split())

SAYING = frozenset(
    "say tell claim add announce report state declare argue note explain warn insist confirm deny estimate acknowledge "
    "admit allege assert believe suggest reveal predict write "
    "comment conclude find show testify tweet stress emphasize "
    "emphasise reiterate maintain contend indicate disclose remark recall promise pledge vow complain forecast expect "
    "inform reply respond respond describe call observe agree accuse mention quote cite hint concede propose recommend "
    "calculate project put count document record".split()
)
# Verbs that only speak where somebody reports with them: they need a clause, not a thing, as their object.
WEAK_SAYING = frozenset("find show call put count document record expect agree describe cite respond project".split())

# Verbs under which a date says since when something is so, not when it happened.
STATES = frozenset("be have seem remain know think want need expect plan hope believe like love become".split())

_PEOPLE = (
    frozenset(
        "people person man woman child boy girl student teacher refugee "
        "migrant victim worker civilian family troop troops "
        "militiaman policeman serviceman gunman fisherman businessman "
        "tribesman citizen resident inhabitant national voter "
        "delegate hostage prisoner detainee patient athlete team "
        "nation country state company firm party group tribe unit "
        "battalion brigade division force tourist immigrant sailor pilot youth adult baby mother father brother sister "
        "household community village monk nun pilgrim passenger survivor "
        "casualty protester demonstrator bank militia clan "
        "guerrilla commando recruit conscript crew house".split()
    )
    | GROUP
    | frozenset(_FAMILIES["member"].split())
    | frozenset(_FAMILIES["lead"].split())
)
_ENDINGS = ("er", "or", "ist", "ian", "ant", "ee", "eer", "man", "woman", "ite")


def is_people(lemma: str) -> bool:
    """Whether a noun names people or a body of people, so that a number before it counts members."""
    lemma = lemma.lower()
    return lemma in _PEOPLE or (len(lemma) > 4 and lemma.endswith(_ENDINGS) and lemma not in _NO_PEOPLE)


_NO_PEOPLE = frozenset(
    "number letter order paper matter power water winter summer quarter border river helicopter computer center "
    "center meter meter kilometer dollar factor sector motor door "
    "floor error tractor restaurant plant december september "
    "october november character chapter theater theatre weather disaster member rocket launcher offer tower corner "
    "shelter master register charter cluster barrier carrier cancer "
    "fiber layer minister missile mortar warrior site suite "
    "committee".split()
) - {"minister", "warrior", "committee", "member"}
