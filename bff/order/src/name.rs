//! Names for orders: one that cannot be guessed, and one that can be said on the telephone.

use contract::OrderId;
use rand::RngExt as _;

/// RFC 4648 base32 in lower case: five bits a character.
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// No letter or digit that is taken for another when read or heard, and no vowel, so no word comes out.
const SPEAKABLE: &[u8; 20] = b"2346789CFGHJKMPQRTWX";

fn random_text(alphabet: &[u8], length: usize) -> String {
    let mut random = rand::rng();
    (0..length).filter_map(|_| alphabet.get(random.random_range(0..alphabet.len()))).map(|byte| char::from(*byte)).collect()
}

/// `ord_` and 26 characters: 130 random bits.
pub(crate) fn order_id() -> OrderId {
    loop {
        // Always legal at the first try; the loop spares a panic that cannot happen.
        if let Ok(id) = OrderId::try_from(format!("ord_{}", random_text(BASE32, 26))) {
            return id;
        }
    }
}

/// Four and two characters, as in `K7QX-2M`.
pub(crate) fn reference() -> String {
    format!("{}-{}", random_text(SPEAKABLE, 4), random_text(SPEAKABLE, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_shape_and_do_not_repeat() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| order_id()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.as_str().len() == 30 && id.as_str().starts_with("ord_")));
        let reference = reference();
        assert!(reference.len() == 7 && reference.chars().nth(4) == Some('-'), "{reference}");
        assert!(reference.bytes().filter(|byte| *byte != b'-').all(|byte| SPEAKABLE.contains(&byte)), "{reference}");
    }
}
