"""What the Hub answers to a path and a query, before HTTP: status, body and special headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from sharewatch.core.identity import derived_id
from sharewatch.hub.demo.listing import Listing
from sharewatch.hub.demo.query import QueryError, page, read_expand, read_list_query, read_pairs
from sharewatch.hub.demo.wire import DETAIL_EXPAND, LIST_EXPAND, detailed_model, listed_models

MISSING_ANONYMOUS = "Invalid username or password."
MISSING = "Repository not found"
NOT_A_PAGE = "Sorry, we can't find the page you are looking for."
BAD_CREDENTIALS = "Invalid credentials in Authorization header"
LIMITED_ANONYMOUS = (
    "We had to rate limit your IP ({address}). To continue using our service, create a HF account"
    " or login to your existing account, and make sure you pass a HF_TOKEN if you're using the API."
)
LIMITED = (
    "We had to rate limit you, you hit the quota of {quota} api requests per 5 minutes period."
    " Upgrade to a PRO user or Team/Enterprise organization account (https://hf.co/pricing) to get"
    " higher limits. See https://huggingface.co/docs/hub/rate-limits"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: ``body`` becomes JSON, ``None`` stays empty."""

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


def failure(status: int, message: str, code: str | None = None) -> Answer:
    """An error as the Hub words it, in the body and in headers."""
    headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return Answer(status, {"error": message}, headers)


def answer(listing: Listing, target: str, base_url: str, authenticated: bool) -> Answer:
    """Answer one GET. ``target`` is the request's path and query, ``base_url`` goes into links."""
    parts = urlsplit(target)
    steps = [unquote(step) for step in parts.path.split("/")[1:]]
    try:
        match steps:
            case ["api", "models"]:
                return _list(listing, parts.query, base_url)
            case ["api", "models", *path] if len(path) <= 2 and all(path):
                return _detail(listing, "/".join(path), parts.query, authenticated)
            case ["api", "organizations", name, "overview"]:
                return _organization(listing, name)
            case _:
                return failure(404, NOT_A_PAGE)
    except QueryError as why:
        return failure(400, str(why))


def _list(listing: Listing, query: str, base_url: str) -> Answer:
    """One page of models, with the address of the next."""
    asked = read_list_query(query, LIST_EXPAND)
    indices, following = page(listing, asked)
    headers = {}
    if following is not None:
        headers["Link"] = f'<{base_url}/api/models?{following}>; rel="next"'
    return Answer(200, listed_models(listing, indices, asked.expand), headers)


def _detail(listing: Listing, path: str, query: str, authenticated: bool) -> Answer:
    """One model by its present path; former and differently cased ones are redirected."""
    index = listing.by_path.get(path)
    if index is not None:
        expand = read_expand(read_pairs(query), DETAIL_EXPAND)
        return Answer(200, detailed_model(listing, index, expand))
    present = listing.by_folded_path.get(path.lower())
    if present is None:
        if authenticated:
            return failure(404, MISSING, "RepoNotFound")
        return failure(401, MISSING_ANONYMOUS)
    location = f"/api/models/{quote(present)}" + (f"?{query}" if query else "")
    return Answer(307, None, {"Location": location})


def _organization(listing: Listing, name: str) -> Answer:
    """What an organization says of itself; users and strangers have no such page."""
    known = listing.organizations
    full_name = name if known is None else known.get(name)
    models = len(listing.by_owner.get(name.lower(), ()))
    if full_name is None or not models:
        return failure(404, NOT_A_PAGE)
    overview = {
        "_id": derived_id(f"organization {name}"),
        "fullname": full_name,
        "name": name,
        "isVerified": True,
        "isFollowing": False,
        "numModels": models,
        "numSpaces": 0,
        "numDatasets": 0,
    }
    return Answer(200, overview)
