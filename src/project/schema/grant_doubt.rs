//! Grants of which only parts are known: who may do what with the objects they may name becomes unknown.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::execute::{has_hole, may_match};
use super::merge::fits;
use super::relation::Relation;
use crate::facts::sql::{Grant, GrantTarget, Identifier, RelationName, RoleName, SchemaContent};
use crate::finding::Location;

/// Whether a name in a grant, of an object or of a role, is not known.
pub(super) fn is_unsure(grant: &Grant) -> bool {
    let hole = |name: &Identifier| has_hole(name.as_str());
    let name = |name: &RelationName| hole(&name.name) || name.schema.as_ref().is_some_and(hole);
    let of_target = match &grant.target {
        GrantTarget::Relations(names) | GrantTarget::Sequences(names) | GrantTarget::Types(names) => {
            names.iter().any(name)
        }
        GrantTarget::Routines(_, wanted) => wanted.iter().any(|wanted| name(&wanted.name)),
        GrantTarget::Schemas(names) | GrantTarget::AllInSchema(_, names) => names.iter().any(hole),
        GrantTarget::Other => false,
    };
    of_target || grant.grantees.iter().any(|role| matches!(role, RoleName::Named(name) if hole(name)))
}

impl Catalogue {
    /// A grant that may be about some objects: nobody can tell who may do what with them.
    pub(super) fn doubt_grant(&mut self, grant: &Grant, at: &Location) {
        match &grant.target {
            GrantTarget::Relations(names) | GrantTarget::Sequences(names) => {
                self.doubt_relations(|relation| names.iter().any(|name| fits(name, relation.name())), at);
            }
            GrantTarget::Routines(_, wanted) => {
                self.doubt_routines(|name| wanted.iter().any(|wanted| fits(&wanted.name, name)), at);
            }
            GrantTarget::AllInSchema(SchemaContent::Routines(_), schemas) => {
                self.doubt_routines(|name| may_be_one(schemas, &name.schema), at);
            }
            GrantTarget::AllInSchema(_, schemas) => {
                self.doubt_relations(|relation| may_be_one(schemas, &relation.name().schema), at);
            }
            // Using a schema decides over all it holds.
            GrantTarget::Schemas(schemas) => {
                self.doubt_relations(|relation| may_be_one(schemas, &relation.name().schema), at);
            }
            GrantTarget::Types(_) | GrantTarget::Other => {}
        }
    }

    fn doubt_relations(&mut self, is_meant: impl Fn(&Relation) -> bool, at: &Location) {
        for relation in self.relations.values_mut().filter(|relation| is_meant(relation)) {
            if relation.object().is_some_and(|object| !object.is_platform)
                && let Some(object) = Arc::make_mut(relation).object_mut()
            {
                object.acl_doubt = Some(at.clone());
            }
        }
    }

    fn doubt_routines(&mut self, is_meant: impl Fn(&super::QualifiedName) -> bool, at: &Location) {
        let routines = self.routines.iter_mut().filter(|(name, _)| is_meant(name));
        for (_, overloads) in
            routines.filter(|(_, overloads)| overloads.iter().any(|it| !it.object.is_platform))
        {
            for routine in Arc::make_mut(overloads) {
                routine.object.acl_doubt = Some(at.clone());
            }
        }
    }

    /// What may be done with an object in one of two possible databases and not in the other is not to be
    /// told.
    pub(super) fn merge_privileges(&mut self, other: &Self, at: &Location) {
        for name in self.relations.differing(&other.relations) {
            let there = other.relations.get(&name).and_then(|there| there.object());
            let here = self.get_mut(&name).and_then(Relation::object_mut).filter(|here| !here.is_platform);
            if let Some((here, there)) = here.zip(there)
                && (here.acl != there.acl || there.acl_doubt.is_some())
            {
                here.acl_doubt = Some(at.clone());
            }
        }
        for name in self.routines.differing(&other.routines) {
            let pair = self.routines.get_mut(&name).zip(other.routines.get(&name));
            let Some((overloads, there)) = pair else { continue };
            for routine in Arc::make_mut(overloads) {
                let same = there.iter().find(|there| there.object.id == routine.object.id);
                if same.is_some_and(|there| there.object.acl != routine.object.acl) {
                    routine.object.acl_doubt = Some(at.clone());
                }
            }
        }
    }
}

fn may_be_one(patterns: &[Identifier], name: &Identifier) -> bool {
    patterns.iter().any(|pattern| may_match(pattern.as_str(), name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::sample::replayed;

    /// Tables whose rights are in doubt after these statements.
    fn doubted(text: &str) -> Vec<String> {
        let schema = replayed(text);
        let doubted = schema.tables().filter(|table| table.object.acl_doubt.is_some());
        doubted.map(|table| table.name.to_string()).collect()
    }

    #[test]
    fn a_grant_on_what_nobody_knows_leaves_doubt() {
        let doubted = doubted(
            "create table notes (a int); create table other_things (a int);
             do $$ begin
               execute format('revoke all on public.%I from anon', 'notes' || current_setting('app.suffix'));
             end $$;",
        );
        assert_eq!(doubted, ["public.notes"]);
    }

    #[test]
    fn a_grant_that_may_not_happen_leaves_doubt() {
        let doubted = doubted(
            "create table notes (a int); create table other (a int);
             do $$ begin
               if current_setting('app.stage', true) = 'test' then revoke all on notes from anon; end if;
             end $$;",
        );
        assert_eq!(doubted, ["public.notes"]);
    }
}
