"""spaCy pipelines as they lie on the disk: found, described and checked without loading them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from annotate.errors import InputError

# Components whose labels are no names. Those of any other component may be: own components find names, too.
_NO_NAMES = frozenset(
    "tagger morphologizer parser senter lemmatizer trainable_lemmatizer attribute_ruler textcat textcat_multilabel "
    "spancat spancat_singlelabel span_finder tok2vec transformer curated_transformer entity_linker".split()
)
_LEARNT = "gilder_learnt"
_CATEGORIZERS = ("spancat", "spancat_singlelabel")  # they are asked where nothing else finds names
SCORER = Path("relations") / "pairs.json"
PARSER = Path("relations") / "parser"
"""Where a pipeline that was trained here has its own scorer of relations, and the parser that it reads."""

MANY_LANGUAGES = ("xx", "mul")
"""What a pipeline calls its language that reads any."""
_NEEDED_BY_FACTORY = {
    "curated_transformer": ("spacy-curated-transformers", "torch"),
    "transformer": ("spacy-transformers", "torch"),
}


@dataclass(frozen=True)
class ModelCard:
    """A spaCy pipeline as its `meta.json` describes it. `asked` is the package or folder by which it was named."""

    asked: str
    folder: Path
    meta: Mapping[str, Any] = field(repr=False, hash=False)
    package: str | None = None  # the module to load it by; None for a folder
    factories: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Its name as `pip` or the folder has it, with its version: `en_core_web_sm 3.8.0`."""
        full, language = str(self.meta.get("name", "pipeline")), self.language
        own = full if full.startswith(f"{language}_") or "-" in full else f"{language}_{full}"
        return f"{own} {self.meta.get('version', '0')}"

    @property
    def language(self) -> str:
        """The code of its language; `xx` for many."""
        return str(self.meta.get("lang", "xx"))

    @property
    def licence(self) -> str:
        """Its licence, as its makers say."""
        return str(self.meta.get("license") or "not said")

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its names; empty where it does not say."""
        found = cast("Mapping[str, list[object]]", self.meta.get("labels") or {})
        if _LEARNT in found:  # it sets the names anew
            return tuple(map(str, found[_LEARNT]))
        own = [str(label) for part, some in found.items() if part not in _NO_NAMES for label in some]
        return tuple(dict.fromkeys(own or [str(label) for part in _CATEGORIZERS for label in found.get(part, ())]))

    @property
    def dependencies(self) -> tuple[str, ...]:
        """The labels of its parser; empty where it has none."""
        found = cast("Mapping[str, list[object]]", self.meta.get("labels") or {})
        return tuple(str(label) for label in found.get("parser", ()))

    @property
    def universal(self) -> bool:
        """Whether it parses with the relations of Universal Dependencies, which the relations part reads."""
        return "obj" in self.dependencies and "nsubj" in self.dependencies

    @property
    def relations(self) -> tuple[str, ...]:
        """The relation labels of its own scorer, which was trained with it on the gold of a project."""
        told = cast("Mapping[str, Any]", self.meta.get("gilder") or {})
        own = cast("Mapping[str, Any]", told.get("relations") or {})
        labels = cast("list[object]", own.get("labels") or [])
        return tuple(map(str, labels)) if (self.folder / SCORER).is_file() else ()

    @property
    def parser(self) -> Path | None:
        """The folder of the parser that its own scorer of relations was trained with, where it brings one along."""
        place = self.folder / PARSER
        return place if (place / "meta.json").is_file() else None


def installed_models() -> list[ModelCard]:
    """The spaCy pipelines that are installed as packages, by name; one that cannot be read is left out."""
    found = list[ModelCard]()
    for point in sorted(entry_points(group="spacy_models"), key=lambda point: point.name):
        try:
            found.append(find_model(point.value.partition(":")[0]))
        except InputError:
            continue
    return found


def find_model(name_or_path: str) -> ModelCard:
    """The spaCy pipeline of a folder or an installed package. Raises InputError where there is none."""
    folder = Path(name_or_path)
    if name_or_path and folder.is_dir():
        inner = _inner(folder, _read_meta(folder, name_or_path))
        return ModelCard(name_or_path, inner, _read_meta(inner, name_or_path), None, _factories(inner))
    package = _package_folder(name_or_path)
    if package is None:
        raise InputError(
            f"model {name_or_path}: there is no installed spaCy pipeline and no folder of this name; "
            "install it with pip, or name a folder that spaCy has written"
        )
    meta = _read_meta(package, name_or_path)
    factories = _factories(_inner(package, meta))
    return ModelCard(name_or_path, package, meta, _module_name(name_or_path), factories)


def check_model(card: ModelCard, *, language: str | None = "en") -> None:
    """Raise InputError where a pipeline cannot be used: another language, another spaCy, a package that is missing.

    `language` None takes any language.
    """
    if language is not None and card.language not in (language, *MANY_LANGUAGES):
        raise InputError(
            f"model {card.asked}: it reads the language “{card.language}”, and the articles are in “{language}”; "
            "name a pipeline of that language, or say --any-language"
        )
    wanted, have = str(card.meta.get("spacy_version") or ""), version("spacy")
    if wanted and not _includes(wanted, have):
        raise InputError(
            f"model {card.asked}: it is made for spaCy {wanted}, and this is spaCy {have}; "
            "install the version of it that is made for this spaCy"
        )
    if missing := list(dict.fromkeys(_missing(card))):
        raise InputError(
            f"model {card.asked}: it needs {' and '.join(missing)}, which "
            f"{'is' if len(missing) == 1 else 'are'} not installed: pip install {' '.join(missing)}"
        )


def _missing(card: ModelCard) -> Iterator[str]:
    said = (str(one) for one in cast("list[object]", card.meta.get("requirements") or []))
    named = [text.split(";")[0] for text in said]
    by_factory = [name for factory in sorted(card.factories) for name in _NEEDED_BY_FACTORY.get(factory, ())]
    for text in (*named, *by_factory):
        name = text.strip()
        for sign in "<>=!~[ (@":
            name = name.split(sign)[0]
        try:
            version(name)
        except (PackageNotFoundError, ValueError):
            yield name


def _includes(wanted: str, have: str) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # comes with spaCy

    try:
        return SpecifierSet(f"=={wanted}" if wanted[0].isdigit() else wanted).contains(have, prereleases=True)
    except InvalidSpecifier:
        return True  # spaCy itself will say what it thinks of it


def _module_name(name: str) -> str:
    return name.replace("-", "_")


def _package_folder(name: str) -> Path | None:
    """The folder of an installed pipeline, found without importing it."""
    module = _module_name(name)
    try:
        spec = find_spec(module) if module.isidentifier() else None
    except (ImportError, ValueError):
        return None
    places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec is not None else []
    return next((place for place in places if (place / "meta.json").is_file()), None)


def _inner(folder: Path, meta: Mapping[str, Any]) -> Path:
    """Where the data of a pipeline lie: in a package they are in a folder of the package's folder."""
    inner = folder / f"{meta.get('lang')}_{meta.get('name')}-{meta.get('version')}"
    return inner if not (folder / "config.cfg").is_file() and (inner / "config.cfg").is_file() else folder


def _read_meta(folder: Path, asked: str) -> Mapping[str, Any]:
    try:
        meta: object = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            f"model {asked}: the folder {folder} cannot be loaded: there is no meta.json in it; "
            "name a folder that spaCy has written"
        ) from None
    except (OSError, ValueError) as problem:
        raise InputError(f"model {asked}: {folder / 'meta.json'} cannot be read: {problem}") from problem
    if not isinstance(meta, dict):
        raise InputError(f"model {asked}: {folder / 'meta.json'} does not describe a spaCy pipeline")
    return cast("Mapping[str, Any]", meta)


def _factories(folder: Path) -> frozenset[str]:
    """The factories that a folder's `config.cfg` names; none where it cannot be read, which loading will tell."""
    try:
        lines = (folder / "config.cfg").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return frozenset()
    pairs = (line.partition("=") for line in lines)
    return frozenset(value.strip().strip("\"'") for key, _, value in pairs if key.strip() == "factory")
