//! Access lists as PostgreSQL prints them: `{=X/postgres,anon=r*w/postgres}`.

use serde_json::{Value, json};

use crate::project::schema::{
    Acl, DefaultsFor, Grant, Grantee, Identifier, Object, Privilege, Routine, Schema, Securable,
    quote_identifier,
};

/// The letter of each privilege, in the order in which an access list shows them.
const LETTERS: [(Privilege, char); 12] = [
    (Privilege::Insert, 'a'),
    (Privilege::Select, 'r'),
    (Privilege::Update, 'w'),
    (Privilege::Delete, 'd'),
    (Privilege::Truncate, 'D'),
    (Privilege::References, 'x'),
    (Privilege::Trigger, 't'),
    (Privilege::Execute, 'X'),
    (Privilege::Usage, 'U'),
    (Privilege::Create, 'C'),
    (Privilege::Connect, 'c'),
    (Privilege::Temporary, 'T'),
];

/// The access list of an object; null for the built-in default.
pub(super) fn of(object: &Object) -> Value {
    acl(object.acl.as_ref())
}

/// An access list; null where there is none.
pub(super) fn acl(acl: Option<&Acl>) -> Value {
    acl.map_or(Value::Null, |acl| {
        let grants: Vec<String> = acl.grants.iter().map(grant).collect();
        format!("{{{}}}", grants.join(",")).into()
    })
}

fn grant(grant: &Grant) -> String {
    let mut text = match &grant.grantee {
        Grantee::Public => String::new(),
        Grantee::Role(role) => quote_identifier(role.as_str()).into_owned(),
    };
    text.push('=');
    for (privilege, letter) in LETTERS {
        if grant.privileges.has(privilege) {
            text.push(letter);
        }
        if grant.grantable.has(privilege) {
            text.push('*');
        }
    }
    text + "/" + &quote_identifier(grant.grantor.as_str())
}

/// The two roles that clients act as: the prefix of their fields, the name.
const CLIENTS: [(&str, &str); 2] = [("anon", "anon"), ("auth", "authenticated")];

/// What clients may do with a table or view: fields of its row.
pub(super) fn of_clients<'o>(schema: &Schema, object: impl Into<Securable<'o>>, row: &mut Value) {
    let object = object.into();
    let may = |role: &Identifier, privilege| schema.has_privilege(role, object, privilege);
    for (prefix, role) in CLIENTS {
        let role = Identifier::exact(role);
        row[format!("{prefix}_select")] = may(&role, Privilege::Select).into();
        let writes = [Privilege::Insert, Privilege::Update, Privilege::Delete];
        row[format!("{prefix}_write")] = writes.into_iter().any(|privilege| may(&role, privilege)).into();
    }
}

/// Whether clients may call a function: fields of its row.
pub(super) fn of_callers(schema: &Schema, routine: &Routine, row: &mut Value) {
    for (prefix, role) in CLIENTS {
        let may = schema.has_privilege(&Identifier::exact(role), routine, Privilege::Execute);
        row[format!("{prefix}_execute")] = may.into();
    }
}

/// What new objects are given.
pub(super) fn defaults(schema: &Schema) -> Vec<Value> {
    let rows = schema.default_privileges().iter().map(|default| {
        let objects = match default.kind {
            DefaultsFor::Tables => "r",
            DefaultsFor::Sequences => "S",
            DefaultsFor::Functions => "f",
            DefaultsFor::Types => "T",
            DefaultsFor::Schemas => "n",
        };
        json!({
            "role": default.role.as_str(),
            "schema": default.schema.as_ref().map(Identifier::as_str),
            "objects": objects,
            "acl": acl(Some(&default.acl)),
        })
    });
    rows.collect()
}

/// Every role that is not PostgreSQL's own, and the roles each is a member of.
pub(super) fn roles(schema: &Schema) -> Vec<Value> {
    let rows = schema.roles().filter(|role| !role.name.as_str().starts_with("pg_")).map(|role| {
        let mut member_of: Vec<&str> = role.member_of.iter().map(Identifier::as_str).collect();
        member_of.sort_unstable();
        json!({
            "name": role.name.as_str(),
            "superuser": role.is_superuser,
            "inherit": role.inherits,
            "bypass_rls": role.bypasses_row_security,
            "member_of": (!member_of.is_empty()).then_some(member_of),
        })
    });
    rows.collect()
}
