"""A briefing.toml that came with the folder: what of it counts before the user has trusted it."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.settings import trust as store
from briefing.settings.settings import Settings, load_settings
from briefing.settings.template import config_template
from command import briefing, trust, write_articles
from honest_model import honest
from hostile_server import HostileServer

CANARY = "sk-" + "canary0123456789abcdef"
TODAY = ("--date", "2026-11-20")

#: Each sends, runs, or leads out of the folder; with the host or path that the message must name.
CONCERNS = {
    "api_base": ('api_base = "http://evil.example:8080/v1"', "http://evil.example:8080"),
    "api_base on loopback": ('api_base = "http://127.0.0.1:9/v1"', "http://127.0.0.1:9"),
    "fields": ('fields = "mine.py:Mine"', "mine.py"),
    "prompts": ('prompts = "mine"', "mine"),
    "prompts in the working folder": ('prompts = "."', "."),
    "deliver": ('[[deliver]]\nurl = "json://evil.example/x"', "json://evil.example"),
    "deliver by variable": ('[[deliver]]\nurl_env = "HOME"', "HOME"),
    "ca_file": ('ca_file = "ca.pem"', "ca.pem"),
    "plain http": ("send_credentials_over_plain_http = true", "unencrypted"),
    "allow_hosts": ('allow_hosts = ["169.254.0.0/16"]', "169.254.0.0/16"),
    "output": ('output = "../elsewhere"', "../elsewhere"),
    "output, absolute": ('output = "/var/tmp/x"', "/var/tmp/x"),
    "output through a link": ('output = "away/x"', "away/x"),
    "ledger": ('ledger = "../ledger.sqlite3"', "../ledger.sqlite3"),
    "glossary": ('glossary = "/etc/passwd"', "/etc/passwd"),
    "sources": ('sources = ["/etc/passwd"]', "/etc/passwd"),
    "sources through a link": ('sources = ["away"]', "away"),
    "lists": ('lists = ["../list.txt"]', "../list.txt"),
    "a deployment": ('model = "replicate/deployments/evil/x"', "replicate/deployments/evil/x"),
    "an endpoint in a name": ('model = "huggingface/https://evil.example/x"', "evil.example"),
    "a fallback": ('fallbacks = ["gpt-5", "sagemaker/evil"]', "sagemaker/evil"),
    "a price": ('[prices."m"]\ninput = 0.0\noutput = 0.0', "price of m"),
    "a stage": ('[models]\nmerge = "azure/evil"', "azure/evil"),
}
#: A value of each setting that a found file may set: those that never need trust, and those that need none as here.
HARMLESS = """
model = "anthropic/claude-sonnet-4-5"
fallbacks = ["gpt-5-mini"]
engine = "batch"
detach = true
batch_lines = 100
batch_gather = 2.0
batch_poll = 120.0
max_age = 14
old_news = "mark"
provider = "litellm"
structured = "json_object"
temperature = 0.5
timeout = 60
attempts = 2
max_wait = 20.0
concurrency = 3
requests_per_minute = 30.0
tokens_per_minute = 30000.0
max_cost = 2.0
until = "06:45"
appendix = false
strict = true
verify = "off"
verify_threshold = 0.9
editor_notes = false
spelling = "American"
dates = "month first"
context_tokens = 8000
output_tokens = 4000
part_tokens = 3000
sources = ["in", "https://example.org/feed.xml"]
lists = ["list.txt"]
thread_days = 3
max_bytes = 3000000
max_file_bytes = 60000000
read_seconds = 30.0
read_memory = 2000000000
interests = ["Trieste"]
forms = ["text"]
keep_replies = true
output = "outputs/here"
ledger = "outputs/l.sqlite3"
glossary = "names.yaml"
[models]
merge = "gpt-5"
[outlets]
"faro.example" = "Il Faro"
"""
#: Settings of which no value counts from a found file before it is trusted.
NEVER_AT_ONCE = {
    "api_base", "ca_file", "send_credentials_over_plain_http", "fields", "prompts", "allow_hosts", "deliver", "prices",
}  # fmt: skip


def test_it_is_decided_of_every_setting_whether_a_found_file_may_set_it():
    harmless = set(tomllib.loads(HARMLESS))
    needing = {next(iter(tomllib.loads(content))) for content, _ in CONCERNS.values()}
    assert harmless | needing == set(Settings.model_fields), "decide, and give a value of it here"
    assert needing - harmless == NEVER_AT_ONCE
    assert {"model", "fallbacks", "models", "output", "ledger", "glossary", "sources", "lists"} == (
        needing & harmless
    ), "these go by their value"
    (client,) = store.concerns({"provider": "theirs"}, Path.cwd())
    assert "theirs" in client.does, "an installed package's client makes the calls"


@pytest.mark.parametrize("setting", [field for field in Settings.model_fields if field not in NEVER_AT_ONCE])
def test_each_harmless_value_counts_at_once(setting):
    value = tomllib.loads(HARMLESS)[setting]
    Path("briefing.toml").write_text(config_template({setting: value}) if not isinstance(value, dict) else HARMLESS)
    assert store.concerns({setting: value}, Path.cwd()) == ()
    assert setting in load_settings().model_fields_set


@pytest.mark.parametrize("concern", CONCERNS)
def test_what_sends_or_leads_out_counts_only_once_it_is_trusted(tmp_path_factory, concern):
    content, named = CONCERNS[concern]
    Path("away").symlink_to(tmp_path_factory.mktemp("away"))
    Path("mine").mkdir()
    Path("briefing.toml").write_text(content)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert named in caught.value.message
    assert "briefing trust" in caught.value.message
    load_settings(Path("briefing.toml"))  # named by the user herself
    trust()
    load_settings()
    Path("briefing.toml").write_text(content + "\n\n# a remark\n")
    load_settings()


def test_what_is_harmless_asks_nothing_and_neither_does_an_edit_of_it():
    Path("briefing.toml").write_text(HARMLESS)
    load_settings()
    Path("briefing.toml").write_text('api_base = "https://own.example/v1"\n' + HARMLESS)
    trust()
    Path("briefing.toml").write_text(
        '# newer\napi_base = "https://own.example/v1"\n' + HARMLESS.replace("60", "90").replace("here", "there")
    )
    assert load_settings().timeout == 90


@pytest.mark.parametrize("concern", CONCERNS)
def test_an_edit_of_what_matters_asks_again(concern):
    Path("mine").mkdir()
    Path("briefing.toml").write_text('api_base = "https://own.example/v1"\n')
    trust()
    content = CONCERNS[concern][0]
    Path("briefing.toml").write_text(
        content if concern.startswith("api_base") else f'api_base = "https://own.example/v1"\n{content}'
    )
    Path("away").symlink_to("/")
    with pytest.raises(ConfigError, match="not trusted"):
        load_settings()


def test_an_edited_added_or_removed_template_asks_again():
    Path("mine").mkdir()
    Path("mine/merge.j2").write_text("one")
    Path("briefing.toml").write_text('prompts = "mine"\n')
    for change in (
        lambda: Path("mine/merge.j2").write_text("two"),
        lambda: Path("mine/group.j2").write_text("one"),
        lambda: Path("mine/merge.j2").unlink(),
    ):
        trust()
        load_settings()
        change()
        with pytest.raises(ConfigError, match="not trusted"):
            load_settings()


def test_what_the_user_says_herself_goes_before_the_file_and_asks_nothing(monkeypatch):
    Path("briefing.toml").write_text('api_base = "http://evil.example/v1"\nprompts = "mine"\n')
    Path("own").mkdir()
    monkeypatch.setenv("BRIEFING_PROMPTS", "own")
    assert load_settings(api_base="http://127.0.0.1:1/v1").prompts == Path("own")
    with pytest.raises(ConfigError, match="evil"):
        load_settings()


def test_a_key_of_the_users_stages_does_not_hide_one_of_the_file(monkeypatch):
    Path("briefing.toml").write_text('[models]\nmerge = "sagemaker/evil"\n')
    monkeypatch.setenv("BRIEFING_MODELS", '{"translate": "gpt-5"}')
    with pytest.raises(ConfigError, match="sagemaker/evil"):
        load_settings()


@pytest.mark.parametrize(
    "arguments", [("run", "in"), ("summarize", "in/000.txt"), ("daily",), ("run", "in", "--dry-run")]
)
def test_no_key_and_no_article_goes_to_a_host_that_a_found_file_names(monkeypatch, arguments):
    write_articles(Path("in"), 1)
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setenv("BRIEFING_ATTEMPTS", "1")
    with HostileServer(honest) as server:
        Path("briefing.toml").write_text(f'api_base = "{server.base_url}"\nsources = ["in"]\n')
        done = briefing(*arguments)
        assert (done.returncode, server.arrivals) == (2, [])
        assert server.base_url.removesuffix("/v1") in done.stderr
        assert briefing("trust").returncode == 0
        assert briefing(*arguments).returncode == 0
        assert bool(server.arrivals) == ("--dry-run" not in arguments)


def test_a_replay_needs_no_trust_for_what_nothing_is_sent_by():
    write_articles(Path("in"), 1)
    with HostileServer(honest) as server:
        assert briefing("run", "in", *TODAY, "--cassette", "c.json", "--record", "once", server=server).returncode == 0
    Path("briefing.toml").write_text('api_base = "https://evil.example/v1"\n[[deliver]]\nurl_env = "MAIL"\n')
    assert briefing("run", "in", *TODAY, "--cassette", "c.json").returncode == 0
    assert briefing("run", "in", *TODAY, "--cassette", "c.json", "--record", "once").returncode == 0
    assert briefing("run", "in", *TODAY, "--cassette", "d.json", "--record", "once").returncode == 2
    for command in ("show", "check", "archive", "read in"):
        assert "not trusted" not in briefing(*command.split()).stderr


def test_trust_shows_what_counts_then_lists_and_revokes():
    Path("briefing.toml").write_text('api_base = "https://own.example/v1"\nsources = ["/srv/in"]\n')
    told = briefing("trust").stdout
    assert "briefing.toml: trusted" in told
    assert "api_base: sends the articles, and your key, to https://own.example" in told
    assert "sources: reads /srv/in" in told
    assert str(Path("briefing.toml").resolve()) in briefing("trust", "--list").stdout
    assert "changed" not in briefing("trust", "--list").stdout
    Path("briefing.toml").write_text('api_base = "https://other.example/v1"\n')
    assert "changed since" in briefing("trust", "--list").stdout
    assert "no longer trusted" in briefing("trust", "--revoke").stdout
    assert briefing("trust", "--list").stdout == ""
    assert "was not trusted" in briefing("trust", "--revoke").stdout
    Path("briefing.toml").write_text('api_base = "https://own.example/v1"\nsources = ["/srv/in"]\n')
    with pytest.raises(ConfigError, match="not trusted"):
        load_settings()


def test_trust_is_for_one_path(tmp_path, monkeypatch):
    Path("briefing.toml").write_text('api_base = "https://own.example/v1"\n')
    trust()
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy/briefing.toml").write_text('api_base = "https://own.example/v1"\n')
    monkeypatch.chdir(tmp_path / "copy")
    with pytest.raises(ConfigError, match="not trusted"):
        load_settings()


def test_init_trusts_the_file_that_it_writes():
    assert briefing("init", "--yes", "--model", "azure/mine", "--source", "../inbox").returncode == 0
    assert load_settings().sources == ["../inbox"]
    Path("briefing.toml").write_text(config_template({"sources": ["../other"]}))
    with pytest.raises(ConfigError, match="other"):
        load_settings()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": 9, "files": {}}', '{"version": 1, "files": 5}', "[" * 100_000]
)
def test_a_damaged_record_trusts_nothing(content):
    Path("briefing.toml").write_text('prompts = "mine"\n')
    trust()
    store.store_path().write_text(content)
    with pytest.raises(ConfigError, match="not trusted"):
        load_settings()
    trust()
    load_settings()


def test_a_record_that_cannot_be_written_is_said(monkeypatch):
    Path("file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(Path("file").resolve()))
    Path("briefing.toml").write_text('prompts = "mine"\n')
    done = briefing("trust")
    assert (done.returncode, "XDG_STATE_HOME" in done.stderr) == (2, True)
    Path("briefing.toml").unlink()
    done = briefing("init", "--yes")
    assert (done.returncode, "can't be saved" in done.stderr) == (0, True)


def test_the_record_holds_no_value_of_a_file():
    Path("briefing.toml").write_text('[[deliver]]\nurl = "json://hooks.example/x?to=me"\n')
    trust()
    assert "hooks" not in store.store_path().read_text()
    assert json.loads(store.store_path().read_text())["version"] == 1


def test_a_prompts_folder_a_dotenv_and_a_module_in_the_working_folder_do_not_count(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    Path("prompts").mkdir()
    for name in ("translate", "extract", "merge"):
        Path(f"prompts/{name}.j2").write_text(
            "{% block system %}PLANTED{% endblock %}{% block user %}PLANTED{% endblock %}"
        )
    Path(".env").write_text("BRIEFING_API_BASE=http://evil.example/v1\nOPENAI_BASE_URL=http://evil.example/v1\n")
    write_articles(Path("in"), 1)
    with HostileServer(honest) as server:
        assert briefing("run", "in", *TODAY, server=server).returncode == 0
        assert not [arrival for arrival in server.arrivals if "PLANTED" in str(arrival.body)]
    assert "evil.example" not in str(os.environ)
