"""Who may read which stored files: each purpose's rule comes from the room that owns the purpose."""

from __future__ import annotations

from kpis.measurements.documents import can_read_entry_file
from organizations.directory.logos import can_read_logo
from portal.shared.files.policies import KPI_ENTRY, ORGANIZATION_LOGO
from portal.shared.files.views import Readers

READERS: Readers = {ORGANIZATION_LOGO: can_read_logo, KPI_ENTRY: can_read_entry_file}
