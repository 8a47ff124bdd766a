"""How long the parts may take to stop. Whoever stops them waits so long before it kills them.

Worker and bridge stop before the API, which takes their last reports. Without calls it is a matter
of a second. compose.yaml grants the same times.
"""

from __future__ import annotations

from typing import Final

LAST_WORDS_WITHIN_S: Final = 10.0  # reading what everybody was saying, on a busy machine
REPORTED_WITHIN_S: Final = 5.0
ROOMS_LEFT_WITHIN_S: Final = 3.0
SPARE_S: Final = 2.0
WORKER_STOPS_WITHIN_S: Final = (
    LAST_WORDS_WITHIN_S + REPORTED_WITHIN_S + ROOMS_LEFT_WITHIN_S + SPARE_S
)

STREAMS_END_WITHIN_S: Final = 5.0  # telling the API, and leaving the rooms
BRIDGE_STOPS_WITHIN_S: Final = STREAMS_END_WITHIN_S + SPARE_S

REQUESTS_END_WITHIN_S: Final = 5
API_STOPS_WITHIN_S: Final = REQUESTS_END_WITHIN_S + SPARE_S

LIVEKIT_STOPS_WITHIN_S: Final = 3.0  # asked twice, it waits for nobody

PHONE_SIMULATOR_STOPS_WITHIN_S: Final = 3.0  # its calls are nobody's
