//! Nothing is gained by making a file unreadable.

use gonogo::engine::{Request, audit, with_threads};
use gonogo::report::{Report, Status};
use gonogo::rule::{Catalog, CatalogRule, Example};
use gonogo::source::{RelPath, Sources, UnreadFile};

use super::catalog;

/// The report on an example, where the file at `lost` cannot be read.
fn audited(example: &Example, lost: Option<&str>, catalog: &Catalog) -> Report {
    let all: Vec<&CatalogRule> = catalog.rules().iter().collect();
    let (files, _) = example.split();
    let (unread, read): (Vec<_>, Vec<_>) =
        files.iter().partition(|(path, _)| lost.is_some_and(|lost| lost == path));
    let mut sources = Sources::in_memory(read.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let unread = unread.iter().map(|(path, _)| UnreadFile::unreadable(RelPath::new(path), "no permission"));
    sources.unreadable.extend(unread);
    with_threads(1, || audit(&sources, catalog, &all, &Request::default()))
}

/// One lost file is one unknown subject: it outweighs one finding of each rule, not several. What a lost
/// migration or function would have changed elsewhere is for the model of the database to say.
fn is_outweighed(path: &str, whole: &Report) -> bool {
    let here = |rule: &str| {
        let findings = whole.findings.iter().filter(|finding| finding.rule == rule);
        findings.filter(|finding| finding.place.as_ref().is_some_and(|at| at.path.as_str() == path)).count()
    };
    !path.contains("supabase/") && whole.assessments.iter().all(|rule| here(&rule.id) <= 1)
}

/// Whether a rule met subjects or lost them that was not in scope before: such scores do not compare.
fn enters_scope(whole: &Report, part: &Report) -> bool {
    let was_absent = |id: &str| whole.rule(id).is_none_or(|rule| rule.status == Status::NotApplicable);
    part.assessments.iter().any(|rule| rule.status != Status::NotApplicable && was_absent(&rule.id))
}

#[test]
fn an_unreadable_file_never_raises_the_score() {
    let catalog = catalog();
    let mut raised = Vec::new();
    for (rule, example) in
        catalog.rules().iter().flat_map(|rule| rule.data.bad.iter().map(move |bad| (rule, bad)))
    {
        let whole = audited(example, None, &catalog);
        for path in example.files.keys().filter(|path| is_outweighed(path, &whole)) {
            let part = audited(example, Some(path), &catalog);
            if part.grade.score > whole.grade.score && !enters_scope(&whole, &part) {
                let (before, after) = (whole.grade.score.to_string(), part.grade.score.to_string());
                raised.push(format!("{}: {}: {path}: {before} to {after}", rule.id, example.name));
            }
        }
    }
    assert!(raised.is_empty(), "\n{}", raised.join("\n"));
}
