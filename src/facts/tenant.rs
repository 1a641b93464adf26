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
    if !(5..=22).contains(&name.len()) {
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
