"""The demo's mailbox: what the portal wrote to its invented people, so that every link in a mail can be tried."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.demo.models import DemoMail
from portal.shared.languages import find_language
from portal.shared.outbox.letters import linked_blocks

MAILS_SHOWN = 50


@require_safe
@never_cache
def demo_mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, newest first; 404 where this is no demo."""
    _need_demo()
    after = request.GET.get("after", "")
    mails = DemoMail.objects.defer("text").order_by("-id")
    if after.isascii() and after.isdigit() and len(after) < 16:
        mails = mails.filter(id__lt=int(after))
    rows = list(mails[: MAILS_SHOWN + 1])
    following = rows[MAILS_SHOWN - 1].pk if len(rows) > MAILS_SHOWN else None
    return render(request, "demo/mailbox.html", {"mails": rows[:MAILS_SHOWN], "following": following})


@require_safe
@never_cache
def demo_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail, with links that can be followed."""
    _need_demo()
    mail = get_object_or_404(DemoMail, pk=mail_id)
    language = find_language(mail.language)
    context: dict[str, Any] = {
        "mail": mail,
        "blocks": linked_blocks(mail.text),
        "html_lang": language.html_lang if language else "ja",
    }
    return render(request, "demo/mail.html", context)


def _need_demo() -> None:
    if not settings.ENV.shows_demo:
        raise Http404
