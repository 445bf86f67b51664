"""What PostgreSQL refuses, in one clear line that never holds the password."""

import ssl
from collections.abc import Iterable
from urllib.parse import urlsplit

import asyncpg

GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    OSError,
)
"""The connection is no more, or the server is going. What asyncpg calls internal is a query between the last word of a
server that ended the connection and its end, as after a freeze."""

UNABLE = (
    *GONE,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.TransactionRollbackError,
    TimeoutError,
)
"""Not the fault of the statement; the same may work later."""

NOT_OPENED = (*UNABLE, asyncpg.SyntaxOrAccessError, ValueError)
"""The address, the rights or the tables are not right."""

CAUSES: Iterable[tuple[tuple[type[BaseException], ...], str]] = (
    ((asyncpg.ReadOnlySQLTransactionError,), "the database takes no writes at the moment"),
    ((asyncpg.LockNotAvailableError, asyncpg.TransactionRollbackError), "another process is changing the same"),
    ((asyncpg.DiskFullError,), "the database's disk is full"),
    ((asyncpg.InsufficientResourcesError,), "the database has too much to do"),
    ((TimeoutError, asyncpg.QueryCanceledError), "the database takes too long"),
    (GONE, "the connection to the database is lost"),
)


def cause(error: BaseException) -> str:
    """For a member, in a few words."""
    return next((words for kinds, words in CAUSES if isinstance(error, kinds)), "the database refused it")


STARTS: Iterable[tuple[tuple[type[BaseException], ...], str]] = (
    (
        (ValueError,),
        "DATABASE_URL is no address of a PostgreSQL; write postgresql://USER:PASSWORD@HOST:5432/NAME, with special"
        " characters percent-encoded",
    ),
    (
        (asyncpg.InvalidAuthorizationSpecificationError,),
        "{place} refuses this user or password; set DATABASE_URL to the right ones",
    ),
    ((asyncpg.InvalidCatalogNameError,), "there is no database {name} at {host}; make it with: createdb {name}"),
    (
        (asyncpg.ReadOnlySQLTransactionError,),
        "{place} takes no writes; set DATABASE_URL to the primary, or let it be written",
    ),
    (
        (asyncpg.InsufficientPrivilegeError,),
        "the user may not make tables in {place}; grant it: grant create on schema public to USER",
    ),
    ((asyncpg.SyntaxOrAccessError,), "{place} holds other tables; is it Milepost's? Set DATABASE_URL to an empty one"),
    ((asyncpg.TooManyConnectionsError,), "{place} takes no more connections; raise its max_connections"),
    ((asyncpg.CannotConnectNowError,), "{place} is just starting or stopping; try again in a moment"),
    ((ssl.SSLError,), "{place} cannot be reached safely; look at sslmode in DATABASE_URL and at the certificate"),
    ((TimeoutError,), "{place} does not answer; is it running, and is DATABASE_URL right?"),
    ((OSError, asyncpg.PostgresConnectionError), "nothing answers at {place}; start it, or set DATABASE_URL right"),
)


def why_not_opened(error: BaseException, url: str) -> str:
    """For whoever starts Milepost: what is wrong and what to do."""
    text = next((text for kinds, text in STARTS if isinstance(error, kinds)), "{place} cannot be used; see its log")
    return text.format_map(_parts(url))


def _parts(url: str) -> dict[str, str]:
    """The address without user, password and options."""
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname or 'localhost'}:{parts.port or 5432}"
    except ValueError:
        return {"name": "?", "host": "?", "place": "the PostgreSQL of DATABASE_URL"}
    name = parts.path.strip("/") or "of the user's name"
    return {"name": name, "host": host, "place": f"the PostgreSQL database {name} at {host}"}
