//! Keys that one mapping sets twice, which careful readers refuse.

use std::collections::BTreeSet;

use super::{Node, SyntaxError, Value};

/// Refuses a document in which a mapping repeats a key.
pub(super) fn check(root: &Node) -> Result<(), SyntaxError> {
    match &root.value {
        Value::List(items) => items.iter().try_for_each(check),
        Value::Table(entries) => {
            let mut seen = BTreeSet::new();
            for entry in entries {
                // What a merge key brought in stands elsewhere and may be set again.
                let is_own = root.span.contains(entry.key_span);
                if is_own && !seen.insert(&*entry.key) {
                    let message = format!("the key `{}` is set twice in one mapping", entry.key);
                    return Err(SyntaxError { span: entry.key_span, message });
                }
                check(&entry.node)?;
            }
            Ok(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::yaml::parse;
    use super::*;

    #[test]
    fn a_repeated_key_is_refused_and_a_merged_one_is_not() {
        let root = |text| parse(text).map_err(|error| error.message).expect("valid");
        assert!(check(&root("on: push\njobs: {}\non: pull_request\n")).is_err());
        assert!(check(&root("a: &a\n  x: 1\nb:\n  <<: *a\n  x: 2\n")).is_ok());
    }
}
