"""A user's glossary: names as the house writes them. A YAML or CSV file; it outranks all that was learned.

    - name: Kyiv                      name,kind,variants,note
      kind: place                     Kyiv,place,Kiew|Киев|Київ,house style
      variants: [Kiew, Киев, Київ]
      note: house style

`kind` (person, organisation, place), `variants` and `note` may be left out.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, get_args

import yaml

from briefing.errors import ConfigError
from briefing.models import Frozen, NameKind
from briefing.names.charset import fault, fault_of_english
from briefing.text.name_folding import form_key, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_FIELDS = ("name", "kind", "variants", "note")
_KINDS = get_args(NameKind)
#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BETWEEN = "|"
_MOST_BYTES = 20_000_000


class GlossaryName(Frozen):
    """One name as the house writes it."""

    name: str
    kind: NameKind | None = None
    """None: whatever it is."""
    variants: tuple[str, ...] = ()
    """Other forms of it, in any script."""
    note: str = ""
    line: int = 0
    """Where it stands in the file."""


class GlossaryFaults(ConfigError):
    """A glossary that can't be used.

    Attributes:
        faults: One line each.
    """

    faults: Sequence[str]


def load(path: Path | None) -> tuple[GlossaryName, ...]:
    """Read a glossary; none where no path is given.

    Raises:
        GlossaryFaults: It can't be read, or something in it can't be used; the message names every line.
    """
    if path is None:
        return ()
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise GlossaryFaults(f"glossary {path}: is larger than {_MOST_BYTES} bytes", faults=())
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        told = f"glossary {path}: can't be read: {error.strerror}; fix or remove `glossary` in briefing.toml"
        raise GlossaryFaults(told, faults=()) from None
    except UnicodeDecodeError as error:
        told = f"glossary {path}: is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise GlossaryFaults(told, faults=()) from None
    faults: list[str] = []
    rows = _csv_rows(text, faults) if path.suffix.casefold() == ".csv" else _yaml_rows(text, faults)
    names = [name for line, values in rows if (name := _name(line, values, faults))]
    faults += _clashes(names)
    if faults:
        listed = "\n  ".join(faults[:20]) + (f"\n  and {len(faults) - 20} more" if len(faults) > 20 else "")
        raise GlossaryFaults(f"glossary {path}: can't be used:\n  {listed}", faults=tuple(faults))
    return tuple(names)


def to_csv(names: Iterable[GlossaryName]) -> str:
    """A glossary as CSV; cells that a spreadsheet would take for a formula begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_FIELDS)
    for name in names:
        cells = (name.name, name.kind or "", _BETWEEN.join(name.variants), name.note)
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()


def to_yaml(names: Iterable[GlossaryName]) -> str:
    """A glossary as YAML."""
    rows = []
    for name in names:
        row: dict[str, object] = {"name": name.name}
        row |= {"kind": name.kind} if name.kind else {}
        row |= {"variants": list(name.variants)} if name.variants else {}
        row |= {"note": name.note} if name.note else {}
        rows.append(row)
    return str(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=100))


Values = dict[str, "str | list[str]"]


def _csv_rows(text: str, faults: list[str]) -> Iterator[tuple[int, Values]]:
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        head = [cell.strip().casefold() for cell in next(reader, [])]
        if "name" not in head or set(head) - set(_FIELDS):
            may = ", ".join(_FIELDS[1:])
            faults.append(f"line 1: the columns are {', '.join(head) or 'none'}; there must be name, may be {may}")
            return
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(head):
                faults.append(f"line {reader.line_num}: has {len(cells)} cells for {len(head)} columns")
                continue
            row = {field: _unguarded(cell.strip()) for field, cell in zip(head, cells, strict=False)}
            variants = [part.strip() for part in row.pop("variants", "").split(_BETWEEN) if part.strip()]
            yield reader.line_num, {**row, "variants": variants}
    except csv.Error as error:
        faults.append(f"line {reader.line_num}: is no valid CSV: {error}")


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _yaml_rows(text: str, faults: list[str]) -> Iterator[tuple[int, Values]]:
    try:
        # Composed, not loaded: nodes know their lines, and `no` stays a word.
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except RecursionError:
        faults.append("is nested too deeply; it is a list of names with their fields")
        return
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        faults.append(f"{line}is no valid YAML: {getattr(error, 'problem', None) or 'it can not be parsed'}")
        return
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        faults.append(f"line {root.start_mark.line + 1}: must be a list of names: - name: Kyiv")
        return
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            faults.append(f"line {line}: must be a name with its fields: - name: Kyiv")
            continue
        values: Values = {}
        for field, value in node.value:
            if isinstance(value, yaml.ScalarNode):
                values[str(field.value)] = str(value.value)
            elif isinstance(value, yaml.SequenceNode) and all(isinstance(v, yaml.ScalarNode) for v in value.value):
                values[str(field.value)] = [str(v.value) for v in value.value]
            else:
                faults.append(f"line {value.start_mark.line + 1}: {field.value!s} must be a text or a list of texts")
        yield line, values


def _name(line: int, values: Values, faults: list[str]) -> GlossaryName | None:
    before = len(faults)
    if unknown := sorted(set(values) - set(_FIELDS)):
        faults.append(f"line {line}: there is no field {', '.join(unknown)}; there are {', '.join(_FIELDS)}")
    name, kind, note = (values.get(field) or "" for field in ("name", "kind", "note"))
    given = values.get("variants") or []
    variants = [given] if isinstance(given, str) else given
    if not isinstance(name, str) or not isinstance(kind, str) or not isinstance(note, str):
        faults.append(f"line {line}: name, kind and note are texts, not lists")
        return None
    if not name:
        faults.append(f"line {line}: has no name")
    elif why := fault_of_english(name):
        faults.append(f"line {line}: the name {name!r} {why}")
    if kind and kind not in _KINDS:
        faults.append(f"line {line}: there is no kind {kind!r}; there are {', '.join(_KINDS)}")
    faults += [f"line {line}: the variant {variant!r} {why}" for variant in variants if (why := fault(variant))]
    if len(faults) > before:
        return None
    kept = tuple(dict.fromkeys(variant for variant in variants if variant != name))
    return GlossaryName(name=name, kind=_kind(kind), variants=kept, note=" ".join(note.split()), line=line)


def _kind(text: str) -> NameKind | None:
    return next((kind for kind in _KINDS if kind == text), None)


def _clashes(names: Sequence[GlossaryName]) -> Iterator[str]:
    """One form can't be written in two ways."""
    seen: dict[str, GlossaryName] = {}
    for name in names:
        for form in (name.name, *name.variants):
            other = seen.setdefault(form_key(form), name)
            apart = name.kind and other.kind and name.kind != other.kind
            if other is not name and not apart:
                same = key(other.name) == key(name.name)
                told = "stands there twice" if same else f"is {other.name!r} in line {other.line} already"
                yield f"line {name.line}: {form!r} {told}"
                break
