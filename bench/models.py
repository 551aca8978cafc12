"""The floor's table: made by SQL in a bench database only, so it has no migration."""

from __future__ import annotations

from django.db import models


class FloorRow(models.Model):
    """A row as plain as rows get."""

    name = models.TextField()
    town = models.TextField()
    phone = models.TextField()
    summary = models.TextField()
    changed = models.DateField()
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        managed = False
        db_table = "bench_floor"

    def __str__(self) -> str:
        return self.name


CREATE = """
CREATE TABLE bench_floor AS
SELECT n::bigint AS id, '日本語教室 ' || n AS name, '若葉' || n % 40 + 1 || '丁目' AS town,
  '03-0000-' || lpad((n % 10000)::text, 4, '0') AS phone,
  'だれでも来てください。お金はいりません。' || n AS summary,
  date '2026-01-01' + (n % 300)::int AS changed,
  round((35.67 + random() * 0.06)::numeric, 6)::float8 AS latitude,
  round((139.67 + random() * 0.08)::numeric, 6)::float8 AS longitude
FROM generate_series(1, 10000) n;
ALTER TABLE bench_floor ADD PRIMARY KEY (id);
"""
