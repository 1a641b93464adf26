//! How long and how deep code may be.

use super::code::{Code, Function};

const MAX_FILE_LINES: usize = 400;
const MAX_FUNCTION_LINES: usize = 60;
const MAX_MEDIAN_LINES: usize = 10;
const MAX_CHECK_LINES: usize = 80;
const MAX_NESTING: usize = 4;

/// What of `code` is too long or too deep.
pub(crate) fn complaints(code: &Code) -> Vec<String> {
    let path = &code.path;
    let mut complaints = Vec::new();
    let lines = code.lines_outside_tests();
    if lines > MAX_FILE_LINES {
        complaints.push(format!("{path}: {lines} lines outside tests, {MAX_FILE_LINES} at most"));
    }
    let check_lines = code.lines_of_code();
    if is_check(path) && check_lines > MAX_CHECK_LINES {
        complaints.push(format!("{path}: {check_lines} lines of code in a check, {MAX_CHECK_LINES} at most"));
    }
    for Function { name, line, lines, nesting } in &code.functions {
        if *lines > MAX_FUNCTION_LINES {
            complaints
                .push(format!("{path}:{line}: `{name}` has {lines} lines, {MAX_FUNCTION_LINES} at most"));
        }
        if *nesting > MAX_NESTING {
            complaints.push(format!("{path}:{line}: `{name}` nests {nesting} levels, {MAX_NESTING} at most"));
        }
    }
    complaints
}

/// Whether half of all functions are longer than they should be.
pub(crate) fn median_complaint(codes: &[&Code]) -> Option<String> {
    let functions = codes.iter().flat_map(|code| &code.functions);
    let mut lines: Vec<usize> = functions.map(|function| function.lines).collect();
    lines.sort_unstable();
    let median = *lines.get(lines.len() / 2)?;
    (median > MAX_MEDIAN_LINES)
        .then(|| format!("the median function has {median} lines, {MAX_MEDIAN_LINES} at most"))
}

fn is_check(path: &str) -> bool {
    path.strip_prefix("src/rules/").is_some_and(|rest| rest.contains('/') && !rest.ends_with("/mod.rs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        complaints(&Code::new(path, text))
    }

    #[test]
    fn a_function_of_61_lines_is_too_long() {
        let lines = |count: usize| format!("fn f() {{\n{}}}\n", "    g();\n".repeat(count - 2));
        assert_eq!(found("src/a.rs", &lines(60)), [""; 0]);
        assert_eq!(found("src/a.rs", &lines(61)).len(), 1);
    }

    #[test]
    fn a_file_of_401_lines_is_too_long_and_tests_do_not_count() {
        let text = "const A: u8 = 0;\n".repeat(400);
        assert_eq!(found("src/a.rs", &text), [""; 0]);
        assert_eq!(found("src/a.rs", &format!("{text}const B: u8 = 0;\n")).len(), 1);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "fn t() {}\n".repeat(9));
        assert_eq!(found("src/a.rs", &format!("{text}{tests}")), [""; 0]);
    }

    #[test]
    fn a_check_of_81_lines_is_too_long_and_comments_do_not_count() {
        let text = "// Why.\n\nconst A: u8 = 0;\n".repeat(80);
        assert_eq!(found("src/rules/security/a.rs", &text), [""; 0]);
        assert_eq!(found("src/rules/security/a.rs", &format!("{text}const B: u8 = 0;\n")).len(), 1);
        assert_eq!(found("src/rules/mod.rs", &format!("{text}const B: u8 = 0;\n")), [""; 0]);
    }

    #[test]
    fn five_branches_inside_each_other_are_too_deep() {
        let four = "fn f() { for a in b { if c { match d { _ => while e { g() } } } } }";
        assert_eq!(found("src/a.rs", four), [""; 0]);
        let five = "fn f() { for a in b { if c { match d { _ => while e { loop { g() } } } } } }";
        assert_eq!(found("src/a.rs", five).len(), 1);
        let chain = "fn f() { if a {} else if b {} else if c {} else if d {} else if e {} else if g {} }";
        assert_eq!(found("src/a.rs", chain), [""; 0]);
    }

    #[test]
    fn the_median_counts_every_function() {
        let short = Code::new("src/a.rs", "fn f() {}\nfn g() {}\n");
        assert_eq!(median_complaint(&[&short]), None);
        let long = Code::new("src/a.rs", &format!("fn f() {{\n{}}}\n", "    g();\n".repeat(10)));
        assert!(median_complaint(&[&long]).is_some());
    }
}
