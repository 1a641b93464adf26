//! Why the program stops without a report: whose fault it is, and what to do.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use miette::{GraphicalReportHandler, GraphicalTheme};

use crate::config::ConfigError;
use crate::render;
use crate::rule::CatalogError;
use crate::source::{MergeBaseError, WalkError};

/// What may stand where a folder may stand too.
const COMMANDS: [&str; 6] = ["access", "audit", "database", "explain", "rules", "schema"];

/// Everything that can keep the program from answering.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// A rule or category that is none.
    #[error("unknown rule or category `{name}`{}; `gonogo rules` lists them all", suggestion(.nearest.as_deref()))]
    UnknownRule {
        /// What was typed.
        name: String,
        /// The nearest known name.
        nearest: Option<String>,
    },
    /// `--only` and `--skip` together leave nothing.
    #[error("--only and --skip together leave no rule to run")]
    NoRules,
    /// `--since` of what git does not know.
    #[error(transparent)]
    MergeBase(#[from] MergeBaseError),
    /// A merge base whose files are not all here.
    #[error("what changed is not known: {0}")]
    UnknownBase(String),
    /// `explain` of something that is neither.
    #[error(
        "`{name}` is neither a rule nor a file{}\n`gonogo rules` lists the rules; `--path` names the repository a file is in",
        suggestion(.nearest.as_deref())
    )]
    NothingToExplain {
        /// What was typed.
        name: String,
        /// The nearest rule.
        nearest: Option<String>,
    },
    /// A folder without migrations.
    #[error("no migrations in `{}`: nothing there leads to a database", .0.display())]
    NoDatabase(PathBuf),
    /// A table that no database has.
    #[error("no table or view `{name}` after the last migration{}", suggestion(.nearest.as_deref()))]
    UnknownTable {
        /// What was typed.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// `-o` with an extension that stands for no format.
    #[error("`{}`: no format has this extension; known are {known}", .path.display())]
    UnknownFormat {
        /// What was typed.
        path: PathBuf,
        /// The extensions there are.
        known: String,
    },
    /// A letter that is none.
    #[error("`{0}` is no grade; grades are A+, A, A-, B+ and so on to D-, and F")]
    UnknownLetter(String),
    /// No such folder.
    #[error("{error}{meant}", error = .0, meant = suggestion(command_like(.0)))]
    Walk(#[from] WalkError),
    /// A folder without anything to audit.
    #[error("nothing to scan in `{}`: {why}", .path.display())]
    NothingToScan {
        /// The folder.
        path: PathBuf,
        /// What was there.
        why: String,
    },
    /// Rules without a subject.
    #[error("nothing to examine in `{}`: {why}, so there is nothing to grade", .path.display())]
    NothingToExamine {
        /// The folder.
        path: PathBuf,
        /// Which rules looked in vain.
        why: String,
    },
    /// A mistake in the configuration.
    #[error(transparent)]
    Config(#[from] Box<ConfigError>),
    /// A configuration that cannot be read.
    #[error("cannot read `{}`: {error}", .path.display())]
    Read {
        /// Where.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// An output that cannot be written.
    #[error("cannot write `{}`: {error}", .path.display())]
    Write {
        /// Where.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A built-in rule that does not load: a bug.
    #[error("{0}; this is a bug in gonogo, please report it")]
    Catalog(#[from] CatalogError),
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"))
}

/// The command that a missing folder's name is likely meant to be.
fn command_like(error: &WalkError) -> Option<&'static str> {
    let WalkError::Missing(path) = error else { return None };
    let typed = path.to_str()?;
    let rated = COMMANDS.map(|command| (strsim::damerau_levenshtein(typed, command), command));
    rated.into_iter().min().filter(|(distance, _)| *distance <= 2).map(|(_, command)| command)
}

impl Failure {
    /// For standard error: a sentence, or for a mistake in a file the place with it.
    pub(super) fn shown(&self) -> String {
        let Self::Config(error) = self else {
            return format!("error: {}", render::block(&self.to_string()));
        };
        let mut frame = String::new();
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_links(false);
        // Writing to a string does not fail.
        let _ = handler.without_syntax_highlighting().render_report(&mut frame, &**error);
        format!("error: the configuration is wrong\n{}", render::block(frame.trim_end()))
    }

    /// 2 for mistakes of the caller, 3 where there is nothing to judge, 101 for ours.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::NothingToScan { .. } | Self::NothingToExamine { .. } | Self::NoDatabase(_) => {
                ExitCode::from(3)
            }
            Self::Catalog(_) => ExitCode::from(101),
            _ => ExitCode::from(2),
        }
    }
}
