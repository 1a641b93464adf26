//! Values that stand for a value: what templates and documents put where a secret goes.

use sha2::{Digest, Sha256};

/// What stands in values that somebody is to replace, in small letters.
const WORDS: [&str; 27] = [
    "***",
    "...",
    "…",
    "abc123",
    "change-me",
    "change_me",
    "changeme",
    "changethis",
    "dummy",
    "enter-",
    "enter_",
    "example",
    "fake",
    "foobar",
    "insert",
    "placeholder",
    "redacted",
    "replace",
    "sample",
    "super-secret",
    "supersecret",
    "test",
    "todo",
    "xxx",
    "your-",
    "your_",
    "yourkey",
];
/// Keys that tools and documents give to everybody, by the first bytes of their SHA-256: written out they would
/// be found by every scanner. Supabase's local stack (secret and publishable key, storage id and key), AWS's and
/// Stripe's documents.
const SAMPLES: [u64; 8] = [
    0x1a5d_44a2_dca1_9669,
    0x4b8c_bd96_c853_0f05,
    0x7831_4b11_be2e_5815,
    0x7f59_edaf_a4d5_02ca,
    0x9705_102d_b0d5_f99e,
    0xb0f3_a96d_ed75_9f6c,
    0xc85d_ebb5_5f2f_204d,
    0xf2d6_ca16_5150_33e5,
];

/// Whether a value stands for one that somebody puts in.
pub fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_in_brackets =
        value.starts_with(['<', '[', '{']) && value.ends_with(['>', ']', '}']) && !value.contains('"');
    is_in_brackets
        || value.contains("${")
        || value.contains("<your")
        || value.starts_with('$')
        || WORDS.iter().any(|word| lower.contains(word))
        || is_monotone(&lower)
        || is_sample(value)
}

/// Whether a text is typed by running over the keyboard or by holding a key: few different characters, or
/// many in their own order.
fn is_monotone(text: &str) -> bool {
    let mut letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let steps = letters.windows(2).filter(|pair| pair[1] == pair[0] + 1 || pair[1] == pair[0]).count();
    let is_row = letters.len() >= 8 && steps * 2 >= letters.len();
    let length = letters.len();
    letters.sort_unstable();
    letters.dedup();
    is_row || (length >= 8 && letters.len() <= 4)
}

/// Whether a value is one of the keys that everybody has.
pub(super) fn is_sample(value: &str) -> bool {
    let digest = Sha256::digest(value.as_bytes());
    let head = digest.iter().take(8).fold(0_u64, |head, byte| head << 8 | u64::from(*byte));
    SAMPLES.contains(&head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_replaced_is_a_placeholder() {
        for value in [
            "your-api-key",
            "<token>",
            "xxxxxxxxxxxx",
            "sk_live_...",
            "${SECRET}",
            "0123456789abcdef0123456789abcdef",
            "aaaaaaaa",
            "CHANGEME123",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["9f8Gq27XbL0pWz4KtY6vR3", "Tr0ub4dor&3", "postgres"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
