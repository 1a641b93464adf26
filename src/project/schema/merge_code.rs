//! What two possible databases hold beside tables becomes one: routines, types, extensions, roles, jobs,
//! buckets.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::catalogue::Catalogue;
use super::routine::Routine;
use super::service::Extension;
use super::signature::has_same_inputs;
use crate::finding::Location;

impl Catalogue {
    /// A routine that is there on one way alone is there or not.
    pub(super) fn merge_routines(&mut self, other: &Self, at: &Location) {
        if Arc::ptr_eq(&self.routines, &other.routines) {
            return;
        }
        let names: BTreeSet<_> = self.routines.keys().chain(other.routines.keys()).cloned().collect();
        for name in names {
            let there = other.routines.get(&name);
            let is_same = self.routines.get(&name).zip(there).is_some_and(|(one, two)| Arc::ptr_eq(one, two));
            if is_same {
                continue;
            }
            let there = there.map(|there| there.as_slice()).unwrap_or_default();
            let here = Arc::make_mut(Arc::make_mut(&mut self.routines).entry(name).or_default());
            let has = |routines: &[Routine], one: &Routine| {
                routines.iter().any(|known| has_same_inputs(known, one))
            };
            for routine in here.iter_mut().filter(|routine| !has(there, routine)) {
                routine.object.doubt = Some(at.clone());
            }
            let missing: Vec<Routine> = there.iter().filter(|routine| !has(here, routine)).cloned().collect();
            for mut routine in missing {
                routine.object.doubt = Some(at.clone());
                here.push(routine);
            }
        }
    }

    /// What one way alone brings may be there.
    pub(super) fn merge_others(&mut self, other: &Self, at: &Location) {
        for (name, kind) in &*other.types {
            Arc::make_mut(&mut self.types).entry(name.clone()).or_insert_with(|| kind.clone());
        }
        for (name, extension) in &*other.extensions {
            let known = Arc::make_mut(&mut self.extensions).entry(name.clone());
            known.or_insert_with(|| {
                let mut extension = Extension::clone(extension);
                extension.object.doubt = Some(at.clone());
                Arc::new(extension)
            });
        }
        for (name, role) in &*other.roles {
            Arc::make_mut(&mut self.roles).entry(name.clone()).or_insert_with(|| role.clone());
        }
        self.merge_services(other);
    }

    fn merge_services(&mut self, other: &Self) {
        for (id, bucket) in &*other.buckets {
            let known = Arc::make_mut(&mut self.buckets).entry(id.clone()).or_insert_with(|| bucket.clone());
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
