"""Social: share bars, calls to follow and subscribe, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from copydesk.alternatives import grouped
from copydesk.document import Category
from copydesk.lexicon import alternatives, fold, labels, phrases
from copydesk.rules.book import block_rule, run_rule
from copydesk.rules.cues import loose
from copydesk.rules.view import Line, View
from copydesk.rules.where import cued, either, labelled

_SHARE, _NONE = frozenset({"share", "share_weak"}), frozenset[str]()
_BAR = re.compile(r"\s*[|/•·,]\s*|\s{2,}")


@block_rule(
    "SO001",
    "share",
    where=either(labelled("share"), cued("share")),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - Share on Facebook
        - Spread the love
        - Facebook | Twitter | WhatsApp
        - Email
          They share intelligence
          The two ministers have met three times since the war began in the spring.
          Threads
          They will share intelligence on the war, he told Facebook friends.
        """
    ],
)
def share_button(page: View, i: int) -> bool:
    """A share button or a row of them, printed as text.

    Pages print the labels of their share widgets around and between paragraphs. The whole line must be
    labels: a sentence which shares something is kept, and so is a subheading that is one such word ("Post",
    "Teilen") between paragraphs.
    """
    if page.is_label(i, "share"):
        return True
    parts = [part for part in _BAR.split(page[i].text) if part] if len(page[i].text) <= 120 else []
    return len(parts) > 1 and all(_SHARE & labels().get(fold(part), _NONE) for part in parts)


@block_rule(
    "SO002",
    "share",
    where=labelled("share_translated"),
    examples=[
        """
          Home page politics
        - split
          The minister is in China for talks. Both countries want closer ties.
          Split
          The party split over the question of arms for the government.
        """
    ],
)
def translated_share_button(page: View, i: int) -> bool:
    """A share button that a machine translated word by word, such as "split" for the German "teilen".

    Only before the text begins, where share bars stand; elsewhere it may be a heading.
    """
    return i < page.head and "share_translated" in page[i].kinds


@block_rule(
    "SO003",
    "promo",
    where=either(labelled("promo"), cued("channel", "plea")),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - The Daily Google News Keep updated, follow The Daily's Google news channel
        - Subscribe to our newsletter
        - Advertisement
        - Follow us on Facebook and join our WhatsApp channel for the latest news.
        - Want more like this? Sign up for The Daily's free morning newsletter.
        - Like this story? Share it with a friend!
          Investors follow Google News closely, an analyst said on Friday.
          Follow the money on Facebook, he wrote, and you will find the owner.
          “Support our work, or we must close”, the owner of the theatre said.
          Join the march on Facebook
          They agreed to meet again in the autumn, officials said.
        """,
        """
          Die Minister trafen sich am Dienstag in Peking, um über Handel zu sprechen.
        - Hat Ihnen dieser Artikel gefallen? Dann unterstützen Sie uns mit einer Spende.
          Am Ende unterstützten sie uns mit einer Spende, sagte der Wirt.
        """,
    ],
)
def follow_call(page: View, i: int) -> bool:
    """A call to follow, subscribe, download or give, or the label of an advertisement.

    The line is a label, or a short text in which a sentence begins in the imperative and names a channel, or
    asks for support. Running text about channels is kept, and so is what somebody says.
    """
    line = page[i]
    if page.is_label(i, "promo"):
        return True
    if not 1 < line.words <= _LONGEST_CALL:
        return False
    calls = (page.cued(i, "plea") and _pleads(line.text, page.cued(i, "plea_loose"))) or (
        page.cued(i, "channel") and page.cued(i, "follow") and _channel_call().search(line.text) is not None
    )
    return calls and not line.attributed


_LONGEST_CALL = 45
BEGIN = r"(?:^|[.!?:,;|–—-]\s+|[。！？।])\W{0,3}"
"""Where a sentence of a line may begin, or a part of one."""

_WITHIN = r"(?:[^.!?。！？]|[.!?](?=\w)){0,80}?"


@cache
def _channel_call() -> re.Pattern[str]:
    """A sentence of the line that begins with a call and names a channel."""
    return re.compile(
        rf"{BEGIN}{alternatives('follow')}\b{_WITHIN}(?<!\w){alternatives('channel')}(?!\w)", re.IGNORECASE
    )


def _pleads(text: str, loosely: bool) -> bool:
    """Whether a sentence that is nobody's speech begins with a plea, or with a loose one where one may be."""
    return _begins(text, loosely=False) or (loosely and _begins(text, loosely=True))


def _begins(text: str, *, loosely: bool) -> bool:
    first, other = _pleas(loosely)
    return first.match(text) is not None or other.search(text) is not None


@cache
def _pleas(loosely: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A plea at the start, and behind a mark: what begins with marks is tried at these alone."""
    those = loose("plea")
    plea = rf"[^\w“„«»‘\"']{{0,3}}{grouped(p for p in phrases('plea') if (p in those) == loosely)}"
    behind = r"[.!?:–—。！？।](?:(?<=[.!?:–—])\s+|(?<=[。！？।]))"
    return re.compile(plea, re.IGNORECASE), re.compile(behind + plea, re.IGNORECASE)


@block_rule(
    "SO004",
    "comments",
    where=either(labelled("comments"), cued("comment_stem", "comment_login")),
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
        - COMMENTS
        - 12 comments
        - Leave a comment
        - You must be logged in to post a comment.
        - Most comments will be posted if they are on-topic and not abusive. Moderation decisions are final.
          His comments were moderate, and the house applauded.
          Comments are welcome, but abusive ones hurt him, the actor said after the moderators left.
          Log in to comment on the plan, the mayor told them.
        """
    ],
)
def comment_section(page: View, i: int) -> bool:
    """The head of the comments or the rules for writing one.

    A label, how many there are, that readers must log in first, or a block that speaks of comments and of at
    least two of the things comment rules speak of.
    """
    line = page[i]
    if page.is_label(i, "comments") or _is_number(line):
        return True
    if page.cued(i, "comment_login") and _comment_login().fullmatch(line.text) and not line.attributed:
        return True
    if not 4 < line.words <= 120 or not page.cued(i, "comment_stem") or not page.cued(i, "comment_policy"):
        return False
    things = {found.casefold() for found in _comment_policy().findall(line.text)}
    return len(things) >= 2 and not line.attributed


def _is_number(line: Line) -> bool:
    return _number_of_comments().fullmatch(line.text) is not None


@cache
def _number_of_comments() -> re.Pattern[str]:
    number, others = r"\d{1,3}(?:[.,\s]?\d{3})?", r"(?![^\W\d]*(?:t[oöø]r|тор|arie|ary|cu))"  # commentators
    stem = rf"{alternatives('comment_stem')}{others}[^\W\d]{{0,6}}"
    return re.compile(
        rf"\W{{0,3}}(?:{number}\s?{stem}|{stem}\W{{0,2}}{number}\s?[件개]?)\W{{0,3}}", re.IGNORECASE
    )


@cache
def _comment_login() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,3}}{alternatives('comment_login')}\W{{0,3}}", re.IGNORECASE)


@cache
def _comment_policy() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w)|(?<=[\u2e80-\uffff])){alternatives('comment_policy')}", re.IGNORECASE)


@run_rule(
    "SO005",
    "comments",
    examples=[
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          They agreed to meet again in the autumn, officials said.
          The ministers will fly home on Wednesday, they told reporters.
          3 comments
        - They say so every year, and then nothing ever comes of it at all.
        - farmer77
          5 June 2013
          Reply
        - I was there, and nobody in the town has seen a minister since then.
          6 June 2013
          Reply
          Volunteers help travellers at the station, and they do it all year round.
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          They agreed to meet again in the autumn, officials said.
          The ministers will fly home on Wednesday, they told reporters.
          Comments
          5 June 2013
          They were seen off at the airport by some hundreds of farmers.
          Nobody had told them that the harvest was lost, one of them said.
        """,
        """
          The ministers met in Beijing on Tuesday to discuss trade.
          They agreed to meet again in the autumn, officials said.
          The ministers will fly home on Wednesday, they told reporters.
          Discussion
          5 June 2013
          The committee began to measure the street before dawn.
          9 June 2013
          The first tree fell, and two hundred people came to watch.
          2 July 2013
          The court stopped all work after the owner of a bakery complained.
          The tram never came, and the rails lie in the grass to this day.
        """,
    ],
)
def comment_thread(page: View) -> Iterator[range]:
    """What readers wrote, below a heading that says so or how many they are.

    Three dates or buttons to reply stand between their words, each soon after the one before, behind some
    running text: articles go on for longer without any. Dates alone below a word such as "Discussion" may be
    those of a diary. Where there is markup, comments are known by it.
    """
    heads = sorted(i for i, kind in page.claims.items() if kind is Category.COMMENTS)
    threads = (range(i + 1, _end_of_thread(page, i)) for i in heads if _heads_thread(page, i))
    yield from islice(filter(None, threads), 1)


_FEWEST_BEFORE, _FEWEST_MARKS, _FARTHEST_MARK = 3, 3, 12


def _heads_thread(page: View, i: int) -> bool:
    line = page[i]
    if line.hints.tag or i <= page.head or not (line.words == 1 or _is_number(line)):
        return False
    before = (k for k in page.sheet.of_sort("running") if k < i and k not in page.claims)
    return len(tuple(islice(before, _FEWEST_BEFORE))) == _FEWEST_BEFORE


def _end_of_thread(page: View, i: int) -> int:
    """One past the last date or button of a row that begins soon behind a line; 0 where they are few."""
    sheet, row = page.sheet, [i]
    marks = {*sheet.dated, *sheet.aged, *sheet.of_kind.get("comments_weak", ())}
    for k in sorted(k for k in marks if k > i):
        if k - row[-1] > _FARTHEST_MARK:
            break
        row.append(k)
    diary = not _is_number(page[i]) and set(row[1:]) <= set(sheet.dated)
    return row[-1] + 1 if len(row) > _FEWEST_MARKS and not diary else 0
