"""What the names speak of that authors of pages give to elements."""

from __future__ import annotations

import re

_KINDS = {
    "layer": (
        "consent cookie cookies gdpr onetrust didomi cmpbox cmpwrapper privacy sourcepoint ccpa "
        "usercentrics modal modals popup popups popover overlay overlays dialog dialogs lightbox"
    ),
    "promo": (
        "newsletter newsletters subscribe subscription signup promo promotion advert advertisement ad ads "
        "advertorial sponsor sponsored affiliate disclaimer paywall offer cta donate donation banner "
        "marketing partner shop product products"
    ),
    "related": (
        "related recommended recommendation recommendations recirc more trending popular teaser teasers card "
        "cards carousel latest mostread outbrain taboola readmore next previous"
    ),
    "comments": "comment comments disqus reply respond",
    "box": "factbox fact facts infobox box sidebar aside accordion expand collapsed toggle timeline",
    "author": "author authors byline bio profile contributor contributors",
    "caption": (
        "caption captions credit credits image images img photo picture gallery slideshow legend copyright"
    ),
    "share": "share sharing social follow sociallinks",
    "embed": (
        "twitter tweet instagram embed embedded facebook video player youtube podcast audio iframe widget"
    ),
    "lead": (
        "dek standfirst lead lede teaser summary intro introduction excerpt subtitle chapo subhead "
        "subheadline subheading description deck abstract strapline"
    ),
    "tags": "tags tag topics topic keywords keyword category categories",
    "meta": "meta date time timestamp published updated info breadcrumb breadcrumbs",
    "body": "body content story entry post text richtext rte prose paragraph paragraphs article",
}
KINDS = tuple(_KINDS)
"""What names of elements often say of what is inside."""

_ASKING = (
    "onetrust ot didomi cybot cookiebot usercentrics sp qc cmpbox cmpwrapper fc truste trustarc cookie cmplz "
    "borlabs iubenda cookiescript cookiehub klaro tarteaucitron axeptio termly osano hs cky consent gdpr "
    "moove"
)
CONSENT = re.compile(
    '"(?:onetrust-|ot-sdk-|didomi-|CybotCookiebot|usercentrics|sp_message|qc-cmp|cmpbox|cmpwrapper|fc-consent'
    "|truste-|trustarc|cookie-law-info|cmplz-|BorlabsCookie|iubenda-cs|cookiescript_|cookiehub|klaro"
    "|tarteaucitron|axeptio|termly-|osano-|hs-eu-cookie|cky-|cookie-?consent|cookie-banner|cookie-notice"
    "|gdpr-consent|gdpr-cookie|moove_gdpr)",
    re.IGNORECASE,
)
"""How names begin that programs give to a layer in which they ask for consent; each holds such a word."""

KIND_OF: dict[str, int] = {}
"""The kinds that a word speaks of, a bit for each."""

for _place, _words in enumerate(_KINDS.values()):
    for _word in _words.split():
        KIND_OF[_word] = KIND_OF.get(_word, 0) | 1 << _place

_BESIDE = (
    "cta ctas signup subscribe subscription newsletter newsletters donate donation promo promos banner "
    "advert advertisement affiliate disclaimer disclosure sidebar infobox factbox author authors bio "
    "byline contributor related recommended recommendations recirc mostread trending popular outbrain "
    "taboola tweet tweets"
)
_FOLDING = "faq faqs accordion accordions"

ASKING, BESIDE, FOLDING = (1 << len(KINDS) + i for i in range(3))
"""The bits of words that may be of such a layer; of what stands among the text and is none of it, as calls,
notices, boxes, embedded posts; and of what folds in and out, a question over its answer."""

for _bit, _words in ((ASKING, _ASKING), (BESIDE, _BESIDE), (FOLDING, _FOLDING)):
    for _word in _words.split():
        KIND_OF[_word] = KIND_OF.get(_word, 0) | _bit
