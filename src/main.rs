//! The wasm's entry. All it does is link the library, whose exports `element.js` calls, and tell the shell of a panic.

fn main() {
    esim_topup::tell_of_panics();
}
