"""The sectors of companies, as the researcher's list names them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from workspace.saves import SECTORS, note
from workspace.tables import sectors


def read_sectors(connection: Connection) -> dict[str, str]:
    """The sector of each company that has one."""
    return {row.company: row.sector for row in connection.execute(select(sectors))}


def keep_sectors(connection: Connection, named: Mapping[str, str]) -> None:
    """Keep what a list names; a company that it names no sector for keeps the one that it has."""
    for company, sector in named.items():
        connection.execute(delete(sectors).where(sectors.c.company == company))
        connection.execute(insert(sectors).values(company=company, sector=sector))
    if named:
        note(connection, "", SECTORS)
