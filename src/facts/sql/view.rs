//! Views and materialized views, as statements create them.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

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
    /// What its rows are to those it reads.
    pub form: ViewForm,
    /// Its query: what it reads, and what its rows hold.
    pub query: Box<References>,
}

/// What the rows of a view are to those it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewForm {
    /// Each may be one of a relation.
    Rows,
    /// None is: groups, `DISTINCT`, several queries, copies.
    Others,
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
        options: all_options(create),
        form: if shows_rows(query.syntax()) { ViewForm::Rows } else { ViewForm::Others },
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
        form: ViewForm::Others,
        query: Box::new(references::of_definition(query.syntax(), origin)),
    })))
}

/// Its storage parameters, `WITH CHECK OPTION` among them.
fn all_options(create: &ast::CreateView) -> Vec<StorageOption> {
    let mut all = options(create.with_params());
    if let Some(check) = create.with_check_option() {
        let is_local = matches!(check.check_option_level(), Some(ast::CheckOptionLevel::LocalCheckOption(_)));
        all.push(("check_option".into(), (if is_local { "local" } else { "cascaded" }).into()));
    }
    all
}

/// Functions that make one row of several, or several of one.
const RESHAPING: [&str; 25] = [
    "array_agg",
    "avg",
    "bool_and",
    "bool_or",
    "count",
    "every",
    "generate_series",
    "json_agg",
    "json_array_elements",
    "json_each",
    "json_object_agg",
    "json_object_keys",
    "jsonb_agg",
    "jsonb_array_elements",
    "jsonb_each",
    "jsonb_object_agg",
    "jsonb_object_keys",
    "max",
    "min",
    "regexp_matches",
    "regexp_split_to_table",
    "string_agg",
    "string_to_table",
    "sum",
    "unnest",
];

fn shows_rows(query: &SyntaxNode) -> bool {
    use SyntaxKind as Kind;
    match query.kind() {
        Kind::COMPOUND_SELECT | Kind::VALUES => false,
        Kind::PAREN_SELECT => query.children().all(|child| shows_rows(&child)),
        Kind::SELECT => query.children().all(|child| match child.kind() {
            Kind::WITH_CLAUSE
            | Kind::GROUP_BY_CLAUSE
            | Kind::HAVING_CLAUSE
            | Kind::LIMIT_CLAUSE
            | Kind::OFFSET_CLAUSE
            | Kind::FETCH_CLAUSE => false,
            Kind::SELECT_CLAUSE => keeps_rows(&child),
            Kind::FROM_CLAUSE => !child.descendants().any(|it| it.kind() == Kind::TABLESAMPLE_CLAUSE),
            _ => true,
        }),
        _ => true,
    }
}

/// Whether what a query gives is one row for each that it reads.
fn keeps_rows(node: &SyntaxNode) -> bool {
    use SyntaxKind as Kind;
    match node.kind() {
        Kind::DISTINCT_CLAUSE | Kind::OVER_CLAUSE | Kind::FILTER_CLAUSE | Kind::WITHIN_CLAUSE => false,
        // Another query within it is another matter.
        Kind::SELECT | Kind::PAREN_SELECT | Kind::COMPOUND_SELECT => true,
        Kind::CALL_EXPR => {
            let called = node.children().next().map(|name| name.text().to_string().to_ascii_lowercase());
            let name = called.as_deref().map(|name| name.strip_prefix("pg_catalog.").unwrap_or(name));
            name.is_none_or(|name| RESHAPING.binary_search(&name).is_err())
                && node.children().all(|it| keeps_rows(&it))
        }
        _ => node.children().all(|child| keeps_rows(&child)),
    }
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
    fn a_query_that_makes_rows_of_its_own_shows_none() {
        for (query, shows) in [
            ("select a, b + 1 as c from t where d", true),
            ("(select a from t)", true),
            ("select (select count(*) from u) as n from t", true),
            ("select distinct a from t", false),
            ("select count(*) from t", false),
            ("select coalesce(max(a), 0) from t", false),
            ("select row_number() over () as r from t", false),
            ("select a from t group by a", false),
            ("select a from t limit 1", false),
            ("select a from t union all select a from t", false),
            ("with q as (select 1) select a from t", false),
            ("select a from t tablesample system (1)", false),
        ] {
            let form = view(&format!("create view v as {query}")).form;
            assert_eq!(form == ViewForm::Rows, shows, "{query}");
        }
    }

    #[test]
    fn names_of_columns_and_what_is_read_are_kept() {
        let create = view("create materialized view if not exists app.v (a, \"B\") as select 1, x from t");
        assert_eq!(create.columns.iter().map(Identifier::as_str).collect::<Vec<_>>(), ["a", "B"]);
        assert_eq!(create.query.relations.len(), 1);
        assert!(create.if_not_exists);
    }
}
