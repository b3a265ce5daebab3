"""What stands between a shop and the top-up BFF: session tokens out, signed calls in. Take it as it is; shop.py is where your shop begins."""

import base64
import hashlib
import hmac
import json
import re
import time
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

LIFETIME = 240
"""Seconds that a token lives; the BFF takes five minutes at most."""

TOLERANCE = 300
"""How many seconds a signed call may be old, or early: what was recorded can't be played again later."""


class Refusal(Exception):
    """Raised by your payments when they will not: the BFF then knows that nothing was done. Anything else raised means that it asks again."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Topup:
    def __init__(self, *, storefront, key_id, session_key, hook_secret):
        self._storefront = storefront
        self._key_id = key_id
        self._key = load_pem_private_key(session_key.encode(), password=None)
        if not isinstance(self._key, Ed25519PrivateKey):
            raise ValueError("the session key is not an Ed25519 key")
        if not re.fullmatch(r"whsec_[A-Za-z0-9+/]{32,}={0,2}", hook_secret):
            raise ValueError("the hook secret is not whsec_ and base64")
        self._secret = base64.b64decode(hook_secret.removeprefix("whsec_"))

    def session_token(self, *, customer, sims, payment, payment_label):
        """A token for the customer who is logged in: it says which SIMs are theirs, and is good for one session."""
        now = int(time.time())
        claims = {
            "iss": self._storefront, "aud": "esim-topup", "sub": customer, "iat": now, "exp": now + LIFETIME, "jti": str(uuid.uuid4()),
            "payment": payment, "payment_label": payment_label, "sims": sims,
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"typ": "topup-session+jwt", "kid": self._key_id})

    def verify(self, headers, body):
        """The id of a call that really is the BFF's, or None. `body` is the bytes as they came."""
        call, sent, signatures = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
        if not call or not re.fullmatch(r"[0-9]{1,12}", sent) or abs(time.time() - int(sent)) > TOLERANCE:
            return None
        expected = f"v1,{self._sign(call, sent, body)}".encode()
        genuine = any(hmac.compare_digest(given.encode(), expected) for given in signatures.split(" "))
        return call if genuine else None

    def hook(self, headers, body, payments):
        """Answers one call of the BFF; `payments` is your shop's side. Give back status, headers and body as they are: they are signed."""
        call = self.verify(headers, body)
        if call is None:
            return 401, {}, b""
        try:
            return self._sealed(call, 200, _act(call, json.loads(body), payments))
        except Refusal as refusal:
            return self._sealed(call, 409, {"code": refusal.code})

    def _sealed(self, call, status, answer):
        body = json.dumps(answer).encode()
        sent = str(int(time.time()))
        signature = f"v1,{self._sign(call, sent, body)}"
        headers = {"content-type": "application/json", "webhook-id": call, "webhook-timestamp": sent, "webhook-signature": signature}
        return status, headers, body

    def _sign(self, call, sent, body):
        return base64.b64encode(hmac.digest(self._secret, f"{call}.{sent}.".encode() + body, hashlib.sha256)).decode()


def _act(call, body, payments):
    match body["type"]:
        case "payment.authorise":
            return payments.authorise(body)
        case "payment.capture":
            return payments.capture(body)
        case "payment.release":
            return payments.release(body)
        case "payment.refund":
            return payments.refund(body)
        case "payment.read":
            return payments.read(body)
        case "order.delivered" | "order.rejected" | "order.review" | "order.reversed":
            return payments.told(call, body)
        case _:
            raise Refusal("unknown_call")
