"""The sentences of refusals: what is wrong, where, and what to do; marked here, translated on output."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FILE_SENTENCES = {
    "unreadable": _("The file cannot be opened (%(reason)s). Check its name and whether it may be read."),
    "empty": _("The file is empty. Download or export it again."),
    "too_large": _(
        "The file has %(size)s bytes, more than the %(limit)s allowed. Split it into smaller files or"
        " have the limit raised."
    ),
    "archive": _(
        "This is a %(kind)s file, not a CSV or GeoJSON file. Unpack it, or save the sheet as “CSV UTF-8”,"
        " and try again."
    ),
    "web_page": _("This is a web page or XML answer, not a list. Download the file itself again."),
    "unknown_encoding": _("The encoding “%(encoding)s” is not supported. Use one of: %(known)s."),
    "other_encoding": _(
        "The file is written in %(found)s, not in %(encoding)s as stated. Leave the encoding out or state"
        " the right one."
    ),
    "undecodable": _(
        "Line %(line)s cannot be read as %(encoding)s. The file is damaged or mixes encodings. Export it"
        " again as UTF-8."
    ),
    "nul_bytes": _(
        "Line %(line)s contains NUL bytes. The file is damaged, not text, or UTF-16 without a byte order"
        " mark. Export it again as UTF-8."
    ),
    "replacement_character": _(
        "Line %(line)s contains the mark “%(value)s” that stands for lost characters. They were lost when"
        " the file was made: export it again from its source."
    ),
    "mojibake": _(
        "Line %(line)s contains garbled characters (“%(value)s”). The text was once read in a wrong"
        " encoding: export it again from its source."
    ),
    "long_line": _(
        "Line %(line)s is longer than %(limit)s bytes. A quotation mark may not be closed, or this is not a list."
        " Export it again as CSV."
    ),
    "open_quote": _(
        "A quotation mark opened in the row that starts on line %(line)s is never closed. The file is"
        " incomplete or the mark is missing: export it again."
    ),
    "stray_quote": _(
        "The quotation marks in the row that starts on line %(line)s do not match. Export the file again."
    ),
    "long_cell": _(
        "A cell in the row that starts on line %(line)s is longer than %(limit)s characters. A quotation"
        " mark may not be closed: export the file again."
    ),
    "truncated": _(
        "The file breaks off in line %(line)s, in the middle of a row. It was not copied completely: download it again."
    ),
    "broken_json": _("The JSON text is broken or incomplete at line %(line)s. Download the file again."),
    "json_too_large": _("The JSON file has %(size)s bytes, more than the %(limit)s allowed. Use CSV or split it."),
    "not_geojson": _("This JSON file is not a GeoJSON collection of points. Use the file as the publisher offers it."),
    "too_many_columns": _(
        "Line %(line)s has more than %(limit)s columns. This is not one of the known lists: check whether it is the"
        " right file."
    ),
    "too_many_rows": _("The file has more than %(limit)s rows. Split it into smaller files."),
    "unknown_layout_name": _("There is no layout “%(layout)s”. Use one of: %(known)s."),
    "unknown_layout": _(
        "None of the first %(rows)s lines is the header of a known list. Check that the column names are"
        " in the file and the encoding is right, or state the layout."
    ),
    "unknown_properties": _(
        "The entries of this JSON file have no properties of a known list. Use the file as the publisher offers it, or"
        " state the layout."
    ),
    "wrong_layout": _(
        "No header row of the layout “%(layout)s” was found in the first %(rows)s lines: the column"
        " “%(column)s” is missing. State another layout, or leave it out to have it recognised."
    ),
    "not_places": _("“%(title)s” is a list of organisations. Import it as organisations, not as places."),
    "not_organizations": _("“%(title)s” is a list of places. Import it as places, not as organisations."),
    "changed": _("The file changed while it was being read. Try again."),
}

ROW_SENTENCES = {
    "required": _("“%(column)s” is empty, but it is needed."),
    "nowhere": _("There is neither an address nor a position, so the place cannot be found."),
    "too_long": _("“%(column)s” has more than %(limit)s characters."),
    "long_row": _("The row has more cells than the header. A comma may stand in a cell without quotation marks."),
    "broken_row": _("The row is broken over two lines. A line break may stand in a cell without quotation marks."),
    "not_an_entry": _("The entry is not a point with properties."),
    "lost_characters": _("“%(value)s” contains question marks instead of letters: characters were lost."),
    "duplicate": _("The same entry stands already on line %(first)s."),
    "municipality_code": _("“%(value)s” is not a municipality code (six digits, the last one a check digit)."),
    "corporate_number": _("“%(value)s” is not a corporate number (13 digits, the first one a check digit)."),
    "shortened_number": _(
        "A spreadsheet has shortened the number “%(value)s”. Format the column as text and export again."
    ),
    "coordinates_not_numbers": _("“%(value)s” is not a position in decimal degrees."),
    "coordinates_swapped": _("Latitude and longitude are swapped: “%(value)s”."),
    "coordinates_zero": _("The position 0, 0 lies in the Atlantic. Leave unknown positions empty."),
    "coordinates_outside": _("The position “%(value)s” lies outside Japan."),
    "coordinates_half": _("Only one of latitude and longitude is given; it was left out."),
    "short_row": _("The row has fewer cells than the header; the missing ones were taken as empty."),
    "removed_characters": _("Invisible control characters in “%(column)s” were removed."),
    "private_characters": _(
        "“%(column)s” contains characters that only the publisher's computer can show: “%(value)s”."
    ),
    "missing_glyph": _("“%(column)s” contains the mark 〓 for characters that another program could not write."),
    "kana": _("“%(value)s” is not a reading in kana; it was left out."),
    "town_code": _("“%(value)s” is not a town id (seven digits); it was left out."),
    "postal_code": _("“%(value)s” is not a postal code (seven digits); it was left out."),
    "phone": _("“%(value)s” could not be read as one telephone number; it was kept as written."),
    "extension": _("“%(value)s” is not an extension; it was left out."),
    "email": _("“%(value)s” is not an e-mail address; it was left out."),
    "url": _("“%(value)s” is not a web address that begins with http or https; it was left out."),
    "number_ignored": _("The corporate number “%(value)s” is wrong; it was left out."),
    "flag": _("“%(value)s” in “%(column)s” is neither yes nor no; it was taken as no."),
    "capacity": _("“%(value)s” is not a number of people; it was left out."),
    "poi_code": _("“%(value)s” is not a POI code (four digits); it was left out."),
    "date": _("“%(value)s” is not a date; it was left out."),
    "town_outside": _(
        "The address names “%(value)s”, the column “%(column)s” another municipality; the address was followed."
    ),
    "type_unknown": _(
        "“%(value)s” is not a type of place here; the nearest known one was taken. Add the type, or correct the place."
    ),
    "kind_unknown": _("“%(value)s” is not a known kind of organisation; it came in as “other”."),
}
