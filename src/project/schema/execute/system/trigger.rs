//! Triggers and rules.

use super::super::super::catalogue::Catalogue;
use super::super::super::object::{ObjectId, QualifiedName};
use super::super::super::relation::Relation;
use super::super::super::trigger::Trigger;
use super::super::object;
use super::super::value::Value;
use super::{View, presence};
use crate::facts::sql::TriggerFiring;
use crate::finding::Location;

pub(super) const TRIGGERS: View = View {
    columns: &["oid", "tgname", "tgrelid", "tgfoid", "tgenabled", "tgisinternal", "tgparentid"],
    fill: |catalogue, wanted, rows| {
        each(catalogue, |name, id, trigger, doubt| {
            if !wanted.takes("tgname", trigger.name.as_str()) || !wanted.takes_object("tgrelid", id) {
                return;
            }
            let function = catalogue.routines().find(|routine| routine.object.id == trigger.function);
            let values = vec![
                Value::Object(trigger.id, trigger.name.shared()),
                Value::name(&trigger.name),
                object::relation(catalogue, name, id),
                function.map_or(Value::Unknown, object::routine),
                Value::text(match trigger.firing {
                    TriggerFiring::Origin => "O",
                    TriggerFiring::Always => "A",
                    TriggerFiring::Replica => "R",
                    TriggerFiring::Disabled => "D",
                }),
                Value::Bool(false),
                Value::Number(0),
            ];
            rows.push(values, presence(&[doubt, &trigger.doubt]));
        });
    },
};

pub(super) const NAMED_TRIGGERS: View = View {
    columns: &["trigger_schema", "trigger_name", "event_object_schema", "event_object_table"],
    fill: |catalogue, wanted, rows| {
        each(catalogue, |name, _, trigger, doubt| {
            let is_wanted = wanted.takes("trigger_name", trigger.name.as_str())
                && wanted.takes("event_object_table", name.name.as_str());
            if is_wanted {
                let values = vec![
                    Value::name(&name.schema),
                    Value::name(&trigger.name),
                    Value::name(&name.schema),
                    Value::name(&name.name),
                ];
                rows.push(values, presence(&[doubt, &trigger.doubt]));
            }
        });
    },
};

pub(super) const EVENT_TRIGGERS: View = View {
    columns: &["evtname", "evtevent"],
    fill: |catalogue, _, rows| {
        for trigger in &*catalogue.event_triggers {
            rows.push(vec![Value::name(&trigger.name), Value::text(&trigger.event)], presence(&[]));
        }
    },
};

pub(super) const RULES: View = View {
    columns: &["schemaname", "tablename", "rulename"],
    fill: |catalogue, wanted, rows| {
        for relation in catalogue.relations() {
            let name = relation.name();
            let doubt = relation.object().and_then(|object| object.doubt.clone());
            for rule in relation.rewrite_rules() {
                let is_wanted = wanted.takes("rulename", rule.name.as_str())
                    && wanted.takes("tablename", name.name.as_str());
                if is_wanted {
                    let values =
                        vec![Value::name(&name.schema), Value::name(&name.name), Value::name(&rule.name)];
                    rows.push(values, presence(&[&doubt, &rule.doubt]));
                }
            }
        }
    },
};

fn each(catalogue: &Catalogue, mut give: impl FnMut(&QualifiedName, ObjectId, &Trigger, &Option<Location>)) {
    for relation in catalogue.relations() {
        let (triggers, doubt) = match relation {
            Relation::Table(table) => (&table.triggers, &table.object.doubt),
            Relation::View(view) => (&view.triggers, &view.object.doubt),
            _ => continue,
        };
        for trigger in triggers {
            give(relation.name(), relation.id(), trigger, doubt);
        }
    }
}
