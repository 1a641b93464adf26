//! Columns that hold secrets or personal data, open to whoever has the public key.

use crate::finding::Related;
use crate::project::Project;
use crate::project::schema::{Column, Identifier, Privilege, RelationKind, RowSecurity, Schema, Table};
use crate::rule::Reporter;

/// Names of columns that nobody else should read, sorted; the Supabase linter looks for the same.
const SENSITIVE: &str = "\
    2fa_code 2fa_secret access_token account_number activation_key api_key apikey auth_code auth_key \
    backup_code bank_account bearer_token bic card_number certificate credit_card cvc cvn cvv \
    device_uuid driver_license drivers_license facial_recognition gpg_key health_insurance \
    health_record iban imei insurance_number jwt license_key license_number mac_address macaddr \
    medical_insurance medical_record national_id oauth_token otp passphrase passport_id \
    passport_number passwd password patient_id pgp_key private_key pwd recovery_code refresh_token \
    routing_number secret secret_key session_id session_key session_secret session_token \
    social_security social_security_number ssh_key ssn swift_code tax_id token treatment two_factor \
    verification_code";

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        let tables = schema.exposed_tables().filter(|table| table.kind == RelationKind::Table);
        tables.for_each(|table| examine(schema, table, report));
    }
}

fn examine(schema: &Schema, table: &Table, report: &mut Reporter<'_>) {
    let sensitive: Vec<&Column> = table.columns.iter().filter(|column| is_sensitive(column)).collect();
    if sensitive.is_empty() {
        return;
    }
    let is_unsure = table.object.doubt.is_some()
        || table.object.acl_doubt.is_some()
        || matches!(table.row_security, RowSecurity::Unknown(_));
    if is_unsure {
        report.unknown(table, "who reads it depends on what only the database knows");
        return;
    }
    let reads = |role: &&str| schema.has_privilege(&Identifier::exact(role), table, Privilege::Select);
    let readers: Vec<&str> = ["anon", "authenticated"].into_iter().filter(|role| reads(role)).collect();
    if table.row_security == RowSecurity::On || readers.is_empty() {
        report.pass(table);
        return;
    }
    let names: Vec<String> = sensitive.iter().map(|column| format!("`{}`", column.name)).collect();
    let message = format!(
        "`{}` gives {} of every row to {}: row level security is off",
        table.name,
        names.join(", "),
        readers.join(" and ")
    );
    let finding = report.fail(table, message);
    finding.related.extend(sensitive.iter().map(|column| Related {
        location: column.created.clone(),
        label: format!("column `{}`", column.name),
    }));
}

fn is_sensitive(column: &Column) -> bool {
    let name = column.name.as_str().to_ascii_lowercase().replace('-', "_");
    SENSITIVE.split_ascii_whitespace().any(|sensitive| sensitive == name)
}
