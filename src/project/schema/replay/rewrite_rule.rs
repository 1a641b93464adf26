//! Statements about rules.

use std::cmp::Ordering;
use std::sync::Arc;

use super::super::object::{DependsOn, ObjectId, QualifiedName};
use super::super::reference::{Surroundings, columns_of};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::rewrite_rule::RewriteRule;
use super::super::shape::OutputColumn;
use super::super::table::Column;
use super::super::user_type::BaseType;
use super::view::UNKNOWN;
use super::{Session, undefined_relation};
use crate::facts::sql::{
    CreateRewriteRule, DropRewriteRule, Expression, Identifier, References, RelationKind, RelationName,
    RenameRewriteRule, RewriteAction, RewriteEvent, RowChange, SURROUNDINGS, SwitchRewriteRule,
    TriggerFiring,
};

/// The rule that a view is.
const OF_VIEW: &str = "_RETURN";

impl Session<'_> {
    pub(super) fn create_rewrite_rule(&mut self, create: &CreateRewriteRule) -> Outcome {
        let Some(name) = self.ruled(&create.relation)? else { return Ok(()) };
        let Some(relation) = self.catalogue.get(&name) else { return Ok(()) };
        check_relation(relation, create)?;
        // What it makes of a table is a view: only the rule of a view itself is one.
        if create.event == RewriteEvent::Select {
            return Ok(());
        }
        let known = relation.rewrite_rule(&create.name);
        if known.is_some() && !create.or_replace {
            let message = format!("rule \"{}\" for relation \"{}\" already exists", create.name, name.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        let (id, firing) = known.map_or((None, TriggerFiring::default()), |it| (Some(it.id), it.firing));
        let mut depends_on = self.needs_of_rule(create, relation)?;
        depends_on.sort_unstable();
        depends_on.dedup();
        let rule = RewriteRule {
            id: id.unwrap_or_else(|| self.catalogue.next_id()),
            name: create.name.clone(),
            event: create.event,
            is_instead: create.is_instead,
            condition: create.condition.clone(),
            has_actions: !create.actions.is_empty(),
            writes: self.writes_of_rule(create),
            has_returning: returning(create).next().is_some(),
            firing,
            depends_on,
            created: self.at(create.span),
            doubt: None,
        };
        let Some(rules) = self.rewrite_rules_mut(&name) else { return Ok(()) };
        match rules.iter_mut().find(|known| known.name == rule.name) {
            Some(known) => *known = rule,
            None => rules.push(rule),
        }
        Ok(())
    }

    /// The relation that a statement about a rule means; `None` for one that only the database knows.
    fn ruled(&self, name: &RelationName) -> Outcome<Option<QualifiedName>> {
        match self.catalogue.find(name) {
            Some(found) => Ok(Some(found)),
            None if self.catalogue.may_have_unseen(name) => Ok(None),
            None => Err(undefined_relation(name)),
        }
    }

    fn rewrite_rules_mut(&mut self, name: &QualifiedName) -> Option<&mut Vec<RewriteRule>> {
        self.catalogue.get_mut(name).and_then(Relation::rewrite_rules_mut)
    }

    /// Looks up all that a rule names.
    fn needs_of_rule(&self, create: &CreateRewriteRule, of: &Relation) -> Outcome<Vec<DependsOn>> {
        let (old, new) = (Identifier::exact("old"), Identifier::exact("new"));
        let id = of.id();
        let rows: &[_] = match create.event {
            RewriteEvent::Insert => &[(&new, id)],
            RewriteEvent::Delete => &[(&old, id)],
            RewriteEvent::Update | RewriteEvent::Select => &[(&old, id), (&new, id)],
        };
        let around = Surroundings { relations: rows, ..Surroundings::default() };
        let mut needs = Vec::new();
        if let Some(condition) = &create.references {
            needs.extend(self.catalogue.look_up(condition, around)?.depends_on);
            check_one_row(condition, of, create.event)?;
        }
        for action in &create.actions {
            let Some(references) = action.references() else {
                if create.condition.is_some() {
                    let message =
                        "rules with WHERE conditions can only have SELECT, INSERT, UPDATE, or DELETE actions";
                    return Err(Rejected::new(SqlState::InvalidObjectDefinition, message));
                }
                continue;
            };
            check_rows(references, create.event)?;
            let around = Surroundings { must_qualify: true, ..around };
            let resolved = self.catalogue.look_up(references, around)?;
            needs.extend(resolved.depends_on);
            if let RewriteAction::Change(change) = action {
                self.check_change(change)?;
                check_returning(create, change, resolved.columns.as_deref(), of)?;
            }
        }
        Ok(needs)
    }

    fn writes_of_rule(&self, create: &CreateRewriteRule) -> Vec<(ObjectId, Arc<RowChange>)> {
        let writes = create.actions.iter().filter_map(|action| {
            let RewriteAction::Change(change) = action else { return None };
            let name = self.catalogue.find(&change.table)?;
            Some((self.catalogue.get(&name)?.id(), Arc::new(RowChange::clone(change))))
        });
        writes.collect()
    }

    /// Refuses what cannot be written to the table that a rule writes to.
    fn check_change(&self, change: &RowChange) -> Outcome {
        let found = self.catalogue.find(&change.table);
        let table = found.and_then(|name| self.catalogue.table(&name));
        table.map_or(Ok(()), |table| self.catalogue.check_fits(change, table))
    }

    pub(super) fn rename_rewrite_rule(&mut self, rename: &RenameRewriteRule) -> Outcome {
        let Some(name) = self.ruled(&rename.relation)? else { return Ok(()) };
        let Some(relation) = self.catalogue.get(&name) else { return Ok(()) };
        check_kind(relation)?;
        if relation.as_view().is_some() && rename.from.as_str() == OF_VIEW {
            let message = "renaming an ON SELECT rule is not allowed";
            return Err(Rejected::new(SqlState::InvalidObjectDefinition, message));
        }
        if relation.rewrite_rule(&rename.from).is_none() {
            return Err(undefined_rule(&rename.from, &name));
        }
        if relation.rewrite_rule(&rename.to).is_some() {
            let message = format!("rule \"{}\" for relation \"{}\" already exists", rename.to, name.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        self.change_rewrite_rule(&name, &rename.from, |rule| rule.name = rename.to.clone());
        Ok(())
    }

    fn change_rewrite_rule(
        &mut self,
        relation: &QualifiedName,
        name: &Identifier,
        change: impl FnOnce(&mut RewriteRule),
    ) {
        let mut rules = self.rewrite_rules_mut(relation).into_iter().flatten();
        if let Some(rule) = rules.find(|rule| rule.name == *name) {
            change(rule);
        }
    }

    pub(super) fn drop_rewrite_rule(&mut self, drop: &DropRewriteRule) -> Outcome {
        let name = match self.ruled(&drop.relation) {
            Ok(Some(name)) => name,
            Ok(None) => return Ok(()),
            Err(rejected) => return if drop.if_exists { Ok(()) } else { Err(rejected) },
        };
        let Some(relation) = self.catalogue.opened(&name)? else { return Ok(()) };
        if relation.as_view().is_some() && drop.name.as_str() == OF_VIEW {
            let own = &name.name;
            let message = format!("cannot drop rule {OF_VIEW} on view {own} because view {own} requires it");
            return Err(Rejected::new(SqlState::DependentObjects, message));
        }
        if relation.rewrite_rule(&drop.name).is_none() {
            return if drop.if_exists { Ok(()) } else { Err(undefined_rule(&drop.name, &name)) };
        }
        if let Some(rules) = self.rewrite_rules_mut(&name) {
            rules.retain(|rule| rule.name != drop.name);
        }
        Ok(())
    }

    /// `ENABLE RULE` and its kin.
    pub(super) fn switch_rewrite_rule(
        &mut self,
        relation: &QualifiedName,
        switch: &SwitchRewriteRule,
    ) -> Outcome {
        let found = self.catalogue.get(relation);
        if found.is_some_and(|found| found.rewrite_rule(&switch.name).is_none()) {
            return Err(undefined_rule(&switch.name, relation));
        }
        self.change_rewrite_rule(relation, &switch.name, |rule| rule.firing = switch.to);
        Ok(())
    }
}

fn check_kind(relation: &Relation) -> Outcome {
    let name = &relation.name().name;
    let message = match (relation, relation.kind()) {
        (Relation::Composite { .. }, _) => format!("\"{name}\" is a composite type"),
        (Relation::Index { .. }, _) => format!("\"{name}\" is an index"),
        (_, Some(RelationKind::Table | RelationKind::Partitioned | RelationKind::View)) => return Ok(()),
        _ => format!("relation \"{name}\" cannot have rules"),
    };
    Err(Rejected::new(SqlState::WrongObjectType, message))
}

fn check_relation(relation: &Relation, create: &CreateRewriteRule) -> Outcome {
    if relation.kind() == Some(RelationKind::MaterializedView) {
        let message = "rules on materialized views are not supported";
        return Err(Rejected::new(SqlState::FeatureNotSupported, message));
    }
    check_kind(relation)?;
    let name = &relation.name().name;
    if create.event != RewriteEvent::Select && create.name.as_str() == OF_VIEW {
        let message = format!("non-view rule for \"{name}\" must not be named \"{OF_VIEW}\"");
        return Err(Rejected::new(SqlState::InvalidObjectDefinition, message));
    }
    Ok(())
}

/// Refuses statements that name a row which there is none of.
fn check_rows(references: &References, event: RewriteEvent) -> Outcome {
    let (missing, verb) = match event {
        RewriteEvent::Insert => ("old", "INSERT"),
        RewriteEvent::Delete => ("new", "DELETE"),
        RewriteEvent::Update | RewriteEvent::Select => return Ok(()),
    };
    let is_it = |name: Option<&Identifier>| name.is_some_and(|name| name.as_str() == missing);
    let mut sources = references.scopes.iter().flat_map(|scope| &scope.sources);
    let is_alias = sources.any(|source| is_it(source.name.as_ref()));
    if is_alias || !references.columns.iter().any(|column| is_it(column.qualifier.as_ref())) {
        return Ok(());
    }
    let message = format!("ON {verb} rule cannot use {}", missing.to_uppercase());
    Err(Rejected::new(SqlState::InvalidObjectDefinition, message))
}

/// What statements of a rule give back.
fn returning(create: &CreateRewriteRule) -> impl Iterator<Item = &RowChange> {
    let changes = create.actions.iter().filter_map(|action| match action {
        RewriteAction::Change(change) => Some(&**change),
        RewriteAction::Read(_) | RewriteAction::Notify => None,
    });
    changes.filter(|change| !change.returning.is_empty())
}

/// What a rule gives back must be a row of its relation.
fn check_returning(
    create: &CreateRewriteRule,
    change: &RowChange,
    returned: Option<&[OutputColumn]>,
    of: &Relation,
) -> Outcome {
    if change.returning.is_empty() {
        return Ok(());
    }
    let unsupported = |message: &str| Err(Rejected::new(SqlState::FeatureNotSupported, message));
    if returning(create).nth(1).is_some() {
        return unsupported("cannot have multiple RETURNING lists in a rule");
    }
    if create.condition.is_some() {
        return unsupported("RETURNING lists are not supported in conditional rules");
    }
    if !create.is_instead {
        return unsupported("RETURNING lists are not supported in non-INSTEAD rules");
    }
    let has_star = change.returning.iter().any(|target| target.value == Expression::Star);
    let (Some(returned), Some(columns)) = (returned.filter(|_| !has_star), columns_of(of)) else {
        return Ok(());
    };
    let differs = |(returned, column): (&OutputColumn, &Column)| {
        let kind = returned.kind.as_ref()?;
        let is_known = !matches!(&column.kind.base, BaseType::Known(name) if &**name == UNKNOWN);
        (is_known && (&kind.base, kind.dimensions) != (&column.kind.base, column.kind.dimensions))
            .then(|| column.name.clone())
    };
    let message = match returned.len().cmp(&columns.len()) {
        Ordering::Less => "RETURNING list has too few entries".to_owned(),
        Ordering::Greater => "RETURNING list has too many entries".to_owned(),
        Ordering::Equal => match returned.iter().zip(columns).find_map(differs) {
            Some(name) => format!("RETURNING list's entry has different type from column \"{name}\""),
            None => return Ok(()),
        },
    };
    Err(Rejected::new(SqlState::InvalidObjectDefinition, message))
}

/// A column of both the old row and the new one must say of which.
fn check_one_row(condition: &References, of: &Relation, event: RewriteEvent) -> Outcome {
    let Some(columns) = columns_of(of).filter(|_| event == RewriteEvent::Update) else { return Ok(()) };
    let is_own = |name: &Identifier| columns.iter().any(|column| column.name == *name);
    let bare = condition.columns.iter().filter(|it| it.qualifier.is_none() && it.scope == SURROUNDINGS);
    let Some(name) = bare.filter_map(|it| it.name.as_ref()).find(|name| is_own(name)) else { return Ok(()) };
    let message = format!("column reference \"{name}\" is ambiguous");
    Err(Rejected::new(SqlState::AmbiguousColumn, message))
}

pub(super) fn undefined_rule(name: &Identifier, relation: &QualifiedName) -> Rejected {
    let message = format!("rule \"{name}\" for relation \"{}\" does not exist", relation.name);
    Rejected::new(SqlState::UndefinedObject, message)
}

#[cfg(test)]
mod tests {
    use crate::project::schema::sample::replayed;

    #[test]
    fn a_rule_goes_with_what_its_statements_name_and_keeps_a_column_from_change() {
        let schema = replayed(
            "create table t (id int, n int); create table log (id int);\n\
             create rule kept as on insert to t do also insert into log values (new.n);\n\
             alter table t alter column n type bigint;\n\
             alter table t drop column n;\n\
             drop table log;\n\
             drop table log cascade;",
        );
        let codes: Vec<_> =
            schema.failures().iter().map(|failure| failure.state.code_and_condition().0).collect();
        assert_eq!(codes, ["0A000", "2BP01", "2BP01"]);
        let table = schema.tables().next().expect("a table stays");
        assert!(table.rewrite_rules.is_empty());
    }

    #[test]
    fn a_rule_is_replaced_renamed_and_switched_off() {
        let schema = replayed(
            "create table t (id int); create view v as select id from t;\n\
             create rule r as on insert to v do instead nothing;\n\
             create or replace rule r as on update to v where new.id > 1 do also nothing;\n\
             alter rule r on v rename to s;\n\
             create rule r as on delete to t do instead nothing;\n\
             alter table t disable rule r;",
        );
        assert!(schema.failures().is_empty(), "{:?}", schema.failures());
        let view = schema.views().next().expect("a view");
        let rule = &view.rewrite_rules[0];
        assert_eq!((rule.name.as_str(), rule.is_instead), ("s", false));
        assert_eq!(rule.condition.as_deref(), Some("new.id > 1"));
        let table = schema.tables().next().expect("a table");
        assert_eq!(table.rewrite_rules[0].firing.letter(), "D");
    }
}
