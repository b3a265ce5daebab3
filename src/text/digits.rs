//! Numbers for machines: ids, attributes, addresses. What people read is written by `Intl`.

/// A number in digits. The standard library's formatting weighs half a kilobyte on the wire, and is needed for nothing else.
pub(crate) fn digits(number: u64) -> String {
    let mut text = if number < 10 { String::new() } else { digits(number / 10) };
    text.extend(u32::try_from(number % 10).ok().and_then(|digit| char::from_digit(digit, 10)));
    text
}

#[cfg(test)]
mod tests {
    use super::digits;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for number in [0, 7, 10, 99, 100, 1_795_269_900, u64::MAX] {
            assert_eq!(digits(number), number.to_string());
        }
    }
}
