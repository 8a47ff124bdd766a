"""The frontend: its packages, and the built pages that the API serves."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from steps import stamps
from steps.console import Step, environment
from steps.places import BACKEND, FRONTEND

SERVED = BACKEND / "warm_transfer" / "web"
BUILT = FRONTEND / "out"
NOT_SOURCES = (
    "node_modules",
    ".next",
    "out",
    "next-env.d.ts",
    "tsconfig.tsbuildinfo",
    "tests",
    "openapi.json",
)
SYSTEM_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/cert.pem",  # macOS, BSD
)


def install_packages(step: Step) -> None:
    fingerprint = stamps.digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if (FRONTEND / "node_modules").is_dir() and stamps.is_current("page-packages", fingerprint):
        step.current("up to date")
        return
    step.begin("installing")
    stamps.forget("page-packages")
    step.run(
        [npm(), "ci", "--no-audit", "--no-fund"],
        cwd=FRONTEND,
        env=_node_environment(),
        otherwise="  Check the network and npm's registry (`npm ping`), then try again.",
    )
    stamps.remember("page-packages", fingerprint)
    step.did("installed")


def build(step: Step) -> None:
    settings = [f"{name}={os.environ[name]}" for name in sorted(os.environ) if _is_built_in(name)]
    found = stamps.files_under(FRONTEND, without=NOT_SOURCES)
    fingerprint = stamps.digest((path for path in found if ".test." not in path.name), *settings)
    if (SERVED / "index.html").exists() and stamps.is_current("pages", fingerprint):
        step.current("up to date")
        return
    step.begin("building")
    stamps.forget("pages")
    step.run(
        [npm(), "run", "build"],
        cwd=FRONTEND,
        env=_node_environment(),
        otherwise="  The lines above say what is wrong with the pages.",
    )
    replace_folder(BUILT, SERVED)
    stamps.remember("pages", fingerprint)
    step.did("built")


def replace_folder(source: Path, target: Path) -> None:
    """Put a copy of `source` in the place of `target`; nobody sees half of it."""
    arriving, leaving = target.with_name(".web-new"), target.with_name(".web-old")
    for leftover in (arriving, leaving):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(source, arriving)
    if target.exists():
        target.rename(leaving)
    arriving.rename(target)
    shutil.rmtree(leaving, ignore_errors=True)


def _is_built_in(setting: str) -> bool:
    """Whether Next.js writes the environment variable into the pages."""
    return setting.startswith("NEXT_PUBLIC_")


def npm() -> str:
    return shutil.which("npm") or "npm"  # on Windows it is npm.cmd, which only `which` finds


def _node_environment() -> dict[str, str]:
    """Node brings its own certificates; an organisation's are in the system's store."""
    changes = {"NEXT_TELEMETRY_DISABLED": "1"}
    if "NODE_EXTRA_CA_CERTS" not in os.environ:
        bundle = next((path for path in SYSTEM_CERTIFICATES if Path(path).exists()), None)
        if bundle is not None:
            changes["NODE_EXTRA_CA_CERTS"] = bundle
    return environment(**changes)
