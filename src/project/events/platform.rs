//! Events that browsers, runtimes and libraries fire by themselves.

/// Names that pages, workers, sockets and Node's own objects know.
const KNOWN: &str = include_str!("known.txt");

/// Whether the platform fires an event of that name.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN.split_ascii_whitespace().any(|known| known == name)
}

/// Whether a name is written as browsers write theirs: small letters and nothing else. Lists of them grow old.
pub(super) fn reads_as_known(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// What stands before the `:` or `.` of a name: `turbo` of `turbo:load`, which is a library's or a part of the
/// program's.
pub(super) fn prefix(name: &str) -> Option<&str> {
    name.split_once([':', '.']).map(|(prefix, _)| prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_fire_is_known() {
        assert!(is_known("visibilitychange") && is_known("DOMContentLoaded") && !is_known("cart-changed"));
        assert!(reads_as_known("themechange") && !reads_as_known("theme-change"));
        assert_eq!((prefix("turbo:load"), prefix("cart-changed")), (Some("turbo"), None));
    }
}
