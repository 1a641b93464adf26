//! Where an imported name is made.

use super::{Modules, Target};
use crate::facts::FileFacts;
use crate::facts::typescript::{Import, ImportKind, ImportedName};
use crate::source::RelPath;

/// What an imported name stands for.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'m> {
    /// A name of another module, by what it is called there; `*` for the whole module.
    Name(&'m FileFacts, &'m str),
    /// A name of a file that is not there or could not be read.
    Unread,
}

impl Modules {
    /// What the name `local` of the script at `path` is in the module that makes it, modules that only pass it on
    /// left out; `None` where it is not imported from a file of the repository.
    pub fn origin(&self, path: &RelPath, local: &str) -> Option<Origin<'_>> {
        let (name, target) =
            self.taken(path, |import, name| import.kind != ImportKind::ReExport && &*name.local == local)?;
        self.follow(target, &name.imported, &mut Vec::new())
    }

    fn follow<'m>(
        &'m self,
        target: &'m Target,
        name: &'m str,
        seen: &mut Vec<&'m RelPath>,
    ) -> Option<Origin<'m>> {
        let path = match target {
            Target::File(path) => path,
            Target::Ignored(_) | Target::Missing(_) | Target::Unknown(_) => return Some(Origin::Unread),
            Target::Package(_) | Target::Virtual => return None,
        };
        let Some((file, _)) = self.script(path) else { return Some(Origin::Unread) };
        if seen.contains(&path) {
            return None;
        }
        seen.push(path);
        let passed = self.taken(path, |import, passed| {
            import.kind == ImportKind::ReExport && &*passed.local == name && name != "*"
        });
        match passed {
            Some((passed, target)) => self.follow(target, &passed.imported, seen),
            None => Some(Origin::Name(file, name)),
        }
    }

    /// The first imported name of a script of which `is_it` holds, with what its import means.
    fn taken(
        &self,
        path: &RelPath,
        is_it: impl Fn(&Import, &ImportedName) -> bool,
    ) -> Option<(&ImportedName, &Target)> {
        let (file, targets) = self.script(path)?;
        super::imports(file).iter().zip(targets).find_map(|(import, target)| {
            let name = import.names.iter().find(|name| is_it(import, name))?;
            Some((name, target))
        })
    }
}
