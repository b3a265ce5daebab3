//! What the widget says: messages, and numbers, money and dates as the customer's language writes them.
//!
//! Words live here, decisions do not: a view asks for a sentence, and this room only writes it.

mod amount;
mod catalogue;
mod cause;
mod clock;
mod digits;
mod effect;
mod intl;
mod stamp;
mod texts;
mod words;

pub(crate) use catalogue::Text;
pub(crate) use clock::zone;
pub(crate) use digits::digits;
pub use texts::Texts;
pub use words::Words;

// What `Intl` writes is the browser's, so it is the browser that is asked.
#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
