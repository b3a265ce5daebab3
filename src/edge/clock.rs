//! The clock and the dice.

use contract::{IdempotencyKey, Timestamp};
use journey::Moment;

/// Now, with a throw of the dice.
pub fn moment() -> Moment {
    #[expect(clippy::cast_possible_truncation, reason = "the milliseconds of any calendar are far below 2^53")]
    let seconds = (js_sys::Date::now() / 1_000.0) as i64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
    let dice = (js_sys::Math::random() * 256.0) as u8;
    Moment { now: Timestamp::from_unix_seconds(seconds), dice }
}

/// 128 bits of the browser's cryptographic randomness, in hex; `None` where it has none, and then nothing may be ordered.
///
/// Not `randomUUID`, which exists in secure contexts only.
pub(super) fn random_key() -> Option<IdempotencyKey> {
    let mut bytes = [0_u8; 16];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    let mut text = String::with_capacity(32);
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16)?);
        }
    }
    text.try_into().ok()
}
