//! What a file is to the rest: where its module runs and why, who imports it, and what enters a server there.

use super::file::row;
use crate::finding::Location;
use crate::project::Project;
use crate::project::functions::{Caller, CallerKind, Callers, EntryKind, EntryPoint};
use crate::project::modules::Chain;
use crate::render;
use crate::source::{SourceFile, Sources};

/// Lines of a page; none for what is no module.
pub(super) fn lines(project: &Project, file: &SourceFile, sources: &Sources) -> Vec<String> {
    let Some(sides) = project.reach().sides(project.modules(), &file.path) else { return Vec::new() };
    let mut lines = vec![format!("side       {sides}")];
    for chain in Chain::all(project, &file.path) {
        lines.push(way(&chain));
    }
    if sides.is_empty()
        && let Some(doubt) = project.reach().doubt(project.modules(), &file.path)
    {
        lines.push(format!("  perhaps  {doubt}"));
    }
    let importers = project.modules().importers(&file.path);
    let named: Vec<(&str, usize)> = importers.iter().map(|path| (path.as_str(), 1)).collect();
    lines.push(row("importers", importers.len(), &named));
    for entry in
        project.entry_points().iter().filter(|entry| entry.at.path == file.path || entry.code == file.path)
    {
        lines.extend(of_entry(project, entry, sources));
    }
    lines
}

/// `  browser  src/main.tsx → src/App.tsx → src/a.ts`.
fn way(chain: &Chain) -> String {
    let modules: Vec<_> = chain.modules.iter().map(|path| render::one_line(path.as_str())).collect();
    let begins = if modules.len() == 1 { "begins here".to_owned() } else { modules.join(" → ") };
    format!("  {:<8} {begins}", chain.sides.to_string())
}

fn of_entry(project: &Project, entry: &EntryPoint, sources: &Sources) -> Vec<String> {
    let shown = |at: &Location| place(at, sources);
    let name = render::one_line(&entry.name);
    let mut lines = vec![format!("entry      {name}  ({}, {})", entry.kind.name(), shown(&entry.at))];
    if entry.code != entry.at.path {
        lines.push(format!("  code     {}", render::one_line(entry.code.as_str())));
    }
    let callers: Vec<Caller> = match (entry.kind, &entry.route) {
        (EntryKind::EdgeFunction, _) => {
            lines.push(format!("  config   {}", config(project, entry, sources)));
            let functions = project.functions().projects.iter().flat_map(|supabase| &supabase.functions);
            let function = functions.into_iter().find(|function| function.entry == entry.code);
            let all = function.map(|function| Callers::of(project).of_function(function).cloned().collect());
            all.unwrap_or_default()
        }
        (_, Some(route)) => route.callers(project),
        _ => return lines,
    };
    let is_timed = |caller: &&Caller| matches!(caller.kind, CallerKind::Scheduler(_));
    let by = |keep: &dyn Fn(&&Caller) -> bool| {
        let places: Vec<String> = callers.iter().filter(|one| keep(one)).map(|one| shown(&one.at)).collect();
        if places.is_empty() { "none seen".to_owned() } else { places.join(", ") }
    };
    lines.push(format!("  schedule {}", by(&is_timed)));
    lines.push(format!("  callers  {}", by(&|caller| !is_timed(caller))));
    lines
}

/// What the configuration says of an edge function.
fn config(project: &Project, entry: &EntryPoint, sources: &Sources) -> String {
    let found = project.functions().projects.iter().find_map(|supabase| {
        let is_its = supabase.functions.iter().any(|function| function.entry == entry.code);
        supabase.entry(&entry.name).filter(|_| is_its)
    });
    let Some(found) = found else { return "none: callers need a valid token".to_owned() };
    let verify = match found.verify_jwt {
        Some(false) => "verify_jwt = false",
        Some(true) => "verify_jwt = true",
        None => "callers need a valid token",
    };
    let off = if found.is_enabled { "" } else { ", switched off" };
    format!("{verify}{off} ({})", place(&found.at, sources))
}

/// `path:line`.
fn place(at: &Location, sources: &Sources) -> String {
    let line = sources.get(&at.path).map_or(1, |file| file.lines().position(&file.text, at.span.start).line);
    format!("{}:{line}", render::one_line(at.path.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::modules::Sides;
    use crate::source::RelPath;

    #[test]
    fn a_chain_reads_from_its_beginning() {
        let modules = ["src/main.ts", "src/a.ts"].map(RelPath::new).to_vec();
        let chain = Chain { sides: Sides::BROWSER, modules };
        assert_eq!(way(&chain), "  browser  src/main.ts → src/a.ts");
    }
}
