//! What two possible databases hold beside tables becomes one: routines, types, extensions, roles, jobs,
//! buckets.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::merge::fits;
use super::routine::Routine;
use super::service::Extension;
use super::signature::has_same_inputs;
use super::user_type::UserType;
use crate::facts::sql::RelationName;
use crate::finding::Location;

impl Catalogue {
    /// A routine that is there on one way alone is there or not.
    pub(super) fn merge_routines(&mut self, other: &Self, at: &Location) {
        for name in self.routines.differing(&other.routines) {
            let there = other.routines.get(&name).map(|there| there.as_slice()).unwrap_or_default();
            let here = Arc::make_mut(self.routines.or_default(name));
            let has = |routines: &[Routine], one: &Routine| {
                routines.iter().any(|known| has_same_inputs(known, one))
            };
            for routine in here.iter_mut().filter(|routine| !has(there, routine)) {
                routine.object.doubt = Some(at.clone());
            }
            let missing: Vec<Routine> = there.iter().filter(|routine| !has(here, routine)).cloned().collect();
            for mut routine in missing {
                routine.object.doubt = Some(at.clone());
                self.add_routine(routine);
            }
        }
    }

    /// A statement that may drop or change some routines.
    pub(super) fn doubt_existence_of_routines(&mut self, name: &RelationName, at: &Location) {
        for overloads in self.routines.values_mut() {
            if overloads.first().is_some_and(|routine| fits(name, &routine.name)) {
                for routine in Arc::make_mut(overloads) {
                    routine.object.doubt = Some(at.clone());
                }
            }
        }
    }

    /// What one way alone brings may be there.
    pub(super) fn merge_others(&mut self, other: &Self, at: &Location) {
        for name in self.types.differing(&other.types) {
            if let Some(kind) = other.types.get(&name).filter(|_| !self.types.contains_key(&name)) {
                self.add_type(UserType::clone(kind));
            }
        }
        self.roles.add_missing(&other.roles);
        for (name, extension) in other.extensions.iter() {
            self.extensions.get_or_insert_with(name.clone(), || {
                let mut extension = Extension::clone(extension);
                extension.object.doubt = Some(at.clone());
                Arc::new(extension)
            });
        }
        self.merge_services(other);
    }

    fn merge_services(&mut self, other: &Self) {
        for (id, bucket) in other.buckets.iter() {
            let known = self.buckets.get_or_insert_with(id.clone(), || bucket.clone());
            if known.is_public != bucket.is_public {
                Arc::make_mut(known).is_public = None;
            }
        }
        for job in other.jobs.iter() {
            let is_known =
                self.jobs.iter().any(|known| known.name == job.name && known.command == job.command);
            if !is_known {
                Arc::make_mut(&mut self.jobs).push(job.clone());
            }
        }
        for queue in other.queues.iter() {
            if !self.queues.iter().any(|known| known.name == queue.name) {
                Arc::make_mut(&mut self.queues).push(queue.clone());
            }
        }
    }
}
