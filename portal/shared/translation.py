"""Which rows of the whole house keep their history: the ward's settings."""

from portal.shared.history.tracking import keep_history
from portal.shared.models import Ward

keep_history(Ward)
