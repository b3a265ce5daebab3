//! A payment hook that answers as it is told and remembers where the money really is.

use async_trait::async_trait;
use contract::{Money, OrderId, Timestamp};
use order::{Authorisation, AuthoriseRequest, HookReading, Notice, NoticeKind, Payment, PaymentError};
use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

/// How it fails one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fail {
    /// Does nothing and says nothing.
    Before,
    /// Does it and says nothing.
    After,
    /// Refuses.
    Refuse,
    /// Refuses, for the hold has ended.
    Expired,
}

#[derive(Default)]
pub(crate) struct FakeHook {
    pub(crate) money: Mutex<HashMap<OrderId, Vec<&'static str>>>,
    pub(crate) declines: Mutex<bool>,
    pub(crate) authorise_fails: Mutex<VecDeque<Fail>>,
    pub(crate) capture_fails: Mutex<VecDeque<Fail>>,
    pub(crate) release_fails: Mutex<VecDeque<Fail>>,
    pub(crate) refund_fails: Mutex<VecDeque<Fail>>,
    pub(crate) hold_ends: Mutex<Option<Timestamp>>,
    pub(crate) notify_fails: Mutex<VecDeque<Fail>>,
    pub(crate) notices: Mutex<Vec<Notice>>,
}

impl FakeHook {
    /// What happened to the money of an order, oldest first.
    pub(crate) fn steps(&self, order: &OrderId) -> Vec<&'static str> {
        self.money.lock().expect("no panic").get(order).cloned().unwrap_or_default()
    }

    pub(crate) fn notices(&self, order: &OrderId) -> Vec<NoticeKind> {
        self.notices.lock().expect("no panic").iter().filter(|notice| notice.order == *order).map(|notice| notice.kind).collect()
    }

    fn play(&self, fails: &Mutex<VecDeque<Fail>>, deed: impl FnOnce()) -> Result<(), PaymentError> {
        let silent = || Err(PaymentError::Silent("as told".to_owned()));
        match fails.lock().expect("no panic").pop_front() {
            Some(Fail::Before) => silent(),
            Some(Fail::Refuse) => Err(PaymentError::Refused("as told".to_owned())),
            Some(Fail::Expired) => Err(PaymentError::Expired),
            Some(Fail::After) => {
                deed();
                silent()
            }
            None => {
                deed();
                Ok(())
            }
        }
    }

    fn enter(&self, order: &OrderId, step: &'static str) {
        let mut money = self.money.lock().expect("no panic");
        let steps = money.entry(order.clone()).or_default();
        if steps.last() != Some(&step) {
            steps.push(step);
        }
    }
}

#[async_trait]
impl Payment for FakeHook {
    async fn authorise(&self, request: &AuthoriseRequest) -> Result<Authorisation, PaymentError> {
        let declines = *self.declines.lock().expect("no panic");
        self.play(&self.authorise_fails, || self.enter(&request.order, if declines { "declined" } else { "authorised" }))?;
        let authorisation = format!("auth_{}", request.order);
        Ok(if declines {
            Authorisation::Declined
        } else {
            Authorisation::Held { authorisation, expires_at: *self.hold_ends.lock().expect("no panic") }
        })
    }

    async fn capture(&self, order: &OrderId, authorisation: &str, _amount: Money) -> Result<(), PaymentError> {
        assert_eq!(authorisation, format!("auth_{order}"));
        self.play(&self.capture_fails, || self.enter(order, "captured"))
    }

    async fn release(&self, order: &OrderId, authorisation: &str) -> Result<(), PaymentError> {
        assert_eq!(authorisation, format!("auth_{order}"));
        self.play(&self.release_fails, || self.enter(order, "released"))
    }

    async fn refund(&self, order: &OrderId, authorisation: &str, _amount: Money) -> Result<(), PaymentError> {
        assert_eq!(authorisation, format!("auth_{order}"));
        self.play(&self.refund_fails, || self.enter(order, "refunded"))
    }

    async fn read(&self, order: &OrderId) -> Result<HookReading, PaymentError> {
        Ok(match self.steps(order).last() {
            None => HookReading::None,
            Some(&"authorised") => {
                HookReading::Authorised { authorisation: format!("auth_{order}"), expires_at: *self.hold_ends.lock().expect("no panic") }
            }
            Some(&"captured") => HookReading::Captured,
            Some(&"released") => HookReading::Released,
            Some(&"refunded") => HookReading::Refunded,
            Some(_) => HookReading::Declined,
        })
    }

    async fn notify(&self, notice: &Notice) -> Result<(), PaymentError> {
        self.play(&self.notify_fails, || self.notices.lock().expect("no panic").push(notice.clone()))
    }
}
