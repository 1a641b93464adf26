//! What extensions bring, read from a list.

/// One block for each extension, sorted by name; the file says how to read it.
const LIST: &str = include_str!("extensions.txt");

/// What one extension brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contents {
    /// The schema that its own definition fixes; the statement's, or the first of the search path, otherwise.
    pub(super) schema: Option<&'static str>,
    /// Whether it can be moved to another schema.
    pub(super) is_movable: bool,
    /// Whether the list says all that it brings.
    pub(super) is_complete: bool,
    /// The lines that say what it brings, blanks in front.
    lines: &'static str,
}

impl Contents {
    /// What an extension of that name brings; `None` for one that the list does not have.
    pub(super) fn of(name: &str) -> Option<Self> {
        let blocks = LIST.split("\n\n");
        blocks.filter(|block| !block.starts_with('#')).find_map(|block| {
            let (head, lines) = block.split_once('\n').unwrap_or((block, ""));
            let mut words = head.split(' ');
            if words.next() != Some(name) {
                return None;
            }
            let schema = words.next().filter(|schema| *schema != "-");
            let is_movable = words.next() == Some("movable");
            Some(Self { schema, is_movable, is_complete: words.next() == Some("closed"), lines })
        })
    }

    fn words(self, heading: &str) -> impl Iterator<Item = &'static str> {
        let line = self.lines.lines().find_map(|line| line.trim_start().strip_prefix(heading));
        line.unwrap_or_default().split_ascii_whitespace()
    }

    /// Extensions it cannot do without.
    pub(super) fn needs(self) -> impl Iterator<Item = &'static str> {
        self.words("needs ")
    }

    /// Types.
    pub(super) fn types(self) -> impl Iterator<Item = &'static str> {
        self.words("types ")
    }

    /// Tables and views, with whether they are views.
    pub(super) fn relations(self) -> impl Iterator<Item = (&'static str, bool)> {
        self.words("relations ")
            .filter_map(|word| word.split_once(':'))
            .map(|(name, kind)| (name, kind == "v"))
    }

    /// Functions that triggers run.
    pub(super) fn trigger_functions(self) -> impl Iterator<Item = &'static str> {
        self.words("triggers ")
    }

    /// Whether it brings a function of that name.
    pub(super) fn has_function(self, name: &str) -> bool {
        self.words("functions ").any(|known| known == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        let blocks = LIST.split("\n\n").filter(|block| !block.starts_with('#') && !block.trim().is_empty());
        let names: Vec<_> = blocks.filter_map(|block| block.split(' ').next()).collect();
        assert!(names.is_sorted());
    }

    #[test]
    fn blocks_are_read() {
        let spatial = Contents::of("postgis").expect("it is listed");
        assert_eq!(spatial.relations().next(), Some(("geography_columns", true)));
        assert!(spatial.has_function("st_distance"));
        assert!(!spatial.is_movable);
        assert_eq!(Contents::of("pg_cron").expect("it is listed").schema, Some("pg_catalog"));
        assert_eq!(Contents::of("index_advisor").expect("it is listed").needs().next(), Some("hypopg"));
        assert_eq!(Contents::of("no_such_thing"), None);
    }
}
