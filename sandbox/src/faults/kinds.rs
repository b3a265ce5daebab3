//! What a fault does to a call.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::When;

/// What happens to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// This answer instead of the genuine one.
    Reply {
        /// HTTP status.
        status: u16,
        /// Body, verbatim.
        body: String,
        /// `Content-Type`; JSON when left out.
        #[serde(default = "json_type")]
        content_type: String,
        /// Further headers.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// Before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The genuine answer: for rules that only change how a purchase is listed, or what else happens.
    None,
    /// The connection is accepted and the request never read: nothing was done. Only for paths without parameters (token, submit, lists).
    NeverRead,
    /// The request is read whole, then the connection closes (FIN) without a byte of answer.
    Drop {
        /// Before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The request is read whole, then the connection is reset (RST) without a byte of answer.
    Reset {
        /// Before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// Half of the answer's head arrives, then the connection closes.
    CutHead {
        /// Before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The deed is done; the answer's headers and half of its promised body arrive, then the connection closes.
    Cut,
    /// The deed is done; half of the answer's body arrives in chunks, then the connection closes inside the next one.
    CutChunk,
    /// The deed is done; the answer arrives one byte at a time, as far apart as the settings say.
    Drip,
    /// A 200 whose body never ends.
    Flood {
        /// Before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The deed is done; the genuine answer arrives whole but spoilt.
    Garble {
        /// How.
        how: Garbling,
    },
    /// The deed is done; in the genuine JSON answer the fields at these JSON pointers, where they are there, have another value or (`null`) are gone.
    Edit {
        /// New values by pointer.
        changes: BTreeMap<String, Option<Value>>,
    },
    /// The request is read whole and no answer ever comes; the connection stays open.
    Hang {
        /// Before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The genuine answer; before it goes out the player's port is shut for a while, so that whatever comes next is refused.
    Shut {
        /// Milliseconds of real time.
        millis: u32,
    },
    /// The genuine answer, late. A caller that hangs up does not stop the deed.
    Slow {
        /// Delay in milliseconds on the sandbox clock.
        millis: u64,
        /// Whether the delay comes before or after the deed.
        #[serde(default)]
        when: When,
    },
    /// The presented bearer token ends here: 401, nothing done.
    ExpireToken,
    /// PressOne submit: the package leaves this eSIM's list for five minutes, and the submit finds it gone.
    Withdraw,
    /// PressOne offers: the first listing shows the old price, every later one (for ten minutes) this one.
    Reprice {
        /// The package concerned.
        package: String,
        /// The new retail price, USD.
        price: Decimal,
    },
    /// Storefront authorise: the bank says no, for good.
    Decline {
        /// The reason in the answer.
        reason: String,
    },
    /// Storefront authorise: the reservation holds only for so long.
    HoldFor {
        /// Seconds on the sandbox clock.
        seconds: u32,
    },
    /// Storefront hook: done, but the answer is signed with a secret that is not ours.
    Forge,
    /// Storefront hook: done, but the answer is signed for another call.
    Misaddress,
    /// Connect submit: the order takes another course than the usual one.
    Take {
        /// The course.
        course: Course,
    },
}

/// How an answer is spoilt that arrives whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Garbling {
    /// Half of the JSON, with the right length.
    Truncated,
    /// No body at all.
    Empty,
    /// Bytes that are no UTF-8 inside the JSON's first text.
    NotUtf8,
    /// Every number in the JSON replaced by one with four hundred digits.
    HugeNumbers,
    /// The genuine JSON under `text/html`.
    CalledHtml,
}

impl Fault {
    /// The genuine answer with one field changed, or gone.
    #[must_use]
    pub fn edit(pointer: &str, value: Option<Value>) -> Self {
        Self::Edit { changes: BTreeMap::from([(pointer.to_owned(), value)]) }
    }

    /// A canned answer without further headers.
    #[must_use]
    pub fn reply(status: u16, content_type: &str, body: impl Into<String>, when: When) -> Self {
        Self::Reply { status, body: body.into(), content_type: content_type.to_owned(), headers: BTreeMap::new(), when }
    }

    /// A canned JSON answer.
    #[must_use]
    pub fn json(status: u16, body: &Value, when: When) -> Self {
        Self::reply(status, &json_type(), body.to_string(), when)
    }

    /// The same canned answer with one more header; any other fault stays as it is.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Self::Reply { headers, .. } = &mut self {
            headers.insert(name.to_owned(), value.into());
        }
        self
    }

    /// Whether it strikes before anything is done.
    pub(crate) fn is_before(&self) -> bool {
        matches!(
            self,
            Self::Reply { when: When::Before, .. }
                | Self::Drop { when: When::Before }
                | Self::Reset { when: When::Before }
                | Self::CutHead { when: When::Before }
                | Self::Flood { when: When::Before }
                | Self::Hang { when: When::Before }
                | Self::Slow { when: When::Before, .. }
        )
    }
}

fn json_type() -> String {
    "application/json".to_owned()
}

/// How a Connect order goes on after it was accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// `ACCEPTED`, `FULFILLING`, `COMPLETED` at the pace of the settings.
    #[default]
    Normal,
    /// `COMPLETED` only after so many seconds.
    CompletesAfter(u32),
    /// `FAILED`, and nothing was delivered.
    Fails,
    /// `FAILED`, and yet the subscription appears on the SIM three seconds later.
    FailsButDelivers,
    /// `ACCEPTED` for ever; nothing is delivered.
    Stuck,
    /// `COMPLETED` without ever showing `FULFILLING`.
    SkipsFulfilling,
    /// The subscription is readable while the order still says `FULFILLING`.
    DeliversEarly,
}
