"""YAML as anybody may have written it: no code runs, and nothing in it takes more than moments or ends in a traceback.

PyYAML's safe loader makes plain values only, but it lets an alias stand for billions of values, nests as deep as the
stack goes, and raises whatever a date or a number raises. Its events tell of all that before a value is made.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from cmining_distilabel.errors import UserError, one_line

_MOST_BYTES = 8_000_000
_MOST_VALUES = 100_000  # with an alias counted as what it stands for
_DEEPEST = 100  # lists and mappings within one another
_MOST_DIGITS = 300  # of a number; what is longer takes longer and longer to make, and cannot be printed
_SHOWN = 200  # characters of an error
# What the constructors of numbers, dates and booleans raise where a tag says that a value is one.
_BAD_VALUE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
_LibYaml: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where PyYAML was built with it


class _Loader(_LibYaml):  # type: ignore[misc]
    """Refuses a name that a mapping has twice, of which the last would win, and numbers that nobody means."""

    def construct_yaml_int(self, node: Any) -> Any:
        if len(node.value) > _MOST_DIGITS:
            raise yaml.constructor.ConstructorError(None, None, "a number with too many digits", node.start_mark)
        return super().construct_yaml_int(node)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        names = [name.value for name, _ in node.value if isinstance(name, yaml.ScalarNode) and name.value != "<<"]
        name, times = Counter(names).most_common(1)[0] if names else ("", 0)
        if times > 1:
            raise yaml.constructor.ConstructorError(None, None, f"'{name}' stands there twice", node.start_mark)
        return super().construct_mapping(node, deep)


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)


def read_yaml_mapping(path: str | Path, kind: str = "config file") -> dict[str, Any]:
    """A YAML file's mapping.

    Args:
        path: of the file.
        kind: what errors call it.

    Raises:
        UserError: it cannot be read, or holds something else.
    """
    values = load_yaml(path, kind)
    if not isinstance(values, dict):
        raise UserError(f"{kind} {path} must hold a mapping of names to values")
    return {str(name): value for name, value in values.items()}


def load_yaml(path: str | Path, kind: str = "config file") -> Any:
    """What a YAML file holds.

    Raises:
        UserError: it cannot be read, is no YAML, or is too large or too deep.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"{kind} {path}: {error.strerror}") from None
    except ValueError as error:  # no UTF-8, or a path that no system has
        raise UserError(f"{kind} {path} is not valid YAML: {error}") from None
    return parse_yaml(text, f"{kind} {path}")


def parse_yaml(text: str, name: str) -> Any:
    """What a YAML text holds.

    Args:
        text: one document.
        name: of what it is, for errors.

    Raises:
        UserError: it is no YAML, or is too large or too deep.
    """
    if len(text) > _MOST_BYTES:
        raise UserError(f"{name} is too large: a YAML file may have {_MOST_BYTES // 1_000_000} MB")
    try:
        _check(text, name)
        return yaml.load(text, _Loader)
    except UserError:
        raise
    except (yaml.YAMLError, *_BAD_VALUE) as error:
        why = one_line(error)
        if not isinstance(error, yaml.YAMLError):
            why = f"a value is not what its tag, or its form, says that it is ({why})"
        raise UserError(f"{name} is not valid YAML: {why[:_SHOWN]}{'…' * (len(why) > _SHOWN)}") from None


def dump_yaml(values: Any, *, width: int = 80) -> str:
    """Values as YAML, names in their order and letters as they are."""
    return str(yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=width))


def _check(text: str, name: str) -> None:
    """Count what the document would be, with a size for each anchor."""
    sizes: dict[str, int] = {}
    open_anchors: list[str | None] = []
    starts: list[int] = []
    total = 0
    for event in yaml.parse(text, _LibYaml):
        if isinstance(event, yaml.AliasEvent):
            anchor = event.anchor or ""
            if anchor in open_anchors:
                raise UserError(f"{name}: the alias '*{anchor[:_SHOWN]}' stands within what it stands for")
            total += sizes.get(anchor, 0)
        elif isinstance(event, yaml.ScalarEvent):
            total += 1
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            total += 1
            open_anchors.append(event.anchor)
            starts.append(total)
        elif isinstance(event, yaml.CollectionEndEvent):
            name_of_all, start = open_anchors.pop(), starts.pop()
            if name_of_all:
                sizes[name_of_all] = total - start + 1
        if len(starts) > _DEEPEST:
            raise UserError(f"{name} is too deep: {_DEEPEST} lists and mappings may lie within one another")
        if total > _MOST_VALUES:
            raise UserError(f"{name} holds too much: its aliases counted, {_MOST_VALUES:,} values are the most")
