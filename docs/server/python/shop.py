"""A shop to try with: who is logged in, whose SIMs are whose, and where the money of an order stands. Yours goes in its place:
the log-in that you have, your tables instead of files, your payment provider instead of a bank that always says yes."""

import json
import os
import re
import uuid
from pathlib import Path

from topup import Refusal


class Shop:
    def __init__(self, folder):
        self._folder = Path(folder)
        self._data = _read(self._folder / "shop.json")
        for table in ("payments", "spent", "notices"):
            (self._folder / table).mkdir(exist_ok=True)

    def customer_of(self, request):
        """YOURS: the customer who is logged in, by your own session, never by what the page says; None for nobody."""
        return self._data["signed_in"].get(request.cookies.get("shop_session"))

    def sims_of(self, customer):
        """YOURS: the SIMs that this customer has bought, from your orders."""
        return self._data["sims"].get(customer, [])

    def payment_of(self, customer):
        """YOURS: by the hook; or on your account with them, up to what all their orders of one session may cost together."""
        cap = self._data["accounts"].get(customer)
        return {"mode": "account", "cap": cap} if cap else {"mode": "hook"}

    def card_of(self, customer):
        """YOURS: the card that is charged when nothing else is said."""
        return self._data["cards"].get(customer)

    def authorise(self, call):
        """Holds the money, once for an order however often it is asked: the first decision stands."""
        path = self._file("payments", call["order"])
        held = _read(path)
        if held is None:
            state = "authorised" if self._pays(call) else "declined"
            held = _once(path, {"amount": call["amount"], "authorisation": f"auth_{uuid.uuid4()}", "state": state})
        if held["amount"] != call["amount"]:
            raise Refusal("wrong_amount")
        if held["state"] == "released":
            raise Refusal("released")
        if held["state"] == "declined":
            return {"decision": "declined"}
        return {"decision": "authorised", "authorisation": held["authorisation"]}

    def _pays(self, call):
        """A payment reference comes from a page, so it counts only as that customer's own payment of that amount, and for one order."""
        reference = call.get("payment_reference")
        if reference is None:
            return self.card_of(call["customer"]) is not None
        if self._data["paid"].get(reference) != {"customer": call["customer"], "amount": call["amount"]}:
            return False
        return _once(self._file("spent", reference), {"order": call["order"]})["order"] == call["order"]

    def capture(self, call):
        return self._move(call, "authorised", "captured")

    def release(self, call):
        return self._move(call, "authorised", "released")

    def refund(self, call):
        return self._move(call, "captured", "refunded")

    def read(self, call):
        held = _read(self._file("payments", call["order"]))
        return {"state": held["state"], "authorisation": held["authorisation"]} if held else {"state": "none"}

    def told(self, notice_id, notice):
        """News of an order, at least once: the id is the same for every repetition."""
        _once(self._file("notices", notice_id), notice)
        return {}

    def _move(self, call, before, after):
        path = self._file("payments", call["order"])
        held = _read(path)
        if held is None:
            raise Refusal("unknown")
        if held["authorisation"] != call["authorisation"]:
            raise Refusal("wrong_authorisation")
        if "amount" in call and held["amount"] != call["amount"]:
            raise Refusal("wrong_amount")
        if held["state"] == before:
            os.replace(_drafted(path, {**held, "state": after}), path)
        elif held["state"] != after:
            raise Refusal(held["state"])
        return {"state": after}

    def _file(self, table, name):
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", name):
            raise Refusal("unknown")
        return self._folder / table / f"{name}.json"


def _read(path):
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None


def _once(path, row):
    """Writes a row that nobody has written before, or leaves the one that is there: what a unique key does in a database."""
    draft = _drafted(path, row)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
    return _read(path)


def _drafted(path, row):
    draft = path.with_suffix(f".{uuid.uuid4()}")
    with open(draft, "w", encoding="utf-8") as file:
        json.dump(row, file)
        file.flush()
        os.fsync(file.fileno())
    return draft
