//! Reads the files of a tree, or of a commit, each once, in parallel.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;

use super::attributes::ATTRIBUTES;
use super::git::{Blob, MergeBase};
use super::{
    Language, Obstacle, RelPath, SkippedFile, SourceFile, Sources, Tree, UnreadFile, attributes, role,
};

/// Larger files are not audited.
pub const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;
/// A NUL byte in so many first bytes marks a binary file, as git judges it.
const SNIFFED_BYTES: usize = 8000;
/// Every packet of an MPEG transport stream is so long and begins with [`PACKET_MARK`].
const PACKET_BYTES: usize = 188;
/// A camera writes four bytes of time before each packet.
const STAMP_BYTES: usize = 4;
const PACKET_MARK: u8 = 0x47;
/// How what stands for a file that git keeps elsewhere begins: Git LFS.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1";

/// What reading one file gave.
enum Outcome {
    Text(SourceFile),
    Skipped(&'static str),
    Unread(Obstacle, String),
}

/// Reads every file of `tree`. What cannot be read is listed in the result, never dropped.
pub fn read(tree: Tree) -> Sources {
    let outcomes: Vec<Outcome> = tree.files.par_iter().map(|path| read_one(&tree.root, path)).collect();
    let sources =
        Sources { files: Vec::new(), skipped: tree.skipped, unreadable: tree.unreadable, git: tree.git };
    with_files(sources, tree.files, outcomes)
}

/// Reads files of a merge base out of git's objects: those that `is_wanted` names and that nothing leaves
/// out of `tree`. What `.gitattributes` said there counts.
pub fn read_base(base: &MergeBase, tree: &Tree, is_wanted: impl Fn(&RelPath) -> bool) -> Sources {
    let is_read = |path: &RelPath| {
        (is_wanted(path) || path.file_name() == ATTRIBUTES)
            && !role::is_vendored(path)
            && !role::is_binary_name(path)
            && !tree.leaves_out(path)
    };
    let mut entries: Vec<_> = base.entries.iter().filter(|entry| is_read(&entry.path)).collect();
    entries.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    let objects: Vec<&str> = entries.iter().map(|entry| &*entry.object).collect();
    let blobs = base.git.blobs(&objects, MAX_FILE_BYTES);
    let read = entries.par_iter().zip(blobs).map(|(entry, blob)| match blob {
        Blob::Bytes(bytes) if bytes.starts_with(POINTER) => {
            Outcome::Unread(Obstacle::Unreadable, "its content is kept outside git".to_owned())
        }
        Blob::Bytes(bytes) => decode(&entry.path, Language::of(&entry.path), bytes),
        Blob::TooLarge => too_large(),
        Blob::Missing => {
            Outcome::Unread(Obstacle::Unreadable, "this clone does not have its content".to_owned())
        }
    });
    let outcomes = read.collect();
    with_files(Sources::default(), entries.into_iter().map(|entry| entry.path.clone()).collect(), outcomes)
}

/// `sources` and what reading gave for each path.
fn with_files(mut sources: Sources, paths: Vec<RelPath>, outcomes: Vec<Outcome>) -> Sources {
    sources.files.reserve(outcomes.len());
    for (path, outcome) in paths.into_iter().zip(outcomes) {
        match outcome {
            Outcome::Text(file) => sources.files.push(file),
            Outcome::Skipped(reason) => sources.skipped.push(SkippedFile { path, reason }),
            Outcome::Unread(obstacle, message) => {
                sources.unreadable.push(UnreadFile { path, obstacle, message });
            }
        }
    }
    sources.skipped.sort_unstable();
    sources.unreadable.sort_unstable();
    attributes::apply(&mut sources.files);
    sources
}

fn too_large() -> Outcome {
    let message = format!("larger than {} MiB", MAX_FILE_BYTES / 1024 / 1024);
    Outcome::Unread(Obstacle::Oversized, message)
}

fn read_one(root: &Path, path: &RelPath) -> Outcome {
    let language = Language::of(path);
    match bytes_of(&root.join(path.as_str()), language) {
        Err(error) => Outcome::Unread(Obstacle::Unreadable, error.to_string()),
        Ok(Bytes::Binary) => Outcome::Skipped("binary"),
        Ok(Bytes::TooMany) => too_large(),
        Ok(Bytes::All(bytes)) => decode(path, language, bytes),
    }
}

/// The content of a file, or why there is none to look at.
enum Bytes {
    All(Vec<u8>),
    Binary,
    TooMany,
}

fn bytes_of(path: &Path, language: Language) -> std::io::Result<Bytes> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(length.min(MAX_FILE_BYTES) as usize + 1);
    let is_sniffed = language == Language::Text || length > MAX_FILE_BYTES;
    if is_sniffed && length > SNIFFED_BYTES as u64 {
        (&file).take(SNIFFED_BYTES as u64).read_to_end(&mut bytes)?;
        let is_binary = match language {
            Language::Text => !has_wide_mark(&bytes) && memchr::memchr(0, &bytes).is_some(),
            _ => is_video(language, &bytes),
        };
        if is_binary {
            return Ok(Bytes::Binary);
        }
    }
    if length > MAX_FILE_BYTES {
        return Ok(Bytes::TooMany);
    }
    // A file that grows while it is read stays within the limit.
    let room = MAX_FILE_BYTES + 1 - bytes.len() as u64;
    file.take(room).read_to_end(&mut bytes)?;
    Ok(if bytes.len() as u64 > MAX_FILE_BYTES { Bytes::TooMany } else { Bytes::All(bytes) })
}

/// Whether the bytes begin with the byte order mark of UTF-16.
fn has_wide_mark(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
}

fn decode(path: &RelPath, language: Language, bytes: Vec<u8>) -> Outcome {
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).map(str::to_owned).map_err(|_| NOT_UTF8),
        _ => return decode_unmarked(path, language, bytes),
    };
    match text {
        Ok(text) => Outcome::Text(SourceFile::new(path.clone(), text)),
        Err(message) => Outcome::Unread(Obstacle::Unreadable, message.to_owned()),
    }
}

/// Whether a file named like TypeScript, `.ts` or `.mts`, is a video: an MPEG transport stream.
fn is_video(language: Language, bytes: &[u8]) -> bool {
    let marks = |first: usize, step: usize| {
        [first, first + step].iter().all(|at| bytes.get(*at) == Some(&PACKET_MARK))
    };
    language == Language::TypeScript
        && (marks(0, PACKET_BYTES) || marks(STAMP_BYTES, STAMP_BYTES + PACKET_BYTES))
}

/// How files begin that git encrypts: nobody without the key knows what they hold.
const GIT_CRYPT: &[u8] = b"\0GITCRYPT\0";
const NOT_UTF8: &str = "neither UTF-8 nor UTF-16 with a byte order mark";
const NOT_UTF16: &str = "begins like UTF-16 and is not";
const UNMARKED_UTF16: &str = "looks like UTF-16 without a byte order mark";

/// Text is UTF-8. A NUL byte makes a binary file of it, unless its name promises a language: then it
/// is text as long as it is UTF-8, damaged UTF-16 when every other byte is NUL, and else unread: a
/// program that nobody looked at must not go unsaid.
fn decode_unmarked(path: &RelPath, language: Language, bytes: Vec<u8>) -> Outcome {
    if is_encrypted(path, &bytes) {
        return Outcome::Skipped("encrypted");
    }
    let head = &bytes[..bytes.len().min(SNIFFED_BYTES)];
    let nuls = memchr::memchr_iter(0, head).count();
    let is_video = is_video(language, &bytes);
    if nuls > 0 && (is_video || language == Language::Text) {
        return Outcome::Skipped("binary");
    }
    let is_wide = nuls * 5 > head.len() * 2 && nuls < head.len() * 4 / 5;
    if is_wide {
        return Outcome::Unread(Obstacle::Unreadable, UNMARKED_UTF16.to_owned());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Outcome::Text(SourceFile::new(path.clone(), text)),
        // A short message of bytes may hold no NUL.
        Err(error) if is_video || (language == Language::Text && has_control(error.as_bytes())) => {
            Outcome::Skipped("binary")
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..at]).count() + 1;
            Outcome::Unread(Obstacle::Unreadable, format!("not valid UTF-8 in line {line}"))
        }
    }
}

/// Whether a file is encrypted as git-crypt and git-secret do it.
fn is_encrypted(path: &RelPath, bytes: &[u8]) -> bool {
    // A message of OpenPGP begins with the packet of its session key, in the old form or the new one.
    let is_message = matches!(bytes.first(), Some(0x84..=0x86 | 0xC1));
    bytes.starts_with(GIT_CRYPT) || (is_message && path.extension() == "secret")
}

/// Whether the first bytes hold a control character that no text of any encoding has.
fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().take(SNIFFED_BYTES).any(|byte| matches!(byte, 1..=6 | 14..=26))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, &'static str> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(NOT_UTF16);
    }
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>();
    text.map_err(|_| NOT_UTF16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str, bytes: &[u8]) -> Result<String, String> {
        let path = RelPath::new(path);
        match decode(&path, Language::of(&path), bytes.to_vec()) {
            Outcome::Text(file) => Ok(file.text.into()),
            Outcome::Skipped(reason) => Err(reason.to_owned()),
            Outcome::Unread(_, message) => Err(message),
        }
    }

    fn wide(words: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        words.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn marks_of_every_encoding_are_cut() {
        let words = "a é 🎵";
        assert_eq!(text("a.ts", format!("\u{feff}{words}").as_bytes()).as_deref(), Ok(words));
        let little = wide(&format!("\u{feff}{words}"), u16::to_le_bytes);
        assert_eq!(text("a.ts", &little).as_deref(), Ok(words));
        let big = wide(&format!("\u{feff}{words}"), u16::to_be_bytes);
        assert_eq!(text("a.ts", &big).as_deref(), Ok(words));
    }

    #[test]
    fn a_nul_byte_makes_a_binary_file_unless_the_name_promises_text() {
        assert_eq!(text("a.dat", b"a\0b").unwrap_err(), "binary");
        assert_eq!(text("a.ts", b"'a\0b'").as_deref(), Ok("'a\0b'"));
        assert_eq!(text("schema", b"\n\x04\xe9").unwrap_err(), "binary");
    }

    #[test]
    fn what_git_encrypts_is_passed_over() {
        assert_eq!(text(".env.prod.secret", b"\0GITCRYPT\0\xe9\x01").unwrap_err(), "encrypted");
        assert_eq!(text(".env.prod.secret", b"\x85\x01\x0c\xe9").unwrap_err(), "encrypted");
    }

    #[test]
    fn bytes_under_the_name_of_a_language_are_a_problem_unless_they_are_a_video() {
        for name in ["a.ts", "a.tsx", "a.js", "a.sql", "a.toml", "a.rs", "a.json"] {
            assert_eq!(
                text(name, b"let a;\n\0\xff\xfe\0").unwrap_err(),
                "not valid UTF-8 in line 2",
                "{name}"
            );
        }
        let mut packets = vec![0xff; 2 * PACKET_BYTES];
        packets[0] = PACKET_MARK;
        assert_eq!(text("a.ts", &packets).unwrap_err(), "not valid UTF-8 in line 1");
        packets[PACKET_BYTES] = PACKET_MARK;
        assert_eq!(text("a.ts", &packets).unwrap_err(), "binary");
        assert_eq!(text("a.sql", &packets).unwrap_err(), "not valid UTF-8 in line 1");
        let mut stamped = vec![0; 3 * PACKET_BYTES];
        stamped[1] = 0xff;
        stamped[STAMP_BYTES] = PACKET_MARK;
        stamped[2 * STAMP_BYTES + PACKET_BYTES] = PACKET_MARK;
        assert_eq!(text("a.mts", &stamped).unwrap_err(), "binary");
    }

    #[test]
    fn what_cannot_be_decoded_says_why() {
        assert_eq!(text("a.ts", &wide("const a = 1", u16::to_le_bytes)).unwrap_err(), UNMARKED_UTF16);
        assert_eq!(text("a.ts", b"a\ncaf\xe9").unwrap_err(), "not valid UTF-8 in line 2");
        assert_eq!(text("a.ts", b"\xff\xfea").unwrap_err(), NOT_UTF16);
    }
}
