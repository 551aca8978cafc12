"""The types of places by name, icon and id, read afresh for each page: a few rows that officials edit."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from portal.shared.languages import BY_CODE


@dataclass(frozen=True, slots=True)
class TypeName:
    """One type in the reader's language."""

    id: int
    slug: str
    icon: str
    name: str
    in_disaster: bool


def read_types(language: str) -> list[TypeName]:
    """All types in their order, named in the language or its first fallback that has a name."""
    columns = ", ".join(f"name_{code.replace('-', '_')}" for code in BY_CODE[language].chain)
    sql = f"SELECT id, slug, icon, in_disaster, {columns} FROM organizations_placetype ORDER BY position, slug"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [
            TypeName(
                id=row[0],
                slug=row[1],
                icon=row[2],
                in_disaster=row[3],
                name=next(filter(None, row[4:]), row[1]),
            )
            for row in cursor.fetchall()
        ]
