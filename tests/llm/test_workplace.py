"""Where a run's work is done, as the setting `engine` names it."""

from __future__ import annotations

import pytest

from briefing.errors import ConfigError
from briefing.llm.factory import open_gateway
from briefing.settings.settings import fixed_settings
from gateway_calls import GOOD, ask
from honest_engine import HonestEngine
from hostile_server import HostileServer, reply


async def test_on_this_machine_by_default():
    with HostileServer(reply(GOOD)) as server:
        async with open_gateway(fixed_settings(model="m", api_base=server.base_url)) as gateway:
            assert (await ask(gateway)).value.groups


async def test_ray_is_refused_before_anything_is_written(tmp_path):
    settings = fixed_settings(model="m", api_base="http://127.0.0.1:9/v1", engine="ray", output=tmp_path / "out")
    with pytest.raises(ConfigError, match=r'engine = "ray".*engine = "local"'):
        async with open_gateway(settings):
            pass
    assert not (tmp_path / "out").exists()


async def test_an_engine_of_ones_own_and_a_replay_are_asked_here(tmp_path):
    settings = fixed_settings(model="m", engine="batch", output=tmp_path)
    async with open_gateway(settings, engine=HonestEngine()) as gateway:
        assert gateway.routes[0].engine.name == "honest"
    async with open_gateway(settings, replaying=True) as gateway:
        assert gateway.routes[0].engine.name == "compatible"
