//! `ALTER TABLE … ALTER COLUMN`.

use super::super::index::Index;
use super::super::object::{ColumnId, DependsOn, ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::{Column, ReplicaIdentity, Table};
use super::super::user_type::DataType;
use super::Session;
use super::cast::is_refused;
use super::column::is_kept;
use crate::facts::sql::{ColumnAlteration, ColumnDefault, Identifier, Identity, RelationName};
use crate::source::Span;

impl Session<'_> {
    /// `ALTER COLUMN` of one table.
    pub(super) fn alter_one(
        &mut self,
        table: &QualifiedName,
        name: &Identifier,
        to: &ColumnAlteration,
        span: Span,
    ) -> Outcome {
        let Some(found) = self.catalogue.table(table) else { return self.check_view_column(table, name) };
        let Some(column) = found.column(name).cloned() else { return found.missing(name) };
        let id = found.object.id;
        match to {
            ColumnAlteration::Default(default) => self.set_default(table, &column, default.as_ref())?,
            ColumnAlteration::NotNull(is_not_null) => {
                if !is_not_null {
                    check_may_be_null(found, &column)?;
                }
                self.with_column(table, column.id, |column| column.is_not_null = *is_not_null);
            }
            ColumnAlteration::Type { data_type, using, .. } => {
                let kind = self.catalogue.data_type(data_type)?;
                self.set_type(table, &column, kind, using.is_some())?;
            }
            ColumnAlteration::AddIdentity { identity, sequence } => {
                self.add_identity(table, &column, *identity, sequence.as_ref(), span)?;
            }
            ColumnAlteration::SetIdentity(identity) => {
                if column.identity.is_none() {
                    return Err(no_identity(name, table));
                }
                self.with_column(table, column.id, |column| column.identity = Some(*identity));
            }
            ColumnAlteration::DropIdentity { if_exists } => {
                if column.identity.is_none() {
                    return if *if_exists { Ok(()) } else { Err(no_identity(name, table)) };
                }
                self.with_column(table, column.id, |column| column.identity = None);
                self.drop_sequence_of(id, column.id);
            }
            ColumnAlteration::DropExpression { if_exists } => {
                if !column.is_generated && !if_exists {
                    let message = format!(
                        "column \"{name}\" of relation \"{}\" is not a stored generated column",
                        table.name
                    );
                    return Err(Rejected::new(SqlState::InvalidObjectDefinition, message));
                }
                self.with_column(table, column.id, |column| {
                    if column.is_generated {
                        column.is_generated = false;
                        column.default = None;
                        column.depends_on.clear();
                    }
                });
            }
            ColumnAlteration::Other => {}
        }
        Ok(())
    }

    fn check_view_column(&self, view: &QualifiedName, name: &Identifier) -> Outcome {
        let Some(Relation::View(found)) = self.catalogue.get(view) else { return Ok(()) };
        if found.columns.is_empty() || found.columns.iter().any(|column| column.name == *name) {
            return Ok(());
        }
        let message = format!("column \"{name}\" of relation \"{}\" does not exist", view.name);
        Err(Rejected::new(SqlState::UndefinedColumn, message))
    }

    fn set_default(
        &mut self,
        table: &QualifiedName,
        column: &Column,
        default: Option<&ColumnDefault>,
    ) -> Outcome {
        if column.identity.is_some() {
            return Err(is_identity(&column.name, table));
        }
        if column.is_generated {
            let message =
                format!("column \"{}\" of relation \"{}\" is a generated column", column.name, table.name);
            return Err(Rejected::new(SqlState::SyntaxError, message));
        }
        let default = default.filter(|default| is_kept(default, &column.kind));
        default.map_or(Ok(()), |default| self.catalogue.check_default(column, default))?;
        let needs = default.map(|default| self.needs(None, &default.formula)).transpose()?;
        self.with_column(table, column.id, |column| {
            column.default = default.map(|default| default.formula.text().into());
            column.depends_on = needs.unwrap_or_default();
        });
        Ok(())
    }

    fn set_type(
        &mut self,
        table: &QualifiedName,
        column: &Column,
        kind: DataType,
        has_using: bool,
    ) -> Outcome {
        self.check_users(table, column.id)?;
        let is_refused = is_refused(self.catalogue, &column.kind, &kind);
        if is_refused && !has_using {
            let form = self.catalogue.column_form(&kind);
            let message = format!("column \"{}\" cannot be cast automatically to type {form}", column.name);
            return Err(Rejected::new(SqlState::DatatypeMismatch, message));
        }
        if is_refused && column.default.is_some() && !column.is_generated {
            let form = self.catalogue.column_form(&kind);
            let message =
                format!("default for column \"{}\" cannot be cast automatically to type {form}", column.name);
            return Err(Rejected::new(SqlState::DatatypeMismatch, message));
        }
        self.with_column(table, column.id, |column| column.kind = kind);
        Ok(())
    }

    /// What is written down with the type of a column keeps it from changing.
    fn check_users(&mut self, table: &QualifiedName, column: ColumnId) -> Outcome {
        let Some(id) = self.catalogue.get(table).map(Relation::id) else { return Ok(()) };
        let uses =
            |needs: &[DependsOn]| needs.iter().any(|need| need.object == id && need.column == Some(column));
        let refused = |what: &str| {
            let message = format!("cannot alter type of a column used {what}");
            Err(Rejected::new(SqlState::FeatureNotSupported, message))
        };
        for relation in self.catalogue.relations_that_need(id) {
            if relation.rewrite_rules().iter().any(|rule| uses(&rule.depends_on)) {
                return refused("by a view or rule");
            }
            match relation {
                Relation::View(view) if uses(&view.depends_on) => return refused("by a view or rule"),
                Relation::Table(other) => {
                    if other.policies.iter().any(|policy| uses(&policy.depends_on)) {
                        return refused("in a policy definition");
                    }
                    if other.triggers.iter().any(|trigger| uses(&trigger.depends_on)) {
                        return refused("in a trigger definition");
                    }
                    if other.columns.iter().any(|other| other.is_generated && uses(&other.depends_on)) {
                        return refused("by a generated column");
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn add_identity(
        &mut self,
        table: &QualifiedName,
        column: &Column,
        identity: Identity,
        named: Option<&RelationName>,
        span: Span,
    ) -> Outcome {
        let of = format!("column \"{}\" of relation \"{}\"", column.name, table.name);
        if !column.is_not_null {
            let message = format!("{of} must be declared NOT NULL before identity can be added");
            return Err(Rejected::new(SqlState::Other, message));
        }
        if column.identity.is_some() || column.default.is_some() {
            let what = if column.identity.is_some() {
                "is already an identity column"
            } else {
                "already has a default value"
            };
            return Err(Rejected::new(SqlState::Other, format!("{of} {what}")));
        }
        let Some(found) = self.catalogue.table(table) else { return Ok(()) };
        let shape = Table::new(found.object.clone(), found.name.clone(), found.kind);
        let sequence = self.numbering(&shape, &mut column.clone(), false, named, span);
        self.catalogue.insert(sequence);
        self.with_column(table, column.id, |column| column.identity = Some(identity));
        Ok(())
    }

    fn drop_sequence_of(&mut self, table: ObjectId, column: ColumnId) {
        let owned = self.catalogue.sequences_of(table);
        if let Some((name, _)) = owned.iter().find(|(_, of)| *of == column) {
            self.catalogue.remove(name);
        }
    }
}

/// Keys and numbers of rows are never null.
fn check_may_be_null(table: &Table, column: &Column) -> Outcome {
    if column.identity.is_some() {
        return Err(is_identity(&column.name, &table.name));
    }
    if table.indexes.iter().any(|index| index.is_primary && index.has_key(column.id)) {
        let message = format!("column \"{}\" is in a primary key", column.name);
        return Err(Rejected::new(SqlState::InvalidTableDefinition, message));
    }
    let is_identity = |index: &Index| table.replica_identity == ReplicaIdentity::Index(index.id);
    if table.indexes.iter().any(|index| is_identity(index) && index.has_key(column.id)) {
        let message = format!("column \"{}\" is in index used as replica identity", column.name);
        return Err(Rejected::new(SqlState::InvalidTableDefinition, message));
    }
    Ok(())
}

fn is_identity(name: &Identifier, table: &QualifiedName) -> Rejected {
    let message = format!("column \"{name}\" of relation \"{}\" is an identity column", table.name);
    Rejected::new(SqlState::SyntaxError, message)
}

fn no_identity(name: &Identifier, table: &QualifiedName) -> Rejected {
    let message = format!("column \"{name}\" of relation \"{}\" is not an identity column", table.name);
    Rejected::new(SqlState::Other, message)
}
