//! What roles gain and lose through views: grants, whose rights count, what is shown. What the tables below
//! let through is said of the tables.

use super::super::access::{AccessCommand, Reach};
use super::super::privilege::Securable;
use super::super::role::Role;
use super::super::view::View;
use super::cause::Cause;
use super::standing::UNDECIDED;
use super::{AccessChange, AccessStep, Comparison, Widening};

impl Comparison<'_> {
    /// Steps of views that are new, changed or gone, sorted by name, role and command.
    pub(super) fn view_steps(&self) -> Vec<AccessStep> {
        let roles = self.after.roles_of_interest();
        let mut steps = Vec::new();
        for view in self.after.views_of_interest() {
            let twin = self.before.and_then(|before| before.views().find(|twin| twin.name == view.name));
            if twin.is_some_and(|twin| !is_changed(twin, view)) {
                continue;
            }
            for role in &roles {
                steps.extend(AccessCommand::ALL.map(|command| self.view_step(role, twin, view, command)));
            }
        }
        let is_there = |view: &View| self.after.all_views().any(|known| known.name == view.name);
        let gone = self.before.into_iter().flat_map(super::super::Schema::views_of_interest);
        for view in gone.filter(|view| !is_there(view)) {
            for role in &roles {
                let then = |command| self.then(role, view, command);
                steps.extend(AccessCommand::ALL.map(|command| AccessStep {
                    database: self.after.folder().into(),
                    table: view.name.clone(),
                    was: None,
                    created: None,
                    role: role.name.clone(),
                    command,
                    before: then(command),
                    after: None,
                    change: AccessChange::NotWider,
                }));
            }
        }
        steps
    }

    fn then(&self, role: &Role, view: &View, command: AccessCommand) -> Option<Reach> {
        let before = self.before?;
        let known = before.role(&role.name);
        Some(known.map_or(Reach::Closed, |role| before.view_reach(role, view, command)))
    }

    fn view_step(&self, role: &Role, twin: Option<&View>, view: &View, command: AccessCommand) -> AccessStep {
        let before = twin.and_then(|twin| self.then(role, twin, command));
        let now = self.after.view_reach(role, view, command);
        let is_wider = match before {
            Some(before) => now > before,
            // A new one gives something where its owner's rights reach further than those of who asks.
            None => now > self.after.own_reach(role, view, command),
        };
        let change = match (before, now) {
            (Some(before), now) if before == now => AccessChange::NotWider,
            (_, Reach::Closed) => AccessChange::NotWider,
            (Some(Reach::Unknown), _) | (_, Reach::Unknown) => AccessChange::Unknown(UNDECIDED),
            _ if is_wider => {
                let mut causes = self.view_causes(role, twin, view, command);
                let cause = causes.remove(0);
                let is_tentative = now != Reach::Open;
                AccessChange::Wider(Widening { cause, others: causes, columns: Vec::new(), is_tentative })
            }
            _ => AccessChange::NotWider,
        };
        AccessStep {
            database: self.after.folder().into(),
            table: view.name.clone(),
            was: None,
            created: Some(view.object.created.clone()),
            role: role.name.clone(),
            command,
            before,
            after: Some(now),
            change,
        }
    }

    /// What let a role in, the decisive first; never empty.
    fn view_causes(
        &self,
        role: &Role,
        twin: Option<&View>,
        view: &View,
        command: AccessCommand,
    ) -> Vec<Cause> {
        let privilege = command.privilege();
        let mut causes = Vec::new();
        let had = |twin: &View| self.before.is_some_and(|it| it.has_privilege(&role.name, twin, privilege));
        if !twin.is_some_and(had)
            && let Some((at, whom)) = self.granted(&role.name, &Securable::from(view).acl(), privilege)
        {
            causes.push(Cause::new(&at, format!("{} on it was granted to {whom}", privilege.name())));
        }
        let object = &view.object;
        let last = object.changed.last().unwrap_or(&object.created);
        let reads = "it reads with the rights of its owner";
        match twin {
            None => causes.push(Cause::new(&object.created, format!("the view was made, and {reads}"))),
            Some(twin) if twin.is_security_invoker() && !view.is_security_invoker() => {
                causes.push(Cause::new(last, format!("{reads} now")));
            }
            Some(twin) if twin.object.created != object.created => {
                causes.push(Cause::new(&object.created, "the view shows other rows"));
            }
            Some(_) => causes.push(Cause::new(last, "the view was changed")),
        }
        causes.sort_by_key(|cause| self.files.contains(&cause.at.path));
        causes
    }
}

/// Whether a view itself is another one than it was.
fn is_changed(then: &View, now: &View) -> bool {
    let acl = |view: &View| Securable::from(view).acl();
    then.query != now.query
        || then.options != now.options
        || then.kind != now.kind
        || then.object.owner != now.object.owner
        || acl(then) != acl(now)
        || then.object.acl_doubt != now.object.acl_doubt
        || then.object.doubt != now.object.doubt
}
