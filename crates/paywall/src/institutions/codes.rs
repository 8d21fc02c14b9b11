//! Access codes: 100 random bits in letters that nobody confuses, kept as a hash.

use vocab::Ambient;
use web::{hex, sha256};

/// The alphabet of Crockford's base 32: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Five bits each.
const SYMBOLS: usize = 20;
const GROUP: usize = 5;
/// Longer than any way to write a code.
const TYPED_MAX: usize = 100;

/// A code that nobody has seen before: `7KQ2M-9VXH4-…`.
pub(crate) fn fresh(ambient: &Ambient) -> String {
    let bytes: [u8; SYMBOLS] = ambient.bytes();
    let mut code = String::with_capacity(SYMBOLS + SYMBOLS / GROUP);
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        let symbol = ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or(b'0');
        code.push(char::from(symbol));
    }
    code
}

/// The hash of a code as somebody typed it: in any letters, with or without hyphens,
/// with the letters that the alphabet lacks read as what they look like. None where it
/// cannot be a code.
pub(crate) fn hash_typed(typed: &str) -> Option<String> {
    if typed.len() > TYPED_MAX {
        return None;
    }
    let symbols = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '‑'));
    let plain: String = symbols
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let known = plain.bytes().all(|b| ALPHABET.contains(&b));
    (known && plain.len() == SYMBOLS).then(|| hex(&sha256(plain.as_bytes())))
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashSet,
        sync::atomic::{AtomicU64, Ordering},
    };

    use jiff::Timestamp;
    use vocab::{Clock, Random};

    use super::*;

    struct Still;
    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }

    /// Bytes that differ from call to call.
    struct Counting(AtomicU64);
    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            let hash = sha256(&number.to_be_bytes());
            bytes.iter_mut().zip(hash).for_each(|(byte, random)| *byte = random);
        }
    }

    #[test]
    fn codes_differ_and_are_read_back_however_they_are_typed() {
        let ambient = Ambient::new(Still, Counting(AtomicU64::new(0)));
        let mut seen = HashSet::new();
        for _ in 0..500 {
            let code = fresh(&ambient);
            assert_eq!(code.len(), 23, "{code}");
            assert!(code.bytes().all(|b| b == b'-' || ALPHABET.contains(&b)), "{code}");
            let hash = hash_typed(&code).unwrap();
            let sloppy = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            assert_eq!(hash_typed(&format!("  {sloppy}\n")).as_ref(), Some(&hash), "{sloppy}");
            assert!(seen.insert(hash));
        }
    }

    #[test]
    fn what_cannot_be_a_code_has_no_hash() {
        let long = "A".repeat(500);
        for typed in
            ["", "ABCDE", "ABCDE-ABCDE-ABCDE-ABCDU", "ABCDE-ABCDE-ABCDE-ABCDEA", "é", &long]
        {
            assert_eq!(hash_typed(typed), None, "{typed}");
        }
    }
}
