"""The sectors of companies, as the researcher's list names them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert

from workspace.saves import SECTORS, changing
from workspace.tables import of_company, sectors


def read_sectors(connection: Connection, company: str | None = None) -> dict[str, str]:
    """The sector of each company that has one, or of this one alone."""
    return {row.company: row.sector for row in connection.execute(of_company(sectors, company))}


def keep_sectors(connection: Connection, named: Mapping[str, str]) -> None:
    """Keep what a list names; a company that it names no sector for keeps the one that it has."""
    if not named:
        return
    with changing(connection) as touch:
        touch("", SECTORS)
        for company, sector in named.items():
            connection.execute(delete(sectors).where(sectors.c.company == company))
            connection.execute(insert(sectors).values(company=company, sector=sector))
