//! A panic may freeze every widget of this module (Yew's scheduler stops), so the shells must know and take over.

use super::bridge::Bridge;
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::Once;

thread_local! {
    static WATCHING: RefCell<Vec<Bridge>> = const { RefCell::new(Vec::new()) };
}

static HOOK: Once = Once::new();

/// Sets the panic hook, once.
pub fn tell_of_panics() {
    HOOK.call_once(|| yew::set_custom_panic_hook(Box::new(tell)));
}

pub(crate) fn watch(bridge: &Bridge) {
    WATCHING.with_borrow_mut(|watching| watching.push(bridge.clone()));
}

pub(crate) fn unwatch(bridge: &Bridge) {
    WATCHING.with_borrow_mut(|watching| watching.retain(|other| other != bridge));
}

/// Only the place and a text that was written in the source: a formatted one could carry a customer's data.
fn tell(panic: &PanicHookInfo<'_>) {
    let mut message = String::from("esim-topup has panicked");
    if let Some(place) = panic.location() {
        message.push_str(" at ");
        message.push_str(place.file());
        message.push(':');
        message.push_str(&place.line().to_string());
    }
    if let Some(text) = panic.payload().downcast_ref::<&str>() {
        message.push_str(": ");
        message.push_str(text);
    }
    // Not a second panic inside the first, whatever was borrowed when it happened.
    WATCHING.with(|watching| {
        if let Ok(watching) = watching.try_borrow() {
            watching.iter().for_each(|bridge| bridge.lost(&message));
        }
    });
}
