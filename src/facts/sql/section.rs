//! Files that hold both ways of a migration: comments say where the way forward ends and the way back
//! begins. Only the way forward is run.

use crate::source::Span;

/// A tool whose migrations keep both ways in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionTool {
    /// `-- migrate:up`.
    Dbmate,
    /// `-- +goose Up`.
    Goose,
    /// `-- Up Migration`.
    NodePgMigrate,
    /// `-- +migrate Up`.
    SqlMigrate,
    /// `---- create above / drop below ----`.
    Tern,
}

/// Which parts of a file are the way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sections {
    /// Whose comments they are.
    pub tool: SectionTool,
    /// Whether there is a way back.
    pub has_down: bool,
    /// From each comment that begins a way back to the one that ends it.
    down: Vec<Span>,
}

impl Sections {
    /// What the comments of a file divide it into; `None` where they do not.
    pub(super) fn of(text: &str, comments: &[Span]) -> Option<Self> {
        let marks = comments.iter().filter_map(|span| Some((span.start, mark(span.of(text))?)));
        let marks: Vec<(u32, (SectionTool, Way))> = marks.collect();
        let (_, (tool, _)) =
            *marks.iter().find(|(_, (tool, way))| *way == Way::Up || *tool == SectionTool::Tern)?;
        let mut down: Vec<Span> = Vec::new();
        let mut since = None;
        for (at, (_, way)) in marks.into_iter().filter(|(_, (other, _))| *other == tool) {
            match (way, since) {
                (Way::Down, None) => since = Some(at),
                (Way::Up, Some(start)) => {
                    down.push(Span { start, end: at });
                    since = None;
                }
                _ => {}
            }
        }
        down.extend(since.map(|start| Span { start, end: u32::MAX }));
        Some(Self { tool, has_down: !down.is_empty(), down })
    }

    /// Whether what stands at `span` belongs to a way back.
    pub(super) fn is_down(&self, span: Span) -> bool {
        self.down.iter().any(|down| down.start <= span.start && span.start < down.end)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// What a comment begins.
fn mark(comment: &str) -> Option<(SectionTool, Way)> {
    let words = comment.strip_prefix("--")?;
    if words.starts_with("-- create above / drop below --") {
        return Some((SectionTool::Tern, Way::Down));
    }
    let mut words = words.split_ascii_whitespace();
    let (first, second) = (words.next()?, words.next().unwrap_or_default());
    let way = |word: &str| match word {
        _ if word.eq_ignore_ascii_case("up") => Some(Way::Up),
        _ if word.eq_ignore_ascii_case("down") => Some(Way::Down),
        _ => None,
    };
    match first {
        "migrate:up" => Some((SectionTool::Dbmate, Way::Up)),
        "migrate:down" => Some((SectionTool::Dbmate, Way::Down)),
        "+goose" => Some((SectionTool::Goose, way(second)?)),
        "+migrate" => Some((SectionTool::SqlMigrate, way(second)?)),
        _ if second.eq_ignore_ascii_case("migration") && words.next().is_none() => {
            Some((SectionTool::NodePgMigrate, way(first)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::sql::SectionTool;
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    fn names(text: &str) -> (Vec<String>, Option<SectionTool>) {
        let facts = extract(&SourceFile::new(RelPath::new("db/migrations/1_x.sql"), text)).remove(0);
        let Content::Sql(sql) = facts.content else { panic!("SQL") };
        let ran = sql.statements.iter().map(|statement| statement.span.of(text).to_owned());
        (ran.collect(), sql.sections.map(|sections| sections.tool))
    }

    #[test]
    fn the_way_back_is_not_run() {
        for (up, down, tool) in [
            ("-- +goose Up", "-- +goose Down", SectionTool::Goose),
            ("-- migrate:up transaction:false", "-- migrate:down", SectionTool::Dbmate),
            ("-- Up Migration", "-- Down Migration", SectionTool::NodePgMigrate),
            ("-- +migrate Up", "-- +migrate Down", SectionTool::SqlMigrate),
            ("-- first", "---- create above / drop below ----", SectionTool::Tern),
        ] {
            let text = format!("{up}\ncreate table t (id int);\n{down}\ndrop table t;\n");
            assert_eq!(names(&text), (vec!["create table t (id int)".to_owned()], Some(tool)), "{up}");
        }
    }

    #[test]
    fn the_way_back_may_come_first() {
        let text = "-- migrate:down\ndrop table t;\n-- migrate:up\ncreate table t (id int);";
        assert_eq!(names(text).0, ["create table t (id int)"]);
    }

    #[test]
    fn a_heading_that_no_tool_reads_divides_nothing() {
        let text = "create table t (id int);\n-- Down\ndrop table t;";
        assert_eq!((names(text).0.len(), names(text).1), (2, None));
    }
}
