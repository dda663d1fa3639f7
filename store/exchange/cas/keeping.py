"""The CAS that was kept with a document, in the form that is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from store.exchange.cas.beside import TypeSystems
from store.exchange.cas.convert import AsJson, as_xmi
from store.exchange.cas.guessing import complete
from store.exchange.cas.json_form import json_again
from store.exchange.cas.model import Cas, Structure
from store.exchange.cas.reading import About
from store.exchange.cas.xmi import xmi_again
from store.exchange.record import Record

Form = Literal["cas-xmi", "cas-json"]


def kept_with(form: Form, data: dict[str, Any], about: About) -> dict[str, Any]:
    """What a record keeps of a CAS; the text of the record is not kept again."""
    whole = {**data, **about.kept()}
    for at in about.texts:
        key, name, features = whole["items"][at]
        whole["items"][at] = [key, name, {**features, "sofaString": None}]
    return {form: whole}


def kept_of(record: Record, form: Form) -> tuple[Form, Any]:
    """What is kept of a CAS, and its form: the one that is wanted or, where there is none, the other one."""
    found: Form = form
    if form not in record.kept:
        found = "cas-json" if form == "cas-xmi" else "cas-xmi"
    return found, record.kept.get(found)


def cas_again(kept: Mapping[str, Any], was: Form, form: Form, record: Record, system: TypeSystems) -> Cas:
    """The CAS that was kept, in a form."""
    data = dict(kept)
    cas = json_again(data) if was == "cas-json" else xmi_again(data, system.kept(data.get("types")))
    for at in data["texts"]:
        cast("Structure", cas.items[at]).data["sofaString"] = record.text
    complete(cas.types, cas)
    if was == form:
        return cas
    return AsJson(cas).cas() if form == "cas-json" else as_xmi(cas)
