//! Entries of `config.toml` whose function has no code.

use crate::finding::{Severity, Subject};
use crate::project::Project;
use crate::project::functions::{ConfigFunction, Entrypoint, SupabaseProject, plain_name};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for supabase in &project.functions().projects {
        if supabase.is_unreadable
            && let Some(config) = &supabase.config
        {
            report.unknown(Subject::file(config), "it does not parse, so its functions are not known");
        }
        for function in supabase.configured.iter().filter(|function| function.is_enabled) {
            match &function.entrypoint {
                Entrypoint::Found(_) => report.pass(function),
                Entrypoint::Unseen(reason) => report.unknown(function, &**reason),
                Entrypoint::Missing(looked) => {
                    let finding = report.fail(function, message(function, looked, supabase));
                    if supabase.role != Role::Production {
                        finding.severity = Severity::Blocker.outside_production();
                    }
                }
            }
        }
    }
}

fn message(function: &ConfigFunction, looked: &[Box<str>], supabase: &SupabaseProject) -> String {
    let mut places = looked.iter();
    let first = places.next().map_or("", |place| place);
    let mut message = format!("`{}` is configured and has no code at `{first}`", function.name);
    for place in places {
        message = format!("{message}\nnor at `{place}`");
    }
    if let Some(hint) = hint(&function.name, &supabase.folders) {
        message = format!("{message}\n{hint}");
    }
    message
}

/// What the entry's author may have meant.
fn hint(name: &str, folders: &[Box<str>]) -> Option<String> {
    if folders.iter().any(|folder| &**folder == name) {
        return Some("its folder holds no `index` file".to_owned());
    }
    if let Some(folder) = folders.iter().find(|folder| plain_name(folder) == plain_name(name)) {
        return Some(format!("the folder is called `{folder}`: `-`, `_` and case tell names apart"));
    }
    let rated = folders.iter().map(|folder| (strsim::damerau_levenshtein(name, folder), folder));
    let nearest = rated.min().filter(|(distance, _)| *distance <= name.len() / 3);
    nearest.map(|(_, folder)| format!("the nearest folder is `{folder}`"))
}
