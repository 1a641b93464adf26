//! Whose server an address names.

use super::Functions;

/// The developer's own machine, and the names that the local stack gives itself.
const LOCAL: [&str; 5] = ["127.0.0.1", "0.0.0.0", "host.docker.internal", "kong", "localhost"];
/// Letters of the name of a hosted project; others are names for the local stack.
const REFERENCE_LETTERS: usize = 20;

/// Whether a host, with its port and path or without, is the developer's own machine.
pub fn is_local(host: &str) -> bool {
    LOCAL.contains(&host.split(['/', ':']).next().unwrap_or(host))
}

/// Whether a name has the form of a hosted project's.
pub fn reads_as_reference(name: &str) -> bool {
    name.len() == REFERENCE_LETTERS && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

impl Functions {
    /// The hosted projects that configurations name as their own.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.projects.iter().filter_map(|project| project.reference.as_deref())
    }
}
