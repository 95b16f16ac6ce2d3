"""Settings: flags before environment before briefing.toml before defaults. Keys never stand here."""

from __future__ import annotations

import contextvars
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from briefing.errors import ConfigError
from briefing.models import DateStyle, Frozen
from briefing.plugins import NameIn, fields_named
from briefing.settings.delivery import FormName, Target
from briefing.settings.environment import Environment
from briefing.settings.explain import explain
from briefing.settings.renames import EngineName, in_todays_words, is_provider
from briefing.settings.trust import EVERY_USE, Use, concerns, is_trusted
from briefing.text.addresses import without_user
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Read from the working folder where --config names no other.
CONFIG_NAME = "briefing.toml"
ENV_PREFIX = "BRIEFING_"
_MOST_BYTES = 1_000_000
#: Levels of tables and lists; the settings need three.
_DEEPEST = 20
#: Tables of which something needs trust; what the user says of them is joined with the file's.
_JOINED = ("models", "prices")
_TOO_DEEP = f"is nested more than {_DEEPEST} levels deep; no setting is"
_DAY = 86_400.0


class Price(Frozen):
    """What a model costs, for a model that the price table doesn't know."""

    input: float = Field(ge=0, le=1e9, allow_inf_nan=False)
    """US dollars per million prompt tokens."""
    output: float = Field(ge=0, le=1e9, allow_inf_nan=False)
    """US dollars per million completion tokens."""
    batch: float = Field(default=1.0, ge=0, le=1, allow_inf_nan=False)
    """What a request in a batch costs, as a share of these: 0.5 for half."""


class StageModels(Frozen):
    """Models for single stages; a stage that isn't named here is asked of `model`."""

    translate: str | None = None
    """Paragraph by paragraph into English."""
    extract: str | None = None
    """The record of an article, each field with its evidence."""
    group: str | None = None
    """Which articles tell of one event."""
    merge: str | None = None
    """Stories of several articles."""
    summarize: str | None = None
    """Stories of one article."""
    thread: str | None = None
    """Whether a story continues an earlier day's."""
    verify: str | None = None
    """The second reader of stories; another model than the writer's doesn't share its mistakes."""


class Settings(BaseSettings):
    """All settings. Each is a key of briefing.toml, and an environment variable BRIEFING_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        env_ignore_empty=True,
        allow_inf_nan=False,
    )

    model: str | None = None
    """The model, such as `gpt-5-mini`, `anthropic/claude-sonnet-4-5`, or what your own server calls it."""
    models: StageModels = StageModels()
    """Other models for single stages: [models] translate = "…", extract, group, merge, summarize, thread, verify."""
    fallbacks: list[str] = Field(default_factory=list)
    """Models to ask, in this order, where the first refuses, is down, or finds the prompt too long."""
    api_base: str | None = None
    """Address of an OpenAI-compatible endpoint, such as http://localhost:11434/v1. OPENAI_BASE_URL is honoured."""
    engine: EngineName = "local"
    """Where the work of a run is done: `local`, on this machine; `batch`, by the provider's Batch API, at about half
    the price and within a day; `ray`, on a cluster."""
    provider: Annotated[str, NameIn("briefing.providers", also=("auto",))] = "auto"
    """Which client makes the calls: openai (the openai SDK), compatible (our own, for OpenAI-compatible endpoints),
    litellm, or an installed one; `auto` decides by the model's name and api_base."""
    send_credentials_over_plain_http: bool = False
    """Let a key or password go over http:// to a host that is neither this machine nor in a private network."""
    ca_file: Path | None = None
    """Certificates (PEM) of an authority of your own, trusted besides the system's; SSL_CERT_FILE is honoured too."""
    detach: bool = False
    """With `batch`: end once everything is sent; run the same command again to collect it and continue."""
    batch_poll: float = Field(default=60.0, ge=0.01, le=3_600)
    """Seconds between two polls of a batch."""
    batch_gather: float = Field(default=2.0, ge=0.01, le=600)
    """Seconds without a new request after which the gathered ones are sent as a batch."""
    batch_lines: int = Field(default=5_000, ge=1, le=50_000)
    """Requests per batch, at most."""
    structured: Literal["json_schema", "json_object", "prompt"] = "json_schema"
    """How the reply's shape is asked for; take json_object or prompt where a server rejects json_schema."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """Sampling temperature; unset by default, since some models refuse any."""
    timeout: float = Field(default=180.0, gt=0, le=_DAY)
    """Seconds for one attempt, wall clock."""
    attempts: int = Field(default=5, ge=1, le=20)
    """Attempts per call, the first included."""
    max_wait: float = Field(default=300.0, ge=0, le=_DAY)
    """Seconds a provider's Retry-After is waited for at most."""
    concurrency: int = Field(default=8, ge=1, le=512)
    """Calls under way at once, at most; the pace adapts below it."""
    requests_per_minute: float | None = Field(default=None, gt=0, le=1e9)
    """The provider's limit, where you know it."""
    tokens_per_minute: float | None = Field(default=None, gt=0, le=1e12)
    """The provider's limit, where you know it."""
    max_cost: float | None = Field(default=None, ge=0, le=1e9)
    """US dollars that a run may cost; nothing is sent that could pass it."""
    until: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    """Local time, such as 06:45, at which no new call starts; what is done is shipped, marked partial."""
    strict: bool = False
    """Leave flagged sentences out of their stories, and list them behind."""
    verify: Literal["shown", "all", "off"] = "shown"
    """What a second reader compares with the sources: `shown`, what stories say and the English of what they cite;
    `all`, every translated paragraph and recorded claim, date and quotation too, for about twice as much; `off`,
    nothing."""
    verify_threshold: float = Field(default=0.7, ge=0, le=1)
    """The share of seeded errors that a second reader has to find in a day for its silence to count."""
    editor_notes: bool = True
    """Show the editor's notes, which are not from the sources."""
    spelling: Literal["British", "American"] = "British"
    """Spelling of the English."""
    dates: DateStyle = "day first"
    """How dates are written, by the model and by the tool: `17 November 2026` or `November 17, 2026`."""
    context_tokens: int | None = Field(default=None, ge=2_000, le=1_000_000_000)
    """The model's window; from the price table where it knows the model, else 32,000."""
    output_tokens: int | None = Field(default=None, ge=256, le=1_000_000_000)
    """Tokens a reply may have at first; 16,000 by default, or less where the model can't. A cut-off one gets twice."""
    part_tokens: int = Field(default=6_000, ge=200, le=1_000_000_000)
    """Longer articles are translated and recorded in parts of about this many tokens."""
    sources: list[str] = Field(default_factory=list)
    """What `briefing daily` reads: files, folders, and addresses of pages, feeds, OPML lists and sitemaps."""
    lists: list[str] = Field(default_factory=list)
    """Lists that `briefing daily` reads: feeds, OPML files and sitemaps on this machine, and files that have an
    address, or a file or folder beside the list, on each line."""
    thread_days: int = Field(default=7, ge=0, le=366)
    """Days back in which stories are looked for that today's continue; 0 looks for none."""
    max_age: int | None = Field(default=None, ge=0, le=100_000)
    """Days before the briefing's from which an article is old news, by the date that was given beside it. Articles
    without a date are kept."""
    old_news: Literal["leave out", "mark"] = "leave out"
    """What becomes of articles older than `max_age`: left out before they cost anything, and listed as skipped; or
    told, and named at the top."""
    max_bytes: int = Field(default=2_000_000, ge=1_000, le=2**40)
    """Bytes of one article: larger text files and pages, lines of JSONL and rows of CSV are not read."""
    max_file_bytes: int = Field(default=50_000_000, ge=1_000, le=2**40)
    """Bytes of a file whose text is the smaller part: larger PDF, Word, e-mail and CSV files are not read."""
    read_seconds: float = Field(default=20.0, gt=0, le=_DAY)
    """Seconds that reading one file or page may take; then it is given up, and the others go on."""
    read_memory: int = Field(default=1_500_000_000, ge=400_000_000, le=2**50)
    """Bytes of address space of a process that reads files, where the system can limit that."""
    allow_hosts: list[str] = Field(default_factory=list)
    """Hosts and networks of your own that may be fetched though they aren't public, such as intranet or 10.1.0.0/16."""
    interests: tuple[str, ...] = ()
    """What comes first: words, names, places or outlets, such as "Trieste" or "energ*". Stories that touch more of
    them stand before others, and say so."""
    outlets: dict[str, str] = Field(default_factory=dict)
    """Names of outlets by the host of their pages or by the name of the file, such as "faro.example" = "Il Faro" or
    "kurier-*.txt" = "Ostufer-Kurier"; they outrank what a page says of itself."""
    forms: tuple[FormName, ...] = ("html", "markdown", "json")
    """What a run writes the day as: html, markdown, json (always written: all others are made from it), eml, docx,
    pdf, csv, text."""
    appendix: bool = True
    """Whether Markdown, Word, PDF and text have the evidence behind the stories, or are the brief alone."""
    deliver: tuple[Target, ...] = ()
    """Where `briefing deliver` sends a day: [[deliver]] url_env = "BRIEFING_MAIL_URL", attach = ["html", "pdf"]."""
    keep_replies: bool = False
    """Write the replies that a day rests on beside it, as replies.json: `briefing check --replies` builds it again."""
    output: Path = Path("outputs")
    """The folder runs write to, each into a folder with its date."""
    ledger: Path | None = None
    """The file that remembers every reply; `ledger.sqlite3` in the output folder by default."""
    prompts: Path | None = None
    """A folder with templates of your own; each file there replaces the one of the same name."""
    glossary: Path | None = None
    """Names as you write them, with variants: a YAML or CSV file; outranks what was learned (docs/names.md)."""
    fields: Annotated[str, BeforeValidator(fields_named)] | None = None
    """Fields of your own to extract, each value with its evidence: a Pydantic model, as FILE.py:CLASS
    (docs/fields.md)."""
    prices: dict[str, Price] = Field(default_factory=dict)
    """Prices of models that the table doesn't know: [prices."my-model"] input = 0.5, output = 1.5."""

    def model_for(self, stage: str) -> str | None:
        """The model that a stage asks first, before the fallbacks."""
        return getattr(self.models, stage, None) or self.model

    @property
    def date_example(self) -> str:
        """A date as sentences write it."""
        return "17 November 2026" if self.dates == "day first" else "November 17, 2026"

    @property
    def ledger_path(self) -> Path:
        """Where the ledger lies."""
        return self.ledger or self.output / "ledger.sqlite3"

    def replace(self, **changes: Any) -> Settings:
        """The same settings with some changed; neither the file nor the environment is read again.

        Raises:
            ValidationError: There is no such setting, or it takes no such value.
        """
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return fixed_settings(**kept | changes)


# One class, not one a call: pydantic takes 7 ms to make a class of so many fields.
_in_file: contextvars.ContextVar[Mapping[str, Any]] = contextvars.ContextVar("in_file")


class _Loaded(Settings):
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, environment, file. No .env and no secrets folder: keys are not settings."""
        file = InitSettingsSource(settings_cls, init_kwargs=dict(_in_file.get()))
        return init_settings, Environment(settings_cls), file


class _Fixed(Settings):
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def load_settings(config: Path | None = None, uses: Collection[Use] = EVERY_USE, **flags: Any) -> Settings:
    """Read the settings.

    Args:
        config: The TOML file; None takes ./briefing.toml where there is one, which counts in full only if the user
            has trusted it (`briefing.settings.trust`).
        uses: What the settings are for; what needs trust for another use is not asked for.
        flags: From the command line; None means not given.

    Raises:
        ConfigError: A file or value that can't be used, or isn't trusted; the message names it and where it stood.
    """
    path = config or Path(CONFIG_NAME)
    values = read_file(path) if config is not None or path.is_file() else {}

    given = in_todays_words({name: value for name, value in flags.items() if value is not None}, "options")
    token = _in_file.set(values)
    try:
        settings = _Loaded(**given)
    except ValidationError as error:
        raise ConfigError(explain(error, Settings, flags=given, where=str(path), prefix=ENV_PREFIX)) from None
    finally:
        _in_file.reset(token)
    if config is None:
        _must_be_trusted(path, values, frozenset(given) | _in_environment(), frozenset(uses))
    base = settings.api_base or os.environ.get("OPENAI_BASE_URL") or None
    if base is not None:
        _check_address(base, in_file=base == values.get("api_base"))
    return settings.replace(api_base=base)


def _in_environment() -> frozenset[str]:
    prefix = ENV_PREFIX.lower()
    named = {name.lower(): value for name, value in os.environ.items() if value}
    found = {name.removeprefix(prefix): value for name, value in named.items() if name.startswith(prefix)}
    return frozenset(found) | ({"provider"} if is_provider(found.get("engine")) else set())


def _must_be_trusted(path: Path, values: Mapping[str, Any], given: frozenset[str], uses: frozenset[Use]) -> None:
    found = concerns(values, Path.cwd())
    # What the user says herself goes before the file. A table is joined with hers, key by key, so it still counts.
    open_ = [c for c in found if c.use in uses and (c.setting not in given or c.setting in _JOINED)]
    if not open_ or is_trusted(path, found):
        return
    listed = "\n".join(f"  {one_line(f'{concern.setting}: {concern.does}')}" for concern in open_)
    raise ConfigError(
        f"{path}: this settings file is not trusted:\n{listed}\nNothing was sent. Review the file, then run "
        f"`briefing trust` to accept these settings until one of them changes, or pass --config {path} to accept them "
        "once"
    )


def _check_address(base: str, *, in_file: bool) -> None:
    """See that the endpoint's address is one, with nothing in it that would be logged or lost.

    Raises:
        ConfigError: It isn't.
    """
    named = "api_base (--api-base, BRIEFING_API_BASE or OPENAI_BASE_URL)"
    shown = repr(without_user(re.split("[?#]", base)[0]))
    if not base.lower().startswith(("http://", "https://")):
        raise ConfigError(
            f"{named}: {'it' if '@' in base else shown} isn't a URL; it must start with http:// or "
            "https://, such as http://localhost:11434/v1"
        )
    try:
        parts = urlsplit(base)
        _ = parts.port
    except ValueError as error:
        raise ConfigError(f"{named}: {shown} isn't a valid URL: {error}") from None
    if not parts.hostname:
        raise ConfigError(f"{named}: {shown} has no host")
    if parts.query or parts.fragment:
        raise ConfigError(
            f"{named}: {shown} continues with ? or #, which an endpoint URL can't have; put keys in the "
            "environment (OPENAI_API_KEY)"
        )
    if in_file and "@" in parts.netloc:
        raise ConfigError(
            f"{CONFIG_NAME}: api_base contains a user or password, which aren't allowed in a file; set "
            "BRIEFING_API_BASE in the environment instead"
        )


def override(settings: Settings, **values: Any) -> Settings:
    """The same settings but for some, which are checked like all others.

    Raises:
        ConfigError: There is no such setting, or the value can't be used.
    """
    given = {name: getattr(settings, name) for name in settings.model_fields_set} | values
    try:
        return fixed_settings(**given)
    except ValidationError as error:
        raise ConfigError(explain(error, Settings, flags={}, where="settings", prefix=ENV_PREFIX)) from None


def fixed_settings(**values: Any) -> Settings:
    """Settings from the given values and the defaults alone: what a recording was made with."""
    return _Fixed(**in_todays_words(values, "settings"))


def read_file(path: Path) -> dict[str, Any]:
    """A settings file's values, as TOML has them, each under the name that the setting has today.

    Raises:
        ConfigError: It can't be read, is no TOML, or holds a key.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise ConfigError(f"config file {path}: is larger than {_MOST_BYTES:,} bytes")
        values = tomllib.loads(content.decode("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"config file {path}: no such file; create it, or omit --config") from None
    except OSError as error:
        raise ConfigError(f"config file {path}: can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"config file {path}: isn't valid TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"config file {path}: {_TOO_DEEP}") from None
    if _is_deep(values):
        raise ConfigError(f"config file {path}: {_TOO_DEEP}")
    for name in values:
        if "key" in name.lower():
            raise ConfigError(
                f"config file {path}: {name!r}: keys are read only from the environment "
                "(OPENAI_API_KEY, ANTHROPIC_API_KEY, …), never from a file"
            )
    return in_todays_words(values, str(path))


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        inner = [list(part.values()) if isinstance(part, dict) else part for part in level]
        level = [child for part in inner if isinstance(part, list) for child in part]
    return bool(level)
