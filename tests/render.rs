//! Reports for people: one canned report, one snapshot a format, and nothing of a repository that acts.

use gonogo::engine::{Request, audit, with_threads};
use gonogo::finding::{Confidence, Location, Severity, Subject};
use gonogo::project::Project;
use gonogo::render::{self, Colour, Extent, Format, Style};
use gonogo::report::Report;
use gonogo::rule::{Catalog, CatalogRule, Reporter, Rule};
use gonogo::source::{GitFacts, Sources, Span};
use pulldown_cmark::{Event, Options, Parser, Tag};

const WORDS: &str = "examines = 'each door'\nwhy = 'Anyone walks in.'\nfix = 'Close it.'\n";

fn open_door(project: &Project, report: &mut Reporter<'_>) {
    for file in project.files() {
        match file.path.extension() {
            "open" => {
                let at = Location::new(&file.path, Span::new(6, 10));
                report.fail(Subject::new("door", at), "`door` is open\nit leads to the cellar");
            }
            "ajar" => {
                let finding = report.fail(Subject::file(&file.path), "a door may be open");
                finding.confidence = Confidence::Tentative;
                finding.severity = Severity::Minor;
            }
            "dark" => report.unknown(Subject::file(&file.path), "nobody can see it"),
            _ => report.pass(Subject::file(&file.path)),
        }
    }
}

fn lit(project: &Project, report: &mut Reporter<'_>) {
    project.files().for_each(|file| report.pass(Subject::file(&file.path)));
}

fn alarm(_: &Project, report: &mut Reporter<'_>) {
    report.not_evaluated("no alarm is configured");
}

fn lift(_: &Project, _: &mut Reporter<'_>) {}

/// The report of four small rules on these files.
fn report(files: &[(&str, &str)]) -> Report {
    let words = |title: &str, severity: &str| {
        let toml = format!(
            "title = '{title}'\nseverity = '{severity}'\nconfidence = 'certain'\neffort = '15m'\n{WORDS}"
        );
        &*Box::leak(toml.into_boxed_str())
    };
    let rule = |category, stem, toml, check| Rule { category, stem, toml, check };
    let catalog = Catalog::new([
        rule("security", "open_door", words("Door that stands open", "blocker"), open_door),
        rule("security", "alarm", words("House without an alarm", "major"), alarm),
        rule("hygiene", "lit", words("Room without light", "minor"), lit),
        rule("delivery", "lift", words("Lift that is stuck", "minor"), lift),
    ]);
    let catalog = catalog.expect("the rules are well-formed");
    let rules: Vec<&CatalogRule> = catalog.rules().iter().collect();
    let mut sources = Sources::in_memory(files.iter().copied());
    let commit = Some("c0ffee0000000000000000000000000000000000".to_owned());
    sources.git = Some(GitFacts { commit, ..GitFacts::default() });
    with_threads(1, || audit(&sources, &catalog, &rules, &Request::default()))
}

fn canned() -> Report {
    report(&[
        ("attic/1.open", "a\nthe door\nb\n"),
        ("attic/2.open", "a\nthe door\nb\n"),
        ("attic/3.open", "a\nthe door\nb\n"),
        ("cellar/4.open", "a\nthe door\nb\n"),
        ("cellar/5.ajar", "a\n"),
        ("cellar/6.dark", "a\n"),
        ("hall/7.shut", "a\n"),
        ("node_modules/x.js", "a\n"),
    ])
}

fn written(report: &Report, format: Format, style: &Style) -> String {
    let mut bytes = Vec::new();
    render::write(format, report, style, &mut bytes).expect("a vector takes every byte");
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn terminal() {
    insta::assert_snapshot!(written(&canned(), Format::Terminal, &Style::default()));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(written(&canned(), Format::Markdown, &Style::default()));
}

#[test]
fn all_shows_every_finding() {
    let style = Style { extent: Extent::All, ..Style::default() };
    for format in [Format::Terminal, Format::Markdown] {
        let text = written(&canned(), format, &style);
        assert!(text.contains("cellar/4.open:2:") && !text.contains("more in"), "{text}");
    }
}

/// Names and code that try to be more than text.
const EVIL: [(&str, &str); 3] = [
    (
        "a|b`c<img src=x onerror=y>\u{1b}[2J\n# @all [x](javascript:y).open",
        "a\nthe ```door\n````\n\u{1b}[31m<b>\n",
    ),
    ("b\u{202e}gpj.open", "a\nthe \u{9b}2Jdoor\r\n"),
    ("c]]><script>.dark", "x\n"),
];

#[test]
fn nothing_of_a_repository_reaches_the_terminal_as_a_command() {
    let text = written(&report(&EVIL), Format::Terminal, &Style::default());
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    assert!(!text.contains('\u{202e}'));
    let style = Style { colour: Colour::Always, ..Style::default() };
    let text = written(&report(&EVIL), Format::Terminal, &style);
    assert!(text.contains('\u{1b}') && !text.contains("\u{1b}[2J") && !text.contains("\u{1b}[31m<b>"));
}

#[test]
fn nothing_of_a_repository_becomes_markup() {
    let text = written(&report(&EVIL), Format::Markdown, &Style::default());
    let mut columns = 0;
    for event in Parser::new_ext(&text, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let is_ours = html.starts_with("<a id=\"")
                    || matches!(&*html, "</a>" | "<code>" | "</code>" | "</a>\n");
                assert!(is_ours, "{html}");
            }
            Event::Start(Tag::Link { dest_url, .. }) => assert!(dest_url.starts_with('#'), "{dest_url}"),
            Event::Start(Tag::Image { dest_url, .. }) => panic!("an image of {dest_url}"),
            Event::Start(Tag::Heading { .. }) => columns += 1,
            _ => {}
        }
    }
    assert!(columns > 5, "{text}");
    assert!(!text.contains("@all"), "nobody is notified");
}

#[test]
fn every_link_of_the_markdown_has_its_anchor() {
    let text = written(&canned(), Format::Markdown, &Style::default());
    let headings: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|heading| heading.to_lowercase().replace(' ', "-"))
        .collect();
    for event in Parser::new_ext(&text, Options::all()) {
        if let Event::Start(Tag::Link { dest_url, .. }) = event {
            let name = dest_url.trim_start_matches('#');
            let is_there =
                headings.iter().any(|heading| heading == name) || text.contains(&format!("id=\"{name}\""));
            assert!(is_there, "{dest_url}");
        }
    }
}

#[test]
fn markdown_fits_its_limit_and_says_what_was_cut() {
    let files: Vec<(String, String)> = (0..300)
        .map(|at| (format!("{}/{at}.open", "folder".repeat(20)), "a\nthe door\n".to_owned()))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let report = report(&files);
    for (limit, words) in [
        (5000, "Shortened: open-door (300 blocker)."),
        (5000, "and 297 more"),
        (3500, "Left out: the shortest path, what was not looked at."),
    ] {
        let style = Style { extent: Extent::All, limit: Some(limit), ..Style::default() };
        let text = written(&report, Format::Markdown, &style);
        assert!(text.chars().count() <= limit, "{}", text.chars().count());
        assert!(text.contains(words), "{text}");
        assert!(text.starts_with("# NO-GO") && text.contains("## How to reproduce"));
    }
}
