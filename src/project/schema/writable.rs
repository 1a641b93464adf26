//! Where rows go that a statement writes: through views and rules to tables, or nowhere.
//!
//! Refuses only what PostgreSQL refuses whatever rows there are.

use super::catalogue::Catalogue;
use super::object::{ColumnId, ObjectId};
use super::rejection::{Outcome, Rejected, SqlState};
use super::relation::Relation;
use super::rewrite_rule::RewriteRule;
use super::table::{ReplicaIdentity, Table};
use super::view::View;
use crate::facts::sql::{
    Identifier, OnConflict, RelationKind, RewriteEvent, RowChange, RowChangeKind, Timing,
};

/// Rules that lead from one to the next are followed so far.
const MAX_DEPTH: usize = 16;

/// What becomes of the columns of a view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ColumnOrigin {
    /// One of a relation.
    Column(ObjectId, ColumnId),
    /// A value that is no column.
    Computed,
    /// Not to be told.
    #[default]
    Unknown,
}

/// Which relation a view's rows are those of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum RowOrigin {
    /// That one's.
    Relation(ObjectId),
    /// No single one's: nothing can be written through it.
    None,
    /// Not to be told.
    #[default]
    Unknown,
}

/// A write on its way: the statement that began it, and the columns it gives now.
struct Write<'w> {
    event: RewriteEvent,
    change: &'w RowChange,
    columns: Vec<Identifier>,
    /// Relations whose rules led here, with the event.
    path: Vec<(ObjectId, RewriteEvent)>,
}

impl<'w> Write<'w> {
    /// What a statement writes; `None` for `TRUNCATE`, which is no one's rule and goes through no view.
    fn of(change: &'w RowChange, path: Vec<(ObjectId, RewriteEvent)>) -> Option<Self> {
        let event = match &change.kind {
            RowChangeKind::Insert { .. } => RewriteEvent::Insert,
            RowChangeKind::Update { .. } => RewriteEvent::Update,
            RowChangeKind::Delete { .. } => RewriteEvent::Delete,
            RowChangeKind::Truncate { .. } => return None,
        };
        Some(Self { event, change, columns: change.columns(), path })
    }
}

impl Catalogue {
    /// Refuses a write to a relation that takes none of its kind. Whether the rows come to the relation
    /// itself, and to nothing else.
    pub(super) fn check_writable(&self, change: &RowChange, relation: &Relation) -> Outcome<bool> {
        let Some(mut write) = Write::of(change, Vec::new()) else {
            let Relation::View(view) = relation else { return Ok(true) };
            let message = format!("\"{}\" is not a table", view.name.name);
            return Err(Rejected::new(SqlState::WrongObjectType, message));
        };
        self.check_write(&mut write, relation)?;
        let is_free = relation.rewrite_rules().iter().all(|rule| rule.event != write.event);
        Ok(is_free && relation.as_table().is_some())
    }

    fn check_write(&self, write: &mut Write<'_>, relation: &Relation) -> Outcome {
        let key = (relation.id(), write.event);
        let is_unsure = self.unseen.is_some()
            || self.unnamed.writers
            || relation.object().is_some_and(|object| object.doubt.is_some() || object.is_platform)
            || relation.rewrite_rules().iter().any(|rule| rule.doubt.is_some());
        if is_unsure || write.path.len() > MAX_DEPTH {
            return Ok(());
        }
        let is_of_event = |rule: &&RewriteRule| rule.event == write.event && rule.is_on();
        let rules: Vec<_> = relation.rewrite_rules().iter().filter(is_of_event).collect();
        if rules.iter().any(|rule| rule.has_actions) && write.path.contains(&key) {
            let message =
                format!("infinite recursion detected in rules for relation \"{}\"", relation.name().name);
            return Err(Rejected::new(SqlState::InvalidObjectDefinition, message));
        }
        write.path.push(key);
        for rule in &rules {
            self.check_actions(rule, &write.path)?;
        }
        let replaces = rules.iter().any(|rule| rule.is_instead && rule.condition.is_none());
        let may_replace = rules.iter().any(|rule| rule.is_instead);
        let outcome = match relation {
            _ if replaces => Ok(()),
            Relation::View(view) => self.check_view(write, view, may_replace),
            Relation::Table(table) => {
                self.check_published(table, write.event)?;
                if write.path.len() > 1 {
                    self.check_given(write.change, &write.columns, table)
                } else {
                    Ok(())
                }
            }
            Relation::Sequence(sequence) => Err(cannot_change("sequence", &sequence.name.name)),
            Relation::Index { .. } | Relation::Composite { .. } => Ok(()),
        };
        write.path.pop();
        outcome?;
        check_rules_allow(write, relation, &rules)
    }

    /// What the statements of a rule write must be writable, too.
    fn check_actions(&self, rule: &RewriteRule, path: &[(ObjectId, RewriteEvent)]) -> Outcome {
        for (id, change) in &rule.writes {
            let Some(relation) = self.relation_by_id(*id) else { continue };
            let Some(mut write) = Write::of(change, path.to_vec()) else { continue };
            self.check_write(&mut write, relation)?;
        }
        Ok(())
    }

    fn check_view(&self, write: &mut Write<'_>, view: &View, may_replace: bool) -> Outcome {
        if view.kind == RelationKind::MaterializedView {
            return Err(cannot_change("materialized view", &view.name.name));
        }
        if view.is_written_by_trigger(write.event) {
            return Ok(());
        }
        let refused = || {
            let verb = match write.event {
                RewriteEvent::Insert => "insert into",
                RewriteEvent::Update => "update",
                RewriteEvent::Delete | RewriteEvent::Select => "delete from",
            };
            let message = format!("cannot {verb} view \"{}\"", view.name.name);
            Err(Rejected::new(SqlState::ObjectNotInPrerequisiteState, message))
        };
        if may_replace {
            return refused();
        }
        let below = match view.rows {
            RowOrigin::Unknown => return Ok(()),
            RowOrigin::None => return refused(),
            RowOrigin::Relation(id) => self.relation_by_id(id),
        };
        let Some(below) = below else { return Ok(()) };
        let is_base = matches!(below, Relation::Table(_))
            || below.as_view().is_some_and(|view| view.kind == RelationKind::View);
        let is_own = |origin: &ColumnOrigin| *origin != ColumnOrigin::Computed;
        let has_columns = view.origins.is_empty() || view.origins.iter().any(is_own);
        if !is_base || write.event != RewriteEvent::Delete && !has_columns {
            return refused();
        }
        write.columns = self.columns_below(write, view)?;
        self.check_write(write, below)
    }

    /// The columns of the relation below a view that a write to the view gives; none where one is not known.
    fn columns_below(&self, write: &Write<'_>, view: &View) -> Outcome<Vec<Identifier>> {
        let mut below = Vec::with_capacity(write.columns.len());
        for name in &write.columns {
            let place = view.columns.iter().position(|column| column.name == *name);
            let origin = place.and_then(|place| view.origins.get(place)).copied().unwrap_or_default();
            match origin {
                ColumnOrigin::Column(id, column) => {
                    let columns = self.relation_by_id(id).and_then(super::reference::columns_of);
                    let named = columns.and_then(|all| all.iter().find(|one| one.id == column));
                    match named {
                        Some(column) => below.push(column.name.clone()),
                        None => return Ok(Vec::new()),
                    }
                }
                ColumnOrigin::Computed => {
                    let verb = if write.event == RewriteEvent::Insert { "insert into" } else { "update" };
                    let message = format!("cannot {verb} column \"{name}\" of view \"{}\"", view.name.name);
                    return Err(Rejected::new(SqlState::FeatureNotSupported, message));
                }
                ColumnOrigin::Unknown => return Ok(Vec::new()),
            }
        }
        Ok(below)
    }

    /// Rows that are changed or removed must be known by a key to those who follow a publication.
    fn check_published(&self, table: &Table, event: RewriteEvent) -> Outcome {
        let is_plain =
            table.kind == RelationKind::Table && !table.is_unlogged && table.partition_of.is_none();
        if event == RewriteEvent::Insert
            || !is_plain
            || !table.constraints.iter().all(|it| it.doubt.is_none())
        {
            return Ok(());
        }
        let publishes = self.publications.values().any(|publication| {
            let has_it = publication.has_all_tables
                || publication.tables.contains(&table.object.id)
                || publication.schemas.contains(&table.name.schema);
            has_it && publication.object.doubt.is_none() && publication.events.contains(&event)
        });
        if !publishes || has_identity(table) {
            return Ok(());
        }
        let (verb, what) =
            if event == RewriteEvent::Update { ("update", "updates") } else { ("delete from", "deletes") };
        let message = format!(
            "cannot {verb} table \"{}\" because it does not have a replica identity and publishes {what}",
            table.name.name
        );
        Err(Rejected::new(SqlState::ObjectNotInPrerequisiteState, message))
    }
}

/// Whether those who follow a publication can tell the rows of a table apart.
fn has_identity(table: &Table) -> bool {
    match table.replica_identity {
        ReplicaIdentity::Default => {
            let key = table.indexes.iter().find(|index| index.is_primary);
            key.is_some_and(|key| {
                table
                    .constraints
                    .iter()
                    .all(|one| Some(one.id) != key.constraint || one.timing == Timing::Immediate)
            })
        }
        ReplicaIdentity::Index(id) => table.indexes.iter().any(|index| index.id == id),
        ReplicaIdentity::Full => true,
        ReplicaIdentity::Nothing => false,
    }
}

/// Rules give no rows back that they do not say, and keep `ON CONFLICT` out.
fn check_rules_allow(write: &Write<'_>, relation: &Relation, rules: &[&RewriteRule]) -> Outcome {
    let refused = |message: String| Err(Rejected::new(SqlState::FeatureNotSupported, message));
    let replaces = rules.iter().any(|rule| rule.is_instead);
    if replaces && !write.change.returning.is_empty() && !rules.iter().any(|rule| rule.has_returning) {
        let verb = match write.event {
            RewriteEvent::Insert => "INSERT",
            RewriteEvent::Update => "UPDATE",
            RewriteEvent::Delete | RewriteEvent::Select => "DELETE",
        };
        return refused(format!("cannot perform {verb} RETURNING on relation \"{}\"", relation.name().name));
    }
    let settles = matches!(
        &write.change.kind,
        RowChangeKind::Insert { on_conflict, .. } if *on_conflict != OnConflict::Fail
    );
    let acts = rules.iter().any(|rule| rule.has_actions)
        || relation.rewrite_rules().iter().any(|rule| rule.event == RewriteEvent::Update);
    if settles && acts && relation.as_table().is_some() {
        let message =
            "INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules";
        return refused(message.to_owned());
    }
    Ok(())
}

fn cannot_change(what: &str, name: &Identifier) -> Rejected {
    Rejected::new(SqlState::WrongObjectType, format!("cannot change {what} \"{name}\""))
}

#[cfg(test)]
mod tests {
    use super::super::sample::replayed;

    /// The codes with which statements of a migration are refused.
    fn refused(sql: &str) -> Vec<&'static str> {
        let schema = replayed(sql);
        schema.failures().iter().map(|failure| failure.state.code_and_condition().0).collect()
    }

    const VIEWS: &str = "create table t (id int primary key, n int); create view plain as select id, n + 1 as m from t;\n\
        create view grouped as select max(n) as n from t;";

    #[test]
    fn a_view_of_groups_takes_no_rows_and_one_of_rows_does() {
        assert_eq!(refused(&format!("{VIEWS} delete from grouped")), ["55000"]);
        assert!(refused(&format!("{VIEWS} delete from plain")).is_empty());
        assert!(refused(&format!("{VIEWS} insert into plain (id) select 1 where false")).is_empty());
        assert_eq!(refused(&format!("{VIEWS} update plain set m = 1")), ["0A000"]);
    }

    #[test]
    fn a_trigger_or_a_rule_takes_rows_in_the_place_of_a_view() {
        let with_rule = format!("{VIEWS} create rule r as on delete to grouped do instead nothing;");
        assert!(refused(&format!("{with_rule} delete from grouped")).is_empty());
        let conditional =
            format!("{VIEWS} create rule r as on update to plain where old.id > 1 do instead nothing;");
        assert_eq!(refused(&format!("{conditional} update plain set id = 1")), ["55000"]);
        let with_trigger = format!(
            "{VIEWS} create function f() returns trigger language plpgsql as 'begin return null; end';\n\
             create trigger g instead of delete on grouped for each row execute function f();"
        );
        assert!(refused(&format!("{with_trigger} delete from grouped")).is_empty());
    }

    #[test]
    fn a_trigger_on_a_view_that_nobody_can_name_leaves_writes_alone() {
        let sql = format!(
            "{VIEWS} create function f() returns trigger language plpgsql as 'begin return null; end';\n\
             do $$ begin execute format('create trigger g instead of delete on %I for each row execute function f()',\n\
               current_setting('app.view')); end $$;\n\
             delete from grouped"
        );
        assert!(refused(&sql).is_empty());
    }

    #[test]
    fn what_is_published_needs_a_key_to_change() {
        let table = "create table keyless (a int); create publication p for table keyless;";
        assert!(refused(&format!("{table} insert into keyless values (1)")).is_empty());
        assert_eq!(refused(&format!("{table} delete from keyless")), ["55000"]);
        let full = format!("{table} alter table keyless replica identity full;");
        assert!(refused(&format!("{full} delete from keyless")).is_empty());
    }
}
