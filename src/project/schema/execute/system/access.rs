//! Roles.

use super::super::object;
use super::super::value::Value;
use super::{View, presence};

pub(super) const ROLES: View = View {
    columns: &["oid", "rolname", "rolsuper", "rolbypassrls", "rolinherit", "rolcanlogin", "usename"],
    fill: |catalogue, wanted, rows| {
        for role in catalogue.roles.values() {
            if wanted.takes("rolname", role.name.as_str()) && wanted.takes("usename", role.name.as_str()) {
                let values = vec![
                    object::role(&role.name),
                    Value::name(&role.name),
                    Value::Bool(role.is_superuser),
                    Value::Bool(role.bypasses_row_security),
                    Value::Bool(role.inherits),
                    Value::Bool(role.can_log_in),
                    Value::name(&role.name),
                ];
                rows.push(values, presence(&[]));
            }
        }
        if catalogue.roles.is_empty() {
            rows.push_unknown(Vec::new(), ROLES.columns.len());
        }
    },
};

pub(super) const MEMBERS: View = View {
    columns: &["roleid", "member"],
    fill: |catalogue, _, rows| {
        for role in catalogue.roles.values() {
            for of in &role.member_of {
                rows.push(vec![object::role(of), object::role(&role.name)], presence(&[]));
            }
        }
        if catalogue.roles.is_empty() {
            rows.push_unknown(Vec::new(), MEMBERS.columns.len());
        }
    },
};
