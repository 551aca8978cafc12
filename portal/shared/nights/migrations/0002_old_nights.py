"""The nights of before: many rows for a step of a night become the one row of its ledger, with its attempts."""

from django.db import migrations

KEPT = 10


def _old_rows(old_runs):
    groups = {}
    for row in old_runs.objects.order_by("night", "step", "started", "id").iterator():
        groups.setdefault((row.night, row.step), []).append(row)
    return groups.items()


def _attempt(number, row):
    error = row.error or ("" if row.finished else "interrupted")
    ended = row.finished and row.finished.isoformat()
    return {"attempt": number, "started": row.started.isoformat(), "ended": ended, "done": 0, "error": error}


def _status(row):
    if row.finished is None:
        return "running"
    return "failed" if row.error else "finished"


def bring_over(apps, schema_editor):
    new_runs = []
    for (night, step), rows in _old_rows(apps.get_model("shared", "NightRun")):
        well = [row for row in rows if row.finished and not row.error]
        last = (well or rows)[-1]
        counts = {name: number for name, number in last.counts.items() if name != "milliseconds"}
        new_runs.append(
            apps.get_model("nights", "StepRun")(
                day=night, step=step, status=_status(last), started=rows[0].started, finished=last.finished,
                attempt=len(rows), attempt_started=last.started, tries=0 if well else min(len(rows), 3),
                tried_for=night, counts=counts, milliseconds=last.counts.get("milliseconds", 0), error=last.error,
                history=[_attempt(number, row) for number, row in enumerate(rows, 1)][-KEPT:],
            )
        )  # fmt: skip
    apps.get_model("nights", "StepRun").objects.bulk_create(new_runs, batch_size=1000)


def take_back(apps, schema_editor):
    old, new = apps.get_model("shared", "NightRun"), apps.get_model("nights", "StepRun")
    old.objects.bulk_create(
        [
            old(night=run.day, step=run.step, started=run.started, finished=run.finished, error=run.error,
                counts={**run.counts, "milliseconds": run.milliseconds})
            for run in new.objects.filter(hour=None).order_by("id")
        ],
        batch_size=1000,
    )  # fmt: skip
    new.objects.filter(hour=None).delete()


class Migration(migrations.Migration):
    dependencies = [("nights", "0001_initial"), ("shared", "0001_initial")]

    operations = [migrations.RunPython(bring_over, take_back)]
