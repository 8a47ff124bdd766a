"""What the fork server of `forked_api.py` does before it forks: all that each API does once.

Imported and never called: whatever is imported late, or built anew for each application, is then in
memory that the processes share.
"""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import uvicorn

from tests.support.api import settings_for
from warm_transfer.db.migrate import upgrade_to_head
from warm_transfer.main import create_app

with tempfile.TemporaryDirectory() as folder:
    settings = settings_for(Path(folder))
    upgrade_to_head(settings.resolved_database_url)
    uvicorn.Config(create_app(settings)).load()
gc.freeze()  # what is there now is looked at no more, and so stays shared
