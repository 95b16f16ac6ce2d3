"""Delivery to a real mail server and a real webhook on this machine: what arrives, and what is tried again."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import email
import email.policy
import http.server
import json
import os
import re
import threading
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from briefing.deliver import deliver
from briefing.deliver import log as records
from briefing.deliver import smtp as mail
from briefing.deliver.chat import defanged
from briefing.errors import ConfigError, InputError
from briefing.render import to_json
from briefing.settings.delivery import Target, secrets_of
from briefing.settings.settings import fixed_settings, load_settings
from command import briefing, trust
from report_samples import day

PASSWORD = "kv7-geheim-93"


class Server(Controller):
    """On a port that the system chose: the controller itself would look at port 0 whether it is up."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Inbox:
    """A mail server's handler that keeps what it takes, and refuses whom it is told to."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], email.message.EmailMessage]] = []
        self.refused: set[str] = set()
        self.down = False
        self.goodbye = "221 Bye"
        self.seconds = 0.0

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        return self.goodbye

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.down:
            return f"451 out of order, {PASSWORD}"
        await asyncio.sleep(self.seconds)
        self.mails.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 taken"


@pytest.fixture
def inbox(monkeypatch):
    handler = Inbox()

    def known(server, session, envelope, mechanism, data):
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

    controller = Server(handler, hostname="127.0.0.1", port=0, authenticator=known, auth_require_tls=False)
    controller.start()
    handler.port = controller.port
    monkeypatch.setenv(
        "BRIEFING_MAIL_URL",
        f"smtp://desk:{PASSWORD}@127.0.0.1:{handler.port}/?from=desk@example.org&to=a@example.org,b@example.org",
    )
    yield handler
    controller.stop()


@pytest.fixture
def hook():
    taken: list[dict] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        status = 200

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if Handler.status == 200:
                taken.append(json.loads(body))
            self.send_response(Handler.status)
            self.end_headers()

        def log_message(self, *args): ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    taken_by = type("Hook", (), {"taken": taken, "handler": Handler, "url": f"json://127.0.0.1:{server.server_port}/x"})
    yield taken_by
    server.shutdown()
    thread.join()
    server.server_close()


def made(name: str = "2026-11-21", **changes) -> Path:
    folder = Path("outputs") / name
    folder.mkdir(parents=True, exist_ok=True)
    told = day().model_copy(update={"date": name, **changes})
    (folder / "briefing.json").write_text(to_json(told), encoding="utf-8")
    return folder


MAIL = fixed_settings(deliver=(Target(url_env="BRIEFING_MAIL_URL"),))


def statuses(done):
    return [(each.day, each.status) for each in done]


# ── mail ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_mail_arrives_with_text_html_and_the_page(inbox):
    (done,) = deliver(made(), MAIL)
    assert (done.status, done.reached) == ("sent", ("a@example.org", "b@example.org"))
    ((recipients, got),) = inbox.mails
    assert recipients == ["a@example.org", "b@example.org"]
    assert (got["From"], got["To"]) == ("desk@example.org", "a@example.org, b@example.org")
    assert got["Subject"] == "Morning briefing, 21 November 2026"
    assert got["Date"]
    assert got["Message-ID"]
    assert "X-Unsent" not in got
    assert [part.get_content_type() for part in got.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/html",
    ]  # fmt: skip
    assert "\u2068سمير حداد\u2069" in got.get_body(("plain",)).get_content()
    html = got.get_body(("html",)).get_content()
    assert '<bdi lang="ar" dir="rtl">سمير حداد</bdi>' in html
    (page,) = got.iter_attachments()
    assert page.get_filename() == "briefing.html"
    assert "Content-Security-Policy" in page.get_content()


def test_what_was_sent_is_not_sent_again(inbox):
    folder = made()
    assert statuses(deliver(folder, MAIL)) == [("2026-11-21", "sent")]
    assert statuses(deliver(folder, MAIL)) == [("2026-11-21", "already")]
    assert len(inbox.mails) == 1
    made(title="Second edition")
    (done,) = deliver(folder, MAIL)
    assert done.status == "already"
    assert "--again" in done.reason
    assert statuses(deliver(folder, MAIL, again=True)) == [("2026-11-21", "sent")]
    assert len(inbox.mails) == 2


def test_a_failure_is_recorded_without_the_password_and_tried_again(inbox, capfd, caplog):
    folder = made()
    inbox.down = True
    (done,) = deliver(folder, MAIL)
    assert done.status == "failed"
    assert "451" in done.reason
    record = (folder / "deliveries.json").read_text()
    assert '"failed"' in record
    for text in (record, *capfd.readouterr(), caplog.text):
        assert PASSWORD not in text
    inbox.down = False
    (done,) = deliver(folder, MAIL)
    assert (done.status, done.attempts) == ("sent", 2)
    assert len(inbox.mails) == 1


def test_an_earlier_days_failure_is_tried_with_the_next_day(inbox):
    inbox.down = True
    deliver(made("2026-11-20"), MAIL)
    made("2026-11-19")  # never tried: not owed
    inbox.down = False
    assert statuses(deliver(made("2026-11-21"), MAIL)) == [("2026-11-20", "sent"), ("2026-11-21", "sent")]
    assert [got["Subject"] for _, got in inbox.mails] == [
        "Morning briefing, 20 November 2026",
        "Morning briefing, 21 November 2026",
    ]
    assert statuses(deliver(made("2026-11-21"), MAIL)) == [("2026-11-21", "already")]


def test_what_failed_longer_ago_than_a_week_is_not_sent_late(inbox):
    inbox.down = True
    for old in ("2026-05-01", "2026-11-13", "2026-11-14"):
        deliver(made(old), MAIL)
    inbox.down = False
    assert statuses(deliver(made("2026-11-21"), MAIL)) == [("2026-11-14", "sent"), ("2026-11-21", "sent")]


def test_a_goodbye_that_goes_wrong_is_no_failed_mail(inbox):
    inbox.goodbye = "421 too busy for a goodbye"
    folder = made()
    assert statuses(deliver(folder, MAIL)) == [("2026-11-21", "sent")]
    assert statuses(deliver(folder, MAIL)) == [("2026-11-21", "already")]
    assert len(inbox.mails) == 1


def test_a_server_that_looks_through_a_mail_for_long_has_taken_it(inbox, monkeypatch):
    # Given up on too early, it would be sent again (RFC 1047).
    monkeypatch.setattr(mail, "_TIMEOUT", 0.5)
    inbox.seconds = 1.0
    assert statuses(deliver(made(), MAIL)) == [("2026-11-21", "sent")]
    assert len(inbox.mails) == 1


def test_only_those_whom_the_server_refused_are_tried_again(inbox):
    folder = made()
    inbox.refused = {"b@example.org"}
    (done,) = deliver(folder, MAIL)
    assert (done.status, done.reached) == ("failed", ("a@example.org",))
    assert "b@example.org: 550 no such user here" in done.reason
    inbox.refused = set()
    (done,) = deliver(folder, MAIL)
    assert (done.status, done.reached) == ("sent", ("a@example.org", "b@example.org"))
    assert [recipients for recipients, _ in inbox.mails] == [["a@example.org"], ["b@example.org"]]


def test_after_a_kill_in_between_the_same_message_id_goes_out(inbox):
    folder = made()
    deliver(folder, MAIL)
    (kept,) = records.load(folder).values()
    killed = kept.model_copy(update={"status": "sending", "reached": ()})
    records.save(folder, {killed.target: killed})
    deliver(folder, MAIL)
    first, second = inbox.mails
    assert first[1]["Message-ID"] == second[1]["Message-ID"]


def test_a_record_that_cannot_be_read_stops_it(inbox):
    folder = made()
    (folder / "deliveries.json").write_text("{")
    with pytest.raises(InputError, match="may already have been delivered"):
        deliver(folder, MAIL)
    assert inbox.mails == []


def test_a_dry_run_opens_no_connection_and_writes_nothing(inbox):
    folder = made()
    (done,) = deliver(folder, MAIL, dry_run=True)
    assert done.status == "would"
    assert "to a@example.org, b@example.org, with briefing.html" in done.reason
    assert inbox.mails == []
    assert [path.name for path in folder.iterdir()] == ["briefing.json"]


def test_a_title_with_a_line_break_adds_no_header(inbox):
    deliver(made(title="x\r\nBcc: all@evil.example\r\n\r\nbody"), MAIL)
    ((recipients, got),) = inbox.mails
    assert "Bcc" not in got
    assert recipients == ["a@example.org", "b@example.org"]
    assert got["Subject"].startswith("x Bcc: all@evil.example")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=d@example.org&to=a@example.org%0d%0aBcc:x@evil.example", "no mail address"),
        ("from=d@example.org%0aX: y&to=a@example.org", "no mail address"),
        ("from=d@example.org", "no recipient"),
        ("to=a@example.org", "no sender"),
        ("from=d@example.org&to=a@example.org&bcc=x", "unknown parameter bcc"),
    ],
)
def test_an_address_that_cannot_be_written_to_is_named_and_not_sent(inbox, monkeypatch, query, told):
    monkeypatch.setenv("BRIEFING_MAIL_URL", f"smtp://127.0.0.1:{inbox.port}/?{query}")
    (done,) = deliver(made(), MAIL)
    assert done.status == "failed"
    assert told in done.reason
    assert inbox.mails == []


def test_neither_mail_nor_password_goes_in_the_clear_to_another_machine(inbox, monkeypatch):
    monkeypatch.setattr(mail, "_on_this_machine", lambda host: False)
    (done,) = deliver(made(), MAIL)
    assert "doesn't offer TLS" in done.reason
    (done,) = deliver(
        made(), fixed_settings(deliver=[_open(f"smtp://u:{PASSWORD}@127.0.0.1:{inbox.port}/?", monkeypatch)])
    )
    assert "doesn't offer TLS" in done.reason  # a password, though the mail alone might
    assert inbox.mails == []
    open_ = Target(name="x", url=f"smtp://127.0.0.1:{inbox.port}/?starttls=no&from=d@example.org&to=a@example.org")
    assert deliver(made(), fixed_settings(deliver=[open_]))[0].status == "sent"


def _open(address: str, monkeypatch) -> Target:
    monkeypatch.setenv("OTHER_URL", f"{address}starttls=no&from=d@example.org&to=a@example.org")
    return Target(url_env="OTHER_URL")


def test_a_wrong_password_is_a_failure_that_does_not_tell_it(inbox, monkeypatch):
    monkeypatch.setenv("BRIEFING_MAIL_URL", f"smtp://desk:wrong-one@127.0.0.1:{inbox.port}/?from=d@e.org&to=a@e.org")
    (done,) = deliver(made(), MAIL)
    assert done.status == "failed"
    assert "535" in done.reason
    assert "wrong-one" not in done.reason
    assert base64.b64encode(b"wrong-one").decode() not in done.reason


# ── webhooks, through apprise ────────────────────────────────────────────────────────────────────


def test_a_webhook_gets_the_headlines_and_what_is_attached(hook):
    settings = fixed_settings(deliver=[Target(name="hook", url=hook.url, attach=("csv",))])
    assert statuses(deliver(made(), settings)) == [("2026-11-21", "sent")]
    (got,) = hook.taken
    assert got["title"] == "Morning briefing"
    assert "1. Bridge over the Norde closed" in got["message"]
    assert "⚠ 1 article failed." in got["message"]
    (attached,) = got["attachments"]
    assert attached["filename"] == "briefing.csv"
    assert base64.b64decode(attached["base64"]).startswith(b'"day"')


def test_one_target_that_fails_takes_no_other_with_it(hook, inbox):
    hook.handler.status = 500
    settings = fixed_settings(deliver=[Target(name="hook", url=hook.url), Target(url_env="BRIEFING_MAIL_URL")])
    folder = made()
    assert [each.status for each in deliver(folder, settings)] == ["failed", "sent"]
    hook.handler.status = 200
    assert [each.status for each in deliver(folder, settings)] == ["sent", "already"]
    assert (len(hook.taken), len(inbox.mails)) == (1, 1)


def test_no_mention_link_or_markup_works_in_a_chat():
    text = defanged("@everyone <!channel> <@U1> [x](http://evil.example) www.evil.example `code` *b*")
    assert not re.search(r"@\w|<|>|\[|`|\*|://\w|www\.\w", text.replace("\u2060", "\0"))


def test_a_day_with_many_stories_still_fits_into_a_chat(hook):
    story = day().stories[0]
    made(stories=tuple(story.model_copy(update={"id": f"st{n}"}) for n in range(300)))
    deliver(Path("outputs/2026-11-21"), fixed_settings(deliver=[Target(name="hook", url=hook.url)]))
    assert len(hook.taken[0]["message"]) < 2_000
    assert "more lines" in hook.taken[0]["message"]


def test_an_address_that_apprise_does_not_know_is_told_without_it(monkeypatch):
    monkeypatch.setenv("CHAT_URL", f"nosuch://{PASSWORD}/x")
    (done,) = deliver(made(), fixed_settings(deliver=[Target(url_env="CHAT_URL")]))
    assert "apprise can't read this URL" in done.reason
    assert PASSWORD not in done.model_dump_json()


# ── settings and the command ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (f'url = "smtp://desk:{PASSWORD}@mail.example.org/"', "contains a password"),
        (f'url = "slack://{PASSWORD}/b/c"', "slack:// URLs contain their token"),
        (f'url = "json://h.example/?token={PASSWORD}"', "contains a secret in its query"),
        ('url = "json://h.example"\nurl_env = "X"', "needs either url or url_env"),
        ("", "needs either url or url_env"),
        ('url_env = "X"\natach = ["html"]', "did you mean 'attach'?"),
        ('url_env = "X"\nattach = ["pdff"]', "did you mean 'pdf'?"),
    ],
)
def test_a_target_that_cannot_be_is_explained_and_no_secret_shown(table, told):
    Path("briefing.toml").write_text(f"[[deliver]]\n{table}\n")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert told in caught.value.message
    assert "briefing.toml, key 'deliver.0" in caught.value.message
    assert PASSWORD not in caught.value.message


def test_a_secret_in_the_file_names_the_way_out():
    Path("briefing.toml").write_text(f'[[deliver]]\nurl = "smtp://desk:{PASSWORD}@mail.example.org/"\n')
    with pytest.raises(ConfigError, match='url_env = "BRIEFING_MAIL_URL"'):
        load_settings()


def test_the_parts_of_an_address_that_are_secret():
    assert PASSWORD in secrets_of(f"smtp://desk@example.org:{PASSWORD}@mail.example.org/")
    assert "p@ss" in secrets_of("smtp://u:p%40ss@mail.example.org/")
    assert {"T1AAAA", "B2BBBB", "c3cccc"} <= set(secrets_of("slack://T1AAAA/B2BBBB/c3cccc"))


def test_two_targets_of_one_name_are_refused():
    twins = fixed_settings(deliver=[Target(url_env="X"), Target(url_env="X")])
    with pytest.raises(ConfigError, match="same name"):
        deliver(made(), twins)


def test_the_command_tells_each_target_and_ends_with_1_on_a_failure(inbox):
    Path("briefing.toml").write_text('[[deliver]]\nurl_env = "BRIEFING_MAIL_URL"\n')
    trust()
    made()
    assert "would send: 2026-11-21, BRIEFING_MAIL_URL: mail" in briefing("deliver", "--dry-run").stdout
    inbox.down = True
    failed = briefing("deliver")
    assert failed.returncode == 1
    assert "failed: 2026-11-21, BRIEFING_MAIL_URL: SMTPDataError" in failed.stdout
    inbox.down = False
    sent = briefing("deliver")
    assert sent.returncode == 0
    assert "sent: 2026-11-21, BRIEFING_MAIL_URL: a@example.org, b@example.org" in sent.stdout
    assert "sent before:" in briefing("deliver").stdout


def test_the_newest_day_is_the_latest_date_and_no_old_one_that_was_made_anew(inbox, monkeypatch):
    made("2026-11-21")
    os.utime(made("2026-11-01") / "briefing.json", (2e9, 2e9))
    Path("briefing.toml").write_text('[[deliver]]\nurl_env = "BRIEFING_MAIL_URL"\n', encoding="utf-8")
    trust()
    done = briefing("deliver")
    assert done.stdout.startswith("sent: 2026-11-21"), done
    assert len(inbox.mails) == 1


def test_without_a_target_the_command_says_what_to_write():
    made()
    done = briefing("deliver")
    assert done.returncode == 2
    assert "[[deliver]]" in done.stderr


def test_two_deliveries_of_one_day_do_not_run_at_once(inbox):
    fcntl = pytest.importorskip("fcntl")
    folder = made()
    with contextlib.closing((folder / ".deliveries.lock").open("w")) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="in progress"):
            deliver(folder, MAIL)
    assert inbox.mails == []
