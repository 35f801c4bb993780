"""Pages of rows as one web page: no script, nothing that is fetched, and made for paper, too.

All text is escaped by the template. The page says to browsers that nothing in it may run or be fetched.
"""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from reports.sheet_tables import COLOURS, Cell, Look, Page, Row, cell_of, shown

# To spreadsheets, which open pages too: what begins like a formula is text. The stylesheet says it to Excel.
AS_TEXT = Markup(' sdnum="1033;0;@"')
PIXELS = 6.7  # of a column on a screen for each of its characters; where there are fewer, one moves it sideways

_TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{{ title }}</title>
<style>
body { font: 14px/1.4 Arial, "Liberation Sans", sans-serif; color: #1f1f1f; margin: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .3rem; }
p { margin: .2rem 0; max-width: 60rem; } nav { display: flex; flex-wrap: wrap; gap: .2rem 1rem; } a { color: #1f4e9e; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; margin-top: .6rem; font-size: 12px; }
th, td { padding: .25rem .28rem; text-align: left; vertical-align: top; white-space: pre-line; }
th, td { overflow-wrap: anywhere; mso-number-format: "\\@"; }
thead th { position: sticky; top: 0; background: #{{ head.ground }}; color: #{{ head.ink }}; }
tr.begins > td { border-top: 1px solid #c9c4bc; } td.number { text-align: center; font-variant-numeric: tabular-nums; }
tbody.sums tr:first-child > td { border-top: 2px solid #24494b; }
section.warning { border: 3px solid #8a1c00; padding: 0 1rem 1rem; margin-top: 2.5rem; }
section.warning > p { color: #8a1c00; font-weight: bold; }
{% for name, one in looks -%}
.{{ name }} { color: #{{ one.ink }};{% if one.ground %} background: #{{ one.ground }};{% endif -%}
{% if one.strong %} font-weight: bold;{% endif %}{% if one.slanted %} font-style: italic;{% endif %} }
{% endfor -%}
footer { margin-top: 2rem; color: #555; font-size: 12px; }
@page { size: A4 landscape; margin: 9mm; }
@media print {
  body { margin: 0; font-size: 8.5pt; } table { font-size: 8pt; } nav, h1 { display: none; }
  h2 { margin-top: 0; font-size: 11pt; } th, td { padding: 2px 3px; line-height: 1.2; }
  table { min-width: 0 !important; }
  section { break-before: page; } section:first-of-type { break-before: auto; }
  footer { margin-top: 4pt; font-size: 8pt; break-before: avoid; }
  thead th { position: static; } tr { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
</style>
</head>
<body>
<h1>Company sheet: {{ title }}</h1>
<nav>{% for page in pages %}<a href="#page-{{ loop.index }}">{{ page.name }}</a>{% endfor %}</nav>
{% for page in pages %}
<section id="page-{{ loop.index }}"{% if page.warning %} class="warning"{% endif %}>
<h2>{{ page.name }} – {{ page.heading }}</h2>
{% for text in page.about %}<p>{{ text }}</p>{% endfor %}
<table style="min-width: {{ page.least }}px">
<colgroup>{% for width in page.widths %}<col style="width: {{ width }}%">{% endfor %}</colgroup>
<thead><tr>{% for one in page.titles %}<th scope="col">{{ one }}</th>{% endfor %}</tr></thead>
{% for part, rows in (("rows", page.rows), ("sums", page.sums)) if rows %}
<tbody class="{{ part }}">
{% for begins, cells in rows %}<tr{% if begins %} class="begins"{% endif %}>
{% for cell in cells -%}
<td{% if cell.value is not number %}{{ as_text }}{% endif %}
 class="{{ cell.look }}{% if cell.value is number or page.centred[loop.index0] %} number{% endif %}">
{%- if cell.url -%}
<a href="{{ cell.url }}" rel="noreferrer">{{ cell.value }}</a>{% elif cell.value is number -%}
{{ "%.12g" | format(cell.value) }}{% else %}{{ cell.value }}{% endif %}</td>{% endfor %}</tr>
{% endfor %}</tbody>
{% endfor %}
</table>
</section>
{% endfor %}
<footer>Written by Firmword from what people decided. Anchor of the log: {{ anchor }}</footer>
</body>
</html>
"""


def as_html(pages: Sequence[Page], title: str, anchor: str) -> str:
    """The pages, one after another."""
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(_TEMPLATE)
    looks = [(look.value, colours) for look, colours in COLOURS.items() if look is not Look.TITLE]
    told = [_told(page) for page in pages]
    dress = {"as_text": AS_TEXT, "looks": looks, "head": COLOURS[Look.TITLE]}
    return template.render(title=shown(title), anchor=anchor, pages=told, **dress)


def _told(page: Page) -> dict[str, object]:
    """A page as the template takes it."""
    across = sum(one.width for one in page.columns)
    return {
        "name": page.name,
        "heading": shown(page.heading),
        "about": [shown(one) for one in page.about],
        "warning": page.warning,
        "titles": [one.title for one in page.columns],
        "least": round(across * PIXELS),
        "centred": [one.centred for one in page.columns],
        "widths": [f"{100 * one.width / across:.2f}" for one in page.columns],
        "rows": [_row(one, len(page.columns)) for one in page.rows],
        "sums": [_row(one, len(page.columns)) for one in page.sums],
    }


def _row(row: Row, columns: int) -> tuple[bool, list[Cell]]:
    cells = [cell_of(one, number < row.repeated) for number, one in enumerate(row.cells)]
    return not row.repeated, cells + [Cell("")] * (columns - len(cells))
