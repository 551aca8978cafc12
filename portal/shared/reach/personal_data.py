"""What counting keeps of people: nothing; that is said where everything else is said."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject


def _erase(subject: Subject, erasing: Erasing) -> int:
    """There is no row of anybody, and no way to find one."""
    return 0


PERSONAL_DATA = (
    PersonalData(
        name="reach",
        fields={},
        title=_("How often pages are read"),
        purpose=_("To see which pages and languages people need, and about how many visitors come in a day."),
        who_sees=_("Everybody: they are only numbers, and nobody can be recognised in them."),
        retention=Retention(
            days=0,
            words=_(
                "The numbers for good. For the number of visitors we mix your device's address with a secret of the day; the result cannot be turned back, and both are thrown away after midnight."
            ),
        ),
        erase=_erase,
    ),
)
