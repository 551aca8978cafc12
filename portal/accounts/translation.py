"""Which rows of people and posts keep their history; nothing here speaks many languages.

A person's names stay out of it: what is erased must not live on beside.
"""

from portal.accounts.models import Holding, Person, Post
from portal.shared.history.tracking import keep_history

keep_history(Person, leave_out=frozenset({"name", "kana", "usual_name"}))
keep_history(Post)
keep_history(Holding)
