"""A storefront's two routes for the top-up widget: `pip install -r requirements.txt`, then `python server.py`."""

import os

from flask import Flask, jsonify, request
from waitress import create_server

from shop import Shop
from topup import Topup

topup = Topup(
    storefront=os.environ["TOPUP_STOREFRONT"],
    key_id=os.environ["TOPUP_KEY_ID"],
    session_key=os.environ["TOPUP_SESSION_KEY"],
    hook_secret=os.environ["TOPUP_HOOK_SECRET"],
)
shop = Shop(os.environ["SHOP_FOLDER"])
app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 64 * 1024


@app.post("/topup/session")
def session():
    customer = shop.customer_of(request)
    if customer is None:
        answer = jsonify(error="log in first"), 401
    else:
        rights = {"sims": shop.sims_of(customer), "payment": shop.payment_of(customer), "payment_label": shop.card_of(customer)}
        answer = jsonify(token=topup.session_token(customer=customer, **rights)), 200
    return *answer, {"cache-control": "no-store"}


@app.post("/topup/hook")
def hook():
    status, headers, body = topup.hook(request.headers, request.get_data(), shop)
    return body, status, headers


if __name__ == "__main__":
    server = create_server(app, host="127.0.0.1", port=int(os.environ["PORT"]), threads=8)
    print(f"listening on http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()
