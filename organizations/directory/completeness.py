"""What an organisation must tell before the ward can look at it, as sentences with the step where each is mended."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from organizations.directory.models import Organization


@dataclass(frozen=True)
class Gap:
    """Something that is missing: the sentence, and the URL name of the step where it is filled in."""

    words: str
    step: str


def is_unreachable(organization: Organization) -> bool:
    """What may not be published: nobody could ask it anything. Official lists stand as they are."""
    ways = (organization.phone, organization.email, organization.form_url, organization.url, organization.address)
    return not organization.import_key and not any(ways)


def unreachable_words() -> str:
    """The sentence for it."""
    return _("Nobody can reach the organisation any more. A telephone number, an e-mail or another address is needed.")


def number_taken() -> str:
    """The sentence for a corporate number that another organisation has."""
    return _("Another organisation already has this corporate number. Please ask the ward office.")


def gaps(organization: Organization) -> list[Gap]:
    """Everything that keeps the organisation from being sent, in the order of the steps."""
    about, contact = "organizations:register_about", "organizations:register_contact"
    found = []
    if not organization.name_ja:
        found.append(Gap(_("The Japanese name is missing."), about))
    if not organization.__dict__.get("summary_ja"):
        found.append(Gap(_("Please say in one sentence what the organisation does."), about))
    if organization.kind == Organization.Kind.NPO and not organization.corporate_number:
        found.append(Gap(_("A specified non-profit corporation has a corporate number. Please write it."), about))
    if Organization.objects.holding(organization.corporate_number or "", besides=organization.pk).exists():
        found.append(Gap(number_taken(), about))
    if not (organization.phone or organization.email or organization.form_url):
        found.append(
            Gap(_("Nobody can reach the organisation yet. A telephone number or an e-mail address is needed."), contact)
        )
    return found
