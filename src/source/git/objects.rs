//! The content of objects, whether or not a work tree holds them: one process for all.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::Stdio;

use super::Git;

/// What an object holds.
pub(in crate::source) enum Blob {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// More bytes than asked for.
    TooLarge,
    /// It is not here: a clone without all objects.
    Missing,
}

impl Git {
    /// Each object by its name in hexadecimal, in the order asked for. Those behind a failure are missing.
    pub(in crate::source) fn blobs(&self, names: &[&str], most_bytes: u64) -> Vec<Blob> {
        let mut blobs = Vec::with_capacity(names.len());
        if !names.is_empty() {
            // What was read before a failure counts.
            let _ = self.read_blobs(names, most_bytes, &mut blobs);
        }
        blobs.resize_with(names.len(), || Blob::Missing);
        blobs
    }

    fn read_blobs(&self, names: &[&str], most_bytes: u64, blobs: &mut Vec<Blob>) -> io::Result<()> {
        let mut command = self.command(["cat-file", "--batch", "--buffer"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (Some(mut asked), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Ok(());
        };
        // Asked and answered at once: a pipe that nobody empties would stop both.
        let outcome = std::thread::scope(|scope| {
            scope.spawn(move || names.iter().try_for_each(|name| writeln!(asked, "{name}")));
            let mut answers = BufReader::new(answers);
            names.iter().try_for_each(|_| {
                blobs.push(blob(&mut answers, most_bytes)?);
                Ok(())
            })
        });
        child.wait()?;
        outcome
    }
}

/// `NAME TYPE SIZE`, a line end, the bytes, a line end; or `NAME missing`.
fn blob(answers: &mut impl BufRead, most_bytes: u64) -> io::Result<Blob> {
    let mut head = String::new();
    if answers.read_line(&mut head)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let Some(size) = head.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse::<u64>().ok()) else {
        return Ok(Blob::Missing);
    };
    let mut content = answers.take(size);
    let blob = if size > most_bytes {
        Blob::TooLarge
    } else {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        Blob::Bytes(bytes)
    };
    io::copy(&mut content, &mut io::sink())?;
    answers.read_exact(&mut [0])?;
    Ok(blob)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let mut answers: &[u8] = b"a1 blob 3\nx\ny\nb2 missing\nc3 blob 4\nlong\nd4 blob 0\n\n";
        let mut next = || blob(&mut answers, 3).expect("an answer");
        assert!(matches!(next(), Blob::Bytes(bytes) if bytes == b"x\ny"));
        assert!(matches!(next(), Blob::Missing));
        assert!(matches!(next(), Blob::TooLarge));
        assert!(matches!(next(), Blob::Bytes(bytes) if bytes.is_empty()));
        assert!(blob(&mut &b"a1 blob 3\nx"[..], 9).is_err());
    }
}
