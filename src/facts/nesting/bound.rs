//! How deep a file could nest at most, told from how often each byte stands in it.

use super::{ANGLE, MAX_BRACKETS, MAX_CHAIN, TOKEN, WORD, weight};

/// A bound that costs next to nothing: with so few marks no limit can be reached, however they stand.
pub(super) fn could_nest(bytes: &[u8]) -> bool {
    if bytes.len() <= MAX_CHAIN / ANGLE {
        return false;
    }
    let (mut open, mut angles) = (0, 0);
    for chunk in bytes.chunks(255) {
        open += count(chunk, |byte| matches!(byte, b'(' | b'[' | b'{'));
        angles += count(chunk, |byte| byte == b'<');
    }
    // Every mark takes a byte: a short file has too few of any other kind.
    let is_long = bytes.len() * TOKEN > MAX_CHAIN;
    open > MAX_BRACKETS || angles > MAX_CHAIN / ANGLE || (is_long && could_chain(bytes))
}

/// The same bound for what needs no bracket: each mark by its own weight, each word as one that takes
/// an operand.
fn could_chain(bytes: &[u8]) -> bool {
    let mut most = 0;
    for chunk in bytes.chunks(255) {
        most += TOKEN * count(chunk, |byte| weight(byte) == TOKEN);
        most += count(chunk, |byte| matches!(weight(byte), 1..TOKEN)) * TOKEN / 2;
    }
    most + WORD * words(bytes) > MAX_CHAIN
}

/// Words behind the first: letters that something else stands before, be it a blank or a mark.
fn words(bytes: &[u8]) -> usize {
    bytes.windows(2).filter(|pair| !pair[0].is_ascii_alphanumeric() && pair[1].is_ascii_alphabetic()).count()
}

/// How many of at most 255 bytes are so: a sum of bytes, so that the compiler counts many at once.
#[inline]
fn count(chunk: &[u8], is: impl Fn(u8) -> bool) -> usize {
    usize::from(chunk.iter().fold(0_u8, |sum, byte| sum + u8::from(is(*byte))))
}
