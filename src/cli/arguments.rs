//! What the user typed, exactly as typed. Nothing here is checked against a repository or a rule.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum, value_parser};

use crate::finding::Severity;

/// The closing words of `gonogo --help`.
const EXIT_CODES: &str = "\
Exit codes:
  0    the gate passed
  1    the gate failed: a finding reaches --fail-on, or the letter is under --min-grade
  2    a mistake in the arguments or the configuration
  3    nothing to scan, or nothing that the rules examine
  4    incomplete, with --strict: something could not be read or judged
  101  a bug in gonogo

The report goes to standard output, everything else to standard error.";

/// More threads than any machine has cores for would only reserve their stacks.
const MAX_JOBS: i64 = 256;

/// Is this repository ready for production? GO, HOLD or NO-GO, a grade, and the evidence.
#[derive(Debug, Parser)]
#[command(name = "gonogo", version, after_help = EXIT_CODES, args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    /// The command; without one, `audit`.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// What `audit` takes.
    #[command(flatten)]
    pub(super) audit: AuditArguments,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Audit a repository and print its report (the default command)
    #[command(after_help = EXIT_CODES)]
    Audit(AuditArguments),
    /// Show who reaches which rows: role by command by table, after grants and policies
    Access(AccessArguments),
    /// Show the database that the migrations lead to
    Database(DatabaseArguments),
    /// List every rule: id, severity, confidence, what it examines
    Rules {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Explain a rule, a file's role and facts, or the arithmetic of the score
    Explain(ExplainArguments),
    /// Print the JSON Schema of a format
    Schema {
        /// Which
        #[arg(value_enum)]
        of: TypedSchema,
    },
}

/// `gonogo audit`, word by word.
#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch somebody types; `Plan` holds what they mean"
)]
pub(super) struct AuditArguments {
    /// The repository
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    /// Write the report there too; repeatable; the format follows the extension, `-` is standard output
    #[arg(short, long = "output", value_name = "FILE")]
    pub(super) output: Vec<PathBuf>,
    /// The format on standard output
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(super) format: Option<TypedFormat>,
    /// Fail from this severity on; without it what the configuration says, or blocker
    #[arg(long, value_name = "SEVERITY", value_enum)]
    pub(super) fail_on: Option<TypedSeverity>,
    /// Fail under this letter: A+, A, A-, B+ and so on
    #[arg(long, value_name = "LETTER")]
    pub(super) min_grade: Option<String>,
    /// Only these rules or categories; repeatable, or separated by commas
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// All but these rules or categories; repeatable, or separated by commas
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',')]
    pub(super) skip: Vec<String>,
    /// Judge what the merge base with REF has not: what migrations lose and lock, what roles gain
    #[arg(long, value_name = "REF")]
    pub(super) since: Option<String>,
    /// Show every finding, not three a rule
    #[arg(long)]
    pub(super) all: bool,
    /// Cut Markdown to so many characters and say what was cut; alone, to what GitHub takes
    #[arg(long, value_name = "CHARACTERS", num_args = 0..=1, require_equals = true, default_missing_value = "65535")]
    pub(super) limit: Option<usize>,
    /// Threads; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = value_parser!(u16).range(..=MAX_JOBS))]
    pub(super) jobs: u16,
    /// Print the time of each phase and rule on standard error
    #[arg(long)]
    pub(super) timings: bool,
    /// Report, and exit 0 whatever was found
    #[arg(long, conflicts_with = "strict")]
    pub(super) exit_zero: bool,
    /// Exit 4 when something could not be read or judged
    #[arg(long)]
    pub(super) strict: bool,
    /// Where the configuration stands.
    #[command(flatten)]
    pub(super) config: ConfigArguments,
    /// Colour on the terminal
    #[arg(long, value_name = "WHEN", value_enum, default_value = "auto")]
    pub(super) color: TypedColour,
    /// No progress bar
    #[arg(long)]
    pub(super) no_progress: bool,
}

impl AuditArguments {
    /// The arguments of `gonogo audit ROOT` and nothing else.
    pub(super) fn of(root: &Path, config: &ConfigArguments) -> Self {
        Self {
            path: root.to_path_buf(),
            output: Vec::new(),
            format: None,
            fail_on: None,
            min_grade: None,
            only: Vec::new(),
            skip: Vec::new(),
            since: None,
            all: false,
            limit: None,
            jobs: 0,
            timings: false,
            exit_zero: false,
            strict: false,
            config: config.clone(),
            color: TypedColour::Never,
            no_progress: true,
        }
    }
}

/// Where the configuration stands.
#[derive(Args, Clone, Debug)]
pub(super) struct ConfigArguments {
    /// Read the configuration here, not from gonogo.toml or .config/gonogo.toml of the repository
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration
    #[arg(long)]
    pub(super) no_config: bool,
}

/// `gonogo access`, word by word.
#[derive(Args, Debug)]
pub(super) struct AccessArguments {
    /// Where, and which.
    #[command(flatten)]
    pub(super) database: DatabaseArguments,
    /// Show what changed since the merge base with REF: what roles gained, what they lost
    #[arg(long, value_name = "REF")]
    pub(super) since: Option<String>,
}

/// `gonogo database`, and what `gonogo access` shares with it, word by word.
#[derive(Args, Debug)]
pub(super) struct DatabaseArguments {
    /// The repository
    pub(super) path: Option<PathBuf>,
    /// One table or view, with its schema where it is not `public`
    pub(super) table: Option<String>,
    /// As JSON; a database in the shape of a server's own catalogue
    #[arg(long)]
    pub(super) json: bool,
    /// Where the configuration stands.
    #[command(flatten)]
    pub(super) config: ConfigArguments,
}

/// `gonogo explain`, word by word.
#[derive(Args, Debug)]
pub(super) struct ExplainArguments {
    /// A rule's id, a file, or `score`
    #[arg(value_name = "RULE|FILE|score")]
    pub(super) subject: String,
    /// The repository
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub(super) path: PathBuf,
    /// Where the configuration stands.
    #[command(flatten)]
    pub(super) config: ConfigArguments,
}

/// A document that describes a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TypedSchema {
    /// The JSON report
    Report,
}

/// A format by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TypedFormat {
    /// For other programs, as `gonogo schema report` describes it.
    Json,
    /// For people at a terminal.
    Terminal,
    /// For pull requests and auditors.
    Markdown,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TypedColour {
    /// On a terminal that shows colour
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A severity by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TypedSeverity {
    /// Do not deploy
    Blocker,
    /// Fix before launch
    Critical,
    /// Fix before scale
    Major,
    /// Quality
    Minor,
    /// Worth knowing
    Info,
}

impl From<TypedSeverity> for Severity {
    fn from(typed: TypedSeverity) -> Self {
        match typed {
            TypedSeverity::Blocker => Self::Blocker,
            TypedSeverity::Critical => Self::Critical,
            TypedSeverity::Major => Self::Major,
            TypedSeverity::Minor => Self::Minor,
            TypedSeverity::Info => Self::Info,
        }
    }
}
