//! Constraints of tables: keys, checks, references, exclusions.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::formula::{self, Formula};
use super::index::{self, IndexKey};
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use crate::source::Span;

/// A constraint as a statement writes it, with a table or with one of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// Its name; `None` where PostgreSQL makes one.
    pub name: Option<Identifier>,
    /// All of it.
    pub span: Span,
    /// What it demands.
    pub kind: ConstraintKind,
    /// When it is checked.
    pub timing: Timing,
    /// Whether rows that are there already may break it.
    pub is_not_valid: bool,
    /// Whether tables that inherit do without it.
    pub is_no_inherit: bool,
}

/// When a constraint is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timing {
    /// With each statement.
    #[default]
    Immediate,
    /// `DEFERRABLE`: with each statement, unless the transaction puts it off.
    Deferrable,
    /// `INITIALLY DEFERRED`: with the end of the transaction.
    Deferred,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey(Key),
    /// `UNIQUE`.
    Unique(Key),
    /// `CHECK`.
    Check(Formula),
    /// `REFERENCES`, `FOREIGN KEY`.
    ForeignKey(ForeignKey),
    /// `EXCLUDE`.
    Exclude(Exclusion),
}

/// What tells rows apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// Its columns; empty where an index gives them.
    pub columns: Vec<Identifier>,
    /// Columns that its index only carries along.
    pub include: Vec<Identifier>,
    /// Whether nulls are equal to each other.
    pub are_nulls_equal: bool,
    /// The index that becomes its own.
    pub using_index: Option<Identifier>,
}

/// A reference to rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The columns that refer.
    pub columns: Vec<Identifier>,
    /// The table they refer to.
    pub target: RelationName,
    /// The columns they refer to; empty for its primary key.
    pub target_columns: Vec<Identifier>,
    /// What happens to a row when the one it refers to goes.
    pub on_delete: ReferentialAction,
    /// What happens to a row when the one it refers to gets another key.
    pub on_update: ReferentialAction,
}

/// What happens to a row when the one it refers to changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReferentialAction {
    /// `NO ACTION`: the change is refused.
    #[default]
    NoAction,
    /// `RESTRICT`: refused at once.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

/// What no two rows may have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The method of its index; `None` for the default.
    pub method: Option<Identifier>,
    /// What is compared.
    pub keys: Vec<IndexKey>,
    /// The operators that compare, a key each.
    pub operators: Vec<Box<str>>,
    /// Columns that its index only carries along.
    pub include: Vec<Identifier>,
    /// The rows it is about, where not all.
    pub predicate: Option<Formula>,
}

/// What an `ALTER TABLE` does to a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintChange {
    /// `ADD CONSTRAINT`.
    Add(Box<Constraint>),
    /// `DROP CONSTRAINT`.
    Drop {
        /// What it drops.
        name: Identifier,
        /// Whether a missing constraint is passed over.
        if_exists: bool,
        /// Whether what depends on it goes too.
        cascade: bool,
    },
    /// `RENAME CONSTRAINT`.
    Rename {
        /// Before.
        from: Identifier,
        /// After.
        to: Identifier,
    },
    /// `VALIDATE CONSTRAINT`.
    Validate(Identifier),
    /// `ALTER CONSTRAINT`.
    Alter {
        /// What it alters.
        name: Identifier,
        /// When it is checked from now on.
        timing: Timing,
    },
}

/// A constraint; `column` is the one it is written with. `None` for what only describes a column.
pub(super) fn lower(
    constraint: &ast::Constraint,
    column: Option<&Identifier>,
    origin: Origin<'_>,
) -> Option<Constraint> {
    let kind = kind(constraint, column, origin)?;
    let node = constraint.syntax();
    let named = node.children().find_map(ast::ConstraintNameClause::cast);
    let named = named.and_then(|clause| clause.constraint_name());
    let has = |kind| node.children().any(|child| child.kind() == kind);
    Some(Constraint {
        name: named.map(|name| name::identifier(name.syntax())),
        span: origin.span(node),
        kind,
        timing: timing(node),
        is_not_valid: has(SyntaxKind::NOT_VALID),
        is_no_inherit: has(SyntaxKind::NO_INHERIT),
    })
}

/// What one action of an `ALTER TABLE` does to a constraint.
pub(super) fn change(action: &ast::AlterTableAction, origin: Origin<'_>) -> Option<ConstraintChange> {
    let name =
        |reference: Option<ast::ConstraintNameRef>| Some(name::relation(reference?.syntax(), origin)?.name);
    Some(match action {
        ast::AlterTableAction::AddConstraint(add) => {
            ConstraintChange::Add(Box::new(lower(&add.constraint()?, None, origin)?))
        }
        ast::AlterTableAction::DropConstraint(drop) => ConstraintChange::Drop {
            name: name(drop.constraint_name_ref())?,
            if_exists: drop.if_exists().is_some(),
            cascade: matches!(drop.drop_behavior(), Some(ast::DropBehavior::Cascade(_))),
        },
        ast::AlterTableAction::RenameConstraint(rename) => ConstraintChange::Rename {
            from: name(rename.constraint_name_ref())?,
            to: name::identifier(rename.constraint_name()?.syntax()),
        },
        ast::AlterTableAction::ValidateConstraint(validate) => {
            ConstraintChange::Validate(name(validate.constraint_name_ref())?)
        }
        ast::AlterTableAction::AlterConstraint(alter) => ConstraintChange::Alter {
            name: name(alter.constraint_name_ref())?,
            timing: timing(alter.syntax()),
        },
        _ => return None,
    })
}

fn timing(constraint: &SyntaxNode) -> Timing {
    let has = |kind| constraint.children().any(|child| child.kind() == kind);
    if has(SyntaxKind::INITIALLY_DEFERRED_CONSTRAINT_OPTION) {
        Timing::Deferred
    } else if has(SyntaxKind::DEFERRABLE_CONSTRAINT_OPTION) {
        Timing::Deferrable
    } else {
        Timing::Immediate
    }
}

fn kind(
    constraint: &ast::Constraint,
    column: Option<&Identifier>,
    origin: Origin<'_>,
) -> Option<ConstraintKind> {
    Some(match constraint {
        ast::Constraint::PrimaryKeyConstraint(key) => {
            ConstraintKind::PrimaryKey(self::key(key.index_parameters().as_ref(), key.using_index(), column))
        }
        ast::Constraint::UniqueConstraint(key) => {
            ConstraintKind::Unique(self::key(key.index_parameters().as_ref(), key.using_index(), column))
        }
        ast::Constraint::CheckConstraint(check) => {
            ConstraintKind::Check(formula::lower_condition(&check.expr()?, "CHECK", origin))
        }
        ast::Constraint::ReferencesConstraint(reference) => ConstraintKind::ForeignKey(ForeignKey {
            columns: column.cloned().into_iter().collect(),
            target: name::relation(reference.table()?.syntax(), origin)?,
            target_columns: reference
                .column()
                .map(|name| name::identifier(name.syntax()))
                .into_iter()
                .collect(),
            on_delete: on_delete(reference.referential_actions()),
            on_update: on_update(reference.referential_actions()),
        }),
        ast::Constraint::ForeignKeyConstraint(key) => {
            // Both lists are of one kind: the first is in front of the table.
            let mut lists = key.syntax().children().filter_map(ast::ForeignKeyColumnList::cast);
            let mut next = || lists.next().map(|list| names(list.syntax())).unwrap_or_default();
            ConstraintKind::ForeignKey(ForeignKey {
                columns: next(),
                target: name::relation(key.table_name_ref()?.syntax(), origin)?,
                target_columns: next(),
                on_delete: on_delete(key.referential_actions()),
                on_update: on_update(key.referential_actions()),
            })
        }
        ast::Constraint::ExcludeConstraint(exclude) => ConstraintKind::Exclude(exclusion(exclude, origin)?),
        ast::Constraint::DefaultConstraint(_)
        | ast::Constraint::GeneratedConstraint(_)
        | ast::Constraint::NotNullConstraint(_)
        | ast::Constraint::NullConstraint(_) => return None,
    })
}

fn key(
    parameters: Option<&ast::IndexParameters>,
    using: Option<ast::UsingIndexName>,
    column: Option<&Identifier>,
) -> Key {
    let written = parameters.and_then(ast::IndexParameters::column_list);
    let columns = match written {
        Some(list) => names(list.syntax()),
        None => column.cloned().into_iter().collect(),
    };
    let include = parameters.and_then(ast::IndexParameters::constraint_include_clause);
    let include = include.and_then(|clause| clause.column_ref_list());
    let nulls = parameters.and_then(ast::IndexParameters::nulls_distinct_option);
    let using_index = using.and_then(|using| using.index_ref());
    Key {
        columns,
        include: include.map(|list| names(list.syntax())).unwrap_or_default(),
        are_nulls_equal: matches!(nulls, Some(ast::NullsDistinctOption::NullsNotDistinct(_))),
        using_index: using_index.map(|index| Identifier::written(&index.syntax().text().to_string())),
    }
}

fn exclusion(exclude: &ast::ExcludeConstraint, origin: Origin<'_>) -> Option<Exclusion> {
    let method = exclude.constraint_index_method().and_then(|method| method.access_method_ref());
    let include = exclude.constraint_include_clause().and_then(|clause| clause.column_ref_list());
    let predicate = exclude.where_condition_clause().and_then(|clause| clause.expr());
    let list = exclude.constraint_exclusion_list()?;
    let operator = |exclusion: &ast::ConstraintExclusion| {
        let operator = exclusion.op().map(|operator| operator.syntax().text().to_string());
        operator.or_else(|| Some(exclusion.operator_call()?.op()?.syntax().text().to_string()))
    };
    let exclusions = || list.syntax().children().filter_map(ast::ConstraintExclusion::cast);
    Some(Exclusion {
        method: method.map(|method| name::identifier(method.syntax())),
        keys: exclusions().filter_map(|item| Some(index::plain_key(&item.expr()?, origin))).collect(),
        operators: exclusions().map(|item| operator(&item).unwrap_or_default().into()).collect(),
        include: include.map(|list| names(list.syntax())).unwrap_or_default(),
        predicate: predicate.map(|value| formula::lower(&value, origin)),
    })
}

/// The columns a list names.
pub(super) fn names(list: &SyntaxNode) -> Vec<Identifier> {
    let references = list.children().filter_map(ast::ColumnNameRef::cast);
    references.map(|reference| name::identifier(reference.syntax())).collect()
}

fn on_delete(actions: ast::AstChildren<ast::ReferentialAction>) -> ReferentialAction {
    let mut found = actions.filter_map(|action| match action {
        ast::ReferentialAction::OnDeleteAction(action) => action.ref_action(),
        ast::ReferentialAction::OnUpdateAction(_) => None,
    });
    found.next().as_ref().map(reference_action).unwrap_or_default()
}

fn on_update(actions: ast::AstChildren<ast::ReferentialAction>) -> ReferentialAction {
    let mut found = actions.filter_map(|action| match action {
        ast::ReferentialAction::OnUpdateAction(action) => action.ref_action(),
        ast::ReferentialAction::OnDeleteAction(_) => None,
    });
    found.next().as_ref().map(reference_action).unwrap_or_default()
}

fn reference_action(action: &ast::RefAction) -> ReferentialAction {
    match action {
        ast::RefAction::NoAction(_) => ReferentialAction::NoAction,
        ast::RefAction::Restrict(_) => ReferentialAction::Restrict,
        ast::RefAction::Cascade(_) => ReferentialAction::Cascade,
        ast::RefAction::SetNullColumns(_) => ReferentialAction::SetNull,
        ast::RefAction::SetDefaultColumns(_) => ReferentialAction::SetDefault,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Action, RelationChange, TableElement, read_composed};
    use super::*;

    fn constraints(text: &str) -> Vec<Constraint> {
        let mut found = Vec::new();
        for statement in read_composed(text, Span::default()).expect("a good statement") {
            match statement.action {
                Action::CreateTable(create) => {
                    for element in create.elements {
                        match element {
                            TableElement::Column(column) => found.extend(column.constraints),
                            TableElement::Constraint(constraint) => found.push(constraint),
                            TableElement::Like(_) => {}
                        }
                    }
                }
                Action::AlterRelation(alter) => {
                    found.extend(alter.changes.into_iter().filter_map(|change| match change {
                        RelationChange::Constraint(ConstraintChange::Add(constraint)) => Some(*constraint),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        found
    }

    #[test]
    fn keys_are_read_with_a_column_and_with_a_table() {
        let text = "create table t (id uuid primary key, \"Code\" text constraint one unique nulls not distinct,\n\
            constraint two unique (id, code) include (name) deferrable initially deferred);\n\
            alter table t add constraint three primary key using index t_idx";
        let [id, one, two, three] = constraints(text).try_into().expect("four constraints");
        let id_name = Identifier::exact("id");
        assert_eq!(id.kind, ConstraintKind::PrimaryKey(Key { columns: vec![id_name], ..Key::default() }));
        let ConstraintKind::Unique(key) = one.kind else { panic!("no key") };
        assert!(key.are_nulls_equal && key.columns[0].as_str() == "Code");
        let ConstraintKind::Unique(key) = two.kind else { panic!("no key") };
        assert_eq!((key.columns.len(), key.include[0].as_str(), two.timing), (2, "name", Timing::Deferred));
        let ConstraintKind::PrimaryKey(key) = three.kind else { panic!("no key") };
        assert_eq!(key.using_index, Some(Identifier::exact("t_idx")));
    }

    #[test]
    fn references_are_read_with_their_actions() {
        let text = "create table t (a uuid references auth.users (id) on delete cascade,\n\
            foreign key (a, b) references u (c, d) on update set null on delete set default);\n\
            alter table t add foreign key (a) references u not valid";
        let found = constraints(text).into_iter().map(|constraint| match constraint.kind {
            ConstraintKind::ForeignKey(key) => (key, constraint.is_not_valid),
            _ => panic!("no reference"),
        });
        let [(first, _), (second, _), (third, is_not_valid)] =
            <[_; 3]>::try_from(found.collect::<Vec<_>>()).expect("three references");
        assert_eq!((first.columns[0].as_str(), first.target.name.as_str()), ("a", "users"));
        assert_eq!((first.target_columns.len(), first.on_delete), (1, ReferentialAction::Cascade));
        assert_eq!((second.columns.len(), second.target_columns.len()), (2, 2));
        assert_eq!(
            (second.on_delete, second.on_update),
            (ReferentialAction::SetDefault, ReferentialAction::SetNull)
        );
        assert!(third.target_columns.is_empty() && is_not_valid);
    }

    #[test]
    fn exclusions_are_read_with_their_operators() {
        let text = "create table t (exclude using gist (room with =, during with &&) where (not cancelled))";
        let ConstraintKind::Exclude(exclusion) = constraints(text).remove(0).kind else { panic!("none") };
        assert_eq!(exclusion.operators, ["=".into(), "&&".into()]);
        assert!(exclusion.keys.len() == 2 && exclusion.predicate.is_some());
    }
}
