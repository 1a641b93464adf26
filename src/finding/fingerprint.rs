//! Identity of a finding across edits: never a line, a commit or a count.

use std::fmt;

use sha2::{Digest, Sha256};

/// Bytes of the digest that are kept: 64 bits are enough for a repository and stay readable.
const LENGTH: usize = 8;

/// Rule + path + subject's name + normalised text + ordinal among equals, as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; LENGTH]);

impl Fingerprint {
    /// `text` is what the finding covers; white space in it does not count. `ordinal` counts equal
    /// findings of one rule in one file from 0.
    pub fn new(rule: &str, path: &str, subject: &str, text: &str, ordinal: usize) -> Self {
        let mut digest = Sha256::new();
        for part in [rule, path, subject] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        for word in text.split_whitespace() {
            digest.update(word.as_bytes());
            digest.update(b" ");
        }
        digest.update((ordinal as u64).to_le_bytes());
        let mut kept = [0; LENGTH];
        kept.copy_from_slice(&digest.finalize()[..LENGTH]);
        Self(kept)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_does_not_change_identity_and_content_does() {
        let one = Fingerprint::new("r", "p", "s", "a  b\n", 0);
        assert_eq!(one, Fingerprint::new("r", "p", "s", " a b", 0));
        assert_ne!(one, Fingerprint::new("r", "p", "s", "a c", 0));
        assert_ne!(one, Fingerprint::new("r", "p", "s", "a b", 1));
        assert_eq!(one.to_string().len(), 16);
    }
}
