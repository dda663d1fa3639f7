"""The phrases that the furniture of web pages is made of: tables, a regular expression a line.

Written in small letters and matched without regard to case. A word in capitals is one of `_SHORT`.
"""

from __future__ import annotations

import re

_SHORT = {
    "ITEMS": "(?:articles?|stories|links?|news|topics?|content|videos?|posts?|reading|coverage|tags|headlines)",
    "NETWORK": "(?:twitter|facebook|x|instagram|telegram|whatsapp|google news|youtube|tiktok|linkedin|threads|bluesky)",
    "AGREE": "(?:agree|accept|consent|confirm|acknowledge)",
    "THIS": "this (?:article|story|piece|post|page|op-ed|column)",
    "TOUCH": "(?:contact|e-?mail|share|get in touch|let us know|tell us)",
}


def _any(lines: str) -> re.Pattern[str]:
    for name, stands_for in _SHORT.items():
        lines = lines.replace(name, stands_for)
    return re.compile("|".join(line for line in lines.split("\n") if line), re.IGNORECASE)


# Lines that are furniture wherever they stand: the whole line, less its bullet and its colon or arrow.
PHRASES = _any(r"""
you (?:might|may) also .{2,40}
(?:you )?may also interest you
more you might like
(?:related|recommended|suggested|trending|featured|sponsored|latest|top|popular|more) ITEMS
(?:related|recommended|trending|latest|more) ITEMS (?:for you|now|today|on this .{1,20}|from .{1,40})
most[ -](?:read|popular|viewed|shared|commented|watched)(?: .{1,40})?
recommended(?: for you| by .{1,30})?
(?:related|trending)(?: (?:now|internet links))?
editors?['’]?s?['’]? picks?
from (?:around|across) the web
more (?:on this(?: story)?|from .{1,60}|like this|on this topic|in this series)
more to explore
(?:also )?read(?: (?:more|next|also|on|now))?(?: ?[:|–—] ?.{0,200}| - .{0,200})
(?:read (?:more|next|also|on|this next)|also read)(?: (?:about|on|from|at) .{1,80})?
read (?:the )?(?:full|original) (?:story|article|report)(?: (?:on|from|at) .{1,80})?
(?:see also|also see|related|recommended|more|watch|listen|in pictures) ?[:|] ?.{0,200}
(?:don['’]t miss|must read|further reading|dig deeper) ?[:|] ?.{0,200}
see also
further reading
don['’]t miss
in case you missed it
share
tweet
copy link
link copied(?: to clipboard)?
copied
share options
share (?:this|on|via|article|story|full article)\b.{0,80}
(?:print|e-?mail|save|bookmark|tweet|pin|gift|give) this(?: (?:article|story|page|link|post))?(?: to .{1,20})?
[\d.,]+ ?[km]? (?:shares?|comments?|views?|likes?|reactions?|reads?|retweets)
(?:\d+|a|one|two|three|four|five|six|seven|eight|nine|ten)[ -]min(?:ute)?s?\.? (?:read|listen|watch)
(?:\d+ )?mins? read
(?:(?:estimated )?read(?:ing)?|listening) time ?:? .{1,30}
(?:listen|play)(?: to)? (?:this |the )?(?:article|story|audio|report|video|podcast)\b.{0,40}
listen ?\(?\d+.{0,12}
(?:\d{1,2}:)?\d{1,2}:\d\d(?: ?/ ?(?:\d{1,2}:)?\d{1,2}:\d\d)?
audio (?:is )?(?:ai|auto)[- ]generated.{0,60}
this article is more than .{1,20} old
advertisements?(?: ?[·|•–-] ?.{1,40})?
advertising
advert
sponsored
sponsored (?:by|content)\b.{0,40}
paid (?:post|content|partnership)
promoted(?: content| stories)?
(?:article|story) continues (?:below|after).{0,40}
(?:scroll|swipe) .{0,20}to continue.{0,40}
continue reading(?: .{0,60})?
skip (?:to|past|advertisement|ad)\b.{0,60}
(?:after|end of) .{0,40}(?:newsletter|promotion|advertisement|podcast).{0,20}
(?:this )?(?:advertisement|ad) (?:has not loaded|is loading).{0,60}
(?:report|remove|hide) (?:this )?(?:ad|ads)
(?:sign|log) (?:in|up) (?:to|for|here|now|with|below|and|or|today|by)\b.{0,200}
sign up
sign me up
log ?in / .{1,30}
subscribe(?: (?:to|for|here|now|today|with|and|on|from|free|us|via|below)\b.{0,200})?
subscribe: support .{1,200}
newsletters? ?sign-? ?up
start your free trial
.{0,40}\bnewsletters?
join our .{1,120}
(?:already|not yet) (?:a|an) (?:subscriber|member|registered)\b.{0,60}
subscribers? only
(?:become|be) a (?:member|supporter|subscriber|patron)\b.{0,80}
(?:register|try) (?:now|for free|free|today)\b.{0,40}
create (?:an?|your) (?:free )?account.{0,60}
unlock (?:this|the|full) .{1,40}
support (?:us|our (?:work|journalism|reporting)|independent .{1,30}|quality journalism|the guardian)\b.{0,60}
make a (?:contribution|donation)\b.{0,60}
donate (?:now|today|here|to us)
(?:enter )?your e-?mail(?: address)? ?\*?
e-?mail address ?\*?
enter e-?mail.{0,20}
(?:follow|like|find|join|visit|connect with) us\b.{0,80}
follow .{1,60} on NETWORK\b.{0,60}
(?:download|get|open|install) (?:the|our) .{0,30}\bapp\b.{0,60}
(?:available on|get it on|download on) (?:the )?(?:google play|app store)
(?:tags?|tagged(?: as| with)?|topics?|keywords?|categor(?:y|ies)|posted in|more about) ?: .{0,200}
(?:filed under|tagged)\b.{0,200}
leave a (?:reply|comment)\b.{0,40}
comments? ?\(?\d[\d,]*\)?
\(?\d[\d,]*\)? comments?
(?:view|show|read|add|post|write|see|hide|load) (?:a |all |the |more |\d+ |your )*comments?\b.{0,20}
join the (?:conversation|discussion|debate)
comments (?:are|have been) (?:closed|disabled|turned off)\b.{0,60}
comments on this (?:story|article)
be the first to .{1,40}
have your say
post (?:a )?reply
(?:please )?log ?in .{0,30} to (?:comment|leave|reply|continue)\b.{0,40}
reader comments
cancel reply
copyright(?: (?:policy|notice))?
copyright (?-i:[A-Z\d©(]).{0,80}
terms(?: (?:of|and|&) (?:use|service|sale|conditions))\b.{0,80}
privacy(?: (?:policy|notice|statement|settings|centre|center))\b.{0,80}
cookies? (?:policy|settings|preferences|notice|consent).{0,40}
(?:accept|reject|allow)(?: all)?(?: (?:cookies|and continue))?
(?:accept|reject|allow) (?:&|and) .{1,20}
manage (?:my )?(?:cookies|preferences|options|consent|choices).{0,30}
(?:do not|don['’]t) sell .{1,60}
we value your privacy
your privacy (?:choices|rights)
like this
like loading.*
in "[^"]{1,40}"
in “[^”]{1,40}”
bookmark the permalink
(?:older|newer|previous|next) (?:posts?|entries|comments)
\d+ (?:thoughts?|responses?|repl(?:y|ies)) (?:on|to) .{1,160}
reply ↓
this (?:live )?blog (?:is|has) (?:now )?closed
this live (?:blog|page|coverage) (?:is|has)\b.{0,60}
(?:purchase|buy|acquire|get) licensing rights?.{0,30}
scroll (?:down )?for (?:video|more|latest|the).{0,30}
add to (?:your )?(?:saved stories|reading list|favou?rites|my list)
add (?:us )?as (?:a )?preferred (?:source|on google).{0,30}
(?:see|view) all\b.{1,40}
share or comment on this article.{0,200}
for immediate release
(?-i:ENDS|###|#|-30-)
(?:media|press) (?:contacts?|enquiries|inquiries) ?: .{1,200}
end of (?:article|story)
licen[sc]e this (?:content|article)
heard on .{1,40}
.{3,40} headshot
from wiki(?:news|pedia),? the free .{1,60}
visual stories
web stories
back to (?:top|home|homepage|the top|article)
jump to .{1,40}
report an? (?:error|typo|correction|mistake|problem)\b.{0,40}
(?:submit|suggest|request) a (?:correction|tip|comment|story)\b.{0,40}
how to submit\b.{0,60}
get in touch
contact (?:the )?(?:author|reporter|editor|newsroom|us)s?\b.{0,60}
advertise with us
about the (?:authors?|writers?)
more by .{1,40}
(?:view|see|read) (?:all )?(?:author|posts by|more (?:by|from|stories))\b.{0,40}
(?:view|see) (?:full )?(?:profile|bio)
loading(?: .{1,20})?
(?:play|watch) (?:video|now|live|again|the video|full video)
video player is loading
unmute
(?:load|show|see) (?:more|less|all)
(?:next|previous) (?:article|story|post)\b.{0,100}
up next
(?:view|open|launch|see) (?:the )?(?:photo |image |full )?(?:gallery|slideshow|photos|images|image in fullscreen)
(?:enlarge|hide|toggle|show|expand|view)(?: this)? (?:image|caption|captions|larger image)
full ?screen
(?:breaking )?news alerts
text size.{0,20}
font size.{0,20}
change text size
gift article
give article
show key events only
site (?:map|index|navigation|search)
reprints? (?:&|and) .{1,30}
republish this .{1,20}
rights (?:&|and) permissions
request permissions?
home ?[>›»/|] ?.{1,100}
our standards: .{1,80}
key topics
explore more(?: .{1,40})?
quick links
on our radar
(?:opens|open) in (?:a )?new (?:window|tab)
\(?external\)?
suggested (?:topics|reading) ?:?
(?:sort|order|filter)(?:ed)? by\b.{0,30}
""")

# How sentences begin that only furniture has; such a line may be long and end in a full stop.
SENTENCES = _any(r"""
(?:we|our partners)\b.{0,60}\buse cookies\b
(?:this|our) (?:web)? ?site uses cookies\b
by (?:continuing|using|clicking|signing|subscribing|submitting|registering|entering)\b.{0,60}\byou\b.{0,60}\bAGREE
(?:the )?(?:views|opinions)(?: and (?:views|opinions))? expressed\b
THIS (?:was|has been|is|first|originally)\b.{0,40}\b(?:published|appeared|produced|updated|amended|corrected)\b
THIS (?:was|has been|is|first|originally)\b.{0,40}\b(?:republished|syndicated|translated|written|adapted|edited)\b
THIS (?:was|is)\b.{0,40}\b(?:part of|supported by|funded by|created|generated|sponsored)\b
(?:an earlier|a previous|a prior) version of (?:this|the) (?:article|story|headline|report|piece|post|caption)\b
this report (?:was|has been) (?:updated|corrected|first published)\b
this is (?:a|an) (?:developing|breaking) (?:news )?story\b
more to follow\b
(?:updates?|more) to come\b
(?:correction|clarification|editors?['’]s? note|editors['’] note|note to readers?) ?(?:\(?[^:]{0,40})?[:—–-][ ]
(?:amended|updated|corrected) on .{1,40} to
(?:update|updated)\b[^.]{0,40}: this (?:article|story)
your (?:suggestions?|message|comment|e-?mail)\b.{0,60}\b(?:submitted|sent|received|published|address)
there was an error\b
this entry was posted (?:in|on|by)\b
(?:you can )?follow [^.“”"]{1,80} on (?:facebook|twitter|instagram|x|tiktok|whatsapp|bluesky|threads)\b
the times is committed to publishing\b
we(?:['’]d| would) (?:like|love) to hear (?:what you think|from you)\b
fox news flash\b
\(?this (?:story|article|report|copy)\b.{0,40}\bhas not been edited\b
\(?except for the headline, this (?:story|article)\b
get (?:the )?(?:current|latest|live|real-?time|all the latest|breaking)(?: news)? updates?\b
[^“”"]{0,20}\btranscripts (?:are|is) created on\b
please (?:try again|enter (?:a|your)|(?:enable|turn on) javascript|check your (?:inbox|e-?mail)|disable your ad)
.{0,60}\bwill use the information you provide\b
click here\b
how to (?:submit|contribute|pitch)\b
tap here\b
(?:sign up|subscribe)\b.{0,100}\b(?:newsletter|inbox|updates|alerts|bulletin|briefing|e-?mails?|channel)\b
(?:get|receive|have)\b.{0,100}\b(?:to|in|into) your (?:inbox|e-?mail)\b
[^“”"]{0,160}\b(?:straight|delivered|directly|sent|right)(?: \w+){0,3} (?:to|in|into) your (?:inbox|phone)\b
.{0,60}\bsubscribe to our newsletter\b
thanks?(?: you)? for (?:signing up|subscribing|registering|reading|your (?:subscription|interest|feedback))\b
you (?:can|may) unsubscribe\b
unsubscribe\b
you (?:are|['’]re|have) (?:now )?(?:been )?(?:subscribed|signed up|logged in|reached your)\b
[^“”"]{0,120}\bnewsletters?\b[^“”"]{0,160}\bsign up (?:here|now|today|below)\b
the [^“”"]{1,40} newsletter (?:provides|brings|delivers|gives|rounds|sends)\b
newsletters may contain\b
for more information see our\b
a version of (?:this|the) (?:article|story|piece|report|review|essay|obituary|column) (?:appears|appeared|ran|was)\b
required fields are marked\b
this (?:web)?site is protected by\b
to (?:continue|keep) reading\b
you have \d+ (?:free )?articles?\b
this (?:content|article) is (?:only )?(?:available (?:only )?)?(?:for|to) (?:our )?subscribers\b
enjoy unlimited access\b
we may earn\b
.{0,80}\bearn (?:a|an) (?:\w+ )?commission\b
follow (?:him|her|them|me|the author|@\w+|our|us)\b
(?:he|she|they) can be (?:reached|contacted|followed)\b
you can (?:follow|reach|contact|email)\b.{0,80}@
(?:e-?mail|contact|write to|tweet) [^.]{0,60}@
(?:have|got|do you have) (?:you )?(?:a|an|any|been affected|more|information)\b.{0,80}\b(?:tip|story|stories|TOUCH)\b
if you have (?:a|any) (?:story|tip|news|information)\b.{0,120}(?:@|contact|e-?mail|get in touch)
are you (?:affected|in)\b.{0,100}(?:@|e-?mail|get in touch|share your)
(?:©|\(c\)\s*\d{4}|copyright\s+(?:©|\(c\)|\d{4}))
.{0,300}\ball rights (?:are )?reserved\b
(?:this|all) (?:material|content)\b.{0,60}\bmay not be (?:published|reproduced|copied|used)\b
.{0,60}\bis not responsible for the content of external\b
reprinted (?:with|by) permission\b
(?:licensed|published) under (?:a )?creative commons\b
(?:this video|media playback|video) (?:can ?not|is un|is not supp)\w*
to play this video\b
your browser (?:does not|doesn['’]t)\b
if you (?:value|appreciate|enjoyed|liked)\b.{0,60}\b(?:journalism|article|story|work|reporting)\b
(?:join|follow|download) our\b.{0,60}\b(?:channel|group|app|page|community|newsletter)\b
catch (?:all|up)\b.{0,120}\b(?:news|app)\b.{0,60}\b(?:on|updates|download)\b
(?:help us|help keep)\b.{0,80}\b(?:journalism|reporting|news)\b
comments are (?:closed|moderated|subject)\b
please (?:keep|be)\b.{0,40}\b(?:comments|respectful)\b
all comments (?:are|will|must)\b
""")

# Furniture that announces links below it.
LISTS = _any(r"""
you (?:might|may) also\b.*
(?:related|recommended|suggested|trending|latest|top|popular|more|sponsored|promoted) ITEMS\b.*
most[ -](?:read|popular|viewed|shared|commented|watched)\b.*
(?:also )?read(?: (?:more|next|also))?
also read
see also
recommended(?: .*)?
related
trending(?: now)?
editors?['’]?s?['’]? picks?
more (?:on this\b.*|from .*|like this|by .*|in this series|to explore)
from (?:around|across) the web
further reading
don['’]t miss
in case you missed it
(?:related )?topics
explore more.*
up next
tags
""")

# What opens a list of where an article has its facts from.
SOURCES = _any(r"""
(?:sources?|references|external links|sister links|related (?:news|links)|notes|footnotes|bibliography)(?: ?\[edit\])?
""")

# What opens the readers' comments.
COMMENTS = _any(r"""
comments?(?: ?\(?\d[\d,]*\)?)?
\(?\d[\d,]*\)? comments?
leave a (?:reply|comment).*
\d+ (?:thoughts?|responses?|repl(?:y|ies)) (?:on|to) .*
join the (?:conversation|discussion|debate)
reader comments
have your say
(?:top|latest|all) comments.*
(?:post|add|write) a comment
what do you think\??
""")

# Furniture in the company of furniture only: a lone “World” may be a subheading.
LOOSE = """
home | news | world | world news | uk | us | us news | uk news | politics | business | economy | markets | sport |
sports | opinion | opinions | culture | arts | tech | technology | science | health | environment | climate |
entertainment | lifestyle | life | travel | weather | video | videos | audio | podcasts | podcast | photos |
live | live tv | tv | radio | more | menu | search | login | log in | sign in | register | subscribe | account |
my account | facebook | twitter | x | whatsapp | telegram | linkedin | reddit | pinterest | messenger |
flipboard | instagram | youtube | tiktok | threads | email | e-mail | mail | save | saved | print | comment |
comments | reply | like | likes | dislike | report | close | open | next | previous | prev | back | about |
about us | contact | contact us | careers | jobs | advertise | help | faq | feedback | sitemap | rss |
newsletters | newsletter | topics | tags | latest | popular | featured | top news | breaking news | breaking |
donate | edition | follow | following | listen | watch | play | pause | mute | settings | transcript | or |
middle east | africa | asia | europe | americas | asia pacific | us & canada | latin america | international |
national | local | regional | crime | education | magazine | editorial | analysis | exclusive | features | skip |
bookmark | add to bookmarks | gift | text | a a | aa | a a a | download | view all | submit | send | ok | got |
it | yes | no | what do you think | recommended | related | more videos | terms | privacy | cookies |
accessibility | conflict | war | explainer | long read | in depth | photo | pictures | gallery | embed |
summary | companies | key events | key points | highlights | archive | showbiz | royals | money | opinion & more |
your money | style | food | books | movies | games | puzzles | crosswords | obituaries | real estate | autos | shop |
family | property | fashion | beauty | football | cricket | rugby | tennis | golf | f1 | boxing | israel | ukraine
"""
