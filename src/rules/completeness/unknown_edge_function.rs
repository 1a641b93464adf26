//! Edge functions that code calls and that have no code.

use crate::finding::{Confidence, Severity};
use crate::project::Project;
use crate::project::client::Invocation;
use crate::project::functions::{SupabaseProject, plain_name};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for call in project.client_calls().invocations(project) {
        let projects = project.functions().callable(&call.file.path);
        if projects.is_empty() {
            report.not_evaluated("the repository has no folder of edge functions");
            return;
        }
        let answers: Vec<_> = projects.iter().map(|supabase| supabase.answers(call.name)).collect();
        if answers.contains(&Some(true)) {
            report.pass(&call);
        } else if answers.contains(&None) {
            report.unknown(&call, "where its code is cannot be seen");
        } else {
            let finding = report.fail(&call, message(&call, &projects));
            if call.file.role != Role::Production {
                finding.severity = Severity::Blocker.outside_production();
            }
            if !call.is_sure {
                finding.confidence = Confidence::Tentative;
            }
        }
    }
}

fn message(call: &Invocation<'_>, projects: &[&SupabaseProject]) -> String {
    let name = call.name;
    let mut message = format!("`{name}` is called, and no edge function of that name has code");
    if let Some(hint) = projects.iter().find_map(|supabase| hint(name, supabase)) {
        message = format!("{message}\n{hint}");
    }
    if call.is_sure { message } else { format!("{message}\nthe address may be that of another project") }
}

fn hint(name: &str, supabase: &SupabaseProject) -> Option<String> {
    if supabase.entry(name).is_some() {
        return Some("it is configured all the same".to_owned());
    }
    if supabase.folders.iter().any(|folder| **folder == *name) {
        return Some("its folder holds no `index` file".to_owned());
    }
    let mut functions = supabase.functions.iter().filter(|function| !function.is_shared_code());
    if let Some(function) = functions.clone().find(|function| plain_name(&function.name) == plain_name(name))
    {
        return Some(format!(
            "the function is called `{}`: `-`, `_` and case tell names apart",
            function.name
        ));
    }
    let nearest = functions
        .by_ref()
        .map(|function| (strsim::damerau_levenshtein(name, &function.name), &*function.name));
    let (_, nearest) = nearest.min().filter(|(distance, _)| distance * 3 <= name.len())?;
    Some(format!("the nearest name is `{nearest}`"))
}
