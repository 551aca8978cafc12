"""Columns that a search reads of every row it meets are kept in the row."""

from __future__ import annotations

import pytest
from django.db import connection

INLINE = "m"


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["search_text", "name_key", "tags", "open_ranges"])
def test_search_columns_stay_in_the_row(column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstorage FROM pg_attribute WHERE attrelid = 'organizations_place'::regclass AND attname = %s",
            [column],
        )
        assert cursor.fetchone() == (INLINE,)
