"""Then and now: the moment that parts them, and what each source was on either side.

What a source was, and when, is known from when it was seen (`Store.seen`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from errors import InputError
from forms import moment as told_moment
from workspace.records import Seen


def moment(seen: Sequence[Seen], since: str, company: str) -> str:
    """The moment that parts then and now: what was first seen before it is of then, what was seen since is of now.

    A date is taken with its day, so that a collection of that day is of then; without it, where nothing was seen
    later; where nothing is older than that day, its first collection is of then. Raises InputError.
    """
    asked = _times(since)
    for at in asked:
        if any(one.first < at for one in seen) and any(one.last >= at for one in seen):
            return at
    again = [one.last for one in seen if one.last > one.first] + _replaced(seen)
    of_that_day = [one for one in seen if asked[-1] <= one.first < asked[0]]
    if again and of_that_day and all(one.first >= asked[-1] for one in seen):
        return min(again)
    if seen and all(one.first >= asked[0] for one in seen):
        raise InputError(
            f"--since {since}: nothing of “{company}” was seen up to then; its first document was at "
            f"{min(one.first for one in seen)}. Name that day, or a later one."
        )
    latest = max((one.last for one in seen), default="")
    told = f"its documents were last seen at {latest}" if latest else "none of its documents was received"
    raise InputError(
        f"--since {since}: nothing of “{company}” was collected since; {told}. "
        "Collect and screen it again, or name an earlier date."
    )


def up_to(since: str, at: str) -> str:
    """What is of then, in words, by what was asked and the moment that it gave: "up to 2026-03-31"; "before ..."."""
    whole = _is_day(since) and at == _times(since)[0]
    return f"up to {date.fromisoformat(since.strip())}" if whole else f"before {told_moment(at)}"


def _times(since: str) -> tuple[str, ...]:
    """The moments that a date or a time can mean, the first that which is tried first."""
    try:
        at = datetime.fromisoformat(since.strip())
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        at = at.astimezone(UTC)
        moments = [at + timedelta(days=1), at] if _is_day(since) else [at]
    except (ValueError, OverflowError):  # the first and the last day of all have no day beside them
        raise InputError(f"--since {since}: no date; write it as 2026-03-31 or 2026-03-31T12:00") from None
    return tuple(one.isoformat(timespec="seconds") for one in moments)


def _is_day(since: str) -> bool:
    """Whether it names a whole day, and no moment of one."""
    with suppress(ValueError):
        date.fromisoformat(since.strip())
        return True
    return False


def _replaced(seen: Sequence[Seen]) -> list[str]:
    """When sources were first seen as something else than before."""
    firsts: dict[str, list[str]] = {}
    for one in sorted(seen, key=lambda one: one.first):
        firsts.setdefault(one.source, []).append(one.first)
    return [first for every in firsts.values() for first in every[1:]]


def last_year(seen: Iterable[Seen]) -> str:
    """The day up to which to look back, where nobody names one: the last before the newest collection; "" for none."""
    days = sorted({at[:10] for one in seen for at in (one.first, one.last)})
    return days[-2] if len(days) > 1 else ""


def then_and_now(seen: Sequence[Seen], at: str) -> tuple[list[Seen], list[Seen]]:
    """What each source was before a moment, and what it is since."""
    then: dict[str, Seen] = {}
    now: dict[str, Seen] = {}
    for one in sorted(seen, key=lambda one: (one.first, one.last)):
        if one.first < at:
            then[one.source] = one
        if one.last >= at:
            now[one.source] = one
    return list(then.values()), list(now.values())
