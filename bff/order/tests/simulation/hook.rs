//! A storefront's payment hook, as one instance reaches it, and where the money really is.

use crate::process::Process;
use crate::storm::{Fault as F, Storm, seconds};
use crate::witness::Witness;
use crate::wrongness::Wrongness;
use async_trait::async_trait;
use contract::{Money, OrderId};
use order::{Authorisation, AuthoriseRequest, Clock as _, HookReading, Moment, Notice, NoticeKind, Payment, PaymentError, TokioClock};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What happened to the money of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Held,
    Declined,
    Captured,
    Released,
    Refunded,
}

/// The storefront's books.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) deeds: HashMap<OrderId, Vec<Deed>>,
    pub(crate) expires: HashMap<OrderId, Moment>,
    pub(crate) told: Vec<(String, OrderId, NoticeKind)>,
}

impl Books {
    pub(crate) fn of(&self, order: &OrderId) -> &[Deed] {
        self.deeds.get(order).map(Vec::as_slice).unwrap_or_default()
    }

    fn enter(&mut self, order: &OrderId, deed: Deed) {
        let deeds = self.deeds.entry(order.clone()).or_default();
        // Idempotent on the order, and a refused payment stays refused.
        let first = deeds.is_empty();
        if first || (deed != Deed::Held && !deeds.contains(&deed)) {
            deeds.push(deed);
        }
    }
}

/// The storefront's side.
pub(crate) struct Storefront {
    pub(crate) storm: Arc<Storm>,
    pub(crate) clock: Arc<TokioClock>,
    books: Mutex<Books>,
}

impl Storefront {
    pub(crate) fn new(storm: Arc<Storm>, clock: Arc<TokioClock>) -> Self {
        Self { storm, clock, books: Mutex::default() }
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A hold that has ended by itself.
    pub(crate) fn is_over(&self, order: &OrderId) -> bool {
        self.books().expires.get(order).is_some_and(|at| *at <= self.clock.now())
    }
}

/// One instance's way to the hook.
pub(crate) struct HookLine {
    pub(crate) process: Arc<Process>,
    pub(crate) storefront: Arc<Storefront>,
    pub(crate) witness: Arc<Witness>,
    pub(crate) wrongness: Option<Wrongness>,
}

impl HookLine {
    /// One call, with its share of what goes wrong.
    async fn call<T>(
        &self,
        word: &str,
        order: &OrderId,
        deed: impl Fn(&Storefront) -> Result<T, PaymentError> + Send + 'static,
    ) -> Result<T, PaymentError>
    where
        T: Send,
    {
        self.process.runs().await;
        let name = format!("{word} {}", self.witness.number(order));
        let storm = &self.storefront.storm;
        let fault = storm.strikes(&name, &[F::HookSilent, F::HookDoesInSilence, F::HookDoesLater, F::HookRefuses]);
        let mut throw = storm.throw(&format!("way of {name}"));
        tokio::time::sleep(throw.millis(1, 30)).await;
        let silence = || PaymentError::Silent("as it happens".to_owned());
        let answer = match fault {
            Some(F::HookSilent) => Err(silence()),
            Some(F::HookRefuses) => Err(PaymentError::Refused("as it happens".to_owned())),
            Some(F::HookDoesInSilence) => deed(&self.storefront).and_then(|_| Err(silence())),
            Some(F::HookDoesLater) => {
                let (storefront, later) = (Arc::clone(&self.storefront), throw.millis(10, 1_500));
                tokio::spawn(async move {
                    tokio::time::sleep(later).await;
                    deed(&storefront).map(drop)
                });
                Err(silence())
            }
            _ => deed(&self.storefront),
        };
        tokio::time::sleep(throw.millis(1, 30)).await;
        self.process.runs().await;
        answer
    }
}

fn name_of(order: &OrderId) -> String {
    format!("auth_{order}")
}

#[async_trait]
impl Payment for HookLine {
    async fn authorise(&self, request: &AuthoriseRequest) -> Result<Authorisation, PaymentError> {
        let order = request.order.clone();
        let number = self.witness.number(&order);
        self.call("authorise", &request.order, move |storefront| {
            let storm = &storefront.storm;
            // The first request decides; what was decided stays.
            if storefront.books().of(&order).is_empty() {
                let declined = storm.strikes(&format!("declines {number}"), &[F::Declined]).is_some();
                let ends = storm.strikes(&format!("expires {number}"), &[F::HoldExpires]).is_some();
                let after = seconds(60) * u32::try_from(storm.throw(&format!("expiry {number}")).below(3_000)).unwrap_or_default();
                let mut books = storefront.books();
                books.enter(&order, if declined { Deed::Declined } else { Deed::Held });
                if ends && !declined {
                    books.expires.insert(order.clone(), storefront.clock.now().plus(after));
                }
            }
            let expires_at = storefront.books().expires.get(&order).map(|at| at.timestamp());
            match storefront.books().of(&order) {
                [Deed::Declined, ..] => Ok(Authorisation::Declined),
                [Deed::Held] => Ok(Authorisation::Held { authorisation: name_of(&order), expires_at }),
                _ => Err(PaymentError::Refused("this order is closed".to_owned())),
            }
        })
        .await
    }

    async fn capture(&self, order: &OrderId, authorisation: &str, _amount: Money) -> Result<(), PaymentError> {
        let id = order.clone();
        let known = authorisation == name_of(order);
        self.call("capture", order, move |storefront| {
            if storefront.is_over(&id) && !storefront.books().of(&id).contains(&Deed::Captured) {
                return Err(PaymentError::Expired);
            }
            if !known || !storefront.books().of(&id).contains(&Deed::Held) {
                return Err(PaymentError::Refused("nothing is held".to_owned()));
            }
            // Money that was given back can be taken only by mistake: entered, for the judge to see.
            storefront.books().enter(&id, Deed::Captured);
            Ok(())
        })
        .await
    }

    async fn release(&self, order: &OrderId, authorisation: &str) -> Result<(), PaymentError> {
        let id = order.clone();
        let known = authorisation == name_of(order);
        let forgets = self.wrongness == Some(Wrongness::ForgottenReleases);
        self.call("release", order, move |storefront| {
            if !known || !storefront.books().of(&id).contains(&Deed::Held) {
                return Err(PaymentError::Refused("nothing is held".to_owned()));
            }
            if !forgets {
                storefront.books().enter(&id, Deed::Released);
            }
            Ok(())
        })
        .await
    }

    async fn refund(&self, order: &OrderId, authorisation: &str, _amount: Money) -> Result<(), PaymentError> {
        let id = order.clone();
        let known = authorisation == name_of(order);
        self.call("refund", order, move |storefront| {
            if !known || !storefront.books().of(&id).contains(&Deed::Captured) {
                return Err(PaymentError::Refused("nothing was taken".to_owned()));
            }
            storefront.books().enter(&id, Deed::Refunded);
            Ok(())
        })
        .await
    }

    async fn read(&self, order: &OrderId) -> Result<HookReading, PaymentError> {
        let id = order.clone();
        self.call("read", order, move |storefront| {
            let last = storefront.books().of(&id).last().copied();
            Ok(match last {
                None => HookReading::None,
                Some(Deed::Held) if storefront.is_over(&id) => HookReading::Released,
                Some(Deed::Held) => HookReading::Authorised { authorisation: name_of(&id), expires_at: None },
                Some(Deed::Refunded) => HookReading::Refunded,
                Some(Deed::Declined) => HookReading::Declined,
                Some(Deed::Captured) => HookReading::Captured,
                Some(Deed::Released) => HookReading::Released,
            })
        })
        .await
    }

    async fn notify(&self, notice: &Notice) -> Result<(), PaymentError> {
        let told = (notice.id.clone(), notice.order.clone(), notice.kind);
        self.call("notify", &notice.order, move |storefront| {
            storefront.books().told.push(told.clone());
            Ok(())
        })
        .await
    }
}
