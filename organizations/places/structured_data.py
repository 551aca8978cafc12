"""A place in schema.org's words, for search engines; nothing that its page does not show."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from organizations.places.schedule import Known, Schedule
from portal.shared.ruby import strip_ruby

_HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def as_script(data: dict[str, Any]) -> SafeString:
    """The body of a data block: no text of people can end it."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_HARMLESS))


def structured_data(page: dict[str, Any], url: str) -> dict[str, Any]:
    """The values of `selectors.place_page` at their address."""
    row, address, found = page["place"], page["address"], page["texts"]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["Place", "Organization"],
        "@id": f"urn:uuid:{row['uid']}",
        "url": url,
        "name": strip_ruby(found["name"].value),
        "description": strip_ruby(found["summary"].value) or strip_ruby(found["description"].value)[:300],
        "telephone": row["phone"],
        "email": row["email"],
        "isAccessibleForFree": True if "free" in row["facts"] else None,
        "knowsLanguage": [language.html_lang for language, _rows in page["spoken"]],
    }
    if not address.hidden and row["town"]:
        postal = {"@type": "PostalAddress", "addressCountry": "JP", "addressRegion": row["prefecture"]}
        postal["addressLocality"] = f"{row['municipality']}{row['town']}"
        if address.exact:
            postal |= {"streetAddress": f"{row['block']} {row['building']}".strip(), "postalCode": row["postal_code"]}
        data["address"] = {name: value for name, value in postal.items() if value}
    if address.exact and row["public_latitude"] is not None:
        data["geo"] = {
            "@type": "GeoCoordinates", "latitude": row["public_latitude"], "longitude": row["public_longitude"],
        }  # fmt: skip
    data["openingHoursSpecification"] = _opening_hours(page["schedule"])
    return {name: value for name, value in data.items() if value not in ("", None, [])}


def _opening_hours(schedule: Schedule) -> list[dict[str, str]]:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    weekly = schedule.weekly if schedule.known is Known.HOURS else ()
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{days[row.weekday]}",
            "opens": f"{row.opens // 60:02d}:{row.opens % 60:02d}",
            "closes": f"{row.closes // 60 % 24:02d}:{row.closes % 60:02d}" if row.closes != 1440 else "23:59",
        }
        for row in weekly
        if not row.weeks
    ]
