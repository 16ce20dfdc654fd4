"""Number, account, media, subscriptions: what lies around messages, in the platform's shapes."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from course_lib.business import journal
from course_lib.business.call import Call
from course_lib.business.clock import DAY
from course_lib.business.refusals import Refusal, parameter

MEGABYTE = 1_000_000
LARGEST = {"image": 5, "audio": 16, "video": 16, "text": 100, "application": 100}  # megabytes
_CALLS = re.compile(r"\.(\w+)\(([^)]*)\)")
_STEPS = {"HALF_HOUR": 1800, "DAILY": DAY}


def upload(call: Call) -> Any:
    """POST /PHONE_ID/media."""
    if "file" not in call.files:
        raise parameter("The parameter file is required.")
    mime, content = call.files["file"]
    most = LARGEST.get(mime.split("/")[0], 100)
    if not content or len(content) > most * MEGABYTE:
        raise Refusal(131053, details=f"A file of type {mime} has 1 byte to {most} MB.")
    call.world.media[identifier := call.world.ids.digits(1_037_543_291_543_000)] = (mime, content)
    return {"id": identifier}


def media(call: Call) -> Any:
    """GET /MEDIA_ID: where the file can be fetched."""
    mime, content = call.world.media[call.node]
    digest = hashlib.sha256(content).hexdigest()
    url = f"{call.base}/whatsapp_business/attachments/?mid={call.node}&hash={digest[:16]}"
    told = {"messaging_product": "whatsapp", "url": url, "mime_type": mime, "sha256": digest}
    return told | {"file_size": len(content), "id": call.node}


def delete_media(call: Call) -> Any:
    """DELETE /MEDIA_ID."""
    del call.world.media[call.node]
    return {"success": True}


def download(call: Call) -> bytes:
    """The file itself."""
    identifier = call.query.get("mid", "")
    if identifier not in call.world.media:
        raise call.unknown(identifier)
    call.mime, content = call.world.media[identifier]
    return content


def _number(call: Call) -> dict[str, Any]:
    settings = call.world.settings
    told = {
        "id": settings.phone_id,
        "verified_name": settings.name,
        "display_phone_number": settings.display_number,
        "code_verification_status": "VERIFIED",
        "name_status": "APPROVED",
        "platform_type": "CLOUD_API",
        "account_mode": "SANDBOX" if settings.test_number else "LIVE",
        "status": "FLAGGED" if call.world.limits.flagged else "CONNECTED",
    }
    return told | call.world.limits.public()


def number(call: Call) -> Any:
    """GET /PHONE_ID."""
    return call.only(_number(call))


def numbers(call: Call) -> Any:
    """GET /WABA_ID/phone_numbers."""
    return {"data": [call.only(_number(call))]}


def set_key(call: Call) -> Any:
    """POST /PHONE_ID/whatsapp_business_encryption: an RSA key of 2048 bits as PEM."""
    pem = call.text("business_public_key")
    try:
        public = serialization.load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        public = None
    if not isinstance(public, rsa.RSAPublicKey) or public.key_size != 2048:
        raise parameter("Param business_public_key must be a 2048-bit RSA public key in PEM.")
    call.world.public_key = pem
    return {"success": True}


def account(call: Call) -> Any:
    """GET /WABA_ID, and the bill: ?fields=pricing_analytics.start(..).end(..)."""
    settings = call.world.settings
    asked = call.query.get("fields", "")
    if not asked.startswith("pricing_analytics"):
        told = {"id": settings.waba_id, "name": settings.name, "currency": settings.currency}
        return call.only(told | {"timezone_id": "0"})
    given = dict(_CALLS.findall(asked))
    try:
        start, end = int(given["start"]), int(given["end"])
    except (KeyError, ValueError):
        raise parameter("pricing_analytics needs start and end as seconds since 1970.") from None
    step = given.get("granularity", "DAILY")
    if step not in (*_STEPS, "MONTHLY"):
        raise parameter("Param granularity must be one of {HALF_HOUR, DAILY, MONTHLY}.")
    by = frozenset(re.findall(r"\w+", given.get("dimensions", "")))
    points = journal.analytics(call.world, start, end, by, _STEPS.get(step))
    return {"pricing_analytics": {"data": [{"data_points": points}]}, "id": settings.waba_id}


def subscriptions(call: Call) -> Any:
    """GET /WABA_ID/subscribed_apps."""
    app = {"id": call.world.settings.app_id, "name": "sandbox", "link": ""}
    there = call.world.outbox.subscribed
    return {"data": [{"whatsapp_business_api_data": app}] if there else []}


def subscribe_account(call: Call) -> Any:
    """POST /WABA_ID/subscribed_apps, perhaps with a webhook address of its own."""
    given = call.fields()
    if given.get("override_callback_uri"):
        call.challenge = (call.text("override_callback_uri"), str(given.get("verify_token", "")))
    return {"success": True}


def unsubscribe(call: Call) -> Any:
    """DELETE /WABA_ID/subscribed_apps."""
    call.world.outbox.subscribed = False
    return {"success": True}


def subscribe_app(call: Call) -> Any:
    """POST /APP_ID/subscriptions: where the webhooks go."""
    call.challenge = (call.text("callback_url"), call.text("verify_token"))
    return {"success": True}


def access_token(call: Call) -> Any:
    """GET /oauth/access_token: a token for the app itself."""
    settings = call.world.settings
    if call.query.get("client_secret") != settings.app_secret:
        raise Refusal(190, message="Error validating client secret.")
    return {"access_token": f"{settings.app_id}|{settings.app_secret}", "token_type": "bearer"}
