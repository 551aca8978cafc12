"""Does the policy work: every number of the policies, computed each night, with the records behind it.

Reads all apps, is read by none. Rooms, from the top: open_data (files for everybody), dashboards (what officials and
residents read), alerts (targets that will be missed), rollups (the night's counting), sources (the only place that
touches other apps' rows), references (what is known from elsewhere), measurements (values that are only added),
catalogue (what is measured, and how much of it is wanted).
"""
