//! Files that become TOML, JSON or YAML only when a template engine has run.

/// Whether `text` is a template of Helm, Jinja, ERB and their like: marks stand where the grammar
/// itself wants a key, a value or a separator. `${{ … }}`, which readers of workflows expand in
/// strings, is none.
pub(super) fn is_template(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim();
        ["{{", "{%", "{#", "<%", "<#", "{%-"].iter().any(|mark| line.starts_with(mark))
            || [": {{", "- {{", ":{{", "={{", "= {{", "[{{", ", {{", "{%", "<%", "}}:"]
                .iter()
                .any(|mark| is_outside_strings(line, mark))
    })
}

fn is_outside_strings(line: &str, mark: &str) -> bool {
    line.find(mark).is_some_and(|at| {
        let before = &line[..at];
        before.matches('"').count().is_multiple_of(2) && !before.trim_end().ends_with('$')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_told_from_strings_and_workflow_expressions() {
        for text in
            ["a: {{ .Values.a }}\n", "{{- if .x }}\na: 1\n{{ end }}", "{% if x %}", "{ \"a\": {{ b }} }"]
        {
            assert!(is_template(text), "{text}");
        }
        for text in
            ["a: ${{ github.sha }}", "run: |\n  echo ${{ x }}", "a: \"{{ x }}\"", "{ \"a\": {\"b\": 1}}"]
        {
            assert!(!is_template(text), "{text}");
        }
    }
}
