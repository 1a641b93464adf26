//! The JSON report against its own published schema, for every example of every rule: nothing is
//! missing, nothing is there that the schema does not describe, and the numbers add up.

use gonogo::engine::{run_example, with_threads};
use gonogo::finding::ProblemKind;
use gonogo::render::json;
use gonogo::report::{Acceptance, Comparison, Outcome, Place, Report, ReportProblem, Status};
use gonogo::rule::CatalogRule;
use gonogo::source::{Position, RelPath, Side};
use jsonschema::Validator;
use serde_json::{Value, json};

use super::{audited, catalog};

/// The schema as readers have it lets later fields through; closed, it takes an unknown one for drift.
fn closed_schema() -> Validator {
    let mut schema = published_schema();
    close(&mut schema);
    jsonschema::draft202012::new(&schema).expect("the schema is a schema")
}

fn published_schema() -> Value {
    serde_json::from_str(json::SCHEMA).expect("the schema is JSON")
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            // What only selects or adds to an object does not describe it whole.
            let described = map.iter_mut().filter(|(key, _)| *key != "if" && *key != "then");
            described.for_each(|(_, value)| close(value));
            if map.get("properties").is_some_and(Value::is_object) && map.contains_key("required") {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn text_of(report: &Report) -> String {
    let mut bytes = Vec::new();
    json::write(report, &mut bytes).expect("a vector takes every byte");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

fn written(report: &Report) -> Value {
    serde_json::from_str(&text_of(report)).expect("the report is JSON")
}

fn assert_valid(validator: &Validator, report: &Value, name: &str) {
    let errors = validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path()));
    let errors: Vec<String> = errors.collect();
    assert!(errors.is_empty(), "{name}:\n{}", errors.join("\n"));
}

#[test]
fn every_example_of_every_rule_gives_a_valid_report() {
    let (catalog, validator) = (catalog(), closed_schema());
    let all: Vec<&CatalogRule> = catalog.rules().iter().collect();
    for rule in catalog.rules() {
        for example in rule.data.bad.iter().chain(&rule.data.good) {
            let report = with_threads(1, || run_example(example, &catalog, &all));
            let name = format!("{}: {}", rule.id, example.name);
            let value = written(&report);
            assert_valid(&validator, &value, &name);
            assert_counts_match_subjects(&value, &name);
        }
    }
}

fn assert_counts_match_subjects(report: &Value, name: &str) {
    for assessment in report["assessments"].as_array().expect("a list") {
        let subjects = assessment["subjects"].as_array().expect("a list");
        for status in ["pass", "fail", "accepted", "unknown", "review"] {
            let counted = subjects.iter().filter(|subject| subject["status"] == status).count();
            assert_eq!(assessment[status], counted, "{name}: {} {status}", assessment["rule"]);
        }
    }
}

#[test]
fn an_empty_repository_gives_a_valid_report() {
    let report = written(&audited(&[]));
    assert_valid(&closed_schema(), &report, "empty");
    assert_eq!(report["verdict"], "HOLD");
    assert_eq!(report["files"], json!({"seen": 0, "audited": 0, "skipped": 0, "skipped_files": []}));
}

/// A report with everything that is seldom there: sides, problems, unknowns, accepted risks.
fn rich_report() -> Report {
    let conflict = "<<<<<<< a\n\"ü\"\n=======\ntwo\n>>>>>>> b\n";
    let mut report = audited(&[("a.txt", conflict), ("b.txt", "one\n"), ("node_modules/x.js", "\n")]);
    let place = Place {
        path: RelPath::new("a.txt"),
        start: Position { line: 2, column: 1 },
        end: Position { line: 2, column: 4 },
        side: Some(Side::Theirs),
    };
    for place in [Some(place.clone()), None] {
        let message = "`\"` expected".to_owned();
        report.problems.push(ReportProblem { place, kind: ProblemKind::SyntaxError, message });
    }
    let finding = report.findings.first_mut().expect("a conflict is found");
    finding.place.as_mut().expect("it has a place").side = Some(Side::Ours);
    finding.related.push((place, "the other\nside".to_owned()));
    finding.acceptance = Some(Acceptance {
        reason: "an example".to_owned(),
        owner: "the owner".to_owned(),
        expires: Some("2027-03-01".to_owned()),
    });
    let mut repository = finding.clone();
    (repository.place, repository.excerpt) = (None, None);
    repository.acceptance.as_mut().expect("accepted above").expires = None;
    report.findings.push(repository);
    report.grade.without_accepted = Some((report.grade.letter, report.grade.score.clone()));
    let rule = report.assessments.first_mut().expect("a rule ran");
    rule.status = Status::NotEvaluated("no precondition".to_owned());
    rule.summary = Some("1 conflict in 1 file".to_owned());
    let subject = report.assessments.iter_mut().find_map(|rule| rule.subjects.first_mut());
    let subject = subject.expect("a rule met a subject");
    (subject.outcome, subject.reason) = (Outcome::Unknown, Some("not readable".into()));
    report.since = since();
    report
}

/// What changed in an example of the rule that asks.
fn since() -> Option<Comparison> {
    let catalog = catalog();
    let rule = catalog.get("access-widened").expect("a built-in rule");
    with_threads(1, || run_example(&rule.data.bad[0], &catalog, &[rule])).since
}

#[test]
fn what_is_seldom_there_is_in_the_schema() {
    let report = written(&rich_report());
    assert_valid(&closed_schema(), &report, "rich");
    assert_eq!(report["findings"][0]["side"], "ours");
    assert_eq!(report["findings"][0]["related"][0]["label"], "the other\nside");
    assert_eq!(report["findings"][0]["accepted"]["owner"], "the owner");
    assert_eq!(report["files"]["skipped_files"][0]["path"], "node_modules/x.js");
    assert_eq!(report["since"]["access"][0]["role"], "anon");
}

#[test]
fn a_field_that_the_schema_does_not_know_is_drift() {
    let (validator, report) = (closed_schema(), written(&rich_report()));
    for path in [
        "",
        "/tool",
        "/grade",
        "/files",
        "/findings/0",
        "/assessments/0",
        "/problems/0",
        "/since",
        "/since/access/0",
    ] {
        let mut changed = report.clone();
        let object = changed.pointer_mut(path).and_then(Value::as_object_mut).expect("an object");
        object.insert("surprise".to_owned(), Value::Null);
        assert!(!validator.is_valid(&changed), "{path}");
    }
}

#[test]
fn readers_of_today_accept_fields_of_tomorrow() {
    let mut report = written(&rich_report());
    report["added_later"] = Value::Null;
    assert!(jsonschema::draft202012::is_valid(&published_schema(), &report));
}

#[test]
fn every_subject_has_a_line_of_its_own() {
    let text = text_of(&rich_report());
    let mut passes = text.lines().filter(|line| line.contains("\"status\": \"pass\""));
    assert!(passes.all(|line| line.trim_start().starts_with("{\"name\": ")), "{text}");
    assert!(text.ends_with("}\n") && text.contains("\n  \"findings\": [\n"));
}
