"""The hand-written stock of the city, and the one way to read it."""

from importlib.resources import files
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_stock(name: str) -> Any:
    """What the YAML file `name` of the stock holds."""
    return yaml.load(files(__name__).joinpath(name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506


def read_folder(name: str) -> list[dict[str, Any]]:
    """The entries of every YAML file in folder `name` of the stock, files in order of their names."""
    folder = files(__name__).joinpath(name)
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    return [entry for file in names for entry in read_stock(f"{name}/{file}")]
