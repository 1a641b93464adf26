//! How the key of a tenant's id is called, in any language.

/// Keys that hold the id of a tenant, without `_` and in lower case.
const TENANT_KEYS: [&str; 13] = [
    "tenant",
    "tenantid",
    "tenantuuid",
    "orgid",
    "orguuid",
    "organizationid",
    "organisationid",
    "organizationuuid",
    "workspaceid",
    "workspaceuuid",
    "accountid",
    "accountuuid",
    "companytenantid",
];

/// Whether a name holds the id of a tenant: `tenant_id`, `orgId`, `workspaceId`, `X-Tenant-Id`.
pub fn is_tenant_key(name: &str) -> bool {
    // The shortest is `orgid`, the longest with separators `organization-uuid`; `p_` marks parameters.
    if !(5..=22).contains(&name.len()) || !could_be_key(name.as_bytes()) {
        return false;
    }
    let bare =
        name.strip_prefix("p_").or_else(|| name.strip_prefix("x-")).or_else(|| name.strip_prefix("X-"));
    let mut letters = [0_u8; 24];
    let mut count = 0;
    for byte in bare.unwrap_or(name).bytes().filter(|byte| !matches!(byte, b'_' | b'-')) {
        letters[count] = byte.to_ascii_lowercase();
        count += 1;
    }
    TENANT_KEYS.iter().any(|key| key.as_bytes() == &letters[..count])
}

/// Whether a name begins and ends as such a key does: hardly any other one does both.
fn could_be_key(name: &[u8]) -> bool {
    let may_begin = |first: &u8| b"acotw_-px".contains(&first.to_ascii_lowercase());
    let may_end = |last: &u8| b"dt_-".contains(&last.to_ascii_lowercase());
    name.last().is_some_and(may_end) && name.first().is_some_and(may_begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_one_in_each_spelling() {
        for key in TENANT_KEYS.into_iter().filter(|key| key.len() >= 5) {
            for name in [
                key.to_owned(),
                key.to_uppercase(),
                format!("p_{key}"),
                format!("X-{key}"),
                format!("_{key}_"),
            ] {
                assert!(is_tenant_key(&name) || name.len() > 22, "{name}");
            }
        }
    }
}
