"""Where a key goes: to its provider's host, or to one that its user named, and not unencrypted past the own network."""

from __future__ import annotations

import socket

import pytest

from briefing.errors import ConfigError
from briefing.llm.endpoints import check_endpoint, endpoint_of
from briefing.llm.factory import choose_engine
from briefing.settings.settings import fixed_settings, load_settings

BASE = "http://127.0.0.1:11434/v1"
CLAUDE = "anthropic/claude-sonnet-4-5"


@pytest.mark.parametrize(
    ("models", "asked", "base"),
    [
        (("qwen3",), "qwen3", BASE),
        (("Qwen/Qwen3-8B",), "Qwen/Qwen3-8B", BASE),
        (("qwen3", CLAUDE), CLAUDE, None),
        (("qwen3", CLAUDE), "qwen3", BASE),
        ((CLAUDE, "qwen3"), CLAUDE, None),
        ((CLAUDE, "qwen3"), "qwen3", BASE),
        ((CLAUDE, "gemini/gemini-2.5-pro"), "gemini/gemini-2.5-pro", None),
        ((CLAUDE, "gemini/gemini-2.5-pro"), CLAUDE, None),
        ((CLAUDE,), CLAUDE, BASE),
        ((CLAUDE, "anthropic/claude-haiku-4-5"), CLAUDE, BASE),
        (("hosted_vllm/m", CLAUDE), "hosted_vllm/m", BASE),
        (("hosted_vllm/m", CLAUDE), CLAUDE, None),
        (("mistral/mistral-large-latest", "gpt-5"), "mistral/mistral-large-latest", None),
    ],
)
def test_a_providers_key_goes_to_its_own_host_where_the_address_is_another_models(models, asked, base):
    settings = fixed_settings(model=models[0], fallbacks=list(models[1:]), api_base=BASE)
    assert endpoint_of(asked, settings) == base
    stages = fixed_settings(model=models[0], models={"merge": models[-1]}, api_base=BASE)
    assert endpoint_of(asked, stages) == base


def test_an_address_for_openais_key_is_not_taken_for_another_providers(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", BASE)
    assert endpoint_of(CLAUDE, load_settings(model=CLAUDE)) is None
    assert endpoint_of("gpt-5", load_settings(model="gpt-5")) == BASE


def test_the_client_is_opened_with_the_address_of_its_own_model():
    settings = fixed_settings(model="qwen3", fallbacks=[CLAUDE], api_base=BASE)
    assert choose_engine(CLAUDE, settings)._base is None


@pytest.fixture
def resolved(monkeypatch):
    """Names and what they lead to; no name server is asked."""
    known = {
        "public.example": ["93.184.216.34"],
        "both.example": ["10.0.0.1", "93.184.216.34"],
        "desk.lan": ["10.1.2.3"],
    }
    system = socket.getaddrinfo

    def answer(host, *rest, **more):
        if host in known:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, 0)) for found in known[host]]
        return system(host, *rest, flags=socket.AI_NUMERICHOST if host != "localhost" else 0)

    monkeypatch.setattr(socket, "getaddrinfo", answer)


FAR = [
    "public.example", "both.example", "93.184.216.34", "[2606:2800:220:1::1]", "[::ffff:93.184.216.34]",
    "unknown.example", "127.0.0.1.public.example", "100.64.0.1",
]  # fmt: skip
NEAR = [
    "localhost",
    "127.0.0.1",
    "127.8.8.8",
    "[::1]",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.9",
    "desk.lan",
    "[fd00::1]",
]


@pytest.mark.parametrize("host", FAR)
@pytest.mark.parametrize("model", ["qwen3", CLAUDE, "hosted_vllm/m"])
def test_a_key_does_not_go_over_plain_http_to_a_far_host(resolved, monkeypatch, host, model):
    for name in ("OPENAI", "ANTHROPIC", "HOSTED_VLLM"):
        monkeypatch.setenv(f"{name}_API_KEY", "sk-0123456789")
    settings = fixed_settings(model=model, api_base=f"http://{host}:8000/v1")
    with pytest.raises(ConfigError, match="unencrypted") as caught:
        choose_engine(model, settings)
    assert "send_credentials_over_plain_http" in caught.value.message
    check_endpoint(model, f"https://{host}/v1", settings)
    check_endpoint(model, settings.api_base, settings.replace(send_credentials_over_plain_http=True))


@pytest.mark.parametrize("host", NEAR)
def test_a_key_may_go_over_plain_http_to_this_machine_and_a_private_network(resolved, monkeypatch, host):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    choose_engine("qwen3", fixed_settings(model="qwen3", api_base=f"HTTP://{host}:8000/v1"))


def test_without_a_key_nothing_is_refused_but_a_password_is_one(resolved):
    choose_engine("qwen3", fixed_settings(model="qwen3", api_base="http://public.example/v1"))
    with pytest.raises(ConfigError, match="unencrypted"):
        choose_engine("qwen3", fixed_settings(model="qwen3", api_base="http://u:pw@public.example/v1"))


def test_an_address_from_the_providers_own_variable_is_looked_at_too(resolved, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-0123456789")
    monkeypatch.setenv("ANTHROPIC_API_BASE", "http://public.example")
    with pytest.raises(ConfigError, match="unencrypted"):
        choose_engine(CLAUDE, fixed_settings(model=CLAUDE))


def test_a_password_that_a_client_cannot_send_is_refused_and_not_shown():
    with pytest.raises(ConfigError, match="user or password") as caught:
        choose_engine(CLAUDE, fixed_settings(model=CLAUDE, api_base="http://u:Kaskade@127.0.0.1/v1"))
    assert "Kaskade" not in caught.value.message
