//! Amounts of data.

use rust_decimal::Decimal;

/// Bytes in a megabyte: a gigabyte is 1024 megabytes at PressOne, and Connect's "3 GB" hold 3 × 1024³ bytes.
pub(crate) const MB: u64 = 1024 * 1024;

/// That many units of that many bytes; none when negative or too large.
pub(crate) fn bytes(amount: Decimal, unit: u64) -> Option<u64> {
    u64::try_from(amount.checked_mul(Decimal::from(unit))?.trunc().normalize()).ok()
}

/// Bytes in a unit of Connect (`MB`, `GB`, `Bytes`).
pub(crate) fn unit(name: &str) -> Option<u64> {
    match name.to_ascii_uppercase().as_str() {
        "B" | "BYTE" | "BYTES" => Some(1),
        "KB" => Some(1024),
        "MB" => Some(MB),
        "GB" => Some(1024 * MB),
        "TB" => Some(1024 * 1024 * MB),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_become_bytes() {
        for (amount, name, expected) in [
            ("3", "GB", Some(3_221_225_472)),
            ("0.5", "gb", Some(536_870_912)),
            ("2048", "MB", Some(2_147_483_648)),
            ("3000000000.0", "Bytes", Some(3_000_000_000)),
            ("-1", "GB", None),
            ("79228162514264337593543950335", "TB", None),
            ("1", "minutes", None),
        ] {
            let got = unit(name).and_then(|unit| bytes(Decimal::from_str_exact(amount).unwrap(), unit));
            assert_eq!(got, expected, "{amount} {name}");
        }
    }
}
