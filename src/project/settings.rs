//! What only the owner of a repository can tell: the names of its guards, how its platform is set up.

/// Names that the configuration gives; see `gonogo.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Functions that make what they wrap idempotent.
    pub idempotency_wrappers: Vec<String>,
    /// What the platform gives clients on new tables, functions and sequences of `public`; `None` where nobody
    /// says: then a project's `config.toml` does, or all.
    pub default_grants: Option<DefaultGrants>,
}

/// What Supabase gives `anon`, `authenticated` and `service_role` on what migrations create in `public`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultGrants {
    /// Everything, as older projects do.
    All,
    /// Nothing, as newer ones can: each grant stands in a migration.
    None,
}
