"""Pages of the frontend's tests: one of its libraries each, without the product around it."""

from __future__ import annotations

import asyncio
from pathlib import Path

FRONTEND = Path(__file__).parents[3] / "frontend"


async def build_page(name: str, directory: Path) -> Path:
    """Bundle the page `frontend/tests/NAME` into `directory`."""
    process = await asyncio.create_subprocess_exec(
        "npx", "vite", "build", f"tests/{name}", "--config", "tests/vite.config.ts",
        "--logLevel", "error", "--outDir", str(directory),
        cwd=FRONTEND,
    )  # fmt: skip
    assert await process.wait() == 0, f"the page {name} could not be built"
    return directory
