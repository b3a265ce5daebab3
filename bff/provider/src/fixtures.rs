//! What the tests of both providers start from.

use crate::evidence::{Evidence, Transport};
use crate::submission::{Device, Marker, SimTarget, Submission};
use contract::{Money, SimKind, Timestamp};

pub(crate) fn esim() -> SimTarget {
    let device = Device { operating_system: "ios".to_owned(), model: Some("iPhone".to_owned()), id: Some("dev-0091".to_owned()) };
    SimTarget { iccid: "8988200000000417736".parse().unwrap(), kind: SimKind::Esim, country: Some("PT".to_owned()), device: Some(device) }
}

pub(crate) fn submission() -> Submission {
    Submission {
        sim: esim(),
        offer: "harborlight-14days-2gb-topup".parse().unwrap(),
        sold: Money::new(1490, "EUR".parse().unwrap()),
        marker: Marker::try_from("tu0123456789abcdefghijklmn".to_owned()).unwrap(),
        attempt: 1,
        intended_at: Timestamp::from_unix_seconds(1_772_360_130),
    }
}

pub(crate) fn complete(status: u16, body: &str) -> Evidence {
    Evidence {
        transport: Transport::Complete,
        status: Some(status),
        body: body.to_owned(),
        retry_after: None,
        error: None,
        at: Timestamp::from_unix_seconds(0),
    }
}
