"""Hand-worked answers: place | moment in Japan | what a resident is told.

The days were counted off on paper from 2026-01-01, a Thursday. Holidays of 2026: 1/1, 1/12,
2/11, 2/23, 3/20, 4/29, 5/3 to 5/5, 5/6 (substitute), 7/20, 8/11, 9/21, 9/22 (between two
holidays), 9/23, 10/12, 11/3, 11/23.
"""

STATES = """
museum | 2026-06-02 00:00 | closed 2026-06-02 09:00
museum | 2026-06-02 08:59 | closed 2026-06-02 09:00
museum | 2026-06-02 09:00 | open 2026-06-02 17:00
museum | 2026-06-02 16:59 | open 2026-06-02 17:00
museum | 2026-06-02 17:00 | closed 2026-06-03 09:00
museum | 2026-06-07 17:00 | closed 2026-06-09 09:00
museum | 2026-06-08 12:00 | closed 2026-06-09 09:00
museum | 2026-01-11 17:00 | closed 2026-01-12 09:00
museum | 2026-01-12 10:00 | open 2026-01-12 17:00
museum | 2026-01-12 17:00 | closed 2026-01-14 09:00
museum | 2026-01-13 10:00 | closed 2026-01-14 09:00
museum | 2026-01-14 10:00 | open 2026-01-14 17:00
museum | 2026-02-11 12:00 | open 2026-02-11 17:00
museum | 2026-02-12 12:00 | open 2026-02-12 17:00
museum | 2026-02-23 12:00 | open 2026-02-23 17:00
museum | 2026-02-24 12:00 | closed 2026-02-25 09:00
museum | 2026-05-03 12:00 | open 2026-05-03 17:00
museum | 2026-05-04 12:00 | open 2026-05-04 17:00
museum | 2026-05-05 12:00 | open 2026-05-05 17:00
museum | 2026-05-06 12:00 | open 2026-05-06 17:00
museum | 2026-05-06 17:00 | closed 2026-05-08 09:00
museum | 2026-05-07 12:00 | closed 2026-05-08 09:00
museum | 2026-05-08 12:00 | open 2026-05-08 17:00
museum | 2026-05-11 12:00 | closed 2026-05-12 09:00
museum | 2026-07-20 12:00 | open 2026-07-20 17:00
museum | 2026-07-21 12:00 | closed 2026-07-22 09:00
museum | 2026-08-10 12:00 | closed 2026-08-11 09:00
museum | 2026-08-11 12:00 | open 2026-08-11 17:00
museum | 2026-08-12 12:00 | open 2026-08-12 17:00
museum | 2026-09-20 17:00 | closed 2026-09-21 09:00
museum | 2026-09-21 12:00 | open 2026-09-21 17:00
museum | 2026-09-22 12:00 | open 2026-09-22 17:00
museum | 2026-09-23 12:00 | open 2026-09-23 17:00
museum | 2026-09-23 17:00 | closed 2026-09-25 09:00
museum | 2026-09-24 12:00 | closed 2026-09-25 09:00
museum | 2026-09-25 12:00 | open 2026-09-25 17:00
museum | 2026-10-12 12:00 | open 2026-10-12 17:00
museum | 2026-10-13 12:00 | closed 2026-10-14 09:00
museum | 2026-11-02 12:00 | closed 2026-11-03 09:00
museum | 2026-11-03 12:00 | open 2026-11-03 17:00
museum | 2026-11-04 12:00 | open 2026-11-04 17:00
museum | 2026-11-23 12:00 | open 2026-11-23 17:00
museum | 2026-11-24 12:00 | closed 2026-11-25 09:00
museum | 2026-12-27 17:00 | closed 2027-01-05 09:00
museum | 2026-12-28 12:00 | closed 2027-01-05 09:00
museum | 2027-01-01 12:00 | closed 2027-01-05 09:00
museum | 2027-01-11 12:00 | open 2027-01-11 17:00
museum | 2027-01-12 12:00 | closed 2027-01-13 09:00
museum-shut | 2026-09-20 17:00 | closed 2026-09-22 09:00
museum-shut | 2026-09-21 12:00 | closed 2026-09-22 09:00
museum-shut | 2026-09-24 12:00 | open 2026-09-24 17:00
museum-special | 2026-09-21 19:59 | open 2026-09-21 20:00
museum-special | 2026-09-24 12:00 | closed 2026-09-25 09:00
wednesday-rest | 2026-02-11 12:00 | open 2026-02-11 19:00
wednesday-rest | 2026-02-12 12:00 | closed 2026-02-13 09:00
wednesday-rest | 2026-04-29 12:00 | open 2026-04-29 19:00
wednesday-rest | 2026-04-30 12:00 | closed 2026-05-01 09:00
wednesday-rest | 2026-05-06 12:00 | open 2026-05-06 19:00
wednesday-rest | 2026-05-07 12:00 | closed 2026-05-08 09:00
wednesday-rest | 2026-05-13 12:00 | closed 2026-05-14 09:00
wednesday-rest | 2026-09-23 12:00 | open 2026-09-23 19:00
wednesday-rest | 2026-09-24 12:00 | closed 2026-09-25 09:00
friday-rest | 2026-03-20 12:00 | open 2026-03-20 17:00
friday-rest | 2026-03-21 12:00 | open 2026-03-21 17:00
friday-rest | 2026-03-22 17:00 | closed 2026-03-24 09:00
friday-rest | 2026-03-23 12:00 | closed 2026-03-24 09:00
friday-rest | 2027-01-01 12:00 | closed 2027-01-04 09:00
friday-rest | 2027-01-04 12:00 | open 2027-01-04 17:00
friday-rest | 2026-03-27 12:00 | closed 2026-03-28 09:00
sunday-rest | 2026-05-03 12:00 | open 2026-05-03 17:00
sunday-rest | 2026-05-06 12:00 | open 2026-05-06 17:00
sunday-rest | 2026-05-07 12:00 | closed 2026-05-08 09:00
sunday-rest | 2026-05-10 12:00 | closed 2026-05-11 09:00
thursday-rest | 2026-01-01 12:00 | closed 2026-01-04 09:00
thursday-rest | 2026-01-05 12:00 | open 2026-01-05 17:00
thursday-rest-no-year-end | 2025-12-31 12:00 | open 2025-12-31 17:00
thursday-rest-no-year-end | 2026-01-01 12:00 | open 2026-01-01 17:00
thursday-rest-no-year-end | 2026-01-02 12:00 | closed 2026-01-03 09:00
thursday-rest-no-year-end | 2026-01-03 12:00 | open 2026-01-03 17:00
two-days-rest | 2026-07-20 12:00 | open 2026-07-20 17:00
two-days-rest | 2026-07-21 12:00 | closed 2026-07-22 09:00
two-days-rest | 2026-09-22 12:00 | open 2026-09-22 17:00
two-days-rest | 2026-09-24 12:00 | closed 2026-09-25 09:00
third-monday-rest | 2026-07-20 12:00 | open 2026-07-20 17:00
third-monday-rest | 2026-07-21 12:00 | closed 2026-07-22 09:00
third-monday-rest | 2026-06-15 12:00 | closed 2026-06-16 09:00
third-monday-rest | 2026-06-22 12:00 | open 2026-06-22 17:00
third-monday-rest | 2026-10-12 12:00 | open 2026-10-12 17:00
third-monday-rest | 2026-10-13 12:00 | open 2026-10-13 17:00
library | 2026-05-01 18:00 | open 2026-05-01 19:00
library | 2026-05-05 12:00 | open 2026-05-05 17:00
library | 2026-05-05 18:00 | closed 2026-05-06 09:00
library | 2026-05-06 18:00 | closed 2026-05-08 09:00
library | 2026-09-21 12:00 | open 2026-09-21 17:00
library | 2026-09-22 18:00 | closed 2026-09-23 09:00
library | 2026-09-25 18:00 | open 2026-09-25 19:00
office | 2026-01-02 12:00 | closed 2026-01-05 08:30
office | 2026-01-09 17:00 | closed 2026-01-13 08:30
office | 2026-02-11 12:00 | closed 2026-02-12 08:30
office | 2026-03-20 12:00 | closed 2026-03-23 08:30
office | 2026-04-28 17:00 | closed 2026-04-30 08:30
office | 2026-05-01 16:59 | open 2026-05-01 17:00
office | 2026-05-01 17:00 | closed 2026-05-07 08:30
office | 2026-05-06 12:00 | closed 2026-05-07 08:30
office | 2026-05-07 08:30 | open 2026-05-07 17:00
office | 2026-09-18 17:00 | closed 2026-09-24 08:30
office | 2026-09-22 12:00 | closed 2026-09-24 08:30
office | 2026-12-28 16:59 | open 2026-12-28 17:00
office | 2026-12-28 17:00 | closed 2027-01-04 08:30
office | 2026-12-31 23:59 | closed 2027-01-04 08:30
office | 2027-01-01 00:00 | closed 2027-01-04 08:30
office | 2027-01-03 23:59 | closed 2027-01-04 08:30
office | 2028-02-29 12:00 | open 2028-02-29 17:00
office | 2028-02-29 17:00 | closed 2028-03-01 08:30
office-with-days | 2026-05-05 09:00 | closed 2026-05-05 10:00
office-with-days | 2026-05-05 10:00 | open 2026-05-05 15:00
office-with-days | 2026-05-05 15:00 | closed 2026-05-07 08:30
office-with-days | 2026-06-06 09:00 | open 2026-06-06 12:00
office-with-days | 2026-06-13 09:00 | closed 2026-06-15 08:30
office-with-days | 2026-08-10 17:00 | closed 2026-08-13 13:00
office-with-days | 2026-08-12 12:00 | closed 2026-08-13 13:00
office-with-days | 2026-08-13 13:00 | open 2026-08-13 16:00
office-with-days | 2026-08-13 16:00 | closed 2026-08-17 08:30
office-with-days | 2026-12-28 17:00 | closed 2026-12-29 08:30
office-with-days | 2026-12-30 16:00 | open 2026-12-30 17:00
office-with-days | 2026-12-30 17:00 | closed 2027-01-04 08:30
hall | 2026-06-01 11:59 | open 2026-06-01 12:00
hall | 2026-06-01 12:00 | closed 2026-06-01 13:00
hall | 2026-06-01 13:00 | open 2026-06-01 17:00
hall | 2026-06-06 17:00 | closed 2026-06-08 09:00
hall | 2026-05-04 10:00 | open 2026-05-04 12:00
hall | 2026-05-03 10:00 | closed 2026-05-04 09:00
desk | 2026-09-22 09:30 | closed 2026-09-22 10:00
desk | 2026-09-22 11:00 | open 2026-09-22 12:00
desk | 2026-09-22 12:30 | closed 2026-09-22 13:00
desk | 2026-09-22 15:00 | closed 2026-09-23 10:00
desk | 2026-09-23 15:00 | closed 2026-09-24 09:00
desk | 2026-01-01 11:00 | closed 2026-01-04 09:00
late | 2026-07-31 17:59 | closed 2026-07-31 18:00
late | 2026-07-31 18:00 | open 2026-08-01 02:00
late | 2026-08-01 01:59 | open 2026-08-01 02:00
late | 2026-08-01 02:00 | closed 2026-08-01 18:00
late | 2026-08-02 01:00 | open 2026-08-02 02:00
late | 2026-08-02 02:00 | closed 2026-08-07 18:00
late-shut | 2026-08-01 01:00 | open 2026-08-01 02:00
late-shut | 2026-08-01 02:00 | closed 2026-08-07 18:00
night | 2026-12-31 23:59 | open 2027-01-01 05:00
night | 2027-01-01 04:59 | open 2027-01-01 05:00
night | 2027-01-01 05:00 | closed 2027-01-01 20:00
night | 2028-02-28 23:00 | open 2028-02-29 05:00
night | 2028-02-29 23:00 | open 2028-03-01 05:00
night-rests | 2026-12-28 21:00 | open 2026-12-29 05:00
night-rests | 2026-12-29 04:59 | open 2026-12-29 05:00
night-rests | 2026-12-29 05:00 | closed 2027-01-04 20:00
night-rests | 2027-01-04 02:00 | closed 2027-01-04 20:00
always | 2026-06-01 00:00 | open
always | 2026-12-31 23:59 | open
always-rests | 2026-12-28 12:00 | open 2026-12-29 00:00
always-rests | 2026-12-29 00:00 | closed 2027-01-04 00:00
always-rests | 2027-01-04 00:00 | open 2027-12-29 00:00
class | 2026-06-03 14:00 | closed 2026-06-10 13:00
class | 2026-06-10 14:00 | open 2026-06-10 16:00
class | 2026-06-17 14:00 | closed 2026-06-24 13:00
class | 2026-06-24 16:00 | closed 2026-07-08 13:00
class | 2026-02-04 14:00 | closed 2026-02-25 13:00
class | 2026-02-11 14:00 | closed 2026-02-25 13:00
class | 2026-09-09 16:00 | closed 2026-10-14 13:00
class | 2026-09-30 14:00 | closed 2026-10-14 13:00
class | 2026-12-23 16:00 | closed 2027-01-13 13:00
fifth-monday | 2026-03-30 11:00 | open 2026-03-30 12:00
fifth-monday | 2026-03-30 12:00 | closed 2026-06-29 10:00
fifth-monday | 2026-06-29 12:00 | closed 2026-08-31 10:00
fifth-monday | 2026-11-30 12:00 | closed 2027-03-29 10:00
fifth-tuesday | 2028-02-22 11:00 | closed 2028-02-29 10:00
fifth-tuesday | 2028-02-29 11:00 | open 2028-02-29 12:00
last-friday | 2026-01-30 11:00 | open 2026-01-30 12:00
last-friday | 2026-01-30 12:00 | closed 2026-02-27 10:00
last-friday | 2026-02-27 12:00 | closed 2026-03-27 10:00
last-friday | 2026-04-24 11:00 | open 2026-04-24 12:00
last-friday | 2026-12-25 11:00 | open 2026-12-25 12:00
last-friday | 2026-12-25 12:00 | closed 2027-01-29 10:00
first-and-last-sunday | 2026-05-03 11:00 | closed 2026-05-31 10:00
first-and-last-sunday | 2026-05-24 11:00 | closed 2026-05-31 10:00
first-and-last-sunday | 2026-05-31 12:00 | closed 2026-06-07 10:00
overlapping | 2026-06-01 11:30 | open 2026-06-01 17:00
overlapping | 2026-06-01 15:00 | open 2026-06-01 17:00
overlapping | 2026-06-01 17:00 | closed 2026-06-08 09:00
only-once | 2026-06-01 12:00 | closed 2026-06-06 09:00
only-once | 2026-06-06 12:00 | closed
by-appointment | 2026-06-01 12:00 | appointment
by-appointment-weekdays | 2026-06-06 03:00 | appointment
unknown | 2026-06-01 12:00 | unknown
unknown | 2027-01-01 03:00 | unknown
unknown-with-rows | 2026-06-06 03:00 | unknown
"""

DAYS = """
museum | 2026-06-01 |
museum | 2026-06-02 | 9:00-17:00
museum | 2026-09-21 | 9:00-17:00
museum | 2026-09-24 |
library | 2026-09-21 | 9:00-17:00
library | 2026-09-25 | 9:00-19:00
library | 2026-12-29 |
hall | 2026-06-01 | 9:00-12:00 13:00-17:00
hall | 2026-06-07 |
hall | 2026-09-22 | 9:00-12:00 13:00-17:00
desk | 2026-09-22 | 10:00-12:00 13:00-15:00
desk | 2027-01-01 |
late | 2026-07-31 | 18:00-26:00
late | 2026-08-02 |
night-rests | 2026-12-28 | 20:00-29:00
night-rests | 2026-12-29 |
always | 2026-06-01 | 0:00-24:00
class | 2026-06-10 | 13:00-16:00
class | 2026-06-03 |
fifth-tuesday | 2028-02-29 | 10:00-12:00
overlapping | 2026-06-01 | 9:00-17:00
office-with-days | 2026-08-13 | 13:00-16:00
office-with-days | 2026-08-14 |
by-appointment-weekdays | 2026-06-01 | 8:30-17:00
unknown-with-rows | 2026-06-01 |
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]
