//! The phases of an audit, each alone, on an application made up in memory: no disk, no git, the same
//! bytes every time.
//!
//! ```text
//! cargo bench --bench phases
//! ```

use std::sync::Arc;

use divan::{Bencher, black_box};
use gonogo::engine::{Request, audit};
use gonogo::facts::{FileFacts, extract};
use gonogo::project::{Project, Settings, TreeFacts};
use gonogo::rules::catalog;
use gonogo::source::{RelPath, SourceFile, Sources};

/// Files of each language in the application.
const FILES: usize = 100;

fn main() {
    divan::main();
}

/// One part of a page, as front ends have them by the hundred.
const PAGE: &str = "
// Page NUMBER, part PART.
export function PagePART() {
  const [rows, setRows] = useState<Row[]>([]);
  const load = async (id: string) => {
    const { data, error } = await supabase.from('table_PART').select('id, name').eq('id', id);
    if (error) console.error('load', error);
    setRows(data ?? []);
  };
  return <ul className=\"rows\">{rows.map((row) => <li key={row.id}>{row.name}</li>)}</ul>;
}
";

/// One part of a migration: a table, its policy, a function.
const MIGRATION: &str = "
-- Migration NUMBER, part PART.
create table public.t_NUMBER_PART (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  created_at timestamptz not null default now()
);
alter table public.t_NUMBER_PART enable row level security;
create policy \"own rows\" on public.t_NUMBER_PART for select using (auth.uid() = id);
create function public.f_NUMBER_PART() returns void language plpgsql as $$
begin
  perform 1;
end;
$$;
";

/// A migration of a long history: it makes, changes and undoes what those before it made.
const HISTORY: &str = "
create table public.h_NUMBER (
  id uuid primary key default gen_random_uuid(),
  parent uuid references public.h_BEFORE (id) on delete cascade,
  state text not null check (state in ('open', 'closed')),
  created_at timestamptz not null default now()
);
create index h_NUMBER_parent on public.h_NUMBER (parent) where state = 'open';
alter table public.h_NUMBER enable row level security;
create policy \"own rows\" on public.h_NUMBER for all using (auth.uid() = id) with check (auth.uid() = id);
drop policy if exists \"own rows\" on public.h_BEFORE;
create policy \"read rows\" on public.h_BEFORE for select to authenticated using ((select auth.uid()) = id);
create or replace function public.touch() returns trigger language plpgsql set search_path = '' as $$
begin new.created_at := now(); return new; end;
$$;
create trigger touch before update on public.h_NUMBER for each row execute function public.touch();
create view public.v_NUMBER with (security_invoker = on) as select id, state from public.h_NUMBER;
alter table public.h_BEFORE add column if not exists note text, alter column state set default 'open';
do $$
declare name text;
begin
  foreach name in array array['h_NUMBER', 'h_BEFORE'] loop
    execute format('revoke all on public.%I from anon', name);
  end loop;
end;
$$;
drop view public.v_BEFORE cascade;
";

/// One part of a module of a service, with a test.
const MODULE: &str = "
/// Reads PART of NUMBER.
pub fn read_PART(map: &HashMap<String, u32>) -> Option<u32> {
    let value = map.get(\"key\")?;
    println!(\"{value}\");
    Some(value.checked_add(PART).unwrap_or(0))
}
#[cfg(test)]
mod tests_PART {
    #[test]
    fn reads() {
        super::read_PART(&Default::default()).unwrap();
    }
}
";

/// One part of a configuration file.
const CONFIGURATION: &str = "
  \"entryPART\": { \"path\": \"./src/NUMBER\", \"list\": [1, 2, 3], \"on\": true },";

/// `parts` copies of `part`, each with its own numbers.
fn text(part: &str, number: usize, parts: usize) -> String {
    let part = part.replace("NUMBER", &number.to_string());
    (0..parts).map(|at| part.replace("PART", &at.to_string())).collect()
}

fn files() -> Vec<(String, String)> {
    let files = (0..FILES).flat_map(|number| {
        let entries = text(CONFIGURATION, number, 50);
        [
            (format!("src/pages/page{number}.tsx"), text(PAGE, number, 20)),
            (format!("supabase/migrations/{number:04}_tables.sql"), text(MIGRATION, number, 5)),
            (format!("service/src/module{number}.rs"), text(MODULE, number, 20)),
            (format!("config/part{number}.json"), format!("{{{}\n}}\n", entries.trim_end_matches(','))),
        ]
    });
    files.collect()
}

fn sources_of(files: &[(String, String)]) -> Sources {
    Sources::in_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

fn facts_of(sources: &Sources) -> Vec<Arc<FileFacts>> {
    sources.files.iter().flat_map(extract).map(Arc::new).collect()
}

/// Role, language and conflicts of every file.
#[divan::bench]
fn classify(bencher: Bencher<'_, '_>) {
    let files = files();
    bencher.bench(|| sources_of(black_box(&files)));
}

/// Text → facts, by language, on one thread.
#[divan::bench(args = ["tsx", "sql", "rs", "json"])]
fn extract_language(bencher: Bencher<'_, '_>, extension: &str) {
    let files = files().into_iter().filter(|(path, _)| path.ends_with(extension));
    let sources: Vec<SourceFile> =
        files.map(|(path, text)| SourceFile::new(RelPath::new(path), text)).collect();
    let bytes: usize = sources.iter().map(|file| file.text.len()).sum();
    bencher
        .counter(divan::counter::BytesCount::new(bytes))
        .bench(|| sources.iter().map(|file| extract(black_box(file)).len()).sum::<usize>());
}

/// Facts → project.
#[divan::bench]
fn assemble(bencher: Bencher<'_, '_>) {
    let facts = facts_of(&sources_of(&files()));
    let tree = Arc::new(TreeFacts::default());
    let settings = Arc::new(Settings::default());
    bencher
        .with_inputs(|| facts.clone())
        .bench_values(|facts| Project::assemble(facts, tree.clone(), settings.clone()));
}

/// Migrations, parsed and replayed: ten times as many take ten times as long.
#[divan::bench(args = [46, 460, 4600])]
fn database(bencher: Bencher<'_, '_>, migrations: usize) {
    let start =
        "create table public.h_0 (id uuid primary key, state text); create view public.v_0 as select 1;";
    let later = (1..migrations).map(|number| {
        let text = HISTORY.replace("NUMBER", &number.to_string());
        text.replace("BEFORE", &(number - 1).to_string())
    });
    let texts = std::iter::once(start.to_owned()).chain(later).enumerate();
    let files: Vec<_> =
        texts.map(|(number, text)| (format!("supabase/migrations/{number:06}_step.sql"), text)).collect();
    let sources = sources_of(&files);
    bencher.counter(migrations).bench(|| {
        let project = Project::assemble(facts_of(&sources), Arc::default(), Arc::default());
        assert_eq!(project.schemas()[0].tables().count(), migrations);
        project
    });
}

/// Project → assessments: every rule.
#[divan::bench]
fn check(bencher: Bencher<'_, '_>) {
    let catalog = catalog().expect("the built-in rules are well formed");
    let facts = facts_of(&sources_of(&files()));
    let project = Project::assemble(facts, Arc::default(), Arc::default());
    bencher.bench(|| {
        for rule in catalog.rules() {
            let mut reporter = gonogo::rule::Reporter::new(rule);
            (rule.check)(black_box(&project), &mut reporter);
            black_box(reporter.finish());
        }
    });
}

/// Sources → report, all phases together.
#[divan::bench]
fn whole(bencher: Bencher<'_, '_>) {
    let catalog = catalog().expect("the built-in rules are well formed");
    let rules: Vec<_> = catalog.rules().iter().collect();
    let sources = sources_of(&files());
    bencher.bench(|| audit(black_box(&sources), &catalog, &rules, &Request::default()));
}
