"""Words that decide whether a short name can stand for a longer one."""

from __future__ import annotations

TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor president vice-president "
    "minister sir dame lord lady baron baroness sen senator "
    "gov governor rep representative congressman congresswoman general gen lt lieutenant col colonel maj major capt "
    "captain sgt sergeant cpl corporal pvt brig brigadier adm admiral king queen prince princess duke duchess emperor "
    "pope father rev reverend bishop archbishop cardinal judge justice sheikh sheik imam ayatollah mullah chancellor "
    "secretary ambassador chairman chairwoman commander mayor coach saint st rabbi brother sister premier prime".split()
)
SUFFIXES = frozenset("jr sr ii iii iv phd md esq obe mbe cbe qc mp".split())
PARTICLES = frozenset("al el de da di du del della der den van von bin ibn ben abu la le ter".split())
FUNCTION = frozenset("of for the and in on at to a an by with de du des la le et y & –".split())
LEGAL = frozenset(
    "inc incorporated corp corporation co company ltd limited llc llp plc group holdings holding sa ag nv ab se gmbh "
    "kg oyj spa lp pty".split()
)
# A single word of a longer name that names far too much by itself.
GENERIC = frozenset(
    "academy act administration africa african agency air airlines airport alliance america american arab army asia "
    "asian assembly associated association australian authority "
    "bank bay big black blue board bridge british broadcasting "
    "bureau business cabinet canadian capital castle catholic center central centre chamber chinese christian church "
    "city civil club coalition college command commission committee "
    "communist community company conference conservative "
    "congress constitutional cooperation council county court daily defence defense democracy democratic department "
    "development district division dutch east eastern economic education electric energy environment european "
    "exchange executive family federal federation fighters financial "
    "first food football forces foreign foundation free "
    "freedom french front fund general german global government "
    "grand great greater green group guard guards gulf health "
    "high holy home hospital house human indian industries information institute intelligence interior international "
    "investment iran iranian iraq iraqi irish islamic israeli "
    "italian japan japanese jewish justice kingdom korean labor "
    "labour land league liberal liberation life little local london "
    "lord major management maritime market media medical "
    "metropolitan military militia ministry mission mobile museum "
    "muslim national nations native naval navy network new "
    "news north northern office oil old olympic open opposition "
    "order organisation organization orthodox pacific palace "
    "parliament party patriotic peace people peoples plaza police political popular post power press public radio red "
    "regional republic republican research resistance revolutionary "
    "river road royal russian saint saudi school science "
    "sea second security senate service services shiite social socialist society soccer south southern space special "
    "sports square state states station steel street studies sun "
    "sunni supreme swiss syria syrian system team technology "
    "telegraph television third times tower town trade transport "
    "treasury tribunal tribune trust turkish u.s. union united "
    "universal university upper us village war water west western white women work workers world young youth".split()
)
# What makes the rest of a longer name a part of the shorter one, not the same: "United Nations" + "Security Council".
UNITS = frozenset(
    "academy affiliate agency airport arena army assembly authority "
    "award awards board branch brigade bureau cabinet campus "
    "centre center championship clinic college command commission committee conference congress council court cup "
    "department development division embassy faculty federation "
    "festival field foundation force forces fund games garden "
    "gallery government hall headquarters hospital institute journal laboratory laboratories league library medical "
    "ministry mission museum network office offices parliament police press program programme project region research "
    "school secretariat senate service services stadium station street studios summit team theatre theater tower "
    "tournament tribunal trophy unit university war website women "
    "youth international worldwide europe asia africa america "
    "records pictures interactive mobile television productions "
    "electronics channel radio tv fm orchestra chapter order "
    "society club ducks studio labs entertainment foods insurance capital ventures partners securities".split()
)
# Rests that only say what kind of thing the shorter name is.
WHOLES = frozenset(
    (word,)
    for word in "university college bank party movement newspaper magazine university militia airlines airways "
    "museum foundation institute agency festival stadium corps force forces league".split()
)
PLACE_KINDS = frozenset("city town village province state district governorate county island".split())
# Names of the same one that share no letters; the clearest first.
KNOWN = (
    ("united states of america", "united states", "america", "usa", "us"),
    ("united kingdom", "great britain", "britain", "uk"),
    ("european union", "eu"),
    ("united nations", "un"),
    ("united arab emirates", "uae", "emirates"),
    (
        "islamic state of iraq and the levant",
        "islamic state of iraq and syria",
        "islamic state in iraq and the levant",
        "islamic state in iraq and syria",
        "islamic state of iraq and al-sham",
        "islamic state",
        "islamic state group",
        "isis",
        "isil",
        "daesh",
        "da'esh",
    ),
    ("north atlantic treaty organization", "nato"),
    ("north korea", "democratic people's republic of korea", "dprk"),
    ("south korea", "republic of korea", "rok"),
    ("democratic republic of congo", "democratic republic of the congo", "drc"),
    ("hezbollah", "hizbollah", "hizbullah", "hezbullah"),
    ("al-qaeda", "al-qaida", "al qaeda", "al qaida", "al-qa'ida"),
    ("washington, d.c.", "washington dc", "washington d.c"),
    ("new york city", "nyc"),
    ("los angeles", "la"),
    ("world health organization", "who"),
    ("myanmar", "burma"),
    ("ivory coast", "côte d'ivoire"),
    ("czech republic", "czechia"),
    ("netherlands", "holland"),
)
