"""How the pages speak of work beside them: what each kind is called, what it is doing, where it leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.jobs import JobView
from competition.web.office.desk import Desk, figure


def _nowhere(_desk: Desk, _job: JobView) -> str:
    return ""


def _plainly(_phase: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class JobPage:
    """What the page of one kind of job shows.

    title: what the work is called. place: the key of the menu. phase: a phase in words, "" for one without.
    leads_to: where to go when it is done, "" to stay. back: where to go when it failed or was ended.
    """

    title: Callable[[], str]
    place: str
    phase: Callable[[str], str] = _plainly
    leads_to: Callable[[Desk, JobView], str] = _nowhere
    back: Callable[[Desk, JobView], str] = _nowhere


_pages: dict[str, JobPage] = {}


def register_job_page(kind: str, page: JobPage) -> None:
    """Say how a kind of job is shown; called where the feature's views are defined."""
    _pages[kind] = page


def page_of(kind: str) -> JobPage:
    """Return how a kind is shown."""
    return _pages.get(kind) or JobPage(lambda: str(gettext("Work on the server")), "control")


def job_title(job: JobView) -> str:
    """Return what the work is called."""
    return page_of(job.kind).title()


def job_words(job: JobView) -> str:
    """Return what the work is doing, or how it ended, as a sentence."""
    if job.state == "waiting":
        waits: str = gettext("Waiting for its turn.")
        return waits
    if job.state == "done":
        done: str = gettext("Done.")
        return done
    if job.state == "cancelled":
        ended: str = gettext("You ended it. Nothing of it was written.")
        return ended
    if job.state == "failed":
        return sentence(job.problem_code or "job_failed", job.problem_params, translate)
    if job.cancel_asked:
        ending: str = gettext("Ending; nothing will be written.")
        return ending
    phase = page_of(job.kind).phase(job.phase) or (gettext("At work") if job.phase else gettext("Starting"))
    if not job.total:
        at_work: str = gettext("%(phase)s…", phase=phase)
        return at_work
    counted: str = gettext(
        "%(phase)s: %(done)s of %(total)s", phase=phase, done=figure(job.done), total=figure(job.total)
    )
    return counted
