"""Keep the log of LiveKit's native library in that library.

`livekit.rtc` has each line of it, thousands of WebRTC's own for one connection, handed to Python,
which parses it and drops nearly all. That is most of what a connection costs, and there is no
setting for it. Initialised again without, the library drops them itself, but for those that
RUST_LOG asks for, which go to stderr. What it fails in, it also answers, and `livekit.rtc` raises.
"""

from __future__ import annotations

import os
from typing import Any

from livekit import rtc
from livekit.rtc import _ffi_client as ffi


def keep_native_logs_native(callback: Any = ffi.ffi_event_callback) -> None:
    """For the whole process, before its first connection.

    `callback` takes the library's events; without one `livekit.rtc` does, as it always would.
    """
    os.environ.setdefault("RUST_LOG", "off")
    library = ffi.FfiClient.instance._ffi_lib
    library.livekit_ffi_initialize(callback, False, b"python", rtc.__version__.encode())
