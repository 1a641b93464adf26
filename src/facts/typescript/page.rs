//! Pages in MDX: what their lines of code at the left margin import.

use oxc_allocator::Allocator;
use oxc_ast_visit::Visit;
use oxc_parser::Parser;
use oxc_span::SourceType;

use super::collector::Collector;
use super::{Import, TypeScriptFacts};

/// The imports of a page, each where it stands. A page whose code does not parse has none.
pub(super) fn imports(text: &str, allocator: &mut Allocator) -> Vec<Import> {
    let code = code(text);
    if code.trim().is_empty() {
        return Vec::new();
    }
    allocator.reset();
    let parsed = Parser::new(allocator, &code, SourceType::tsx()).parse();
    let mut script = TypeScriptFacts::default();
    if !parsed.panicked {
        Collector::new(&mut script, false).visit_program(&parsed.program);
    }
    script.imports
}

/// The statements that import, all else blanked. One goes on to the line that closes its list of names.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let (mut is_fenced, mut is_open) = (false, false);
    for line in text.split_inclusive('\n') {
        is_fenced ^= line.trim_start().starts_with("```");
        let begins = !is_fenced && line.starts_with("import ");
        if begins || is_open {
            is_open = !line.contains(['\'', '"']) && !line.trim().is_empty();
            code.push_str(line);
        } else {
            code.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_statements_at_the_margin_import() {
        let text = "---\ntitle: é\n---\nimport { A,\n  B } from './a';\nimport C from \"../c\"\n\n# import x from './no'\n\n```ts\nimport d from './d';\n```\n<A />\n";
        let found = imports(text, &mut Allocator::default());
        let shown: Vec<_> = found.iter().map(|import| (&*import.specifier, import.span.of(text))).collect();
        assert_eq!(shown, [("./a", "'./a'"), ("../c", "\"../c\"")]);
    }
}
