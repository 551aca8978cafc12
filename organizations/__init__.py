"""Who, where and what is on.

Rooms, top to bottom: interchange (government files), resource_map (finding), places, directory, towns.
May import portal.accounts and portal.shared; is read by volunteers, grants and kpis.
"""
