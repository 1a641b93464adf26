//! How deep a file could nest at most, told from how often each byte stands in it.

use memchr::memchr_iter;

use super::{ANGLE, MAX_BRACKETS, MAX_CHAIN, TOKEN, WORD, weight};

/// So many bytes are counted in one byte each, so that the compiler counts many at once.
const CHUNK: usize = 255;

/// A bound that costs next to nothing: with so few marks no limit can be reached, however they stand.
pub(super) fn could_nest(bytes: &[u8]) -> bool {
    let of = |byte: u8| memchr_iter(byte, bytes).count();
    // Every mark takes a byte: a short file has too few of any kind.
    let nests = bytes.len() > MAX_BRACKETS && of(b'(') + of(b'[') + of(b'{') > MAX_BRACKETS;
    let opens = bytes.len() > MAX_CHAIN / ANGLE && of(b'<') > MAX_CHAIN / ANGLE;
    let is_long = bytes.len() * TOKEN > MAX_CHAIN;
    nests || opens || (is_long && could_chain(bytes))
}

/// The same bound for what needs no bracket: each word as one that takes an operand, and each mark as
/// the dearest; by its own weight only where that says too little.
fn could_chain(bytes: &[u8]) -> bool {
    let (words, marks) = words_and_marks(bytes);
    WORD * words + TOKEN * marks > MAX_CHAIN && WORD * words + chains(bytes) > MAX_CHAIN
}

fn chains(bytes: &[u8]) -> usize {
    let dear = sum(bytes, |byte| weight(byte) == TOKEN);
    let cheap = sum(bytes, |byte| matches!(weight(byte), 1..TOKEN));
    TOKEN * dear + TOKEN / 2 * cheap
}

/// Words: letters that something else stands before, be it a blank or a mark. And all marks. The first
/// byte counts as a mark, whatever it is.
fn words_and_marks(bytes: &[u8]) -> (usize, usize) {
    let behind = bytes.get(1..).unwrap_or_default();
    let (mut words, mut marks) = (0, 0);
    for (before, here) in bytes.chunks(CHUNK).zip(behind.chunks(CHUNK)) {
        let (mut some_words, mut some_marks) = (0_u8, 0_u8);
        for (before, here) in before.iter().zip(here) {
            some_words += u8::from(!is_word(*before) & here.is_ascii_alphabetic());
            some_marks += u8::from(is_mark(*here));
        }
        words += usize::from(some_words);
        marks += usize::from(some_marks);
    }
    (words, marks + usize::from(!bytes.is_empty()))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() | byte.is_ascii_digit()
}

/// Whether a byte is printed and neither letter nor digit: all that [`weight`] weighs, and more.
fn is_mark(byte: u8) -> bool {
    byte.is_ascii_graphic() & !is_word(byte)
}

fn sum(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let count = |chunk: &[u8]| chunk.iter().map(|byte| u8::from(is(*byte))).sum::<u8>();
    bytes.chunks(CHUNK).map(|chunk| usize::from(count(chunk))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_has_a_weight_is_a_mark() {
        assert!((0..=u8::MAX).all(|byte| weight(byte) == 0 || is_mark(byte)));
    }

    #[test]
    fn words_and_marks_are_counted_across_chunks() {
        assert_eq!(words_and_marks(&b"ab ".repeat(1000)), (999, 1));
        assert_eq!(words_and_marks(b"!a_b9c d"), (3, 2));
    }
}
