"""The Hub's wire form of a model: which fields a listing or a detail carries, and their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sharewatch.hub.demo.listing import Listing, iso


def _names(text: str) -> frozenset[str]:
    """Field names, written as one line of words."""
    return frozenset(text.split())


LIST_FIELDS = _names(
    "likes trendingScore private downloads tags pipeline_tag library_name createdAt modelId"
)

DETAIL_FIELDS = _names(
    "private pipeline_tag library_name tags downloads likes modelId author sha lastModified gated"
    " disabled model-index config cardData safetensors siblings spaces createdAt usedStorage"
)

LIST_EXPAND = _names(
    "author baseModels cardData config createdAt disabled downloads downloadsAllTime"
    " evalResults gated inference inferenceProviderMapping lastModified library_name likes"
    " mask_token model-index pipeline_tag private safetensors sha siblings spaces tags"
    " transformersInfo trendingScore widgetData gguf resourceGroup xetEnabled"
)

DETAIL_EXPAND = LIST_EXPAND | {"childrenModelCount", "usedStorage"}

_RELATIONS = ("adapter", "merge", "quantized", "finetune")
_FILES = (".gitattributes", "README.md", "config.json", "model.safetensors", "tokenizer.json")
_GGUF_FILES = (".gitattributes", "README.md", "model-Q4_K_M.gguf", "model-Q8_0.gguf")


def _author(listing: Listing, index: int) -> object:
    return listing.cards[index].author


def _base_models(listing: Listing, index: int) -> object:
    card = listing.cards[index]
    if not card.base_models:
        return None
    models = [
        {"_id": base_id, "id": base}
        for base_id, base in zip(card.base_ids, card.base_models, strict=True)
    ]
    return {"relation": card.relation, "models": models} if card.relation else {"models": models}


def _card_data(listing: Listing, index: int) -> object:
    card = listing.cards[index]
    licenses = [tag.partition(":")[2] for tag in card.tags if tag.startswith("license:")]
    data: dict[str, object] = {"license": licenses[0]} if licenses else {}
    if card.base_models:
        data["base_model"] = list(card.base_models)
    return data or None


def _children(listing: Listing, index: int) -> object:
    hub_id = listing.cards[index].hub_id
    return {relation: listing.children[hub_id, relation] for relation in _RELATIONS}


def _siblings(listing: Listing, index: int) -> object:
    card = listing.cards[index]
    if card.sha is None:
        return None
    names = _GGUF_FILES if card.library_name == "gguf" else _FILES
    return [{"rfilename": name} for name in names]


def _safetensors(listing: Listing, index: int) -> object:
    card = listing.cards[index]
    if card.parameters_source != "safetensors":
        return None
    return {"parameters": {"BF16": card.parameters}, "total": card.parameters}


def _gguf(listing: Listing, index: int) -> object:
    card = listing.cards[index]
    return {"total": card.parameters} if card.parameters_source == "gguf" else None


_FIELDS: dict[str, Callable[[Listing, int], object]] = {
    "author": _author,
    "baseModels": _base_models,
    "cardData": _card_data,
    "disabled": lambda listing, i: listing.cards[i].disabled,
    "gated": lambda listing, i: listing.cards[i].gated,
    "inferenceProviderMapping": lambda _listing, _i: [],
    "lastModified": lambda listing, i: iso(listing.cards[i].last_modified),
    "likes": lambda listing, i: listing.likes[i],
    "trendingScore": lambda listing, i: listing.trending[i],
    "private": lambda _listing, _i: False,
    "sha": lambda listing, i: listing.cards[i].sha,
    "config": lambda _listing, _i: {},
    "downloads": lambda listing, i: listing.downloads[i],
    "downloadsAllTime": lambda listing, i: listing.downloads_all_time[i],
    "safetensors": _safetensors,
    "gguf": _gguf,
    "tags": lambda listing, i: listing.cards[i].tags,
    "pipeline_tag": lambda listing, i: listing.cards[i].pipeline_tag,
    "library_name": lambda listing, i: listing.cards[i].library_name,
    "spaces": lambda _listing, _i: [],
    "createdAt": lambda listing, i: iso(listing.cards[i].created_at),
    "modelId": lambda listing, i: listing.cards[i].model_id,
    "siblings": _siblings,
    "childrenModelCount": _children,
    "usedStorage": lambda listing, i: 2 * (listing.cards[i].parameters or 0),
    "xetEnabled": lambda _listing, _i: True,
}


def listed_models(
    listing: Listing, indices: Iterable[int], expand: frozenset[str]
) -> list[dict[str, Any]]:
    """Models as a listing shows them: the named fields, or the usual ones if none are named.

    ``spaces`` may be named, but listings leave them out.
    """
    names = (expand or LIST_FIELDS) - {"spaces"}
    wanted = [(name, read) for name, read in _FIELDS.items() if name in names]
    return [_model(listing, index, wanted, "model-index" in expand) for index in indices]


def detailed_model(listing: Listing, index: int, expand: frozenset[str]) -> dict[str, Any]:
    """One model as its own page shows it; here the provider mapping is an object."""
    names = expand or DETAIL_FIELDS
    wanted = [(name, read) for name, read in _FIELDS.items() if name in names]
    model = _model(listing, index, wanted, "model-index" in names)
    if "inferenceProviderMapping" in model:
        model["inferenceProviderMapping"] = {}
    return model


def _model(
    listing: Listing,
    index: int,
    wanted: list[tuple[str, Callable[[Listing, int], object]]],
    model_index: bool,
) -> dict[str, Any]:
    """One model; what it lacks is absent, only ``model-index`` is null."""
    card = listing.cards[index]
    model: dict[str, Any] = {"_id": card.hub_id, "id": card.model_id}
    for name, read in wanted:
        value = read(listing, index)
        if value is not None:
            model[name] = value
    if model_index:
        model["model-index"] = None
    return model
