//! `POST /storefront/payments`: what a customer has paid at the shop's own checkout before ordering. One approval serves one order.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    response::Response,
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::{ledger::Amount, stage, world::World};

/// All payments that were approved.
#[derive(Debug, Default)]
pub(crate) struct Approvals {
    given: Vec<Approval>,
}

#[derive(Debug)]
struct Approval {
    reference: String,
    customer: String,
    amount: Amount,
    /// The order that it serves.
    order: Option<String>,
}

/// Why an approval does not serve an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unapproved {
    #[error("no_payment_reference")]
    Missing,
    #[error("unknown_payment_reference")]
    Unknown,
    #[error("wrong_payment_amount")]
    WrongAmount,
    #[error("used_payment_reference")]
    Used,
}

impl Approvals {
    /// Takes a payment; its reference.
    pub(crate) fn give(&mut self, customer: &str, amount: Amount) -> String {
        let reference = format!("pay_{}", Uuid::new_v4().simple());
        self.given.push(Approval { reference: reference.clone(), customer: customer.to_owned(), amount, order: None });
        reference
    }

    /// The approval is that order's, however often it asks.
    pub(crate) fn spend(&mut self, reference: Option<&str>, order: &str, customer: &str, amount: &Amount) -> Result<(), Unapproved> {
        let reference = reference.ok_or(Unapproved::Missing)?;
        // Somebody else's is unknown: a customer learns nothing of other people's payments.
        let own = self.given.iter_mut().find(|it| it.reference == reference && it.customer == customer).ok_or(Unapproved::Unknown)?;
        match &own.order {
            _ if own.amount != *amount => Err(Unapproved::WrongAmount),
            Some(other) if other != order => Err(Unapproved::Used),
            _ => {
                own.order = Some(order.to_owned());
                Ok(())
            }
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paid {
    customer: String,
    amount: Amount,
}

pub(super) async fn approve(State(world): State<Arc<World>>, paid: Result<Json<Paid>, JsonRejection>) -> Response {
    let Json(Paid { customer, amount }) = match paid {
        Ok(paid) => paid,
        Err(refused) => return stage::json(refused.status(), &json!({"error": refused.body_text()})),
    };
    if !world.shop.customers.iter().any(|it| it.id == customer) {
        return stage::json(StatusCode::NOT_FOUND, &json!({"error": format!("no customer is called {customer:?}")}));
    }
    let reference = world.state().approvals.give(&customer, amount);
    stage::json(StatusCode::CREATED, &json!({"reference": reference}))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(minor: i64) -> Amount {
        Amount { minor, currency: "USD".to_owned() }
    }

    #[test]
    fn an_approval_serves_one_order_of_its_customer_and_amount() {
        let mut approvals = Approvals::default();
        let own = approvals.give("mara", dollars(1000));
        let other = approvals.give("theo", dollars(1000));
        for (reference, amount, expected) in [
            (None, dollars(1000), Err(Unapproved::Missing)),
            (Some("pay_x"), dollars(1000), Err(Unapproved::Unknown)),
            (Some(other.as_str()), dollars(1000), Err(Unapproved::Unknown)),
            (Some(own.as_str()), dollars(1001), Err(Unapproved::WrongAmount)),
            (Some(own.as_str()), Amount { minor: 1000, currency: "EUR".to_owned() }, Err(Unapproved::WrongAmount)),
            (Some(own.as_str()), dollars(1000), Ok(())),
            (Some(own.as_str()), dollars(1000), Ok(())),
        ] {
            assert_eq!(approvals.spend(reference, "o1", "mara", &amount), expected, "{reference:?} {amount:?}");
        }
        assert_eq!(approvals.spend(Some(&own), "o2", "mara", &dollars(1000)), Err(Unapproved::Used));
    }
}
