//! Reads the files of a tree, each once, in parallel.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;

use super::{RelPath, SkippedFile, SourceFile, Sources, Tree};

/// Larger files are not audited.
pub const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;
/// A NUL byte in so many first bytes marks a binary file, as git judges it.
const SNIFFED_BYTES: usize = 8000;

/// What reading one file gave.
enum Outcome {
    Text(SourceFile),
    Skipped(&'static str),
    Unreadable(String),
}

/// Reads every file of `tree`. What cannot be read is listed in the result, never dropped.
pub fn read(tree: Tree) -> Sources {
    let outcomes: Vec<Outcome> = tree.files.par_iter().map(|path| read_one(&tree.root, path)).collect();
    let mut sources =
        Sources { files: Vec::new(), skipped: tree.skipped, unreadable: tree.unreadable, git: tree.git };
    for (path, outcome) in tree.files.into_iter().zip(outcomes) {
        match outcome {
            Outcome::Text(file) => sources.files.push(file),
            Outcome::Skipped(reason) => sources.skipped.push(SkippedFile { path, reason }),
            Outcome::Unreadable(reason) => sources.unreadable.push((path, reason)),
        }
    }
    sources.skipped.sort_unstable();
    sources.unreadable.sort_unstable();
    sources
}

fn read_one(root: &Path, path: &RelPath) -> Outcome {
    match bytes_of(&root.join(path.as_str())) {
        Err(error) => Outcome::Unreadable(error.to_string()),
        Ok(None) => Outcome::Unreadable(format!("larger than {} MiB", MAX_FILE_BYTES / 1024 / 1024)),
        Ok(Some(bytes)) => decode(path, bytes),
    }
}

fn bytes_of(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.len() > MAX_FILE_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // A file that grows while it is read stays within the limit.
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE_BYTES).then_some(bytes))
}

fn decode(path: &RelPath, bytes: Vec<u8>) -> Outcome {
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        head if memchr::memchr(0, &head[..head.len().min(SNIFFED_BYTES)]).is_some() => {
            return Outcome::Skipped("binary");
        }
        _ => String::from_utf8(bytes).ok(),
    };
    match text {
        Some(text) => Outcome::Text(SourceFile::new(path.clone(), text)),
        None => Outcome::Unreadable("neither UTF-8 nor UTF-16 with a byte order mark".to_owned()),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>();
    text.ok().filter(|_| rest.is_empty())
}
