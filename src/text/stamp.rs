//! A mark that tells one list of names from another, computed while compiling.

/// FNV-1a over the names, each with a line's end, in hex.
pub(super) const fn stamp(mut names: &[&str]) -> [u8; 8] {
    let mut hash = 0x811c_9dc5_u32;
    while let Some((name, others)) = names.split_first() {
        let mut bytes = name.as_bytes();
        while let Some((byte, rest)) = bytes.split_first() {
            hash = (hash ^ *byte as u32).wrapping_mul(0x0100_0193);
            bytes = rest;
        }
        hash = (hash ^ b'\n' as u32).wrapping_mul(0x0100_0193);
        names = others;
    }
    let [a, b, c, d] = hash.to_be_bytes();
    [digit(a >> 4), digit(a), digit(b >> 4), digit(b), digit(c >> 4), digit(c), digit(d >> 4), digit(d)]
}

const fn digit(byte: u8) -> u8 {
    let value = byte & 15;
    if value < 10 { b'0' + value } else { b'a' - 10 + value }
}

#[cfg(test)]
mod tests {
    use super::stamp;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn another_order_has_another_stamp() {
        assert_eq!(&stamp(&["Back", "End"]), b"f0c27135");
        assert_ne!(stamp(&["Back", "End"]), stamp(&["End", "Back"]));
        assert_ne!(stamp(&["Back", "End"]), stamp(&["BackEnd"]));
    }
}
