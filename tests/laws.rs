//! Laws that hold for every example of every rule.
//!
//! A law is a function from one example to complaints. Below the laws, each is shown to fail on a rule
//! made to break it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use gonogo::engine::{Request, audit, run_example, with_threads};
use gonogo::facts::Content;
use gonogo::finding::{Location, ProblemKind, Severity, Subject};
use gonogo::project::Project;
use gonogo::report::{Report, ReportFinding, Status};
use gonogo::rule::{Catalog, CatalogRule, Example, Reporter, Rule};
use gonogo::rules::catalog;
use gonogo::source::{GitFacts, Position, RelPath, Sources, Span};
use rayon::prelude::*;

/// Prefixes of one file that the truncation law tries: enough to cut every construct of an example
/// somewhere, few enough for a debug build.
const PREFIXES: usize = 32;
/// Blank lines that the shift law puts above a file.
const SHIFT: u32 = 3;

/// Rules that ask whether a program is whole. Examples of other rules are fragments: what they import and use
/// stands nowhere.
const ABOUT_WHOLE_PROGRAMS: [&str; 6] = [
    "missing-export",
    "undeclared-dependency",
    "undeclared-identifier",
    "unreferenced-module",
    "unresolved-import",
    "untested-module",
];

/// One example and the rule that owns it. Its markers are cut.
struct Case<'c> {
    rule: &'c CatalogRule,
    is_good: bool,
    example: Example,
}

impl Case<'_> {
    fn complaint(&self, what: &str) -> String {
        let kind = if self.is_good { "good" } else { "bad" };
        format!("{} [[{kind}]] {}: {what}", self.rule.id, self.example.name)
    }

    /// The example with each text changed.
    fn with_texts(&self, change: impl Fn(&str, &str) -> String) -> Example {
        let files = self.example.files.iter();
        let files = files.map(|(path, text)| (path.clone(), change(path, text))).collect();
        Example { files, ..self.example.clone() }
    }
}

type Law = fn(&Case<'_>, &Catalog) -> Vec<String>;

fn broken(law: Law, catalog: &Catalog) -> Vec<String> {
    with_threads(0, || cases(catalog).par_iter().flat_map_iter(|case| law(case, catalog)).collect())
}

fn assert_holds(law: Law) {
    let complaints = broken(law, &catalog().expect("readable rules"));
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn cases(catalog: &Catalog) -> Vec<Case<'_>> {
    let cases = catalog.rules().iter().flat_map(|rule| {
        let bad = rule.data.bad.iter().map(move |example| (rule, false, example));
        bad.chain(rule.data.good.iter().map(move |example| (rule, true, example)))
    });
    let case = |(rule, is_good, example): (_, _, &Example)| {
        let files = example.split().0.into_iter().collect();
        Case { rule, is_good, example: Example { files, ..example.clone() } }
    };
    cases.map(case).collect()
}

/// Where a finding about a file as a whole stands.
const FIRST: Position = Position { line: 1, column: 1 };

/// What a report says of the code: by rule and place, with identity.
fn told(report: &Report) -> Vec<String> {
    let mut told: Vec<String> = report.findings.iter().map(|finding| tell(finding, |_| 0)).collect();
    told.sort();
    told
}

/// One finding in words, its line moved by what `shift` says of its path. A finding about a file as a
/// whole stays on the first line.
fn tell(finding: &ReportFinding, shift: impl Fn(&str) -> u32) -> String {
    let ReportFinding { rule, severity, message, fingerprint, .. } = finding;
    let place = finding.place.as_ref().map_or(String::new(), |place| {
        let is_whole_file = place.start == place.end && place.start == FIRST;
        let by = if is_whole_file { 0 } else { shift(place.path.as_str()) };
        format!("{}:{}:{}", place.path, place.start.line + by, place.start.column)
    });
    format!("{place} {rule} {} {message} {fingerprint}", severity.name())
}

fn differences(case: &Case<'_>, expected: &[String], found: &[String]) -> Vec<String> {
    let gone = expected.iter().filter(|line| !found.contains(line));
    let gone = gone.map(|line| case.complaint(&format!("no more: {line}")));
    let new = found.iter().filter(|line| !expected.contains(line));
    gone.chain(new.map(|line| case.complaint(&format!("only now: {line}")))).collect()
}

fn all(catalog: &Catalog) -> Vec<&CatalogRule> {
    catalog.rules().iter().collect()
}

/// No rule but the owner speaks about a good example, unless the example lists it.
fn silence(case: &Case<'_>, catalog: &Catalog) -> Vec<String> {
    if !case.is_good {
        return Vec::new();
    }
    let findings = run_example(&case.example, catalog, &all(catalog)).findings;
    let others = findings.iter().filter(|finding| {
        let is_about_fragments =
            case.rule.id != finding.rule && ABOUT_WHOLE_PROGRAMS.contains(&&*finding.rule);
        !is_about_fragments && !case.example.also.contains(&finding.rule)
    });
    others.map(|finding| case.complaint(&tell(finding, |_| 0))).collect()
}

/// Blank lines above move a finding and keep its identity.
fn shift(case: &Case<'_>, catalog: &Catalog) -> Vec<String> {
    // The first line of these says what the file is.
    let is_movable = |text: &str| !["---", "#!", "<?xml", "%YAML"].iter().any(|mark| text.starts_with(mark));
    let moved = case.with_texts(|_, text| {
        if is_movable(text) { format!("{}{text}", "\n".repeat(SHIFT as usize)) } else { text.to_owned() }
    });
    let by = |path: &str| {
        let text = case.example.files.get(path);
        text.filter(|text| is_movable(text)).map_or(0, |_| SHIFT)
    };
    let before = run_example(&case.example, catalog, &[case.rule]);
    let mut expected: Vec<String> = before.findings.iter().map(|finding| tell(finding, by)).collect();
    expected.sort();
    differences(case, &expected, &told(&run_example(&moved, catalog, &[case.rule])))
}

/// Windows' line ends say the same as others.
fn newlines(case: &Case<'_>, catalog: &Catalog) -> Vec<String> {
    let with_returns = case.with_texts(|_, text| text.replace("\r\n", "\n").replace('\n', "\r\n"));
    let before = told(&run_example(&case.example, catalog, &[case.rule]));
    differences(case, &before, &told(&run_example(&with_returns, catalog, &[case.rule])))
}

/// The order in which files are listed, and a second audit, change no byte.
fn order(case: &Case<'_>, catalog: &Catalog) -> Vec<String> {
    let files = || case.example.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let listed: Vec<_> = files().collect();
    let reversed = listed.iter().rev().copied();
    let say =
        |sources: Sources| format!("{:?}", audit(&sources, catalog, &all(catalog), &Request::default()));
    let is_same = say(tracked(Sources::in_memory(files()))) == say(tracked(Sources::in_memory(reversed)));
    (!is_same).then(|| case.complaint("another order of files gives another report")).into_iter().collect()
}

fn tracked(mut sources: Sources) -> Sources {
    let tracked = sources.paths().collect();
    sources.git = Some(GitFacts { tracked, ..GitFacts::default() });
    sources
}

/// A file that has nothing to do with the matter changes nothing.
fn irrelevance(case: &Case<'_>, catalog: &Catalog) -> Vec<String> {
    let mut beside = case.example.clone();
    for (path, text) in [
        ("unrelated/words.txt", "Nothing of interest.\n"),
        ("unrelated/numbers.json", "{ \"one\": 1 }\n"),
        ("unrelated/quiet.test.ts", "export const one = 1;\n"),
    ] {
        beside.files.insert(path.to_owned(), text.to_owned());
    }
    let before = told(&run_example(&case.example, catalog, &[case.rule]));
    differences(case, &before, &told(&run_example(&beside, catalog, &[case.rule])))
}

/// Every prefix of every file is audited without a failure of our own.
fn truncation(case: &Case<'_>, catalog: &Catalog) -> Vec<String> {
    let mut complaints = Vec::new();
    for (path, text) in &case.example.files {
        let mut cut = case.example.clone();
        for length in prefixes(text) {
            cut.files.insert(path.clone(), text[..length].to_owned());
            let failure = failure_of(&cut, catalog);
            complaints
                .extend(failure.map(|words| case.complaint(&format!("{path} cut at {length}: {words}"))));
        }
    }
    complaints
}

/// Lengths of prefixes, at a fixed stride, each between two characters.
fn prefixes(text: &str) -> impl Iterator<Item = usize> {
    let stride = text.len().div_ceil(PREFIXES).max(1);
    (0..text.len()).step_by(stride).filter(|at| text.is_char_boundary(*at))
}

fn failure_of(example: &Example, catalog: &Catalog) -> Option<String> {
    let audited = catch_unwind(AssertUnwindSafe(|| run_example(example, catalog, &all(catalog))));
    let Ok(report) = audited else { return Some("the audit panics".to_owned()) };
    let mut problems = report.problems.into_iter();
    problems.find(|problem| problem.kind == ProblemKind::Internal).map(|problem| problem.message)
}

/// What an example shows is still found when it is one side of a conflict.
fn conflict(case: &Case<'_>, catalog: &Catalog) -> Vec<String> {
    let marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    let has_marks = |text: &String| text.lines().any(|line| marks.iter().any(|mark| line.starts_with(mark)));
    if case.example.files.values().any(has_marks) {
        return Vec::new();
    }
    let before = run_example(&case.example, catalog, &[case.rule]);
    let mut complaints = Vec::new();
    for (side, above, below, lines) in [
        ("ours", "<<<<<<< HEAD\n", "=======\n>>>>>>> other\n", 1),
        ("theirs", "<<<<<<< HEAD\n=======\n", ">>>>>>> other\n", 2),
    ] {
        // What git and the walker read is not merged.
        let is_merged = |path: &str| !path.rsplit('/').next().is_some_and(|name| name.starts_with(".git"));
        let merged = case.with_texts(|path, text| {
            let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
            if is_merged(path) { format!("{above}{text}{end}{below}") } else { text.to_owned() }
        });
        let found = run_example(&merged, catalog, &[case.rule]).findings;
        let by = |path: &str| if is_merged(path) { lines } else { 0 };
        for finding in &before.findings {
            let expected = without_fingerprint(&tell(finding, by));
            if !found.iter().any(|now| without_fingerprint(&tell(now, |_| 0)) == expected) {
                complaints.push(case.complaint(&format!("lost when {side}: {expected}")));
            }
        }
    }
    complaints
}

/// In a conflict the text of a whole-file finding holds the markers.
fn without_fingerprint(told: &str) -> String {
    told.rsplit_once(' ').map_or("", |(words, _)| words).to_owned()
}

#[test]
fn good_examples_are_silent_for_every_rule() {
    assert_holds(silence);
}

#[test]
fn blank_lines_move_a_finding_and_keep_its_identity() {
    assert_holds(shift);
}

#[test]
fn line_ends_make_no_difference() {
    assert_holds(newlines);
}

#[test]
fn the_order_of_files_makes_no_difference() {
    assert_holds(order);
}

#[test]
fn an_unrelated_file_changes_nothing() {
    assert_holds(irrelevance);
}

#[test]
fn every_prefix_is_audited() {
    assert_holds(truncation);
}

#[test]
fn both_sides_of_a_conflict_are_read() {
    assert_holds(conflict);
}

#[test]
fn one_thread_and_two_say_the_same() {
    let catalog = catalog().expect("readable rules");
    let cases = cases(&catalog);
    let say = |case: &Case<'_>| format!("{:?}", run_example(&case.example, &catalog, &all(&catalog)));
    let [one, two] = [1, 2].map(|jobs| with_threads(jobs, || cases.iter().map(say).collect::<Vec<_>>()));
    let differing = cases.iter().zip(one.iter().zip(&two)).filter(|(_, (one, two))| one != two);
    let differing: Vec<String> = differing.map(|(case, _)| case.complaint("differs")).collect();
    assert!(differing.is_empty(), "\n{}\n", differing.join("\n"));
}

#[test]
fn a_rule_that_panics_is_a_problem_and_the_others_go_on() {
    let quiet = rule("quiet", |project, report| {
        project.files().for_each(|file| report.pass(Subject::file(&file.path)));
    });
    let loud = rule("loud", |project, _| assert!(project.files().count() == 0, "met a file"));
    let catalog = Catalog::new([quiet, loud]).expect("readable rules");
    let sources = Sources::in_memory([("src/a.ts", "export {};\n")]);
    let report = with_threads(1, || audit(&sources, &catalog, &all(&catalog), &Request::default()));
    let [problem] = report.problems.as_slice() else { unreachable!("{:?}", report.problems) };
    assert_eq!(problem.kind, ProblemKind::Internal);
    assert!(
        problem.message.contains("loud") && problem.message.contains("met a file"),
        "{}",
        problem.message
    );
    let status = |id: &str| report.rule(id).map(|rule| rule.status.clone());
    assert!(matches!(status("loud"), Some(Status::NotEvaluated(_))));
    assert_eq!(status("quiet"), Some(Status::Assessed));
}

/// Words for a rule made by hand: one file that the tests below can see the text of.
const WORDS: &str = r#"
title = "A rule made by hand"
severity = "minor"
confidence = "firm"
effort = "5m"
examines = "each file"
why = "To be broken."
fix = "None."
bad = [{ name = "one", files = { "_headers" = "/*\n  A: b\n" } }]
good = [{ name = "two", files = { "_headers" = "/*\n  A: b\n" } }]
"#;

fn rule(stem: &'static str, check: fn(&Project, &mut Reporter<'_>)) -> Rule {
    Rule { category: "hygiene", stem, toml: WORDS, check }
}

/// Whether `law` complains about a catalogue of that one rule.
fn breaks(law: Law, check: fn(&Project, &mut Reporter<'_>)) -> bool {
    let catalog = Catalog::new([rule("by_hand", check)]).expect("a readable rule");
    !broken(law, &catalog).is_empty()
}

/// Texts of the files that are kept whole, by path.
fn texts(project: &Project) -> BTreeMap<RelPath, String> {
    let texts = project.files().filter_map(|file| match &file.content {
        Content::Lines(text) => Some((file.path.clone(), text.to_string())),
        _ => None,
    });
    texts.collect()
}

fn fail_with(report: &mut Reporter<'_>, path: &str, message: &dyn ToString) {
    let at = Location::new(&RelPath::new(path), Span { start: 0, end: 1 });
    report.fail(Subject::new(path, at), message.to_string()).severity = Severity::Info;
}

fn fail_with_length(project: &Project, report: &mut Reporter<'_>) {
    for (path, text) in texts(project) {
        fail_with(report, path.as_str(), &text.len());
    }
}

fn fail_where_text_is(project: &Project, report: &mut Reporter<'_>) {
    for (path, text) in texts(project) {
        if let Some(start) = text.find("/*") {
            let span = Span { start: start as u32, end: start as u32 + 2 };
            report.fail(Subject::new(path.as_str(), Location::new(&path, span)), "the pattern");
        }
    }
}

#[test]
fn each_law_can_be_broken() {
    assert!(breaks(silence, fail_with_length));
    assert!(breaks(shift, fail_with_length));
    assert!(breaks(newlines, fail_with_length));
    assert!(breaks(irrelevance, |project, report| fail_with(report, "_headers", &project.files().count())));
    assert!(breaks(order, |_, report| {
        static CALLS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let calls = CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        fail_with(report, "_headers", &calls);
    }));
    assert!(breaks(truncation, |project, _| {
        assert!(texts(project).values().all(|text| text.is_empty() || text.ends_with('\n')), "cut");
    }));
    assert!(breaks(conflict, |project, report| {
        if project.files().all(|file| file.side.is_none()) {
            fail_where_text_is(project, report);
        }
    }));
}

#[test]
fn a_law_abiding_rule_breaks_none() {
    for law in [shift, newlines, order, irrelevance, truncation, conflict] {
        assert!(!breaks(law, fail_where_text_is));
    }
}
