//! Where Rust reads variables of the environment: `env::var("X")`, `env!("X")`, an argument's `env = "X"`.

use super::lookbehind::{self, Word};
use crate::facts::environment::{EnvironmentHost, EnvironmentRead, is_variable_name};
use crate::source::Span;

/// The variable that a call of `name` reads.
pub(super) fn call(text: &str, name: Word, arguments: Span) -> Option<EnvironmentRead> {
    let is_reader = matches!(name.of(text), "var" | "var_os");
    let is_read = is_reader && lookbehind::is_of_type(text, name, &["dotenv", "dotenvy", "env"]);
    is_read.then(|| literal(text, arguments)).flatten()
}

/// The variable that a macro of that name reads while the program is compiled.
pub(super) fn in_macro(text: &str, name: Word, arguments: Span) -> Option<EnvironmentRead> {
    matches!(name.of(text), "env" | "option_env" | "dotenv").then(|| literal(text, arguments)).flatten()
}

/// The variable that an argument of the command line falls back to: `#[arg(long, env = "X")]`.
pub(super) fn attribute(text: &str, at: Span) -> Option<EnvironmentRead> {
    let words = at.of(text);
    let is_argument =
        words.starts_with("arg(") || words.starts_with("clap(") || words.starts_with("structopt(");
    let from = words.find("env").filter(|_| is_argument)?;
    let behind = words[from + "env".len()..].trim_start().strip_prefix('=')?.trim_start();
    let start = at.start as usize + (words.len() - behind.len());
    literal(text, Span::new(start.checked_sub(1)?, at.end as usize))
}

/// The literal behind an opening bracket.
fn literal(text: &str, arguments: Span) -> Option<EnvironmentRead> {
    let inner = arguments.of(text).get(1..)?;
    let behind = inner.trim_start().strip_prefix('"')?;
    let name = &behind[..behind.find('"')?];
    let start = arguments.start as usize + 1 + (inner.len() - behind.len());
    let span = Span::new(start, start + name.len());
    is_variable_name(name).then(|| EnvironmentRead {
        name: name.into(),
        span,
        host: EnvironmentHost::Process,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::rust;

    #[test]
    fn variables_are_read_by_calls_macros_and_arguments() {
        let text = r#"
            fn a() {
                let a = std::env::var("A_URL").unwrap_or("x".into());
                let b = env::var_os( "B_URL" );
                let c = option_env!("C_URL");
                tokio::spawn(async { log!("{}", dotenvy::var("D_URL")?) });
                let e = map.var("NOT_THIS"); let f = env::var(name); env::set_var("NOR_THIS", "x");
            }
            struct Arguments { #[arg(long, env = "E_URL")] url: String }
            #[cfg(test)] mod tests { fn b() { std::env::var("NOR_HERE"); } }
        "#;
        let names: Vec<_> =
            rust(text).environment.into_iter().map(|read| (read.name, read.span.of(text))).collect();
        let expected = ["A_URL", "B_URL", "C_URL", "D_URL", "E_URL"].map(|name| (Box::from(name), name));
        assert_eq!(names, expected);
    }
}
