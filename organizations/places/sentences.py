"""What an editor is told when something cannot be stored: what is wrong and how to mend it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from organizations.places.choices import AddressVisibility


def time_problem() -> str:
    """For a time that was not understood."""
    return _(
        "Write the time like 9:00, 17:30 or 24:00. For hours after midnight, go on counting: 25:00 is 1:00 at night."
    )


def late_start() -> str:
    """For a time that the next day would have."""
    return _("A day begins before 24:00. Please write this time on the next weekday.")


def hours_problem(code: str) -> str:
    """For a week that contradicts itself."""
    return {
        "too-many": _("There are too many rows. Please join rows that say the same."),
        "overlap": _("Two rows of the same day overlap. Please join them or change one of them."),
        "no-hours": _(
            "Please write the hours of at least one day, or choose “Not known yet” or “By appointment only”."
        ),
        "no-holiday-hours": _(
            "You chose own hours on national holidays. Please write them in the row “National holidays”."
        ),
        "unused-holiday-hours": _(
            "You wrote hours in the row “National holidays”. Please choose “Own hours” for national holidays too, or "
            "delete them from the row."
        ),
        "unused-hours": _(
            "You wrote hours, but nobody would see them. Please choose “Fixed hours” or “By appointment only”, or "
            "delete the hours."
        ),
        "exceptions-contradict": _(
            "Two rows for the same days contradict each other. Please delete one of them or change its times."
        ),
        "exceptions-overlap": _(
            "Two rows of days that differ overlap, so it is not clear what holds on the days they share. Please let one "
            "end before the other begins."
        ),
        "exception-long": long_exception(),
        "holiday_hours": _(
            "The days have different hours, so it is not clear when the place is open on a holiday that falls on a "
            "closing day. Please write the hours in the row “National holidays”."
        ),
    }.get(code, _("These hours cannot be stored. Please check each row: the second time must be later than the first."))


def spoken_problem(code: str) -> str:
    """For a language row that cannot be stored."""
    return {
        "too-many": _("There are too many rows. Please join rows that say the same."),
        "twice": _("Two rows say the same. Please delete one of them."),
        "one-time": _(
            "A row has only one of two times. Please fill in both, or neither if it is the whole opening time."
        ),
        "order": _("The second time must be later than the first."),
        "late-start": late_start(),
    }.get(code, _("Please choose a language from the list."))


def town_problem(visibility: str) -> str:
    """For a town that is in no list, so that the place would stand on no map."""
    if visibility == AddressVisibility.TOWN:
        return _(
            "This town is not in the list, so the place would vanish from the map. Please choose the town from the list."
        )
    return _(
        "This town is not in the list, so the place would vanish from the map. Please choose the town from the list, "
        "or set the point on the map yourself."
    )


def town_remark(*, on_map: bool) -> str:
    """For an address that was stored with a town in no list, or with none."""
    if on_map:
        return _("The town is not in the list, so people who look for places of a town do not find it. Is it right?")
    return _("No town was chosen, so the place is not on the map.")


def postal_remark(municipality: str) -> str:
    """For a postal code of elsewhere."""
    return _("The postal code does not look like one of %(municipality)s. Please check it.") % {
        "municipality": municipality
    }


def contact_needed() -> str:
    """For a hidden address without any way to ask."""
    return _(
        "The address is hidden, so people must be able to ask the way. Please give a telephone number, an e-mail "
        "address, a contact form or a website."
    )


def late_time() -> str:
    """For a time after the end of the next day."""
    return _("This is too late: times go up to 48:00, the end of the next day.")


def long_exception() -> str:
    """For days that differ longer than a year: mostly a year was mistyped."""
    return _(
        "These days are longer than a year. Is the year right? If the place is closed for good, close it on its overview."
    )


def past_exceptions() -> str:
    """For days that differ and are over."""
    return _("Some of the days that differ are over. Is the year right? If so, you can delete them.")


def position_problem(code: str, municipality: str = "") -> str:
    """For a point that cannot be right."""
    return {
        "half": _("Please fill in both latitude and longitude, or neither."),
        "abroad": _("This point is not in Japan. Latitude is about 35, longitude about 139; perhaps they are swapped?"),
        "far": _(
            "This point is far from %(municipality)s. Please check the numbers, or leave both empty to use the town."
        )
        % {"municipality": municipality},
    }[code]
