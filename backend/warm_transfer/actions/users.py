"""Accounts, as the command line manages them: add, list, disable, set password, hand out links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.agents import announce_presence
from warm_transfer.actions.context import Context
from warm_transfer.actions.credentials import hash_password, hash_token, new_id, new_token
from warm_transfer.db.models import RefreshToken, SignInLink, User
from warm_transfer.domain.actor import Role
from warm_transfer.errors import Conflict, InvalidInput, NotFound

MIN_PASSWORD_LENGTH = 12  # characters; OWASP ASVS 6.2.1 asks for 8, recommends 15
MAX_PASSWORD_LENGTH = 256  # of one longer than that no sign-in would be read
MAX_USERNAME_LENGTH = 64
MAX_NAME_LENGTH = 80  # of a person, and of a team

BY_COMMAND = "command-line"
DEMO_AGENTS = (("agent-a", "Ana", "Support"), ("agent-b", "Bea", "Billing"))


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    username: str
    name: str
    team: str | None
    role: Role
    disabled: bool


async def create_user(
    ctx: Context,
    username: str,
    *,
    name: str,
    team: str | None = None,
    role: Role = Role.AGENT,
    password: str | None = None,
) -> Account:
    """Without a password the account can sign in by link only.

    Raises Conflict when the username is taken, InvalidInput when something given is unfit.
    """
    username = _checked_username(username)
    name = _checked_name("name", name.strip() or username)
    team = None if team is None else _checked_name("team", team)
    password_hash = None if password is None else await hash_password(_checked(password))
    async with ctx.db.unit_of_work() as uow:
        if await _find(uow.session, username) is not None:
            raise Conflict(f"There is a user called {username} already.", code="username_taken")
        user = User(
            id=new_id(),
            username=username,
            name=name,
            team=team,
            role=role.value,
            password_hash=password_hash,
            disabled=False,
            away=False,
            seen_at=None,
            announced_presence="offline",
            created_at=uow.now,
        )
        uow.session.add(user)
        uow.audit("user.created", actor=BY_COMMAND, subject=user.id)
        return _account(user)


async def list_users(ctx: Context) -> list[Account]:
    async with ctx.db.read() as session:
        users = await session.scalars(select(User).order_by(User.username))
        return [_account(user) for user in users]


async def disable_user(ctx: Context, username: str) -> None:
    """Refused from now on: by password, link, refresh, and with a token already given out."""
    async with ctx.db.unit_of_work() as uow:
        user = await _get(uow.session, username)
        user.disabled = True
        await uow.session.execute(
            update(RefreshToken)
            .where(RefreshToken.user_id == user.id, RefreshToken.revoked_at.is_(None))
            .values(revoked_at=uow.now)
        )
        await uow.session.flush()
        await announce_presence(uow, [user.id])
        uow.audit("user.disabled", actor=BY_COMMAND, subject=user.id)


async def set_password(ctx: Context, username: str, password: str) -> None:
    """Replace the password and end every sign-in made with the old one."""
    password_hash = await hash_password(_checked(password))
    async with ctx.db.unit_of_work() as uow:
        user = await _get(uow.session, username)
        user.password_hash = password_hash
        await uow.session.execute(
            update(RefreshToken)
            .where(RefreshToken.user_id == user.id, RefreshToken.revoked_at.is_(None))
            .values(revoked_at=uow.now)
        )
        uow.audit("user.password_set", actor=BY_COMMAND, subject=user.id)


async def issue_sign_in_link(ctx: Context, username: str) -> str:
    """A token that signs this user in once, within `sign_in_link_ttl_s`. Only its hash is kept."""
    token = new_token()
    async with ctx.db.unit_of_work() as uow:
        user = await _get(uow.session, username)
        if user.disabled:
            raise Conflict(f"{user.username} is disabled.", code="account_disabled")
        uow.session.add(
            SignInLink(
                token_hash=hash_token(token),
                user_id=user.id,
                expires_at=uow.now + timedelta(seconds=ctx.settings.sign_in_link_ttl_s),
                used_at=None,
            )
        )
        uow.audit("sign_in.link_issued", actor=BY_COMMAND, subject=user.id)
    return token


async def ensure_demo_agents(ctx: Context) -> list[str]:
    """The usernames of the demo's agents, made when missing. A disabled one stays disabled."""
    for username, name, team in DEMO_AGENTS:
        async with ctx.db.read() as session:
            known = await _find(session, username) is not None
        if not known:
            await create_user(ctx, username, name=name, team=team)
    return [username for username, _, _ in DEMO_AGENTS]


async def _find(session: AsyncSession, username: str) -> User | None:
    found: User | None = await session.scalar(
        select(User).where(User.username == username.strip().lower())
    )
    return found


async def _get(session: AsyncSession, username: str) -> User:
    user = await _find(session, username)
    if user is None:
        raise NotFound(f"There is no user called {username}.", code="user_not_found")
    return user


def _checked_username(username: str) -> str:
    username = username.strip().lower()
    if not 1 <= len(username) <= MAX_USERNAME_LENGTH or " " in username:
        raise InvalidInput(
            f"A username has 1 to {MAX_USERNAME_LENGTH} characters and no space.",
            code="username_invalid",
        )
    return username


def _checked_name(kind: str, name: str) -> str:
    if len(name) > MAX_NAME_LENGTH:
        raise InvalidInput(
            f"A {kind} has at most {MAX_NAME_LENGTH} characters.", code=f"{kind}_long"
        )
    return name


def _checked(password: str) -> str:
    if len(password) < MIN_PASSWORD_LENGTH:
        raise InvalidInput(
            f"A password needs at least {MIN_PASSWORD_LENGTH} characters.", code="password_short"
        )
    if len(password) > MAX_PASSWORD_LENGTH:
        raise InvalidInput(
            f"A password has at most {MAX_PASSWORD_LENGTH} characters.", code="password_long"
        )
    return password


def _account(user: User) -> Account:
    return Account(
        id=user.id,
        username=user.username,
        name=user.name,
        team=user.team,
        role=Role(user.role),
        disabled=user.disabled,
    )
