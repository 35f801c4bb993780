"""Charts of a workbook: a page of columns for each table of counts, drawn by the program that opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties
from openpyxl.styles import Font as CellFont
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break

from reports.sheet_lines import SIZE, wrapped
from reports.sheet_tables import shown
from reports.sheet_xlsx import in_footer

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ACROSS, DOWN = 3, 2  # charts of a printed page
WIDTH, HEIGHT = 8.0, 7.4  # centimetres
COLUMNS, ROWS = 4, 16  # of the sheet, that a chart takes
ROW_POINTS = 14.25  # 16 of them are 8 cm
COLUMN_CHARACTERS = 11  # 4 of them are 8.1 to 9 cm, as programs count: 12 fit on the paper
FREE = 2  # rows to the first chart: one is free above each, so that no line of it is on the page before
HEADING = 14  # points of the type
COLOUR = "2F8583"


@dataclass(frozen=True, slots=True)
class Chart:
    """Counts to be drawn: rows of a sheet, with the columns of their labels and of the numbers."""

    title: str
    told: str  # below the title: of how many they are
    sheet: Worksheet
    rows: tuple[int, int]
    labels: int
    values: int


def add_charts(sheet: Any, heading: str, charts: Sequence[Chart]) -> None:
    """Put charts on a sheet of their own, six to a printed page, none cut by its edge.

    Programs take no page breaks where a sheet is fitted to the paper, so its columns are as wide as the paper.
    """
    for number in range(1, ACROSS * COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(number)].width = COLUMN_CHARACTERS
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.45, bottom=0.5, header=0.2, footer=0.2)
    sheet.oddFooter.left.text = in_footer(heading)
    sheet.oddFooter.right.text = "&A, page &P of &N"
    above = _begin(sheet, f"{shown(heading)}: how many companies have which final score")
    first = above + FREE  # the row in which charts begin
    lines = -(-len(charts) // ACROSS)
    for row in range(above + 1, first + lines * ROWS):
        sheet.row_dimensions[row] = RowDimension(sheet, row, ht=ROW_POINTS, customHeight=True)
        sheet.append([])
    for number, one in enumerate(charts):
        line, place = divmod(number, ACROSS)
        anchor = f"{get_column_letter(place * COLUMNS + 1)}{first + line * ROWS}"
        sheet.add_chart(_drawn(one), anchor)
        if number and not place and not line % DOWN:
            sheet.row_breaks.append(Break(id=above + line * ROWS))


def _begin(sheet: Any, text: str) -> int:
    """The heading, no line of it wider than the charts, which would take further pages; returns its rows."""
    lines = wrapped(text, ACROSS * COLUMNS * COLUMN_CHARACTERS * SIZE / HEADING, strong=True)
    for line in lines:
        cell: Any = WriteOnlyCell(sheet)
        cell.value = line.strip()
        cell.data_type = "s"
        cell.font = CellFont(name="Arial", size=HEADING, bold=True)
        sheet.append([cell])
    return len(lines)


def _drawn(one: Chart) -> Any:
    chart: Any = BarChart()
    first, last = one.rows
    chart.add_data(Reference(one.sheet, min_col=one.values, min_row=first, max_row=last), titles_from_data=False)
    chart.set_categories(Reference(one.sheet, min_col=one.labels, min_row=first, max_row=last))
    chart.title = f"{' '.join(shown(one.title).split())}\n{one.told}"
    for part, strong in zip(chart.title.tx.rich.p, (True, False), strict=True):
        looks = CharacterProperties(sz=900, b=strong, latin=Font(typeface="Arial"))
        part.pPr = ParagraphProperties(defRPr=looks)
        for run in part.r or ():
            run.rPr = looks
    chart.title.overlay = False
    chart.legend, chart.gapWidth = None, 50
    chart.width, chart.height = WIDTH, HEIGHT
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False  # else some programs draw none
        axis.txPr = RichText(
            p=[Paragraph(pPr=ParagraphProperties(defRPr=CharacterProperties(sz=800)), endParaRPr=None)]
        )
    chart.y_axis.majorGridlines, chart.y_axis.scaling.min, chart.y_axis.number_format = None, 0, "0"
    chart.y_axis.delete = True  # each column has its number
    series = chart.series[0]
    series.graphicalProperties = GraphicalProperties(solidFill=COLOUR)
    series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    return chart
