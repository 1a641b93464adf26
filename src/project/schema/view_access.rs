//! Who reaches what through a view: with whose rights it reads, and whether rows can be written through it.

use super::Schema;
use super::access::{AccessCommand, Reach};
use super::relation::Relation;
use super::role::Role;
use super::view::View;
use super::writable::RowOrigin;
use crate::facts::sql::{Privilege, RelationKind, RewriteEvent};

/// Views within views are followed so far.
const MAX_DEPTH: usize = 16;

/// Who asks: the role of the session, and the one whose rights count for the relation at hand.
#[derive(Clone, Copy)]
struct Caller<'r> {
    session: &'r Role,
    acting: &'r Role,
    depth: usize,
}

impl Schema {
    /// Views that migrations made, sorted by name; those that extensions bring are left out.
    pub(super) fn views_of_interest(&self) -> impl Iterator<Item = &View> {
        self.views().filter(|view| view.object.extension.is_none())
    }

    /// Which of the rows that a view shows a role reaches with a command.
    pub fn view_reach(&self, role: &Role, view: &View, command: AccessCommand) -> Reach {
        self.through(Caller { session: role, acting: role, depth: 0 }, view, command)
    }

    /// The same, were the view one that reads with the rights of who asks.
    pub(super) fn own_reach(&self, role: &Role, view: &View, command: AccessCommand) -> Reach {
        self.below(Caller { session: role, acting: role, depth: 1 }, view, command)
    }

    fn through(&self, caller: Caller<'_>, view: &View, command: AccessCommand) -> Reach {
        let object = &view.object;
        if object.doubt.is_some() || object.acl_doubt.is_some() || caller.depth > MAX_DEPTH {
            return Reach::Unknown;
        }
        if !self.may_use(&caller.acting.name, view.into(), command.privilege()) {
            return Reach::Closed;
        }
        if view.kind == RelationKind::MaterializedView {
            return if command == AccessCommand::Select { Reach::Open } else { Reach::Closed };
        }
        let acting = if view.is_security_invoker() {
            caller.session
        } else {
            match self.role(&object.owner) {
                Some(owner) => owner,
                None => return Reach::Unknown,
            }
        };
        self.below(Caller { acting, depth: caller.depth + 1, ..caller }, view, command)
    }

    /// What the relations below a view let through.
    fn below(&self, caller: Caller<'_>, view: &View, command: AccessCommand) -> Reach {
        if command != AccessCommand::Select {
            return self.written_below(caller, view, command);
        }
        let relations = self.relations_of(view);
        let reaches: Vec<Reach> = relations
            .into_iter()
            .filter(|relation| relation.has_rows())
            .map(|relation| self.reach_of(caller, relation, command))
            .collect();
        match reaches.as_slice() {
            [] => Reach::Open,
            [only] => *only,
            [first, rest @ ..] if rest.iter().all(|reach| reach == first) => *first,
            all if all.contains(&Reach::Unknown) => Reach::Unknown,
            // Without the privilege on one of them, the whole view is refused.
            _ if !self.may_read_all(caller, view) => Reach::Closed,
            // How rows of several go together, only the query tells.
            _ => Reach::Conditional,
        }
    }

    fn written_below(&self, caller: Caller<'_>, view: &View, command: AccessCommand) -> Reach {
        let event = match command {
            AccessCommand::Insert => RewriteEvent::Insert,
            AccessCommand::Update => RewriteEvent::Update,
            AccessCommand::Delete | AccessCommand::Select => RewriteEvent::Delete,
        };
        // What a trigger or a rule does with the rows is its own matter.
        if view.is_written_by_trigger(event)
            || view.rewrite_rules.iter().any(|rule| rule.event == event && rule.is_instead)
        {
            return Reach::Unknown;
        }
        match view.rows {
            RowOrigin::None => Reach::Closed,
            RowOrigin::Unknown => Reach::Unknown,
            RowOrigin::Relation(id) => match self.catalogue.relation_by_id(id) {
                Some(relation) => self.reach_of(caller, relation, command),
                None => Reach::Unknown,
            },
        }
    }

    fn reach_of(&self, caller: Caller<'_>, relation: &Relation, command: AccessCommand) -> Reach {
        match relation {
            Relation::Table(table) => self.reach(caller.acting, table, command),
            Relation::View(view) => self.through(caller, view, command),
            Relation::Sequence(_) | Relation::Index { .. } | Relation::Composite { .. } => Reach::Closed,
        }
    }

    fn may_read_all(&self, caller: Caller<'_>, view: &View) -> bool {
        let name = &caller.acting.name;
        self.relations_of(view).into_iter().all(|relation| match relation {
            Relation::Table(table) => self.may_use(name, table.into(), Privilege::Select),
            Relation::View(view) => self.may_use(name, view.into(), Privilege::Select),
            Relation::Sequence(_) | Relation::Index { .. } | Relation::Composite { .. } => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::replayed;
    use super::*;

    /// `select/insert/update/delete` of a role on the view `v`.
    fn reach(sql: &str, role: &str) -> String {
        let access = replayed(sql).access();
        let view = access.into_iter().find(|one| one.table.name.as_str() == "v").expect("the view");
        let found = view.roles.iter().find(|(name, _)| name.as_str() == role).expect("the role");
        found.1.map(Reach::name).join("/")
    }

    const OWN: &str = "create table t (id int, user_id uuid); alter table t enable row level security;\n\
        create policy own on t to authenticated using (auth.uid() = user_id);";

    #[test]
    fn a_view_shows_what_its_owner_reaches() {
        let sql = format!("{OWN} create view v as select * from t");
        assert_eq!(reach(&sql, "anon"), "open/open/open/open");
        let sql = format!("{sql}; revoke all on v from anon; grant select on v to anon");
        assert_eq!(reach(&sql, "anon"), "open/closed/closed/closed");
    }

    #[test]
    fn one_with_the_rights_of_who_asks_obeys_its_tables() {
        let sql = format!("{OWN} create view v with (security_invoker = true) as select * from t");
        assert_eq!(reach(&sql, "anon"), "closed/closed/closed/closed");
        assert_eq!(reach(&sql, "authenticated"), "own rows/own rows/own rows/own rows");
        assert_eq!(reach(&sql, "service_role"), "open/open/open/open");
        let within = format!(
            "{OWN} create view i with (security_invoker) as select * from t; create view v as select * from i"
        );
        assert_eq!(reach(&within, "anon"), "closed/closed/closed/closed");
        let around = format!(
            "{OWN} create view d as select * from t; create view v with (security_invoker) as select * from d"
        );
        assert_eq!(reach(&around, "anon"), "open/open/open/open");
    }

    #[test]
    fn a_view_of_groups_is_not_written_and_one_that_keeps_its_rows_obeys_nobody() {
        let sql = format!("{OWN} create view v as select count(*) as n from t");
        assert_eq!(reach(&sql, "anon"), "open/closed/closed/closed");
        let sql = format!("{OWN} create materialized view v as select * from t");
        assert_eq!(reach(&sql, "anon"), "open/closed/closed/closed");
    }

    #[test]
    fn an_owner_without_rights_shows_nothing() {
        let sql =
            format!("{OWN} create role weak; create view v as select * from t; alter view v owner to weak");
        assert_eq!(reach(&sql, "anon"), "closed/closed/closed/closed");
    }
}
