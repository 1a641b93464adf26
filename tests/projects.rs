//! Whole repositories: every finding of the sample applications, a line a finding; and gonogo itself.
//!
//! After a change that is meant, `UPDATE=1 INSTA_UPDATE=always cargo test --test projects` writes the
//! new lists and the report in README.md; read the difference before it is committed.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use gonogo::engine::{Request, audit, with_threads};
use gonogo::render::{Format, Style, write};
use gonogo::report::Report;
use gonogo::rules::catalog;
use gonogo::source::{GitFacts, read, walk};

/// What surrounds the report in README.md.
const REPORT_START: &str = "<!-- report: written by `UPDATE=1 cargo test --test projects` -->\n";
const REPORT_END: &str = "<!-- end of report -->\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Audits `fixtures/projects/<name>` as a repository of its own in which git tracks every file, whether
/// or not this machine has git.
fn report(name: &str) -> Report {
    let root = root().join("fixtures/projects").join(name);
    let catalog = catalog().expect("readable rules");
    let rules: Vec<_> = catalog.rules().iter().collect();
    with_threads(0, || {
        let mut sources = read(walk(&root, &[]).expect("a readable folder"));
        let tracked = sources.paths().collect();
        sources.git = Some(GitFacts { tracked, ..GitFacts::default() });
        audit(&sources, &catalog, &rules, &Request::default())
    })
}

/// The verdict, then `path:line severity rule message` for each finding, then problems.
fn lines(report: &Report) -> String {
    let mut lines = String::new();
    let mut line = |text: std::fmt::Arguments<'_>| writeln!(lines, "{text}").expect("a string takes all");
    line(format_args!("{}", report.grade.verdict.name()));
    for finding in &report.findings {
        let place = finding.place.as_ref().map_or_else(String::new, |place| {
            let side = place.side.map_or("", |side| side.name());
            format!("{}:{}{}{side}", place.path, place.start.line, if side.is_empty() { "" } else { " " })
        });
        let first = finding.message.lines().next().unwrap_or_default();
        line(format_args!("{place} {} {} {first}", finding.severity.name(), finding.rule));
    }
    for problem in &report.problems {
        let place = problem
            .place
            .as_ref()
            .map_or_else(String::new, |place| format!("{}:{}", place.path, place.start.line));
        line(format_args!("{place} problem {} {}", problem.kind.name(), problem.message));
    }
    lines
}

#[test]
fn rocket_shop_is_not_ready() {
    insta::assert_snapshot!(lines(&report("rocket-shop")));
}

#[test]
fn tidy_notes_is_ready() {
    insta::assert_snapshot!(lines(&report("tidy-notes")));
}

#[test]
fn gonogo_itself_is_no_no_go() {
    let gonogo = Command::new(env!("CARGO_BIN_EXE_gonogo")).arg(root()).output().expect("it starts");
    let report = String::from_utf8_lossy(&gonogo.stdout);
    assert!(gonogo.status.success() && !report.starts_with("NO-GO"), "{report}");
}

/// The terminal report without what differs from commit to commit, cut after the first finding, and its
/// way up.
fn shortened(report: &Report) -> String {
    let mut bytes = Vec::new();
    write(Format::Terminal, report, &Style::default(), &mut bytes).expect("memory takes all");
    let text = String::from_utf8(bytes).expect("a report is text");
    let (before, after) = text.split_once("The shortest path").expect("a way up");
    let end_of_fix = |text: &str| {
        let at = text.find("\n  fix ")? + 1;
        Some(at + text[at..].find("\n\n")?)
    };
    let head = &before[..end_of_fix(before).expect("a finding with its repair")];
    let head = head.lines().filter(|line| !line.starts_with("repository") && !line.starts_with("tool"));
    let way_up = after.split("\n\n").next().unwrap_or_default();
    let lines: Vec<&str> = head.map(str::trim_end).collect();
    format!("{}\n\n…\n\nThe shortest path{way_up}\n", lines.join("\n"))
}

#[test]
fn the_readme_shows_the_report_of_rocket_shop() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).expect("a README.md");
    let (before, rest) = readme.split_once(REPORT_START).expect("a place for the report");
    let (_, after) = rest.split_once(REPORT_END).expect("an end of the report");
    let report = shortened(&report("rocket-shop"));
    let updated = format!("{before}{REPORT_START}```text\n{report}```\n{REPORT_END}{after}");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, updated).expect("a writable README.md");
    } else {
        assert_eq!(readme, updated, "run `UPDATE=1 cargo test --test projects` and read the difference");
    }
}
