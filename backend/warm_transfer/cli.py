"""The `warm-transfer` command.

Results go to stdout, everything else to stderr. What goes wrong is said in a line or two that
tell what to do; with DEBUG=true the traceback follows.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import structlog
import typer
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from warm_transfer.config import Settings, get_settings
from warm_transfer.domain.actor import Role
from warm_transfer.errors import BackupProblem, CannotStart, InvalidInput, WarmTransferError
from warm_transfer.phone_commands import bridge, phone_number, phone_simulator
from warm_transfer.phone_simulator import config as simulated

if TYPE_CHECKING:  # its imports take a second, which `up` does not have to spend
    from warm_transfer.actions.context import Context

INTERRUPTED = 130  # 128 + SIGINT, as shells have it

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
users = typer.Typer(no_args_is_help=True, help="Manage agents.")
app.add_typer(users, name="users")
app.command()(bridge)
app.command("phone-number")(phone_number)
app.command("phone-simulator")(phone_simulator)

Username = Annotated[str, typer.Argument(metavar="USER")]
PasswordFromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
T = TypeVar("T")


@app.callback()
def describe() -> None:
    """Warm Transfer: hand a live call from one agent to the next without a hole in the audio."""


@app.command()
def up(
    with_phone_simulator: Annotated[
        bool, typer.Option("--with-phone-simulator", help="Try phones without an account.")
    ] = False,
) -> None:
    """Run everything on this machine: LiveKit server, API with the pages, call worker, bridge."""
    from warm_transfer.ops.simulated_phones import SimulatedPhones
    from warm_transfer.ops.up import run_up

    phones = None
    if with_phone_simulator:
        account = (simulated.DEFAULT_ACCOUNT_SID, simulated.DEFAULT_AUTH_TOKEN)
        phones = SimulatedPhones.beside(get_settings(), *account, simulated.DEFAULT_NUMBER)
        os.environ.update(phones.environment)  # every part is to be told, and this one
        get_settings.cache_clear()
    run_up(get_settings(), _demo_tokens, phones)


@app.command()
def api() -> None:
    """Run the API alone, with the pages."""
    from warm_transfer.main import serve

    serve(get_settings())


@app.command()
def worker() -> None:
    """Run a call worker alone."""
    from warm_transfer.logging import configure_logging
    from warm_transfer.worker.main import run_worker

    settings = get_settings()
    configure_logging(settings)
    asyncio.run(run_worker(settings))


@app.command()
def doctor() -> None:
    """Check every part, and say how to mend what fails."""
    from warm_transfer.ops.doctor import run_doctor

    if not asyncio.run(run_doctor(get_settings(), typer.echo)):
        raise typer.Exit(1)


@app.command()
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="A new file, or a folder for one. Default: in BACKUP_DIR."),
    ] = None,
) -> None:
    """Write all history to one checked file, also while the product runs. Prints its path."""
    from warm_transfer.backups.commands import write_backup
    from warm_transfer.ops.progress import Progress

    typer.echo(write_backup(get_settings(), file, Progress().say))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="As `warm-transfer backup` wrote it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of the database, with the product stopped."""
    from warm_transfer.backups.commands import put_back
    from warm_transfer.ops.places import prepare_data_dir
    from warm_transfer.ops.progress import Progress

    def agree(question: str) -> bool:
        if not yes and not sys.stdin.isatty():
            raise InvalidInput("There is no terminal to ask at. Use --yes.")
        return yes or typer.confirm(question, err=True)

    settings = get_settings()
    prepare_data_dir(settings)
    typer.echo(put_back(settings, file, agree, Progress().say))


@app.command("livekit-server")
def livekit_server(
    if_needed: Annotated[
        bool, typer.Option(help="Do nothing when the settings name another server.")
    ] = False,
) -> None:
    """Find the LiveKit server binary, or make it, and print its path."""
    from warm_transfer.ops.livekit_server import find_or_make
    from warm_transfer.ops.progress import Progress

    settings = get_settings()
    if settings.runs_own_livekit or not if_needed:
        typer.echo(find_or_make(settings, Progress()))


@app.command("sign-in")
def sign_in(user: Username) -> None:
    """Print a fresh one-time sign-in link, as the last line."""
    from warm_transfer.actions.users import ensure_demo_agents, issue_sign_in_link
    from warm_transfer.ops.addresses import sign_in_address

    settings = get_settings()

    async def issue(ctx: Context) -> str:
        if settings.environment == "development":
            await ensure_demo_agents(ctx)
        return await issue_sign_in_link(ctx, user)

    token = _act(issue)
    typer.echo(f"Works once, for {settings.sign_in_link_ttl_s // 60} minutes:", err=True)
    typer.echo(sign_in_address(settings, user.strip().lower(), token))


@users.command("add")
def add_user(
    user: Username,
    name: Annotated[str, typer.Option(help="As callers and other agents see it.")] = "",
    team: Annotated[str | None, typer.Option(help="Shown beside the name.")] = None,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.AGENT,
    password_stdin: PasswordFromStdin = False,
) -> None:
    """Add an agent, who signs in by link until a password is set."""
    from warm_transfer.actions.users import create_user

    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    account = _act(
        lambda ctx: create_user(ctx, user, name=name, team=team, role=role, password=password)
    )
    typer.echo(f"Added {account.username} ({account.role}).")


@users.command("list")
def list_all() -> None:
    """List everybody who may sign in, and who no longer may."""
    from warm_transfer.actions.users import list_users

    for account in _act(list_users):
        state = "disabled" if account.disabled else ""
        row = (account.username, account.role, account.name, account.team or "", state)
        typer.echo("\t".join(row).rstrip())


@users.command("disable")
def disable(user: Username) -> None:
    """Refuse this user from now on, and end their sign-ins."""
    from warm_transfer.actions.users import disable_user

    _act(lambda ctx: disable_user(ctx, user))
    typer.echo(f"Disabled {user}.")


@users.command("passwd")
def set_user_password(user: Username, password_stdin: PasswordFromStdin = False) -> None:
    """Set a password, asked for twice, and end sign-ins made with the old one."""
    from warm_transfer.actions.users import set_password

    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        password = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    else:
        raise InvalidInput("There is no terminal to ask at. Use --password-stdin.")
    _act(lambda ctx: set_password(ctx, user, password))
    typer.echo(f"The password of {user} is set.")


def main() -> None:
    # Until the API or the worker turn their own logging on, only trouble is said.
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger("warning"),
    )
    try:
        app()
    except ValidationError as error:
        _fail(_name_bad_settings(error))
    except BackupProblem as error:
        _fail(f"{error.detail} [{error.code}]")
    except WarmTransferError as error:
        _fail(error.detail, error.exit_code if isinstance(error, CannotStart) else 1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        _fail(f"{type(error).__name__}: {error}\nDEBUG=true shows where it comes from.")


def _act(action: Callable[[Context], Awaitable[T]]) -> T:
    """Run one action against the database, which is brought up to date first."""

    async def run() -> T:
        async with _context(get_settings()) as ctx:
            return await action(ctx)

    return asyncio.run(run())


async def _demo_tokens(settings: Settings) -> list[tuple[str, str]]:
    """A username and a sign-in token for each agent of the demo."""
    from warm_transfer.actions.users import ensure_demo_agents, issue_sign_in_link

    async with _context(settings) as ctx:
        return [
            (username, await issue_sign_in_link(ctx, username))
            for username in await ensure_demo_agents(ctx)
        ]


@asynccontextmanager
async def _context(settings: Settings) -> AsyncIterator[Context]:
    from warm_transfer.backups.database import database_in_use
    from warm_transfer.bootstrap import build_context, close_context
    from warm_transfer.db.migrate import upgrade_to_head
    from warm_transfer.ops.places import prepare_data_dir

    prepare_data_dir(settings)
    with database_in_use(settings):
        await asyncio.to_thread(upgrade_to_head, settings.resolved_database_url)
        ctx = build_context(settings)
        try:
            await ctx.bus.start()
            yield ctx
        finally:
            await close_context(ctx)


def _name_bad_settings(error: ValidationError) -> str:
    """`PORT: Input should be less than or equal to 65535`, one line per setting."""
    lines = []
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        name = ".".join(str(part) for part in problem["loc"][:1]).upper()
        reason = problem["msg"].removeprefix("Value error, ")
        lines.append(f"{name}: {reason}" if name else reason)
    return "\n".join(lines)


def _fail(problem: str, exit_code: int = 1) -> None:
    """Called while an exception is handled; with DEBUG it is shown in full."""
    if _debug():
        raise
    typer.echo(f"✗ {problem}", err=True)
    sys.exit(exit_code)


class _Debug(BaseSettings):
    model_config = Settings.model_config

    debug: bool = False


def _debug() -> bool:
    """DEBUG alone: the problem may be another setting, which `Settings` would refuse again."""
    try:
        return _Debug().debug
    except ValidationError:
        return False


if __name__ == "__main__":
    main()
