"""Each way to fail before the first statement is named for what it is, with the server's own words."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bot.domain.errors import DatabaseAway, DatabaseUnusable
from bot.store.postgres_url import read
from bot.store.store import SqlStore
from tests.store.test_server import name_of, refusal
from tests.store.world import ANA, World, opened
from tests.support.certificates import write_certificate
from tests.support.postgres import NOBODY, PostgresServer

HBA = """
host all prova 127.0.0.1/32 trust
host all scram 127.0.0.1/32 scram-sha-256
host all expired 127.0.0.1/32 scram-sha-256
hostssl all encrypted 127.0.0.1/32 trust
host all rejected 127.0.0.1/32 reject
host all asleep,narrow,writer,reader 127.0.0.1/32 trust
"""
ROLES = """
CREATE ROLE scram LOGIN PASSWORD '100%/@:'; CREATE ROLE expired LOGIN PASSWORD 'hunter2' VALID UNTIL '2000-01-01';
CREATE ROLE encrypted LOGIN; CREATE ROLE rejected LOGIN; CREATE ROLE missing LOGIN; CREATE ROLE asleep;
CREATE ROLE narrow LOGIN CONNECTION LIMIT 1; CREATE ROLE writer LOGIN; CREATE ROLE reader LOGIN
"""


@pytest.fixture(scope="module")
def guarded(oldest_postgres: PostgresServer) -> PostgresServer:
    """A server with TLS, and with users who come in by one way each: the oldest, whose words are the newest's too."""
    server, data = oldest_postgres, oldest_postgres.folder / "data"
    if server.sql("postgres", "SELECT count(*) FROM pg_roles WHERE rolname = 'scram'") == "0":
        for file in write_certificate(data, "elsewhere.example"):
            if os.geteuid() == 0:
                os.chown(file, NOBODY, NOBODY)
        (data / "pg_hba.conf").write_text(HBA, encoding="utf-8")
        server.sql("postgres", "SET password_encryption = 'scram-sha-256'; " + ROLES)
        server.sql("postgres", "ALTER SYSTEM SET ssl = on")
        server.sql("postgres", "SELECT pg_reload_conf()")
    return server


@pytest.fixture
def url(guarded: PostgresServer) -> str:
    """The URL of an empty database there."""
    return guarded.database()


@pytest.fixture(autouse=True)
def _open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak TLS only where a test asks for it: the driver takes its time to end it, more than a test has."""
    monkeypatch.setenv("PGSSLMODE", "disable")


async def opens(url: str) -> bool:
    """Tell whether a database can be opened."""
    await (await SqlStore.open(url)).close()
    return True


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ("scram:hunter2", "refuses us: set the right user and password in the database URL. It says: password"),
        ("expired:hunter2", 'It says: password authentication failed for user "expired".'),
        ("missing", "lets nobody in this way: give its pg_hba.conf a line for this user, host and encryption"),
        ("rejected", "It says: pg_hba.conf rejects connection for host"),
        ("asleep", 'It says: role "asleep" is not permitted to log in.'),
        ("narrow", "raise max_connections, or the limit of the user or database"),
    ],
)
async def test_a_user_who_is_kept_out_is_told_why(url: str, user: str, said: str) -> None:
    assert said in await refusal(url.replace("prova@", f"{user}@"))


async def test_who_must_speak_tls_is_told_so(url: str) -> None:
    told = await refusal(url.replace("prova@", "encrypted@") + "?sslmode=disable")
    assert "or set another sslmode in the database URL. It says: no pg_hba.conf entry" in told


async def test_a_password_with_signs_is_the_one_that_is_meant(url: str) -> None:
    server = url.replace("prova@", "scram:100%25%2F%40%3A@")
    assert "cannot be written: let its user make tables" not in await refusal(server + "x")
    assert "does not exist" in await refusal(server + "x")


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        ("ALLOW_CONNECTIONS false", "takes no connections: allow them (ALTER DATABASE ... ALLOW_CONNECTIONS true)"),
        ("CONNECTION LIMIT 0", "has no connection left: raise max_connections, or the limit of the user or database"),
    ],
)
async def test_a_database_that_is_closed_is_told_so(guarded: PostgresServer, url: str, closed: str, said: str) -> None:
    guarded.sql("postgres", f"ALTER DATABASE {name_of(url)} {closed}")
    guarded.sql("postgres", f"GRANT ALL ON DATABASE {name_of(url)} TO writer")
    assert said in await refusal(url.replace("prova@", "writer@"))


async def test_a_server_with_fewer_connections_than_prova_would_have_is_used_with_those(
    guarded: PostgresServer, url: str
) -> None:
    """More that read at once wait for one of them: none is refused for a connection that there is not."""
    guarded.sql("postgres", f"ALTER DATABASE {name_of(url)} CONNECTION LIMIT 3")
    guarded.sql("postgres", f"ALTER DATABASE {name_of(url)} OWNER TO writer")
    async with opened(url.replace("prova@", "writer@")) as store:
        assert await asyncio.gather(*(store.find(ANA) for _ in range(20))) == [None] * 20
        await store.choose(ANA)
        assert None not in await asyncio.gather(*(store.find(ANA) for _ in range(20)))


async def test_who_may_not_connect_is_told_so(guarded: PostgresServer, url: str) -> None:
    guarded.sql("postgres", f"REVOKE CONNECT ON DATABASE {name_of(url)} FROM PUBLIC")
    told = await refusal(url.replace("prova@", "writer@"))
    assert "does not let its user do what Prova needs: GRANT the right. It says: permission denied" in told


async def test_a_database_that_can_only_be_read_is_not_there_just_now(guarded: PostgresServer, url: str) -> None:
    guarded.sql("postgres", f"ALTER DATABASE {name_of(url)} SET default_transaction_read_only = on")
    with pytest.raises(DatabaseAway, match="can only be read, as a standby can: name the server that can be written"):
        await SqlStore.open(url)
    with pytest.raises(DatabaseAway, match="has no server as target_session_attrs asks for it"):
        await SqlStore.open(f"{url}?target_session_attrs=standby")


async def test_tables_in_another_schema_are_found_and_one_that_is_not_there_is_told(
    guarded: PostgresServer, url: str
) -> None:
    guarded.sql(name_of(url), "CREATE SCHEMA mine")
    async with opened(f"{url}?search_path=mine") as store:
        await store.choose(ANA)
    assert guarded.sql(name_of(url), "SELECT count(*) FROM mine.learner") == "1"
    guarded.sql(name_of(url), "CREATE SCHEMA first")
    async with opened(f"{url}?search_path=first,mine") as store:
        assert await store.find(ANA) is not None
    assert guarded.sql(name_of(url), "SELECT count(*) FROM pg_tables WHERE schemaname IN ('first', 'public')") == "0"
    assert "has no schema of the search_path nowhere: make one" in await refusal(f"{url}?search_path=nowhere")


async def test_a_user_who_may_read_and_write_alone_starts_on_a_database_that_is_up_to_date(
    guarded: PostgresServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = url.replace("prova@", "writer@")
    guarded.sql(name_of(url), "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    assert "cannot be written: let its user make tables (GRANT CREATE ON SCHEMA public" in await refusal(theirs)
    async with opened(url) as store:
        await store.choose(ANA)
    assert "does not let its user SELECT, INSERT, UPDATE, DELETE in all its tables" in await refusal(theirs)
    guarded.sql(name_of(url), "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO writer")
    guarded.sql(name_of(url), "REVOKE INSERT, UPDATE, DELETE ON migration FROM writer")
    async with opened(theirs) as store:
        world = World(store, theirs)
        assert (await world.answer(await world.daily())).new
        assert await store.upgrade() == ()
        assert await world.sums_hold()
    guarded.sql(name_of(url), "DELETE FROM migration WHERE name > '0006'")
    store = await SqlStore.open(theirs)
    with pytest.raises(
        DatabaseUnusable, match=r"its user may not change that .*: run `prova db upgrade` as the user who"
    ):
        await store.upgrade()
    await store.close()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sslmode=verify-full&sslrootcert={data}/server.crt", "shows a certificate that is not trusted"),
        ("sslmode=verify-ca&sslrootcert={other}/server.crt", "shows a certificate that is not trusted"),
        ("sslmode=verify-full&sslrootcert=system", "The reason: self-signed certificate."),
        (
            "sslmode=verify-full&sslrootcert={other}/none.crt",
            "none.crt in the database URL is no file that can be read.",
        ),
        ("sslmode=require&sslcert={data}/server.crt&sslkey={other}/server.key", "does not agree with us on TLS"),
        ("sslmode=require&sslcert={data}/pg_hba.conf", "does not agree with us on TLS"),
        ("sslmode=verified", "The reason: `sslmode` parameter must be one of: disable, allow, prefer, require"),
    ],
)
async def test_a_mistake_with_tls_is_told(
    guarded: PostgresServer, url: str, tmp_path: Path, query: str, said: str
) -> None:
    write_certificate(tmp_path, "localhost")
    assert said in await refusal(f"{url}?{query.format(data=guarded.folder / 'data', other=tmp_path)}")


@pytest.mark.parametrize(
    "query",
    [
        "sslmode=require",
        "sslmode=verify-ca&sslrootcert={data}/server.crt&channel_binding=prefer",
        "keepalives=1&keepalives_idle=30&keepalives_interval=10&keepalives_count=3&tcp_user_timeout=9000",
        "connect_timeout=10&gssencmode=prefer&application_name=mine&client_encoding=auto&sslsni=1",
        "target_session_attrs=read-write&load_balance_hosts=disable&options=-c%20geqo%3Doff",
        "sslmode",
    ],
)
async def test_what_providers_write_into_a_url_is_taken(guarded: PostgresServer, url: str, query: str) -> None:
    assert await opens(f"{url}?{query.format(data=guarded.folder / 'data')}")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("channel_binding=require", "cannot be kept: leave it out; sslmode=verify-full with sslrootcert proves"),
        ("gssencmode=require", "gssencmode=require in the database URL cannot be kept: leave it out, and set sslmode"),
        ("target_session_attrs=master", "is not known: write one of any, read-write, read-only, primary, standby"),
        ("connect_timeout=soon", "connect_timeout=soon in the database URL is no number of seconds."),
        ("hostaddr=127.0.0.1", "is not known: write the address in the host's place"),
        ("pgbouncer=true", 'mend it, or leave it out. It says: unrecognized configuration parameter "pgbouncer".'),
        ("statement_timeout=soon", 'It says: invalid value for parameter "statement_timeout": "soon".'),
        ("options=soon", "does not take a setting of the database URL"),
        ("service=none", "There is no service 'none' in "),
        ("passfile=/none/here", "passfile=/none/here in the database URL is no file that can be read."),
    ],
)
async def test_a_parameter_that_cannot_be_kept_is_named(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str, said: str
) -> None:
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    assert said in await refusal(f"{url}?{query}")


async def test_a_service_and_a_file_of_passwords_lead_to_the_database(
    url: str, guarded: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "services").write_text(
        f"[study]\nhost=127.0.0.1\nport={guarded.port}\ndbname={name_of(url)}\nuser=scram\n", encoding="utf-8"
    )
    (tmp_path / "passwords").write_text("*:*:*:scram:100%/@:\n", encoding="utf-8")
    (tmp_path / "passwords").chmod(0o644)
    assert "of passwords is open to others: chmod 600" in await refusal(f"{url}?passfile={tmp_path}/passwords")
    (tmp_path / "passwords").chmod(0o600)
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    assert await opens(f"postgresql:///?service=study&passfile={tmp_path}/passwords")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://ana:hun@ter2@127.0.0.1/p", "The database URL has an @ where none can be"),
        ("postgresql://ana:hunter2", "The database URL cannot be read: write postgresql://user:password@host"),
        ("postgresql://ana:hunter2@127.0.0.1:99999/p", "The database URL cannot be read"),
        ("postgresql://ana:hunter2@127.0.0.1:1,[::1]:1/my%20own%2Fdb", "'my own/db' at 127.0.0.1:1,[::1]:1 does not"),
        ("postgresql:///p?host=/none/here", "The database 'p' at /none/here does not answer"),
        ("postgresql://ana:hunter2@%2Fnone/p", "The database 'p' at /none does not answer: start the server"),
        ("postgresql://ana:hunter2@nowhere.invalid/p", "is on a host that is not found: look at the host"),
    ],
)
async def test_a_place_that_leads_nowhere_is_named_as_it_is_written(url: str, said: str) -> None:
    assert said in await refusal(url)


def test_the_wait_for_a_server_is_that_of_the_url_within_reason() -> None:
    def patience(query: str) -> float:
        return read(f"postgresql://h/p{query}").patience

    assert (patience(""), patience("?connect_timeout=0"), patience("?connect_timeout=10")) == (3, 3, 10)
    assert patience("?connect_timeout=99999") == 60


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"J\0\0\0\n8.0\0", b""])
@pytest.mark.parametrize("mode", ["prefer", "disable", "require"])
async def test_a_server_that_is_no_postgresql_is_not_taken_for_one(said: bytes, mode: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(said)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        told = await refusal(f"postgresql://ana:hunter2@127.0.0.1:{port}/prova?sslmode={mode}")
    assert f"'prova' at 127.0.0.1:{port} " in told
    assert "is no PostgreSQL" in told or "does not answer" in told
