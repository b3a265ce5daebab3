//! The types of the wire, as JSON names them.

use super::json::{FromJson, ToJson, field, object, place, property};
use contract::{
    ActivateBy, Activation, Capabilities, DataAmount, DataEffect, DataLeft, Effects, FieldError, Meter, Money, Offer, Offers, OpenSession,
    Order, OrderStatus, Orders, Origin, Package, PackageState, Packages, PaymentStatus, PlaceOrder, Problem, ProblemCode, Rejection,
    RejectionCode, Retry, Session, Sim, SimKind, SimState, Sims, Source, Stage, StageName, Starts, Validity, ValidityEffect, WhyNot,
};
use journey::{Approval, Intent};
use wasm_bindgen::JsValue;

/// Fields that hold nothing are read first: each one that may fail would let go of all that were read before it, in code of its own.
macro_rules! records {
    ($($type:ident { $($field:ident)+ })+) => { $(
        impl FromJson for $type {
            fn from_json(value: &JsValue) -> Option<Self> {
                Some(Self { $($field: field(value, stringify!($field))?),+ })
            }
        }
    )+ };
}

macro_rules! written_records {
    ($($type:ident { $($field:ident)+ })+) => { $(
        impl ToJson for $type {
            fn to_json(&self) -> JsValue {
                object(&[$((stringify!($field), self.$field.to_json())),+])
            }
        }
    )+ };
}

written_records! {
    Approval { key payment_reference }
    Effects { activation data_effect validity_effect activate_by }
    Intent { key sim offer made_at order payment_reference }
    Money { minor currency }
    Offer { id title data fair_use minutes texts validity price effects }
    OpenSession { token }
    PlaceOrder { sim offer price payment_reference }
}

records! {
    Approval { key payment_reference }
    Capabilities { order payment_label }
    Effects { activation data_effect validity_effect activate_by }
    FieldError { field detail }
    Intent { made_at key sim offer order payment_reference }
    Meter { remaining total }
    Offer { data minutes texts validity price effects fair_use id title }
    Offers { as_of sim offers }
    Order { version status payment placed_at updated_at starts rejection id reference sim sim_tail offer stages }
    Orders { orders }
    Package { origin state data bought_at activated_at expires_at source id title order }
    Packages { as_of sim packages }
    Rejection { code retry retry_after new_price }
    Session { expires_at handle customer capabilities }
    Sim { kind state data minutes texts expires_at as_of can_top_up why_not id label iccid country }
    Sims { sims }
    Stage { name at }
}

impl FromJson for Problem {
    fn from_json(value: &JsValue) -> Option<Self> {
        Some(Self {
            status: field(value, "status")?,
            code: field(value, "code")?,
            retry: field(value, "retry")?,
            retry_after: field(value, "retry_after")?,
            kind: field(value, "type")?,
            title: field(value, "title")?,
            detail: field(value, "detail")?,
            diagnostics_id: field(value, "diagnostics_id")?,
            errors: field::<Option<_>>(value, "errors")?.unwrap_or_default(),
        })
    }
}

impl FromJson for ProblemCode {
    fn from_json(value: &JsValue) -> Option<Self> {
        let text = value.as_string()?;
        Self::ALL.iter().find(|code| code.as_str() == text).copied()
    }
}

/// Has a name on the wire; `data-` attributes and the host's events spell it the same.
pub(crate) trait Named: Copy {
    /// The name.
    fn name(self) -> &'static str;
}

macro_rules! names {
    ($($type:ident { $($name:literal $variant:ident)+ })+) => { $(
        impl Named for $type {
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl ToJson for $type {
            fn to_json(&self) -> JsValue {
                self.name().to_json()
            }
        }

        impl FromJson for $type {
            fn from_json(value: &JsValue) -> Option<Self> {
                [$(Self::$variant),+].get(place(value, &[$($name),+])?).copied()
            }
        }
    )+ };
}

names! {
    Activation { "now" Now "first_use" FirstUse "after_current" AfterCurrent "manual" Manual "unknown" Unknown }
    DataEffect { "adds" Adds "separate" Separate "unknown" Unknown }
    OrderStatus {
        "received" Received "sending" Sending "adding" Adding "checking" Checking "review" Review "delivered" Delivered
        "rejected" Rejected "reversed" Reversed
    }
    Origin { "initial" Initial "top_up" TopUp "unknown" Unknown }
    PackageState { "waiting" Waiting "active" Active "used_up" UsedUp "expired" Expired "unknown" Unknown }
    PaymentStatus {
        "none" None "reserved" Reserved "charged" Charged "released" Released "declined" Declined "refund_due" RefundDue
        "refunded" Refunded "on_account" OnAccount
    }
    RejectionCode {
        "purchase_limit" PurchaseLimit "our_fault" OurFault "not_offered" NotOffered "repriced" Repriced "sim_retired" SimRetired
        "sim_not_eligible" SimNotEligible "shop_cannot" ShopCannot "busy" Busy "unavailable" Unavailable
        "payment_declined" PaymentDeclined "payment_unavailable" PaymentUnavailable "not_added" NotAdded "absent" Absent
        "provider_unavailable" ProviderUnavailable
    }
    Retry { "never" Never "after_change" AfterChange "later" Later }
    SimKind { "esim" Esim "psim" Psim }
    SimState {
        "not_active" NotActive "active" Active "used_up" UsedUp "expired" Expired "retired" Retired "unknown" Unknown
    }
    Source { "provider" Provider "journal" Journal }
    StageName { "received" Received "reserved" Reserved "sent" Sent "accepted" Accepted "added" Added }
    Starts { "now" Now "later" Later "unknown" Unknown }
    ValidityEffect { "adds_days" AddsDays "resets" Resets "independent" Independent "unknown" Unknown }
    WhyNot {
        "retired" Retired "expired" Expired "not_active" NotActive "nothing_offered" NothingOffered "order_open" OrderOpen
        "full" Full "provider_unavailable" ProviderUnavailable
    }
}

/// Enums with content: `"name"`, or `{"name": content}`.
macro_rules! either {
    ($($type:ident { $($name:literal $variant:ident)* ; $($key:literal $holder:ident)+ })+) => { $(
        impl ToJson for $type {
            fn to_json(&self) -> JsValue {
                match self {
                    $(Self::$variant => $name.to_json(),)*
                    $(Self::$holder(content) => object(&[($key, content.to_json())]),)+
                }
            }
        }

        impl FromJson for $type {
            fn from_json(value: &JsValue) -> Option<Self> {
                if let Some(bare) = place(value, &[$($name),*]) {
                    return [$(Self::$variant),*].get(bare).copied();
                }
                $(
                    let content = property(value, $key);
                    if !content.is_undefined() {
                        return FromJson::from_json(&content).map(Self::$holder);
                    }
                )+
                None
            }
        }
    )+ };
}

either! {
    ActivateBy { "none" None "unknown" Unknown ; "days" Days }
    DataAmount { "unlimited" Unlimited ; "bytes" Bytes }
    Validity { "unknown" Unknown ; "days" Days "months" Months }
}

impl FromJson for DataLeft {
    fn from_json(value: &JsValue) -> Option<Self> {
        if place(value, &["unlimited"]).is_some() {
            return Some(Self::Unlimited);
        }
        let content = property(value, "metered");
        Some(Self::Metered { remaining: field(&content, "remaining")?, total: field(&content, "total")? })
    }
}
