"""py3langid's model, unpacked once for all processes of a user.

The model is 4.6 MB of LZMA that unpack to 68 MB: most of a second of CPU, and a copy in each process. Unpacked once
into the user's cache, its tables are mapped into memory: a process reads the pages that its texts touch, and those
that read side by side share them. Where nothing can be kept it is unpacked as before.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.storage.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from py3langid.langid import LanguageIdentifier

#: Any change to what is kept, or how, needs another number.
_FORM = 1
#: Seconds; what was kept longer ago for a model of another version is removed when a new one is kept.
_OUT_OF_USE = 30 * 86_400.0


def identifier(languages: Iterable[str]) -> LanguageIdentifier:
    """The identifier for some languages; its chances sum to one.

    Args:
        languages: The model's labels; those that it doesn't have are left out.
    """
    # With numpy it takes 150 ms.
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    chosen = sorted(languages)
    folder = _folder(Path(MODEL_DIR, MODEL_FILE), chosen)
    with contextlib.suppress(OSError, ValueError):
        return _mapped(folder)
    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages(set(chosen) & set(whole.labels))
    with contextlib.suppress(OSError):
        _keep(whole, folder)
    return whole


def _folder(model: Path, chosen: list[str]) -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    known = model.stat()
    told = json.dumps([_FORM, str(model), known.st_size, known.st_mtime_ns, chosen])
    return cache / "briefing" / "languages" / hashlib.sha256(told.encode()).hexdigest()[:16]


def _keep(whole: LanguageIdentifier, folder: Path) -> None:
    import numpy as np  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.parent.iterdir():
        if time.time() - other.stat().st_mtime > _OUT_OF_USE:
            shutil.rmtree(other, ignore_errors=True)
    tables = {
        "chances": whole.nb_ptc,
        "priors": whole.nb_pc,
        "steps": np.asarray(whole.tk_nextmove),
        "rows": np.asarray(whole.tk_row),
        "features": np.asarray(whole.tk_output, dtype=np.int32),
        "labels": np.asarray(whole.nb_classes),
    }
    for name, table in tables.items():
        content = io.BytesIO()
        np.save(content, table, allow_pickle=False)
        write_whole(folder / f"{name}.npy", content.getvalue())


def _mapped(folder: Path) -> LanguageIdentifier:
    import numpy as np  # noqa: PLC0415
    from py3langid.langid import LanguageIdentifier  # noqa: PLC0415

    def table(name: str) -> np.ndarray[Any, Any]:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))

    return LanguageIdentifier(
        table("chances"),
        np.array(table("priors")),
        table("labels").tolist(),
        table("steps").data,
        table("features").tolist(),
        norm_probs=True,
        tk_row=table("rows").tolist(),
    )
