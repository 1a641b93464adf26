//! Access lists, changed as PostgreSQL changes them: an entry for each pair of grantee and grantor.

use super::rejection::{Outcome, Rejected, SqlState};
use crate::facts::sql::{DefaultsFor, Identifier, Privilege, Privileges};
use crate::finding::Location;

/// Whom a privilege is given to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grantee {
    /// Every role.
    Public,
    /// One role, and those that inherit from it.
    Role(Identifier),
}

impl Grantee {
    /// The role's name; `public` for everybody.
    pub fn name(&self) -> &str {
        match self {
            Self::Public => "public",
            Self::Role(name) => name.as_str(),
        }
    }

    /// The role, where it is one.
    pub fn role(&self) -> Option<&Identifier> {
        match self {
            Self::Public => None,
            Self::Role(name) => Some(name),
        }
    }
}

/// What one role gave another.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Who received it.
    pub grantee: Grantee,
    /// Who gave it.
    pub grantor: Identifier,
    /// What.
    pub privileges: Privileges,
    /// What of it the grantee may give on.
    pub grantable: Privileges,
    /// The statements that gave some of it, in order; none where PostgreSQL itself did. A privilege that was
    /// taken and given again stands behind each.
    pub given: Vec<(Privileges, Location)>,
}

impl Grant {
    /// The statement that gave a privilege; `None` where PostgreSQL itself did.
    pub fn given(&self, privilege: Privilege) -> Option<&Location> {
        self.given.iter().rev().find(|(privileges, _)| privileges.has(privilege)).map(|(_, at)| at)
    }
}

/// Where it was given makes no difference to what it is.
impl PartialEq for Grant {
    fn eq(&self, other: &Self) -> bool {
        (&self.grantee, &self.grantor, self.privileges, self.grantable)
            == (&other.grantee, &other.grantor, other.privileges, other.grantable)
    }
}

impl Eq for Grant {}

/// The access list of one object, in the order in which its grants came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acl {
    /// Its grants: one for each pair of grantee and grantor.
    pub grants: Vec<Grant>,
}

/// A change to access lists.
pub(super) struct AclChange<'c> {
    /// Whether it gives; it takes otherwise.
    pub is_grant: bool,
    /// Whether it is about the right to give on.
    pub grant_option: bool,
    /// Whether what others were given by whom it is taken from goes too.
    pub cascade: bool,
    /// To whom, from whom.
    pub grantees: &'c [Grantee],
    /// The statement.
    pub at: &'c Location,
}

/// Everything that may be granted on an object of a kind.
pub(super) fn all_of(kind: DefaultsFor) -> Privileges {
    match kind {
        DefaultsFor::Tables => Privileges::of(&[
            Privilege::Insert,
            Privilege::Select,
            Privilege::Update,
            Privilege::Delete,
            Privilege::Truncate,
            Privilege::References,
            Privilege::Trigger,
        ]),
        DefaultsFor::Sequences => Privileges::of(&[Privilege::Usage, Privilege::Select, Privilege::Update]),
        DefaultsFor::Functions => Privileges::of(&[Privilege::Execute]),
        DefaultsFor::Types => Privileges::of(&[Privilege::Usage]),
        DefaultsFor::Schemas => Privileges::of(&[Privilege::Usage, Privilege::Create]),
    }
}

/// Everything that may be granted on a column.
pub(super) fn all_of_column() -> Privileges {
    Privileges::of(&[Privilege::Insert, Privilege::Select, Privilege::Update, Privilege::References])
}

impl Acl {
    /// What an object without a list of its own has: everything for its owner, and for everybody the use of
    /// functions and types.
    pub fn built_in(kind: DefaultsFor, owner: &Identifier) -> Self {
        let all = all_of(kind);
        let entry = |grantee, privileges| Grant {
            grantee,
            grantor: owner.clone(),
            privileges,
            grantable: Privileges::NONE,
            given: Vec::new(),
        };
        let is_for_all = matches!(kind, DefaultsFor::Functions | DefaultsFor::Types);
        let public = is_for_all.then(|| entry(Grantee::Public, all));
        let own = entry(Grantee::Role(owner.clone()), all);
        Self { grants: public.into_iter().chain([own]).collect() }
    }

    /// Gives or takes `privileges` in the name of `grantor`.
    pub(super) fn change(
        &mut self,
        change: &AclChange<'_>,
        privileges: Privileges,
        grantor: &Identifier,
        owner: &Identifier,
    ) -> Outcome {
        for grantee in change.grantees {
            if change.is_grant && change.grant_option && *grantee == Grantee::Public {
                return Err(Rejected::new(SqlState::Other, "grant options can only be granted to roles"));
            }
            // `REVOKE` takes the right to give on with the privilege; `GRANT OPTION FOR` takes only it.
            let plain = change.is_grant || !change.grant_option;
            let options = !change.is_grant || change.grant_option;
            let item = Grant {
                grantee: grantee.clone(),
                grantor: grantor.clone(),
                privileges: if plain { privileges } else { Privileges::NONE },
                grantable: if options { privileges } else { Privileges::NONE },
                given: vec![(privileges, change.at.clone())],
            };
            if change.is_grant {
                self.add(&item);
            } else {
                self.take(&item, owner, change.cascade)?;
            }
        }
        Ok(())
    }

    /// Adds what another list holds.
    pub(super) fn merge(&mut self, other: &Self) {
        other.grants.iter().for_each(|item| self.add(item));
    }

    fn position(&self, item: &Grant) -> Option<usize> {
        self.grants.iter().position(|known| known.grantee == item.grantee && known.grantor == item.grantor)
    }

    fn add(&mut self, item: &Grant) {
        if item.privileges.is_empty() && item.grantable.is_empty() {
            return;
        }
        match self.position(item).and_then(|at| self.grants.get_mut(at)) {
            Some(known) => {
                if !known.privileges.includes(item.privileges) {
                    known.given.extend(item.given.iter().cloned());
                }
                known.privileges = known.privileges.union(item.privileges);
                known.grantable = known.grantable.union(item.grantable);
            }
            None => self.grants.push(item.clone()),
        }
    }

    fn take(&mut self, item: &Grant, owner: &Identifier, cascade: bool) -> Outcome {
        let Some(at) = self.position(item) else { return Ok(()) };
        let Some(known) = self.grants.get_mut(at) else { return Ok(()) };
        let lost = known.grantable.intersection(item.grantable);
        known.privileges = known.privileges.without(item.privileges);
        known.grantable = known.grantable.without(item.grantable);
        if known.privileges.is_empty() && known.grantable.is_empty() {
            self.grants.remove(at);
        }
        match &item.grantee {
            // An owner can always give.
            Grantee::Role(role) if role != owner && !lost.is_empty() => {
                self.take_on(role, lost, owner, cascade)
            }
            _ => Ok(()),
        }
    }

    /// Takes what `grantor` has given on and may give no longer.
    fn take_on(
        &mut self,
        grantor: &Identifier,
        privileges: Privileges,
        owner: &Identifier,
        cascade: bool,
    ) -> Outcome {
        let is_given_on = |grant: &&Grant| {
            grant.grantor == *grantor && !grant.privileges.intersection(privileges).is_empty()
        };
        while let Some(given) = self.grants.iter().find(is_given_on) {
            if !cascade {
                return Err(Rejected::new(SqlState::DependentObjects, "dependent privileges exist"));
            }
            let item = Grant { privileges, grantable: privileges, ..given.clone() };
            self.take(&item, owner, cascade)?;
        }
        Ok(())
    }

    /// Hands what the owner gave and had to a new owner.
    pub(super) fn hand_over(&mut self, from: &Identifier, to: &Identifier) {
        let mut handed = Self::default();
        for grant in &self.grants {
            let mut grant = grant.clone();
            if grant.grantor == *from {
                grant.grantor = to.clone();
            }
            if grant.grantee == Grantee::Role(from.clone()) {
                grant.grantee = Grantee::Role(to.clone());
            }
            handed.add(&grant);
        }
        *self = handed;
    }

    /// Puts a role's new name in place of the old.
    pub(super) fn rename_role(&mut self, from: &Identifier, to: &Identifier) {
        for grant in &mut self.grants {
            if grant.grantor == *from {
                grant.grantor = to.clone();
            }
            if grant.grantee == Grantee::Role(from.clone()) {
                grant.grantee = Grantee::Role(to.clone());
            }
        }
    }

    /// Whether a role is named, as one who gave or received.
    pub(super) fn names(&self, role: &Identifier) -> bool {
        let receives = |grant: &Grant| matches!(&grant.grantee, Grantee::Role(name) if name == role);
        self.grants.iter().any(|grant| grant.grantor == *role || receives(grant))
    }

    /// What that grantee itself was given, by anyone.
    pub(super) fn direct(&self, grantee: &Grantee) -> (Privileges, Privileges) {
        let mine = self.grants.iter().filter(|grant| grant.grantee == *grantee);
        mine.fold((Privileges::NONE, Privileges::NONE), |(privileges, grantable), grant| {
            (privileges.union(grant.privileges), grantable.union(grant.grantable))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{RelPath, Span};

    fn name(name: &str) -> Identifier {
        Identifier::exact(name)
    }

    fn apply(
        acl: &mut Acl,
        is_grant: bool,
        grant_option: bool,
        to: &str,
        by: &str,
        cascade: bool,
    ) -> Outcome {
        let at = Location::new(&RelPath::new("a.sql"), Span::default());
        let grantees = [Grantee::Role(name(to))];
        let change = AclChange { is_grant, grant_option, cascade, grantees: &grantees, at: &at };
        acl.change(&change, Privileges::of(&[Privilege::Select]), &name(by), &name("postgres"))
    }

    #[test]
    fn what_was_given_on_stands_in_the_way_of_taking_it() {
        let mut acl = Acl::built_in(DefaultsFor::Tables, &name("postgres"));
        apply(&mut acl, true, true, "a", "postgres", false).expect("a grant");
        apply(&mut acl, true, false, "b", "a", false).expect("a grant");
        assert!(apply(&mut acl.clone(), false, false, "a", "postgres", false).is_err());
        apply(&mut acl, false, false, "a", "postgres", true).expect("it cascades");
        assert_eq!(acl, Acl::built_in(DefaultsFor::Tables, &name("postgres")));
    }

    #[test]
    fn an_entry_without_privileges_goes() {
        let mut acl = Acl::default();
        apply(&mut acl, true, false, "a", "postgres", false).expect("a grant");
        apply(&mut acl, false, false, "a", "postgres", false).expect("a revoke");
        assert!(acl.grants.is_empty());
    }

    #[test]
    fn a_new_owner_has_what_the_old_one_had() {
        let mut acl = Acl::built_in(DefaultsFor::Tables, &name("postgres"));
        apply(&mut acl, true, false, "app", "postgres", false).expect("a grant");
        acl.hand_over(&name("postgres"), &name("app"));
        assert_eq!(acl, Acl::built_in(DefaultsFor::Tables, &name("app")));
    }
}
