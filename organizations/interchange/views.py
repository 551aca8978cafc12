"""Bringing lists in by screen: choose a file, see what would happen, confirm, read the report."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.interchange import selectors, services
from organizations.interchange.faults import UnusableFile
from organizations.interchange.forms import ReadingForm, UploadForm, cannot_keep
from organizations.interchange.models import ImportRun, ImportUpload
from organizations.interchange.rules import can_import_file
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.shared.files.upload_limit import LimitedUploadHandler


@csrf_exempt  # the inner view checks it, once the upload's limit is set
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a file, and see what came in before."""
    denial = can_import_file(request.user, timezone.now())
    if request.method != "POST":
        return _import_page(request, None if denial else UploadForm(limit=settings.IMPORT_MAX_BYTES))
    refuse(denial)
    handler = LimitedUploadHandler(request, settings.IMPORT_MAX_BYTES)
    request.upload_handlers = [handler]
    return _take_file(request, handler)


@csrf_protect
def _take_file(request: HttpRequest, handler: LimitedUploadHandler) -> HttpResponse:
    posted = request.POST.copy()
    if handler.refusal:
        posted.setdefault("kind", ImportUpload.Kind.PLACES)  # what stood behind the file may not have been read
    form = UploadForm(posted, request.FILES, limit=settings.IMPORT_MAX_BYTES, refusal=handler.refusal)
    if form.is_valid():
        upload = _keep(request, form)
        if upload is not None:
            return redirect("organizations:check_import", uid=upload.uid)
    return _import_page(request, form, status=422)


def _keep(request: HttpRequest, form: UploadForm) -> ImportUpload | None:
    now, file = timezone.localtime(), form.cleaned_data["file"]
    services.forget_old_uploads(now=now)
    try:
        return services.keep_upload(
            chunks=file.chunks(), file_name=file.name, choice=form.choice(), by=acting_person(request), now=now
        )
    except UnusableFile as fault:
        form.add_error("file", fault.text(_))
    except services.CannotKeepError:
        form.add_error("file", cannot_keep())
    return None


def _import_page(request: HttpRequest, form: UploadForm | None, status: int = 200) -> HttpResponse:
    before = request.GET.get("before", "")
    refused = request.GET.get("refused") == "1"
    context = {
        "form": form,
        "refused": refused,
        "waiting": selectors.waiting_uploads(acting_person(request), timezone.now()),
        **selectors.past_imports(refused=refused, before=_number(before)),
    }
    return render(request, "ward/import.html", context, status=status)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def check_import(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What the file was taken for and what would happen; another way of reading can be chosen."""
    upload = _own_upload(request, uid)
    if upload.run_id is not None:
        return redirect("organizations:import_run", run_id=upload.run_id)
    values = {"kind": upload.kind, "encoding": upload.encoding, "layout": upload.layout}
    form = ReadingForm(request.POST or None, initial=values)
    if request.method == "POST":
        refuse(can_import_file(request.user, timezone.now()))
        if form.is_valid() and _checked_again(upload, form):
            return redirect("organizations:check_import", uid=uid)
    context = {"upload": upload, "form": form, **selectors.report_page(upload.report)}
    return render(request, "ward/import_check.html", context, status=422 if form.errors else 200)


def _checked_again(upload: ImportUpload, form: ReadingForm) -> bool:
    try:
        services.check_upload(upload_id=upload.pk, choice=form.choice(), now=timezone.localtime())
        return True
    except UnusableFile as fault:
        form.add_error(None, fault.text(_))
        return False


@for_ward_staff
@require_POST
def confirm_import(request: HttpRequest, uid: uuid.UUID) -> HttpResponseRedirect:
    """Bring the checked file in; asked twice, it happens once."""
    upload = _own_upload(request, uid)
    refuse(can_import_file(request.user, timezone.now()))
    try:
        run = services.import_upload(upload_id=upload.pk, by=acting_person(request), now=timezone.localtime())
    except UnusableFile as fault:
        messages.error(request, fault.text(_))
        return redirect("organizations:check_import", uid=uid)
    return redirect("organizations:import_run", run_id=run.pk)


@for_ward_staff
@require_POST
def discard_import(request: HttpRequest, uid: uuid.UUID) -> HttpResponseRedirect:
    """Forget the file; what is stored already is shown instead."""
    upload = _own_upload(request, uid)
    refuse(can_import_file(request.user, timezone.now()))
    if not services.discard_upload(upload_id=upload.pk):
        return redirect("organizations:check_import", uid=uid)
    messages.success(request, _("The file was discarded. Nothing was stored."))
    return redirect("organizations:import_file")


@for_ward_staff
@require_safe
def import_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """The report of a past import."""
    run = get_object_or_404(ImportRun.objects.select_related("by"), pk=run_id)
    return render(request, "ward/import_run.html", {"run": run, **selectors.report_page(run.report)})


@for_ward_staff
@require_safe
def import_run_refused(request: HttpRequest, run_id: int) -> StreamingHttpResponse:
    """The refused rows of a past import as CSV."""
    run = get_object_or_404(ImportRun, pk=run_id)
    return _refused_file(run.report, f"refused-{run.pk}.csv")


@for_ward_staff
@require_safe
def check_import_refused(request: HttpRequest, uid: uuid.UUID) -> StreamingHttpResponse:
    """The rows that would be refused, as CSV."""
    return _refused_file(_own_upload(request, uid).report, "refused.csv")


def _own_upload(request: HttpRequest, uid: uuid.UUID) -> ImportUpload:
    mine: Any = ImportUpload.objects.of(acting_person(request), timezone.now())
    return get_object_or_404(mine, uid=uid)


def _refused_file(report: dict[str, Any], name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(selectors.refused_csv(report), content_type="text/csv; charset=utf-8", headers=headers)
