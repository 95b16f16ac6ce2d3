"""Replaying a call costs the same in a small recording and in a large one."""

from __future__ import annotations

import cProfile
import json
import pstats
from typing import TYPE_CHECKING

import pytest
import vcr.request

from briefing.errors import CassetteMiss
from briefing.llm.cassette import _state, cassette, patch_clients, recorded_answer, unused_of

if TYPE_CHECKING:
    from pathlib import Path


def _body(n: int) -> dict:
    return {"model": "m", "messages": [{"role": "user", "content": f"question {n} " + "Wort " * 50}]}


def _file(folder: Path, exchanges: int) -> Path:
    path = folder / f"{exchanges}.json"
    answers = [
        {
            "digest": str(n),
            "request": {"method": "POST", "path": "/v1/chat/completions", "body": _body(n)},
            "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"choices": [{"index": n}]}},
        }
        for n in range(exchanges)
    ]
    path.write_text(json.dumps({"version": 1, "exchanges": answers}))
    return path


def _request(n: int) -> vcr.request.Request:
    return vcr.request.Request("POST", "http://h/v1/chat/completions", json.dumps(_body(n)), {})


def _calls_of_replay(exchanges: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    opened = []
    load = vcr.cassette.Cassette.load.__func__
    profile = cProfile.Profile()
    # A context of its own: undoing all would undo the working folder of the test too.
    with monkeypatch.context() as patched:
        patched.setattr(
            vcr.cassette.Cassette, "load", classmethod(lambda c, **k: opened.append(load(c, **k)) or opened[-1])
        )
        with cassette(_file(folder, exchanges), "none"):
            patch_clients()
            recording = opened[-1]
            for n in range(exchanges - 1, exchanges - 21, -1):  # the last ones, which a search would find last
                request = _request(n)
                profile.enable()
                assert recording.can_play_response_for(request)
                played = recording.play_response(request)
                profile.disable()
                assert json.loads(played["body"]["string"]) == {"choices": [{"index": n}]}
            assert not recording.can_play_response_for(_request(exchanges - 1)), "each recording answers once"
        assert _state["path"] is None
    return pstats.Stats(profile).total_calls


def test_replay_costs_the_same_at_a_hundred_and_at_two_thousand_recordings(tmp_path, monkeypatch):
    few, many = (_calls_of_replay(exchanges, tmp_path, monkeypatch) for exchanges in (100, 2_000))
    assert many <= few * 1.05


def test_a_call_of_ours_is_answered_in_as_many_steps_in_a_large_recording_as_in_a_small_one(tmp_path):
    def calls(exchanges: int) -> int:
        profile = cProfile.Profile()
        with cassette(_file(tmp_path, exchanges)):
            for n in range(exchanges - 1, exchanges - 21, -1):
                profile.enable()
                status, _, raw = recorded_answer(_body(n), "a call")
                profile.disable()
                assert (status, json.loads(raw)) == (200, {"choices": [{"index": n}]})
            with pytest.raises(CassetteMiss, match="recorded fewer times"):
                recorded_answer(_body(exchanges - 1), "a call")
        assert len(unused_of(tmp_path / f"{exchanges}.json")) == exchanges - 20
        return pstats.Stats(profile).total_calls

    assert calls(2_000) <= calls(100) * 1.05
