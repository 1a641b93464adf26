//! Statements about views.

use super::super::object::{ColumnId, Object, QualifiedName};
use super::super::reference::Surroundings;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::shape::OutputColumn;
use super::super::table::Column;
use super::super::user_type::{BaseType, DataType};
use super::super::view::View;
use super::super::writable::RowOrigin;
use super::{Session, duplicate_relation};
use crate::facts::sql::{CreateView, Identifier, RelationKind, StorageOption, ViewForm};
use crate::finding::Location;
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_view(&mut self, create: &CreateView, span: Span) -> Outcome {
        let name = self.creation_name(&create.name, create.is_temporary)?;
        let before = match self.catalogue.get(&name) {
            Some(_) if create.if_not_exists => return Ok(()),
            Some(Relation::View(before)) if create.or_replace && before.kind == RelationKind::View => {
                Some(before.clone())
            }
            Some(_) if create.or_replace => {
                let message = format!("\"{}\" is not a view", name.name);
                return Err(Rejected::new(SqlState::WrongObjectType, message));
            }
            Some(_) => return Err(duplicate_relation(&name)),
            None => {
                self.refuse_type_name(&name)?;
                None
            }
        };
        let resolved = self.catalogue.look_up(&create.query, Surroundings::default())?;
        let rows = if create.form == ViewForm::Rows { resolved.rows } else { RowOrigin::None };
        let columns = match resolved.columns {
            Some(columns) => named_columns(columns, &create.columns)?,
            None => Vec::new(),
        };
        if let Some(before) = &before {
            fits_before(&before.columns, &columns, self)?;
        }
        if matches!(rows, RowOrigin::None) && create.options.iter().any(|(name, _)| &**name == "check_option")
        {
            let message = "WITH CHECK OPTION is supported only on automatically updatable views";
            return Err(Rejected::new(SqlState::FeatureNotSupported, message));
        }
        let origins = columns.iter().map(|column| column.origin).collect();
        let created = self.at(create.name.span);
        let object = match &before {
            Some(before) => Object { created: created.clone(), ..before.object.clone() },
            None => Object { created: created.clone(), ..self.object(span) },
        };
        let kept = before.map(|it| (it.columns, it.triggers, it.rewrite_rules)).unwrap_or_default();
        self.catalogue.insert(Relation::View(View {
            object,
            name,
            kind: create.kind,
            columns: view_columns(columns, &kept.0, &created),
            options: sorted(create.options.clone()),
            depends_on: resolved.depends_on,
            rows,
            origins,
            query: create.query.text.clone(),
            indexes: Vec::new(),
            triggers: kept.1,
            rewrite_rules: kept.2,
        }));
        Ok(())
    }

    /// `SET (…)`: the storage parameters of a view; those of tables are not followed.
    pub(super) fn set_options(&mut self, name: &QualifiedName, options: &[StorageOption]) {
        let at = self.at(self.here);
        let Some(Relation::View(view)) = self.catalogue.get_mut(name) else { return };
        view.object.changed.push(at);
        for (option, value) in options {
            view.options.retain(|(known, _)| known != option);
            view.options.push((option.clone(), value.clone()));
        }
        view.options.sort();
    }

    /// `RESET (…)` of a view's storage parameters.
    pub(super) fn reset_options(&mut self, name: &QualifiedName, options: &[Box<str>]) {
        let at = self.at(self.here);
        let Some(Relation::View(view)) = self.catalogue.get_mut(name) else { return };
        view.object.changed.push(at);
        view.options.retain(|(known, _)| !options.contains(known));
    }
}

fn sorted(mut options: Vec<StorageOption>) -> Vec<StorageOption> {
    options.sort();
    options
}

/// The columns of a view with the names that its statement gives the first of them.
fn named_columns(mut columns: Vec<OutputColumn>, names: &[Identifier]) -> Outcome<Vec<OutputColumn>> {
    if names.len() > columns.len() {
        let message = "CREATE VIEW specifies more column names than columns";
        return Err(Rejected::new(SqlState::SyntaxError, message));
    }
    for (column, name) in columns.iter_mut().zip(names) {
        column.name = name.clone();
    }
    for (at, column) in columns.iter().enumerate() {
        if columns[..at].iter().any(|before| before.name == column.name) {
            let message = format!("column \"{}\" specified more than once", column.name);
            return Err(Rejected::new(SqlState::DuplicateColumn, message));
        }
    }
    Ok(columns)
}

/// A view may only be replaced by one that has its columns, and maybe more behind them.
fn fits_before(before: &[Column], after: &[OutputColumn], session: &Session<'_>) -> Outcome {
    // Not all columns of one of the two are known.
    if before.is_empty() || after.is_empty() {
        return Ok(());
    }
    let reject = |message: String| Err(Rejected::new(SqlState::InvalidTableDefinition, message));
    if after.len() < before.len() {
        return reject("cannot drop columns from view".to_owned());
    }
    for (old, new) in before.iter().zip(after) {
        if old.name != new.name {
            return reject(format!("cannot change name of view column \"{}\" to \"{}\"", old.name, new.name));
        }
        let Some(kind) = new.kind.as_ref().filter(|kind| is_known(kind) && is_known(&old.kind)) else {
            continue;
        };
        let (from, to) = (session.catalogue.column_form(&old.kind), session.catalogue.column_form(kind));
        if from != to {
            return reject(format!(
                "cannot change data type of view column \"{}\" from {from} to {to}",
                old.name
            ));
        }
    }
    Ok(())
}

/// What stands for a type that could not be derived.
pub(super) const UNKNOWN: &str = "unknown";

fn is_known(kind: &DataType) -> bool {
    !matches!(&kind.base, BaseType::Known(name) if &**name == UNKNOWN)
}

fn view_columns(columns: Vec<OutputColumn>, before: &[Column], created: &Location) -> Vec<Column> {
    let unknown = || DataType { base: BaseType::Known(UNKNOWN.into()), modifiers: "".into(), dimensions: 0 };
    let column = |(column, id): (OutputColumn, u16)| {
        let known = before.iter().find(|known| known.name == column.name);
        let created = known.map_or_else(|| created.clone(), |known| known.created.clone());
        let kind = column.kind.unwrap_or_else(unknown);
        let acl = known.and_then(|known| known.acl.clone());
        Column { acl, ..Column::new(ColumnId(id), column.name, kind, created) }
    };
    columns.into_iter().zip(1..).map(column).collect()
}
