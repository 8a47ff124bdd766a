"""Keeping the memory of one reading for the next.

Whisper's encoder takes blocks of 54 MB for its full window and gives them back at once. glibc gets
blocks of more than 32 MB from the kernel each time, page by page, which is a third of the reading's
time. Told to keep them, it does not.
"""

from __future__ import annotations

import ctypes
import sys

# Of `mallopt`, from glibc's malloc.h.
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
LARGEST_KEPT_BYTES = 256 * 2**20
MOST_KEPT_BYTES = 1024 * 2**20


def keep_large_blocks() -> None:
    """For the whole process. Where there is no glibc nothing happens."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT_BYTES)
        mallopt(M_TRIM_THRESHOLD, MOST_KEPT_BYTES)
