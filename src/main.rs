//! The wasm's entry. All it does is link the library, whose exports `element.js` calls.

use esim_topup as _;

fn main() {}
