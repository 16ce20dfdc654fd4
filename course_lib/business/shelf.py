"""Templates and forms over the API: create, list, change, take down, in the platform's shapes."""

from __future__ import annotations

import json
from typing import Any

from course_lib.business import flows as forms
from course_lib.business.call import Call
from course_lib.business.refusals import parameter


def _page(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"data": items, "paging": {"cursors": {"before": "MAZDZD", "after": "MjQZD"}}}


def templates(call: Call) -> Any:
    """GET /WABA_ID/message_templates, filtered by name, status, category or language."""
    shown = [template.public() for template in call.world.catalogue]
    for key in ("name", "status", "category", "language"):
        if key in call.query:
            shown = [item for item in shown if item[key] == call.query[key]]
    page = _page([call.only(item) for item in shown])
    if "summary" in call.query:
        count = len(call.world.catalogue.shelf)
        totals = {"total_count": len(shown), "message_template_count": count}
        page["summary"] = totals | {
            "message_template_limit": 250,
            "are_translations_complete": False,
        }
    return page


def create_template(call: Call) -> Any:
    """POST /WABA_ID/message_templates."""
    made = call.world.catalogue.create(call.fields())
    return {"id": made.id, "status": made.status, "category": made.category}


def delete_template(call: Call) -> Any:
    """DELETE /WABA_ID/message_templates?name=."""
    call.world.catalogue.delete(call.text("name"), call.query.get("hsm_id", ""))
    return {"success": True}


def template(call: Call) -> Any:
    """GET /TEMPLATE_ID."""
    return call.only(call.world.catalogue.shelf[call.node].public())


def unpause_template(call: Call) -> Any:
    """POST /TEMPLATE_ID/unpause."""
    call.world.catalogue.unpause(call.world.catalogue.shelf[call.node])
    return {"success": True, "reason": ""}


def flows(call: Call) -> Any:
    """GET /WABA_ID/flows."""
    return _page([call.only(item.public()) for item in call.world.flows.values()])


def create_flow(call: Call) -> Any:
    """POST /WABA_ID/flows, perhaps with its JSON and already to be published."""
    given, world = call.fields(), call.world
    name, categories = call.text("name"), given.get("categories", ["OTHER"])
    if not isinstance(categories, list):
        raise parameter("Param categories must be an array.")
    identifier = world.ids.digits(1_200_000_000_000_000)
    made = forms.Flow(identifier, name, categories, str(given.get("endpoint_uri") or ""))
    if given.get("flow_json") is not None:
        _fill(made, given["flow_json"])
    world.flows[identifier] = made
    if given.get("publish") in (True, "true") and not made.errors:
        made.status = "PUBLISHED"
    return {"id": identifier, "success": True, "validation_errors": made.errors}


def flow(call: Call) -> Any:
    """GET /FLOW_ID."""
    return call.only(call.world.flows[call.node].public())


def _fill(made: forms.Flow, text: Any) -> None:
    try:
        held = json.loads(text) if isinstance(text, str) else text
        screens = held["screens"]
    except (ValueError, KeyError, TypeError):
        raise parameter("Param flow_json must be JSON with screens.") from None
    if not isinstance(screens, list):
        raise parameter("Param flow_json must be JSON with screens.")
    made.screens, made.errors = screens, forms.check(screens)
