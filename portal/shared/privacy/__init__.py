"""Personal data: the register of what is kept, erasing a person, and forgetting in time.

Each room declares its own kinds in `personal_data.py`; `portal/personal_data.py` lists them in order and is what
the public page shows, what an erasure walks through, and what the night forgets by. No domain is known here.
"""
