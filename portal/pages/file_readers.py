"""Who may read which stored files: each purpose's rule comes from the room that owns the purpose."""

from __future__ import annotations

from organizations.directory.logos import can_read_logo
from portal.shared.files.policies import ORGANIZATION_LOGO
from portal.shared.files.views import Readers

READERS: Readers = {ORGANIZATION_LOGO: can_read_logo}
