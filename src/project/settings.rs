//! What only the owner of a repository can tell: the names of its guards.

/// Names that the configuration gives; see `gonogo.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Functions that make what they wrap idempotent.
    pub idempotency_wrappers: Vec<String>,
}
