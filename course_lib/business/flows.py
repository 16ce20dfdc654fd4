"""Forms in the chat ("Flows"): the life of one, and the lock of phone and company.

Platform: Flows, "Implementing your Flow endpoint". The phone picks an AES key for each request and
seals it with the company's RSA key; the answer comes back under the same key with every bit of the
nonce flipped. The platform in the middle carries both without reading either.
"""

import base64
import json
from typing import Any

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from course_lib import data
from course_lib.business import messages
from course_lib.business.messages import no
from course_lib.business.state import Flow, State

_OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
Opened = tuple[dict[str, Any], bytes, bytes]  # a request, and key and nonce for the answer
CANNOT_DECRYPT, TOKEN_INVALID = 421, 427


class CannotDecryptError(Exception):
    """The company cannot open the request: the endpoint answers 421, the phone fetches the key."""


def create(state: State, request: dict[str, Any]) -> Flow:
    """A new form in DRAFT, perhaps with its JSON and already to be published. Raises Refusal."""
    flow = Flow("", "", ["OTHER"])
    _describe(state, flow, request)
    if request.get("flow_json") is not None:
        change(state, flow, "assets", request["flow_json"])
    if request.get("publish") in (True, "true"):
        change(state, flow, "publish")
    flow.id = state.ids.digits(1_200_000_000_000_000)
    state.flows[flow.id] = flow
    return flow


def change(state: State, flow: Flow, step: str, given: Any = None) -> None:
    """One step in the life of a form: "edit" (what is `given`), "assets" (its JSON), "publish",
    "deprecate", "delete". Raises Refusal where the step is not possible."""
    life = data.toml("business", "limits")["flow_life"][step]
    if flow.status not in life["from"] or (step == "publish" and not flow.json):
        raise no(life["refused"])
    if step == "edit":
        _describe(state, flow, given)
    if step == "assets":
        held = messages.parsed(given)
        messages.check("flow_json", held)
        flow.json = held
    if step == "delete":
        del state.flows[flow.id]
    flow.status, flow.updated = life["to"], state.clock.now


def find(state: State, parameters: dict[str, Any]) -> Flow | None:
    """The form that a message names, by `flow_id` or `flow_name`."""
    named = parameters.get("flow_id"), parameters.get("flow_name")
    return next((f for f in state.flows.values() if f.id == named[0] or f.name == named[1]), None)


def check_sendable(state: State, parameters: dict[str, Any]) -> None:
    """May the form that a message names go out, in the mode it asks for? Raises Refusal if not."""
    if (flow := find(state, parameters)) is None:
        raise no("flow_unknown")
    modes = {"PUBLISHED": ("published", "draft"), "DRAFT": ("draft",)}.get(flow.status, ())
    if str(parameters.get("mode") or "published").lower() not in modes:
        raise no("flow_not_published", status=flow.status)


def _describe(state: State, flow: Flow, request: dict[str, Any]) -> None:
    name = request.get("name", flow.name)
    categories = messages.parsed(request.get("categories")) or flow.categories
    messages.check("new_flow", {"name": name, "categories": categories})
    if any(other.name == name and other is not flow for other in state.flows.values()):
        raise no("flow_name")
    flow.name, flow.categories, flow.updated = name, categories, state.clock.now
    flow.endpoint = str(request.get("endpoint_uri") or flow.endpoint)


def key_pair() -> tuple[rsa.RSAPrivateKey, str]:
    """The company's RSA key and its public half as PEM, to be registered with the platform.

    >>> key_pair()[1].splitlines()[0]
    '-----BEGIN PUBLIC KEY-----'
    """
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, pem.decode()


def is_key(pem: str) -> bool:
    """Is this an RSA key of 2048 bits, as the platform wants it?

    >>> is_key(key_pair()[1]), is_key("secret")
    (True, False)
    """
    try:
        public = serialization.load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(public, rsa.RSAPublicKey) and public.key_size == 2048


def seal(message: dict[str, Any], key: bytes, nonce: bytes) -> str:
    """AES-GCM with the tag at the end, as base64.

    >>> seal({"version": "3.0", "action": "ping"}, bytes(range(16)), bytes(range(16, 32)))[:16]
    'vryB0w/BTee4Ovmg'
    """
    plain = json.dumps(message, separators=(",", ":")).encode()
    return base64.b64encode(AESGCM(key).encrypt(nonce, plain, None)).decode()


def unseal(text: str, key: bytes, nonce: bytes) -> dict[str, Any]:
    """The inverse of `seal`. Raises CannotDecryptError for any other key, nonce or text.

    >>> key, nonce = bytes(range(16)), bytes(range(16, 32))
    >>> unseal(seal({"action": "ping"}, key, nonce), key, nonce)
    {'action': 'ping'}
    """
    try:
        message: dict[str, Any] = json.loads(AESGCM(key).decrypt(nonce, _bytes(text), None))
    except (InvalidTag, ValueError) as problem:
        raise CannotDecryptError from problem
    if not isinstance(message, dict):
        raise CannotDecryptError
    return message


def flipped(nonce: bytes) -> bytes:
    """Every bit turned: the nonce of the answer.

    >>> flipped(b"\\x00\\xff").hex()
    'ff00'
    """
    return bytes(byte ^ 0xFF for byte in nonce)


def request(public_pem: str, message: dict[str, Any], key: bytes, nonce: bytes) -> dict[str, str]:
    """What the phone posts to the company's endpoint."""
    public = serialization.load_pem_public_key(public_pem.encode())
    assert isinstance(public, rsa.RSAPublicKey)  # checked when it was registered
    return {
        "encrypted_flow_data": seal(message, key, nonce),
        "encrypted_aes_key": base64.b64encode(public.encrypt(key, _OAEP)).decode(),
        "initial_vector": base64.b64encode(nonce).decode(),
    }


def open_request(private: rsa.RSAPrivateKey, body: dict[str, Any]) -> Opened:
    """The company's side: the request, and key and nonce for the answer.

    Raises CannotDecryptError: answer 421, so that the phone fetches your key again.

    >>> private, pem = key_pair()
    >>> body = request(pem, {"action": "INIT"}, bytes(16), bytes(16))
    >>> open_request(private, body)[0]
    {'action': 'INIT'}
    """
    try:
        key = private.decrypt(_bytes(body["encrypted_aes_key"]), _OAEP)
        nonce = _bytes(body["initial_vector"])
        return unseal(body["encrypted_flow_data"], key, nonce), key, nonce
    except (KeyError, TypeError, ValueError) as problem:
        raise CannotDecryptError from problem


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
