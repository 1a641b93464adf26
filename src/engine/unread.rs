//! What could not be read is no success. A file without facts becomes an unknown subject of the rules
//! that would have examined it; a rule that lost its document, and a category that lost all its files,
//! are not evaluated.
//!
//! Which rules those are follows from what they examined in this repository and from their own
//! examples, so that no rule has to think of files it never saw. A rule whose subjects span files, such
//! as tables in migrations, says itself what is unknown: only it knows what a lost file may have held.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::finding::{Problem, ProblemKind, Subject};
use crate::rule::{Assessment, CatalogRule, Category, Unknown};
use crate::source::{Language, RelPath, Role, Sources, role_of};

/// Turns problems of whole files into unknown subjects.
pub(super) fn note(
    assessments: &mut [Assessment],
    rules: &[&CatalogRule],
    problems: &[Problem],
    sources: &Sources,
) {
    let unread = Unread::new(problems, sources);
    if unread.files.is_empty() {
        return;
    }
    let mut in_scope = BTreeSet::new();
    for (assessment, rule) in assessments.iter_mut().zip(rules) {
        if assessment.is_applicable() {
            unread.add_unknowns(assessment, rule, sources.files.len());
        } else if assessment.not_evaluated.is_none() {
            let every_text = || sources.files.is_empty().then(|| unread.every_text_of(rule)).flatten();
            assessment.not_evaluated = unread.document_of(rule).or_else(every_text);
        }
        if assessment.is_applicable() || assessment.not_evaluated.is_some() {
            in_scope.insert(rule.category);
        }
    }
    let leaves = |category: Category| !in_scope.contains(&category);
    for (assessment, rule) in assessments.iter_mut().zip(rules).filter(|(_, rule)| leaves(rule.category)) {
        assessment.not_evaluated = unread.all_of_a_language(rule);
    }
}

/// A file without facts.
struct Unseen<'p> {
    language: Language,
    role: Role,
    problem: &'p Problem,
}

/// Files without facts, and the production files that have some.
struct Unread<'p> {
    files: BTreeMap<&'p RelPath, Unseen<'p>>,
    read: BTreeMap<Language, Vec<&'p RelPath>>,
}

impl<'p> Unread<'p> {
    fn new(problems: &'p [Problem], sources: &'p Sources) -> Self {
        let mut files = BTreeMap::new();
        for problem in problems {
            let Some(path) = &problem.path else { continue };
            let language = family(Language::of(path));
            if !hides_facts(problem.kind, language) {
                continue;
            }
            let role = sources.get(path).map_or_else(|| role_of(path, language, ""), |file| file.role);
            files.entry(path).or_insert(Unseen { language, role, problem });
        }
        let mut read: BTreeMap<Language, Vec<&RelPath>> = BTreeMap::new();
        for file in sources.files.iter().filter(|file| file.role == Role::Production) {
            if !files.is_empty() && !files.contains_key(&file.path) {
                read.entry(family(file.language)).or_default().push(&file.path);
            }
        }
        Self { files, read }
    }

    /// Those of the production files whose language could not be read.
    fn production(&self) -> impl Iterator<Item = (&'p RelPath, &Unseen<'p>)> {
        let files = self.files.iter().map(|(path, unseen)| (*path, unseen));
        files.filter(|(_, unseen)| unseen.role == Role::Production)
    }

    /// A rule that examined at least half of what could be read of a language, or of all files, would
    /// have examined the others too.
    fn add_unknowns(&self, assessment: &mut Assessment, rule: &CatalogRule, all: usize) {
        let examined = examined(assessment);
        let examines_most = |language: &Language| {
            let read = self.read.get(language).map_or(&[][..], Vec::as_slice);
            let seen = read.iter().filter(|path| examined.contains(*path)).count();
            seen > 0 && seen * 2 >= read.len()
        };
        let languages: BTreeSet<Language> = self.production().map(|(_, unseen)| unseen.language).collect();
        let languages: BTreeSet<Language> = languages.into_iter().filter(examines_most).collect();
        let examines_all = is_for_any_text(rule) && examined.len() * 2 >= all;
        let missed = self.files.iter().filter(|(path, unseen)| {
            let is_alike = unseen.role == Role::Production && languages.contains(&unseen.language);
            (is_alike || examines_all && unseen.has_no_text()) && !examined.contains(*path)
        });
        let unknowns = missed.map(|(path, unseen)| Unknown {
            subject: Subject::file(path),
            reason: format!("could not be read: {}", unseen.problem.message),
        });
        let unknowns: Vec<Unknown> = unknowns.collect();
        assessment.unknowns.extend(unknowns);
    }

    /// Why a rule without subjects may only seem to have none: a document of the name in which its
    /// examples fail could not be read.
    fn document_of(&self, rule: &CatalogRule) -> Option<String> {
        let lost = |name: &str| {
            let mut documents = self.production().filter(|(_, unseen)| is_document(unseen.language));
            documents.find(|(path, _)| path.file_name() == name)
        };
        let mut names = failing_files(rule).map(|path| RelPath::new(path).file_name().to_owned());
        let (path, unseen) = names.find_map(|name| lost(&name))?;
        Some(format!("`{path}` could not be read: {}", unseen.problem.message))
    }

    /// Why a rule about words and plain text has no subjects where no file at all could be read.
    fn every_text_of(&self, rule: &CatalogRule) -> Option<String> {
        let is_prose = |language: Language| matches!(language, Language::Markdown | Language::Text);
        let fails_in =
            |language| failing_files(rule).any(|path| Language::of(&RelPath::new(path)) == language);
        let lost = self.files.values().filter(|unseen| unseen.has_no_text() && is_prose(unseen.language));
        let lost = lost.filter(|unseen| fails_in(unseen.language)).count();
        let files = if lost == 1 { "file" } else { "files" };
        (lost > 0).then(|| format!("no text could be read: {lost} {files} with problems"))
    }

    /// Why a rule without subjects may only seem to have none: of a language in which its examples
    /// fail, no file could be read.
    fn all_of_a_language(&self, rule: &CatalogRule) -> Option<String> {
        let fails_in =
            |language| failing_files(rule).any(|path| family(Language::of(&RelPath::new(path))) == language);
        // So large a file is data or a bundle: it alone does not make a language part of the stack.
        let lost = self.production().filter(|(_, unseen)| unseen.problem.kind != ProblemKind::Oversized);
        let lost: BTreeSet<Language> = lost.map(|(_, unseen)| unseen.language).collect();
        let is_read = |language: &Language| self.read.contains_key(language);
        let mut lost = lost.into_iter().filter(|language| *language != Language::Text && !is_read(language));
        let language = lost.find(|language| fails_in(*language))?;
        let count = self.production().filter(|(_, unseen)| unseen.language == language).count();
        let files = if count == 1 { "file" } else { "files" };
        Some(format!("no {} could be read: {count} {files} with problems", language.name()))
    }
}

impl Unseen<'_> {
    /// Whether not even its text could be read.
    fn has_no_text(&self) -> bool {
        matches!(self.problem.kind, ProblemKind::Unreadable | ProblemKind::Oversized)
    }
}

/// Paths of the files in which the examples of a rule fail.
fn failing_files(rule: &CatalogRule) -> impl Iterator<Item = &str> {
    let files = rule.data.bad.iter().flat_map(|example| &example.files);
    files.filter(|(_, text)| text.contains("//~ ")).map(|(path, _)| path.as_str())
}

/// Whether a rule reads files of any language, by what its examples fail in.
fn is_for_any_text(rule: &CatalogRule) -> bool {
    let languages: BTreeSet<Language> =
        failing_files(rule).map(|path| family(Language::of(&RelPath::new(path)))).collect();
    languages.len() > 1 || languages.contains(&Language::Text)
}

/// Whether files of that language are one of a kind, known by their name.
fn is_document(language: Language) -> bool {
    matches!(language, Language::Html | Language::Json | Language::Toml | Language::Yaml)
}

fn examined(assessment: &Assessment) -> HashSet<&RelPath> {
    let failed = assessment.findings.iter().map(|finding| &finding.subject);
    let unknown = assessment.unknowns.iter().map(|unknown| &unknown.subject);
    let subjects = assessment.passes.iter().chain(failed).chain(unknown);
    subjects.filter_map(|subject| subject.at.as_ref()).map(|at| &at.path).collect()
}

/// Whether a problem of that kind can leave a file without facts.
fn hides_facts(kind: ProblemKind, language: Language) -> bool {
    match kind {
        ProblemKind::Unreadable | ProblemKind::Oversized | ProblemKind::Internal => true,
        // SQL is read a statement at a time: the others stand, and the rules know what one may change.
        ProblemKind::TooDeep | ProblemKind::SyntaxError => language != Language::Sql,
        ProblemKind::Undecided => false,
    }
}

/// One language for all that TypeScript's grammar reads.
fn family(language: Language) -> Language {
    if language.is_script() { Language::TypeScript } else { language }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Request, audit};
    use crate::report::{Report, Status};
    use crate::rule::Catalog;
    use crate::source::UnreadFile;

    fn audited(files: &[(&str, &str)], unread: &[&str]) -> Report {
        let catalog: Catalog = crate::rules::catalog().expect("every rule file is well-formed");
        let rules: Vec<&CatalogRule> = catalog.rules().iter().collect();
        let mut sources = Sources::in_memory(files.iter().copied());
        for path in unread {
            sources.unreadable.push(UnreadFile::unreadable(RelPath::new(path), "no permission"));
        }
        audit(&sources, &catalog, &rules, &Request::default())
    }

    const TABLE: &str =
        "create table public.notes (id int);\nalter table public.notes enable row level security;";

    #[test]
    fn a_file_that_could_not_be_read_is_unknown_to_rules_that_examined_its_like() {
        let report = audited(&[("src/a.ts", "export {};\n"), ("src/b.ts", "export {};\n")], &["src/c.ts"]);
        let rule = report.rule("merge-conflict-marker").expect("it ran");
        assert_eq!((rule.counts.pass, rule.counts.unknown), (2, 1));
        assert_eq!(rule.subjects[2].reason.as_deref(), Some("could not be read: no permission"));
        let whole = audited(&[("src/a.ts", "export {};\n"), ("src/b.ts", "export {};\n")], &[]);
        assert!(report.grade.score < whole.grade.score);
    }

    #[test]
    fn a_category_does_not_leave_with_its_last_file() {
        let report = audited(&[], &["supabase/migrations/1_notes.sql"]);
        let rule = report.rule("rls-disabled").expect("it ran");
        let reason = "no SQL could be read: 1 file with problems".to_owned();
        assert_eq!(rule.status, Status::NotEvaluated(reason));
        assert!(report.grade.categories.iter().any(|category| category.category == Category::Security));
    }

    #[test]
    fn a_language_that_is_read_elsewhere_keeps_its_rules_as_they_are() {
        let report =
            audited(&[("supabase/migrations/1_notes.sql", TABLE)], &["supabase/migrations/2_more.sql"]);
        let rule = report.rule("rls-disabled").expect("it ran");
        assert_eq!((rule.counts.pass, rule.counts.unknown), (1, 1));
        let other = audited(&[("supabase/migrations/1_notes.sql", TABLE)], &["src/a.ts"]);
        let rule = other.rule("rls-disabled").expect("it ran");
        assert_eq!((rule.counts.pass, rule.counts.unknown), (1, 0));
    }
}
