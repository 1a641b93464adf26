//! Which databases a repository has.

use super::*;
use crate::facts::extract;
use crate::source::SourceFile;

fn facts(files: &[(&str, &str)]) -> Vec<Arc<FileFacts>> {
    let file = |(path, text): &(&str, &str)| extract(&SourceFile::new(RelPath::new(path), *text)).remove(0);
    let mut facts: Vec<_> = files.iter().map(|file_| Arc::new(file(file_))).collect();
    facts.sort_by(|left, right| left.path.cmp(&right.path));
    facts
}

/// A line a root: folder, tool, dialect, names of what runs.
fn shown(files: &[(&str, &str)]) -> Vec<String> {
    let facts = facts(files);
    let line = |root: Root<'_>| {
        let names: Vec<_> = root
            .migrations
            .iter()
            .map(|(file, _)| file.path.as_str()[root.folder.len()..].trim_start_matches('/').to_owned())
            .collect();
        format!("{} {:?} {:?}: {}", root.folder, root.tool, root.dialect, names.join(" "))
    };
    roots(&facts).into_iter().map(line).collect()
}

const TABLE: &str = "create table t (id int);";

#[test]
fn each_tool_has_its_own_order() {
    let lock = "provider = \"postgresql\"\n";
    assert_eq!(
        shown(&[
            ("prisma/migrations/20250102_b/migration.sql", TABLE),
            ("prisma/migrations/20250101_a/migration.sql", TABLE),
            ("prisma/migrations/migration_lock.toml", lock),
        ]),
        ["prisma/migrations Prisma PostgreSql: 20250101_a/migration.sql 20250102_b/migration.sql"]
    );
    let journal =
        r#"{"dialect": "sqlite", "entries": [{"idx": 0, "tag": "0000_b"}, {"idx": 1, "tag": "0001_a"}]}"#;
    assert_eq!(
        shown(&[
            ("drizzle/0001_a.sql", TABLE),
            ("drizzle/0000_b.sql", TABLE),
            ("drizzle/0002_lost.sql", TABLE),
            ("drizzle/meta/_journal.json", journal),
        ]),
        ["drizzle Drizzle Sqlite: 0000_b.sql 0001_a.sql"]
    );
    assert_eq!(
        shown(&[
            ("migrations/2021-01-02-000000_b/up.sql", TABLE),
            ("migrations/2021-01-02-000000_b/down.sql", "drop table t;"),
            ("migrations/00000000000000_diesel_initial_setup/up.sql", TABLE),
        ]),
        [
            "migrations Diesel Undecided: 00000000000000_diesel_initial_setup/up.sql 2021-01-02-000000_b/up.sql"
        ]
    );
    assert_eq!(
        shown(&[
            ("src/main/resources/db/migration/V10__c.sql", TABLE),
            ("src/main/resources/db/migration/V2__b.sql", TABLE),
            ("src/main/resources/db/migration/U2__b.sql", "drop table t;"),
            ("src/main/resources/db/migration/R__views.sql", TABLE),
        ]),
        ["src/main/resources/db/migration Flyway Undecided: V2__b.sql V10__c.sql R__views.sql"]
    );
}

#[test]
fn the_way_back_is_left_out_and_numbers_are_numbers() {
    assert_eq!(
        shown(&[("db/10_c.up.sql", TABLE), ("db/10_c.down.sql", "drop table t;"), ("db/2_b.up.sql", TABLE),]),
        ["db Numbered Undecided: 2_b.up.sql 10_c.up.sql"]
    );
    assert_eq!(
        shown(&[
            (
                "db/migrations/20250101_a.sql",
                "-- migrate:up\ncreate table t (id int);\n-- migrate:down\ndrop table t;"
            ),
            ("db/schema.sql", TABLE),
        ]),
        ["db/migrations Dbmate Undecided: 20250101_a.sql"]
    );
}

#[test]
fn the_dialect_is_found_in_the_files_or_the_manifest() {
    let cargo =
        "[package]\nname = \"x\"\n[dependencies]\nsqlx = { version = \"0.8\", features = [\"sqlite\"] }\n";
    assert_eq!(
        shown(&[("Cargo.toml", cargo), ("migrations/1_a.sql", TABLE)]),
        ["migrations Numbered Sqlite: 1_a.sql"]
    );
    let auto = "create table t (id integer primary key autoincrement);";
    assert_eq!(
        shown(&[("migrations/1_a.sql", auto), ("migrations/2_b.sql", TABLE)]),
        ["migrations Plain Sqlite: 1_a.sql 2_b.sql"]
    );
}

#[test]
fn loose_scripts_beside_a_tool_are_no_database() {
    assert_eq!(
        shown(&[("supabase/migrations/1_a.sql", TABLE), ("migrations/20250101_fix.sql", TABLE)]),
        ["supabase Supabase PostgreSql: migrations/1_a.sql"]
    );
    assert!(shown(&[("sql/01_report.sql", TABLE), ("sql/queries.sql", TABLE)]).is_empty());
    assert!(shown(&[("tests/sql/01_a.sql", TABLE), ("tests/sql/02_b.sql", TABLE)]).is_empty());
}

#[test]
fn two_programs_have_two_databases() {
    assert_eq!(
        shown(&[
            ("services/a/migrations/1_a.up.sql", TABLE),
            ("services/a/migrations/1_a.down.sql", ""),
            ("services/b/migrations/001.sql", TABLE)
        ]),
        [
            "services/a/migrations Numbered Undecided: 1_a.up.sql",
            "services/b/migrations Plain Undecided: 001.sql"
        ]
    );
}

#[test]
fn a_supabase_folder_may_describe_its_database_as_a_whole() {
    let config = "[db.migrations]\nschema_paths = [\"./schemas/types.sql\", \"./schemas/*.sql\"]\n[db.seed]\nsql_paths = [\"./seeds/*.sql\"]\n";
    let files = [
        ("supabase/config.toml", config),
        ("supabase/schemas/types.sql", TABLE),
        ("supabase/schemas/a.sql", TABLE),
        ("supabase/seeds/one.sql", TABLE),
    ];
    assert_eq!(shown(&files), ["supabase Supabase PostgreSql: schemas/types.sql schemas/a.sql"]);
    let facts = facts(&files);
    assert_eq!(roots(&facts)[0].seeds, [RelPath::new("supabase/seeds/one.sql")]);
    let off = "[db.migrations]\nenabled = false\n";
    assert!(shown(&[("supabase/config.toml", off), ("supabase/migrations/1_a.sql", TABLE)]).is_empty());
}
