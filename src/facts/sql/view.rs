//! Views and materialized views, as statements create them.

use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier, RelationName};
use super::option::{self, StorageOption};
use super::origin::Origin;
use super::references::{self, References};
use super::relation::RelationKind;
use super::statement::Action;

/// `CREATE VIEW` and `CREATE MATERIALIZED VIEW`.
#[derive(Clone, Debug)]
pub struct CreateView {
    /// What it creates.
    pub name: RelationName,
    /// View or materialized view.
    pub kind: RelationKind,
    /// Whether a view of that name is replaced.
    pub or_replace: bool,
    /// Whether an existing relation of that name is left alone.
    pub if_not_exists: bool,
    /// Whether it ends with the session.
    pub is_temporary: bool,
    /// Names for its first columns.
    pub columns: Vec<Identifier>,
    /// Its storage parameters, in order.
    pub options: Vec<StorageOption>,
    /// Its query: what it reads, and what its rows hold.
    pub query: Box<References>,
}

pub(super) fn create(create: &ast::CreateView, origin: Origin<'_>) -> Option<Action> {
    let query = create.query()?;
    let is_explicit = matches!(create.persistence(), Some(ast::Persistence::Temp(_)));
    Some(Action::CreateView(Box::new(CreateView {
        name: name::relation(create.view()?.syntax(), origin)?,
        kind: RelationKind::View,
        or_replace: create.or_replace().is_some(),
        if_not_exists: false,
        is_temporary: is_explicit,
        columns: columns(create.column_list()),
        options: options(create.with_params()),
        query: Box::new(references::of_definition(query.syntax(), origin)),
    })))
}

pub(super) fn create_materialized(
    create: &ast::CreateMaterializedView,
    origin: Origin<'_>,
) -> Option<Action> {
    let query = create.query()?;
    Some(Action::CreateView(Box::new(CreateView {
        name: name::relation(create.view()?.syntax(), origin)?,
        kind: RelationKind::MaterializedView,
        or_replace: false,
        if_not_exists: create.if_not_exists().is_some(),
        is_temporary: false,
        columns: columns(create.column_list()),
        options: options(create.with_params()),
        query: Box::new(references::of_definition(query.syntax(), origin)),
    })))
}

fn columns(list: Option<ast::ColumnList>) -> Vec<Identifier> {
    let names = list.into_iter().flat_map(|list| list.column_names().collect::<Vec<_>>());
    names.map(|name| name::identifier(name.syntax())).collect()
}

fn options(parameters: Option<ast::WithParams>) -> Vec<StorageOption> {
    parameters.map(|parameters| option::options(parameters.syntax())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::read_composed;
    use super::*;
    use crate::source::Span;

    fn view(text: &str) -> CreateView {
        match read_composed(text, Span::default()).expect("a good statement").remove(0).action {
            Action::CreateView(create) => *create,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn options_are_kept_as_postgresql_keeps_them() {
        let create = view(
            "create or replace view v with (security_invoker = ON, security_barrier, check_option = 'local') as select 1",
        );
        let options: Vec<_> = create.options.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(options, ["security_invoker=on", "security_barrier=true", "check_option=local"]);
    }

    #[test]
    fn names_of_columns_and_what_is_read_are_kept() {
        let create = view("create materialized view if not exists app.v (a, \"B\") as select 1, x from t");
        assert_eq!(create.columns.iter().map(Identifier::as_str).collect::<Vec<_>>(), ["a", "B"]);
        assert_eq!(create.query.relations.len(), 1);
        assert!(create.if_not_exists);
    }
}
