//! `-o` and `--format`: where reports go and as what.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::arguments::TypedFormat;
use super::environment::PIPED_WIDTH;
use super::failure::Failure;
use crate::render::{self, Colour, Format, Style};
use crate::report::Report;

/// One report to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    /// `None` is standard output.
    path: Option<PathBuf>,
    format: Format,
}

/// What `-o` and `--format` ask for together; standard output when neither names a file.
pub(super) fn outputs(typed: &[PathBuf], format: Option<TypedFormat>) -> Result<Vec<Output>, Failure> {
    let on_stdout = Output { path: None, format: format.map_or(Format::Terminal, Format::from) };
    let mut outputs = typed
        .iter()
        .map(|path| if path == Path::new("-") { Ok(on_stdout.clone()) } else { named(path) })
        .collect::<Result<Vec<_>, _>>()?;
    // A file beside it does not silence the terminal; asking for the format of nothing would.
    if !outputs.contains(&on_stdout) {
        outputs.push(on_stdout);
    }
    outputs.dedup();
    Ok(outputs)
}

fn named(path: &Path) -> Result<Output, Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let format = Format::from_extension(extension).ok_or_else(|| Failure::UnknownFormat {
        path: path.to_path_buf(),
        known: Format::ALL.map(|format| format!(".{}", format.extension())).join(", "),
    })?;
    Ok(Output { path: Some(path.to_path_buf()), format })
}

impl From<TypedFormat> for Format {
    fn from(typed: TypedFormat) -> Self {
        match typed {
            TypedFormat::Json => Self::Json,
            TypedFormat::Terminal => Self::Terminal,
            TypedFormat::Markdown => Self::Markdown,
        }
    }
}

impl Output {
    /// Whether it names the subjects that passed.
    pub(super) fn names_passes(&self) -> bool {
        self.format.names_passes()
    }

    /// Writes the report. A reader that has heard enough is no failure.
    pub(super) fn write(&self, report: &Report, style: &Style) -> Result<(), Failure> {
        let written = match &self.path {
            None => write_to(&mut io::stdout().lock(), self.format, report, style),
            Some(path) => {
                let style = Style { width: PIPED_WIDTH, colour: Colour::Never, ..style.clone() };
                File::create(path).and_then(|mut file| write_to(&mut file, self.format, report, &style))
            }
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::Write { path: self.path.clone().unwrap_or_else(|| "-".into()), error })
            }
            _ => Ok(()),
        }
    }
}

fn write_to(out: &mut dyn Write, format: Format, report: &Report, style: &Style) -> io::Result<()> {
    let mut buffered = BufWriter::new(out);
    render::write(format, report, style, &mut buffered)?;
    buffered.flush()
}

/// Prints on standard output. A reader that has heard enough is no failure.
pub(super) fn print(text: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Write { path: "-".into(), error })
        }
        _ => Ok(()),
    }
}
