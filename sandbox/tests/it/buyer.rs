//! A client without opinions: it makes each call of an order's way when told to, over bare sockets.

use std::time::Duration;

use sandbox::{FreshSim, Operation, Player, Running};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::{
    lab::hurry,
    wire::{Heard, QUIET, exchange},
};

/// One call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Token,
    Offers,
    /// The last read before a purchase.
    LastRead,
    Authorise,
    Submit,
    /// What the provider shows of this SIM's purchases.
    List,
    Order,
    Subscription,
    Capture,
    Release,
    Notify,
}

pub(crate) struct Buyer<'a> {
    pub(crate) running: &'a Running,
    pub(crate) player: Player,
    pub(crate) sim: FreshSim,
    token: String,
    order: Option<String>,
    subscription: Option<String>,
    authorisation: Value,
}

impl<'a> Buyer<'a> {
    pub(crate) async fn new(running: &'a Running, player: Player) -> Self {
        let sim = running.fresh_sim(player).unwrap();
        let mut buyer = Self { running, player, sim, token: String::new(), order: None, subscription: None, authorisation: Value::Null };
        assert!(buyer.call(Call::Token).await.is_whole());
        buyer
    }

    pub(crate) fn marker(&self) -> String {
        format!("tu{}abcdefghij", self.sim.iccid)
    }

    pub(crate) async fn call(&mut self, call: Call) -> Heard {
        let heard = self.ask(call).await;
        self.learn(call, &heard);
        heard
    }

    /// The same call, without learning from its answer.
    pub(crate) async fn ask(&self, call: Call) -> Heard {
        let (origin, request) = self.request(call);
        exchange(&origin, &request).await
    }

    /// The same call, given up when nothing comes although the request has arrived. One that is never read never arrives.
    pub(crate) async fn call_into_silence(&self, call: Call) -> Heard {
        let (origin, request) = self.request(call);
        let before = self.running.ledger().requests.len();
        let arrived = async {
            while self.running.ledger().requests.len() == before {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let enough = async {
            if tokio::time::timeout(Duration::from_secs(2), arrived).await.is_ok() {
                tokio::time::sleep(QUIET).await;
            }
        };
        tokio::select! {
            heard = exchange(&origin, &request) => heard,
            () = enough => Heard::silence(),
        }
    }

    /// The same call, while the clock runs fast.
    pub(crate) async fn hurried(&mut self, call: Call) -> Heard {
        let (origin, request) = self.request(call);
        let heard = hurry(self.running, exchange(&origin, &request)).await;
        self.learn(call, &heard);
        heard
    }

    fn learn(&mut self, call: Call, heard: &Heard) {
        let Some(body) = heard.json() else { return };
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        match (call, self.player) {
            (Call::Token, Player::Connect) => self.token = text("/access_token").unwrap_or_default(),
            (Call::Token, _) => self.token = text("/data/access_token").unwrap_or_default(),
            (Call::Submit, Player::Connect) => self.order = text("/id").or(self.order.take()),
            (Call::Submit, _) => self.order = body.pointer("/data/id").map(Value::to_string).or(self.order.take()),
            (Call::Order, _) => self.subscription = text("/output/subscription_id").or(self.subscription.take()),
            (Call::Authorise, _) => self.authorisation = body["authorisation"].clone(),
            _ => {}
        }
    }

    /// Origin and bytes of a call.
    fn request(&self, call: Call) -> (String, Vec<u8>) {
        let connect = self.player == Player::Connect;
        let (iccid, order) = (&self.sim.iccid, self.order.as_deref().unwrap_or("0"));
        match call {
            Call::Token if connect => {
                let account = self.running.connect_credentials();
                let form = format!("grant_type=client_credentials&client_id={}&client_secret={}", account.client_id, account.client_secret);
                self.post("/auth/realms/tru-staff/protocol/openid-connect/token", "application/x-www-form-urlencoded", form)
            }
            Call::Token => {
                let account = self.running.pressone_credentials();
                let form = format!("grant_type=client_credentials&client_id={}&client_secret={}", account.client_id, account.client_secret);
                self.post("/customer/v2/token", "application/x-www-form-urlencoded", form)
            }
            Call::Offers if connect => self.get("/connect-api/v2/products"),
            Call::Offers => self.get(&format!("/customer/v2/sims/{iccid}/topups")),
            Call::LastRead => self.request(if connect { Call::List } else { Call::Offers }),
            Call::Submit if connect => {
                let body = json!({"operation_type": "TOPUP", "sim_type": "PSIM", "country": "GB",
                    "product": {"id": self.sim.package}, "subscriber": {"sim": {"iccid": iccid}}});
                self.post("/connect-api/v2/orders", "application/json", body.to_string())
            }
            Call::Submit => {
                let form = format!("iccid={iccid}&package_id={}&description={}", self.sim.package, self.marker());
                self.post("/customer/v2/orders/topups", "application/x-www-form-urlencoded", form)
            }
            Call::List if connect => self.get(&format!("/connect-api/v2/subscriptions?iccid={iccid}&page_size=100")),
            Call::List => self.get(&format!("/customer/v2/orders?filter%5Bdescription%5D={}&include=status", self.marker())),
            Call::Order if connect => self.get(&format!("/connect-api/v2/orders/{order}")),
            Call::Order => self.get(&format!("/customer/v2/orders/{order}?include=status")),
            Call::Subscription => {
                self.get(&format!("/connect-api/v2/subscriptions/{}", self.subscription.as_deref().unwrap_or("none").replace('=', "%3D")))
            }
            Call::Authorise => {
                let tail = &iccid[iccid.len() - 4..];
                self.hook(
                    json!({"type": "payment.authorise", "customer": format!("guest-{iccid}"), "sim_tail": tail, "amount": self.amount()}),
                )
            }
            Call::Capture => self.hook(json!({"type": "payment.capture", "authorisation": self.authorisation, "amount": self.amount()})),
            Call::Release => self.hook(json!({"type": "payment.release", "authorisation": self.authorisation})),
            Call::Notify => self.hook(json!({"type": "order.delivered"})),
        }
    }

    fn amount(&self) -> Value {
        serde_json::to_value(&self.sim.price).unwrap()
    }

    fn origin(&self) -> String {
        match self.player {
            Player::Connect => self.running.connect_url().trim_end_matches("/connect-api").to_owned(),
            _ => self.running.pressone_url(),
        }
    }

    fn headers(&self) -> String {
        format!("host: sandbox\r\nconnection: close\r\nauthorization: Bearer {}\r\nx-correlation-id: {}\r\n", self.token, self.marker())
    }

    fn get(&self, path: &str) -> (String, Vec<u8>) {
        (self.origin(), format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers()).into_bytes())
    }

    fn post(&self, path: &str, kind: &str, body: String) -> (String, Vec<u8>) {
        let headers = self.headers();
        let length = body.len();
        let request = format!("POST {path} HTTP/1.1\r\n{headers}content-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}");
        (self.origin(), request.into_bytes())
    }

    fn hook(&self, mut body: Value) -> (String, Vec<u8>) {
        body["order"] = json!(self.marker());
        let body = body.to_string();
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let signature = Webhook::new(self.running.hook_secret()).unwrap().sign("msg_1", now, body.as_bytes()).unwrap();
        let head = format!(
            "POST /storefront/hooks/payment HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\ncontent-type: application/json\r\n\
             webhook-id: msg_1\r\nwebhook-timestamp: {now}\r\nwebhook-signature: {signature}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        (self.running.storefront_url(), format!("{head}{body}").into_bytes())
    }

    /// Waits until the provider's port accepts connections again.
    pub(crate) async fn port_open(&self) {
        let address = self.origin().trim_start_matches("http://").to_owned();
        let open = async {
            while tokio::net::TcpStream::connect(&address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(90), open).await.unwrap();
    }

    /// Waits until so many purchases stand in the ledger; an answer may be given up on before its deed is done.
    pub(crate) async fn has_bought(&self, count: usize) {
        let there = async {
            while self.running.ledger().purchases_for(&self.sim.iccid).len() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(90), there).await.is_ok(), "{}: not bought", self.sim.iccid);
    }

    /// How many purchases the player has seen asked for.
    pub(crate) fn submits_seen(&self) -> usize {
        self.running.ledger().requests_for(self.player, Operation::Submit).len()
    }
}
