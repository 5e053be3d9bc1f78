"""The members of the published boards, as docs/contract.md has them."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

JOINED = ", "
"""Between the names of an entry of several competitors."""
NO_LANGUAGE = "zxx"
"""The language of a code that stands for a name (BCP 47, no linguistic content)."""

Words: TypeAlias = dict[str, str]
"""A text by language code."""

BoardState: TypeAlias = Literal["hidden", "progress", "live", "frozen", "official"]
Label: TypeAlias = Literal["provisional", "official", "corrected"]
MedalName: TypeAlias = Literal["gold", "silver", "bronze", "medallion"]
RowStatus: TypeAlias = Literal["ranked", "guest", "withdrawn", "absent", "disqualified"]


class BrandHead(TypedDict):
    """How an event looks; sheet: names its stylesheet, logo: the id of its picture, "" for the product's own."""

    sheet: str
    logo: str


class EventHead(TypedDict):
    """The event that a board belongs to; timezone: IANA name; clock_offset: seconds from real to event time.

    brand: only where the event has a look of its own.
    """

    code: str
    name: Words
    timezone: str
    clock_offset: int
    brand: NotRequired[BrandHead]


class TradeHead(TypedDict):
    """The trade of a board; worldskills: it is one of the WorldSkills trades."""

    code: str
    name: Words
    worldskills: bool


class CriterionHead(TypedDict):
    """A column of a trade board; max: marks, two decimals."""

    code: str
    name: Words
    max: str


class Session(TypedDict):
    """A planned session; times are UTC, RFC 3339. id stays when it moves; seq: how often it was changed."""

    id: str
    seq: int
    name: Words
    place: Words
    starts: str
    ends: str


class TeamHead(TypedDict):
    """A team; flag: the code of its picture."""

    code: str
    name: Words
    flag: str


class TradeRow(TypedDict):
    """One entry of a trade board; marks and best run parallel to the criteria.

    team: None for an entry under a blind code, whose code then stands as `native` in the language `zxx`.
    photos: ids of the pictures of those who agreed to be seen, in the order of the names; absent where there are none.
    """

    id: str
    rank: int | None
    shared: bool
    change: int | None
    native: str
    native_lang: str
    latin: str
    team: TeamHead | None
    total: str | None
    behind: str | None
    marks: list[str | None]
    best: list[bool]
    done: int
    of: int
    trend: list[int]
    status: RowStatus
    scaled: str | None
    medal: MedalName | None
    photos: NotRequired[list[str]]


class TradeBody(TypedDict):
    """A trade board."""

    kind: Literal["trade"]
    event: EventHead
    trade: TradeHead
    state: BoardState
    label: Label
    version: int
    max: str
    marked: int | None
    criteria: list[CriterionHead]
    sessions: list[Session]
    rows: list[TradeRow]


class MedalRow(TypedDict):
    """One team of the medal table."""

    id: str
    rank: int
    shared: bool
    team: TeamHead
    gold: int
    silver: int
    bronze: int
    all: int


class MedalsBody(TypedDict):
    """The medal table; official, of: numbers of trades."""

    kind: Literal["medals"]
    event: EventHead
    official: int
    of: int
    rows: list[MedalRow]


class PodiumPlace(TypedDict):
    """One medal of a trade."""

    medal: MedalName
    team: TeamHead


class HomeRow(TypedDict):
    """One trade on the event home."""

    id: str
    code: str
    name: Words
    worldskills: bool
    board: str
    state: BoardState
    marked: int | None
    leader: TeamHead | None
    podium: list[PodiumPlace]
    sessions: list[Session]


class HomeCounts(TypedDict):
    """How large the event is."""

    teams: int
    competitors: int
    trades: int


class HomeDay(TypedDict):
    """A day of the event; closed: its sessions are over."""

    number: int
    date: str
    closed: bool


class HomeItem(Session):
    """A line of the plan that is no session; trade: the code of the trade that it concerns, "" for the whole event."""

    kind: str
    trade: str


class HomeColours(TypedDict):
    """The colours that the event's stylesheet is made of, as #rrggbb; "" for the product's own."""

    accent: str
    accent_dark: str
    bench: str


class HomeSponsor(TypedDict):
    """Who supports the event; image: the id of the logo, "" for none."""

    id: str
    name: Words
    image: str


class HomeBody(TypedDict):
    """The event home; teams: all of the event, by code, whether or not a board shows them.

    colours, sponsors, notice: only where the event has any.
    """

    kind: Literal["home"]
    event: EventHead
    venue: Words
    starts: str
    ends: str
    counts: HomeCounts
    teams: list[TeamHead]
    days: list[HomeDay]
    items: list[HomeItem]
    rows: list[HomeRow]
    colours: NotRequired[HomeColours]
    sponsors: NotRequired[list[HomeSponsor]]
    notice: NotRequired[Words]
