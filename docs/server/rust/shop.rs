//! A shop to try with: who is logged in, whose SIMs are whose, and where the money of an order stands. Yours goes in its place:
//! the log-in that you have, your tables instead of files, your payment provider instead of a bank that always says yes.

use crate::topup::{Authorise, Broken, Money, Move, No, Payments, Rights};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use uuid::Uuid;

pub(crate) struct Shop {
    folder: PathBuf,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    signed_in: HashMap<String, String>,
    sims: HashMap<String, Value>,
    cards: HashMap<String, String>,
    accounts: HashMap<String, Money>,
    paid: HashMap<String, Paid>,
}

#[derive(Deserialize)]
struct Paid {
    customer: String,
    amount: Money,
}

/// The money of one order.
#[derive(Serialize, Deserialize)]
struct Held {
    amount: Money,
    authorisation: String,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Authorised,
    Declined,
    Captured,
    Released,
    Refunded,
}

impl Shop {
    pub(crate) fn open(folder: PathBuf) -> Result<Self, Broken> {
        for table in ["payments", "spent", "notices"] {
            fs::create_dir_all(folder.join(table))?;
        }
        let data = row(&folder.join("shop.json"))?.ok_or("there is no shop.json")?;
        Ok(Self { folder, data })
    }

    /// YOURS: the customer who is logged in, by your own session, never by what the page says.
    pub(crate) fn customer(&self, headers: &HeaderMap) -> Option<&str> {
        let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
        let session = cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("shop_session="))?;
        self.data.signed_in.get(session).map(String::as_str)
    }

    /// YOURS: what the customer may do. They pay by the hook; or on your account with them, up to what all their orders of one session
    /// may cost together.
    pub(crate) fn rights(&self, customer: &str) -> Rights<'_> {
        let sims = self.data.sims.get(customer).cloned().unwrap_or_else(|| json!([]));
        let cap = self.data.accounts.get(customer);
        let payment = cap.map_or_else(|| json!({"mode": "hook"}), |cap| json!({"mode": "account", "cap": cap}));
        Rights { sims, payment, payment_label: self.card(customer) }
    }

    /// YOURS: the card that is charged when nothing else is said.
    fn card(&self, customer: &str) -> Option<&str> {
        self.data.cards.get(customer).map(String::as_str)
    }

    /// A payment reference comes from a page, so it counts only as that customer's own payment of that amount, and for one order.
    fn pays(&self, call: &Authorise) -> Result<bool, No> {
        let Some(reference) = &call.payment_reference else { return Ok(self.card(&call.customer).is_some()) };
        let paid = self.data.paid.get(reference).filter(|paid| paid.customer == call.customer && paid.amount == call.amount);
        if paid.is_none() {
            return Ok(false);
        }
        let spent: String = once(&self.file("spent", reference)?, &call.order)?;
        Ok(spent == call.order)
    }

    fn step(&self, call: &Move, from: State, to: State) -> Result<Value, No> {
        let path = self.file("payments", &call.order)?;
        let mut held: Held = row(&path)?.ok_or(No::Refusal("unknown"))?;
        if held.authorisation != call.authorisation {
            return Err(No::Refusal("wrong_authorisation"));
        }
        if call.amount.as_ref().is_some_and(|amount| *amount != held.amount) {
            return Err(No::Refusal("wrong_amount"));
        }
        if held.state == from {
            held.state = to;
            fs::rename(drafted(&path, &held)?, &path)?;
        } else if held.state != to {
            return Err(No::Refusal(held.state.word()));
        }
        Ok(json!({"state": to}))
    }

    fn file(&self, table: &str, name: &str) -> Result<PathBuf, No> {
        let fits = (1..=100).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        if fits { Ok(self.folder.join(table).join(format!("{name}.json"))) } else { Err(No::Refusal("unknown")) }
    }
}

impl Payments for Shop {
    /// Holds the money, once for an order however often it is asked: the first decision stands.
    fn authorise(&self, call: &Authorise) -> Result<Value, No> {
        let path = self.file("payments", &call.order)?;
        let held: Held = match row(&path)? {
            Some(held) => held,
            None => {
                let state = if self.pays(call)? { State::Authorised } else { State::Declined };
                once(&path, &Held { amount: call.amount.clone(), authorisation: format!("auth_{}", Uuid::new_v4().simple()), state })?
            }
        };
        match held.state {
            _ if held.amount != call.amount => Err(No::Refusal("wrong_amount")),
            State::Released => Err(No::Refusal("released")),
            State::Declined => Ok(json!({"decision": "declined"})),
            _ => Ok(json!({"decision": "authorised", "authorisation": held.authorisation})),
        }
    }

    fn capture(&self, call: &Move) -> Result<Value, No> {
        self.step(call, State::Authorised, State::Captured)
    }

    fn release(&self, call: &Move) -> Result<Value, No> {
        self.step(call, State::Authorised, State::Released)
    }

    fn refund(&self, call: &Move) -> Result<Value, No> {
        self.step(call, State::Captured, State::Refunded)
    }

    fn read(&self, order: &str) -> Result<Value, No> {
        let held: Option<Held> = row(&self.file("payments", order)?)?;
        Ok(held.map_or_else(|| json!({"state": "none"}), |held| json!({"state": held.state, "authorisation": held.authorisation})))
    }

    fn told(&self, id: &str, notice: &Value) -> Result<Value, No> {
        once::<Value>(&self.file("notices", id)?, notice)?;
        Ok(json!({}))
    }
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Authorised => "authorised",
            Self::Declined => "declined",
            Self::Captured => "captured",
            Self::Released => "released",
            Self::Refunded => "refunded",
        }
    }
}

fn row<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Broken> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Writes a row that nobody has written before, or leaves the one that is there: what a unique key does in a database.
fn once<T: Serialize + DeserializeOwned>(path: &Path, new: &T) -> Result<T, Broken> {
    let draft = drafted(path, new)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(row(path)?.ok_or("a row has gone")?),
    }
}

fn drafted<T: Serialize>(path: &Path, row: &T) -> Result<PathBuf, Broken> {
    let draft = path.with_extension(Uuid::new_v4().to_string());
    let mut file = File::create(&draft)?;
    file.write_all(&serde_json::to_vec(row)?)?;
    file.sync_all()?;
    Ok(draft)
}
