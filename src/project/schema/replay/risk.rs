//! Finds what a statement risks before it runs.

use super::super::object::QualifiedName;
use super::super::relation::Relation;
use super::super::risk::{Risk, RiskKind};
use super::super::table::Table;
use super::super::user_type::DataType;
use super::Session;
use crate::facts::sql::{
    Action, ColumnAlteration, ColumnChange, ColumnDefault, ColumnDefinition, Constraint, ConstraintChange,
    ConstraintKind, CreateIndex, Identifier, Query, RelationChange, RelationKind, RelationName, RowChange,
    RowChangeKind, SourceRows, TypeName,
};
use crate::source::Span;

/// Functions whose result differs from row to row.
const VOLATILE: [&str; 6] =
    ["clock_timestamp(", "gen_random_uuid(", "nextval(", "random(", "timeofday(", "uuid_generate_v4("];

/// Kinds of numbers, each of which holds all of those before.
const NUMBERS: [&str; 6] = ["smallint", "integer", "bigint", "numeric", "real", "double precision"];

impl Session<'_> {
    /// What a statement risks, as the database stands before it.
    pub(in super::super) fn risks(&self, action: &Action, span: Span) -> Vec<Risk> {
        let mut found = Vec::new();
        match action {
            Action::DropRelations(drop) if drop.kind == RelationKind::Table => {
                found.extend(drop.names.iter().map(|name| (name, RiskKind::DropTable)));
            }
            Action::AlterRelation(alter) => {
                for change in &alter.changes {
                    let kind = self.of_change(&alter.name, change);
                    found.extend(kind.map(|kind| (&alter.name, kind)));
                }
            }
            Action::CreateIndex(create) if !create.is_concurrent && !self.is_there(create) => {
                let name = create.name.as_ref().map(|name| name.name.clone());
                found.push((&create.table, RiskKind::BuildIndex(name)));
            }
            Action::ChangeRows(change) => found.extend(emptied(change)),
            _ => {}
        }
        let risk = |(name, kind): (&RelationName, RiskKind)| {
            let table = self.earlier(name)?;
            let is_guarded = kind.is_destructive() && self.copied.contains(&table.object.id);
            Some(Risk { at: self.at(span), table: table.name.clone(), kind, is_guarded })
        };
        found.into_iter().filter_map(risk).collect()
    }

    /// Keeps what a statement that happened risked, and what it copied.
    pub(in super::super) fn note(&mut self, risks: Vec<Risk>, action: &Action) {
        self.risks.extend(risks);
        for name in self.copies(action) {
            self.copied.insert(name);
        }
    }

    /// Tables whose values a statement keeps elsewhere.
    fn copies(&self, action: &Action) -> Vec<super::super::object::ObjectId> {
        let names: Vec<&RelationName> = match action {
            Action::CreateTable(create) => {
                let query = create.query.iter();
                query.flat_map(|query| query.relations.iter().map(|used| &used.name)).collect()
            }
            Action::ChangeRows(change) => match &change.kind {
                RowChangeKind::Insert { rows: Some(query), .. } => read_by(query),
                // Into another column, before the one goes.
                RowChangeKind::Update { .. } => vec![&change.table],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let id = |name: &RelationName| Some(self.catalogue.get(&self.catalogue.find(name)?)?.id());
        names.into_iter().filter_map(id).collect()
    }

    /// Whether an index is left alone because a relation has its name.
    fn is_there(&self, create: &CreateIndex) -> bool {
        let Some(name) = create.name.as_ref().filter(|_| create.if_not_exists) else { return false };
        let Some(table) = self.catalogue.find(&create.table) else { return false };
        self.catalogue.get(&QualifiedName { schema: table.schema, name: name.name.clone() }).is_some()
    }

    /// The table of that name, where an earlier migration made it.
    fn earlier(&self, name: &RelationName) -> Option<&Table> {
        let found: QualifiedName = self.catalogue.find(name)?;
        let table = self.catalogue.get(&found).and_then(Relation::as_table)?;
        (table.object.id < self.first_own && !table.object.is_platform).then_some(table)
    }

    fn of_change(&self, name: &RelationName, change: &RelationChange) -> Option<RiskKind> {
        match change {
            RelationChange::Column(ColumnChange::Drop { name: column, .. }) => {
                let table = self.earlier(name)?;
                let is_old = table.column(column)?.created.path != *self.path;
                is_old.then(|| RiskKind::DropColumn(column.clone()))
            }
            RelationChange::Column(ColumnChange::Add { column, if_not_exists }) => {
                let exists = self.earlier(name)?.column(&column.name).is_some();
                if exists && *if_not_exists { None } else { added(column) }
            }
            RelationChange::Column(ColumnChange::Alter { name: column, to, .. }) => {
                let known = self.earlier(name)?.column(column)?;
                match to {
                    ColumnAlteration::NotNull(true) if !known.is_not_null => {
                        Some(RiskKind::SetNotNull(column.clone()))
                    }
                    ColumnAlteration::Type { data_type, .. } => self.retyped(column, &known.kind, data_type),
                    _ => None,
                }
            }
            RelationChange::Constraint(ConstraintChange::Add(constraint)) => checked(constraint),
            _ => None,
        }
    }

    fn retyped(&self, column: &Identifier, before: &DataType, after: &TypeName) -> Option<RiskKind> {
        let after = self.catalogue.data_type(after).ok()?;
        let (from, to) = (self.catalogue.column_form(before), self.catalogue.column_form(&after));
        match carried(before, &after) {
            Carried::AsIs => None,
            Carried::Rewritten => Some(RiskKind::Rewrite(column.clone(), from, to)),
            Carried::Narrowed => Some(RiskKind::Narrow(column.clone(), from, to)),
        }
    }
}

/// Tables that a query reads.
fn read_by(query: &Query) -> Vec<&RelationName> {
    let mut names = Vec::new();
    for source in &query.sources {
        if let SourceRows::Relation(relation) = &source.rows {
            names.push(relation);
        }
    }
    names
}

fn emptied(change: &RowChange) -> Vec<(&RelationName, RiskKind)> {
    match &change.kind {
        RowChangeKind::Truncate { others, .. } => {
            std::iter::once(&change.table).chain(others).map(|table| (table, RiskKind::Empty)).collect()
        }
        RowChangeKind::Delete { filter: None, has_sources: false, .. } => {
            vec![(&change.table, RiskKind::Empty)]
        }
        _ => Vec::new(),
    }
}

fn added(column: &ColumnDefinition) -> Option<RiskKind> {
    let is_primary =
        column.constraints.iter().any(|known| matches!(known.kind, ConstraintKind::PrimaryKey(_)));
    let default = column.default.as_ref().filter(|default| !default.is_null);
    let is_numbered = column.identity.is_some()
        || column.data_type.as_ref().is_some_and(|kind| kind.name.as_str().contains("serial"));
    if is_numbered || column.generated.is_some() || default.is_some_and(differs_by_row) {
        return Some(RiskKind::Fill(column.name.clone()));
    }
    let is_required = (column.is_not_null || is_primary) && default.is_none();
    is_required.then(|| RiskKind::AddRequired(column.name.clone()))
}

fn differs_by_row(default: &ColumnDefault) -> bool {
    let text = default.formula.text().to_ascii_lowercase();
    VOLATILE.iter().any(|function| text.contains(function))
}

fn checked(constraint: &Constraint) -> Option<RiskKind> {
    let name = constraint.name.clone();
    match &constraint.kind {
        ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => {
            (!constraint.is_not_valid).then_some(RiskKind::Check(name))
        }
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            key.using_index.is_none().then_some(RiskKind::BuildIndex(name))
        }
        ConstraintKind::Exclude(_) => Some(RiskKind::BuildIndex(name)),
    }
}

enum Carried {
    AsIs,
    Rewritten,
    Narrowed,
}

/// How the values of one type become those of another.
fn carried(before: &DataType, after: &DataType) -> Carried {
    if before == after {
        return Carried::AsIs;
    }
    let (Some(from), Some(to)) = (before.known(), after.known()) else { return Carried::Narrowed };
    let length = |kind: &DataType| {
        kind.modifiers
            .trim_matches(['(', ')'])
            .split(',')
            .next()
            .and_then(|length| length.parse::<u32>().ok())
    };
    let is_text = |name: &str| matches!(name, "character varying" | "text" | "citext");
    if is_text(from) && is_text(to) {
        let is_wider = match (length(before), length(after)) {
            (_, None) => true,
            (Some(from), Some(to)) => from <= to,
            (None, Some(_)) => false,
        };
        return if is_wider { Carried::AsIs } else { Carried::Narrowed };
    }
    let place = |name: &str| NUMBERS.iter().position(|known| *known == name);
    match (place(from), place(to)) {
        (Some(from), Some(to)) if from < to && after.modifiers.is_empty() => return Carried::Rewritten,
        (Some(from), Some(to)) if from == to => {
            let is_wider =
                length(after).is_none() || length(before).is_some_and(|before| Some(before) <= length(after));
            return if is_wider { Carried::AsIs } else { Carried::Narrowed };
        }
        _ => {}
    }
    let is_kept = (is_text(to) && after.modifiers.is_empty())
        || (from == "json" && to == "jsonb")
        || (from.starts_with("timestamp") && to.starts_with("timestamp"))
        || (from == "date" && to.starts_with("timestamp"));
    if is_kept { Carried::Rewritten } else { Carried::Narrowed }
}
