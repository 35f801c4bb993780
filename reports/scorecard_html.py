"""The scorecard as one page of HTML: no script, nothing fetched, readable on a phone, on paper and without eyes."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from reports.charts import bars
from reports.pages import PAGES, part, policy
from reports.scorecard_records import Chart, Scorecard


def as_html(cards: Sequence[Scorecard]) -> bytes:
    """The scorecards of one company, one below the other, in UTF-8."""
    style = part("scorecard.css")
    page = PAGES.get_template("scorecard.html").render(
        cards=cards,
        company=cards[0].company,
        style=Markup(style),
        policy=policy(style),
        picture=_picture,
    )
    return page.encode("utf-8")


def _picture(chart: Chart) -> Markup:
    """Beside the style the one thing that is not escaped: it was drawn here, with its texts escaped."""
    return Markup(bars(chart.rows))
