//! Expressions without what a server adds or drops when it prints them: parentheses, casts of literals,
//! qualifiers, aliases, case. Two expressions that differ in nothing else come out equal.

/// Words that the server prints as operators, with their negation.
const OPERATORS: [(&str, &str, &str); 2] = [("like", "~~", "!~~"), ("ilike", "~~*", "!~~*")];
/// Words that may stand before a literal to give its type; the server prints a cast behind it.
const PREFIXES: [&str; 6] = ["date", "interval", "numeric", "time", "timestamp", "timestamptz"];
/// Second and later words of a type's name.
const TYPE_WORDS: [&str; 6] = ["precision", "time", "varying", "with", "without", "zone"];

/// The canonical form: words and signs, a space between them.
pub(crate) fn canonical(text: &str) -> String {
    let words = tokens(text);
    let mut out: Vec<String> = Vec::new();
    let mut index = 0;
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    while index < words.len() {
        let current = word(index);
        let next = word(index + 1);
        index += 1;
        match current {
            "(" | ")" | "[" | "]" | "array" => {}
            "::" => index = after_type(&words, index),
            "as" => index += 1,
            "!=" => out.push("<>".into()),
            "in" => out.extend(["=", "any"].map(str::to_owned)),
            "not" if next == "in" => {
                out.extend(["<>", "all"].map(str::to_owned));
                index += 1;
            }
            "not" if OPERATORS.iter().any(|(name, _, _)| *name == next) => {
                out.extend(
                    OPERATORS
                        .iter()
                        .filter(|(name, _, _)| *name == next)
                        .map(|(_, _, not)| (*not).to_owned()),
                );
                index += 1;
            }
            // The server writes it out; the bounds are single words here.
            "between" if let Some(value) = out.last().cloned() => {
                let (low, high) = (bare(next), word(index + 2));
                out.extend([">=", &low, "and", &value, "<=", &bare(high)].map(str::to_owned));
                index += 3;
            }
            "-" if is_number(next) && out.last().is_none_or(|last| is_sign(last)) => {
                out.push(format!("-{next}"));
                index += 1;
            }
            _ if next == "." => index += 1,
            _ if PREFIXES.contains(&current) && next.starts_with('\'') => {}
            _ => {
                if out.last().is_some_and(|last| last == "nextval") {
                    out.push(sequence(current));
                    continue;
                }
                let operator = OPERATORS.iter().find(|(name, _, _)| *name == current);
                out.push(operator.map_or_else(|| bare(current), |(_, sign, _)| (*sign).to_owned()));
            }
        }
    }
    out.join(" ")
}

/// A sequence's own name, out of the literal that names it.
fn sequence(literal: &str) -> String {
    let name = literal.trim_matches('\'');
    let own = name.rsplit_once('.').map_or(name, |(_, own)| own);
    own.trim_matches('"').to_owned()
}

fn is_number(word: &str) -> bool {
    word.parse::<f64>().is_ok()
}

/// Whether a minus behind it is a sign, not a subtraction.
fn is_sign(word: &str) -> bool {
    !word.ends_with(|last: char| last.is_alphanumeric() || last == '\'')
        || matches!(word, "any" | "all" | "and" | "or" | "then" | "else")
}

/// A literal that holds a number is that number: the server drops or adds the quotes with the cast.
fn bare(word: &str) -> String {
    let inner = word.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.filter(|inner| is_number(inner)).unwrap_or(word).to_owned()
}

/// Where the type that starts at `index` ends.
fn after_type(words: &[String], mut index: usize) -> usize {
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    index += 1;
    while word(index) == "." {
        index += 2;
    }
    loop {
        match word(index) {
            "(" if word(index + 1).starts_with(|first: char| first.is_ascii_digit()) => {
                index += 1 + words[index..].iter().position(|word| word == ")").unwrap_or(0);
            }
            "[" if word(index + 1) == "]" => index += 2,
            next if TYPE_WORDS.contains(&next) => index += 1,
            _ => return index,
        }
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted(rest, first),
            _ if is_word(first) => rest.find(|character| !is_word(character)).unwrap_or(rest.len()),
            '(' | ')' | '[' | ']' | ',' | '.' => 1,
            ':' if rest.starts_with("::") => 2,
            _ => rest
                .find(|character: char| !"+-*/<>=~!@#%^&|`?".contains(character))
                .unwrap_or(rest.len())
                .max(first.len_utf8()),
        };
        let (token, tail) = rest.split_at(length);
        tokens.push(match first {
            // One word, whatever it holds: the canonical form has spaces between words.
            '"' => token.trim_matches('"').replace("\"\"", "\"").replace(' ', "_"),
            '\'' => token.to_owned(),
            _ => token.to_lowercase(),
        });
        rest = tail.trim_start();
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

/// The length of what is quoted at the start of `text`.
fn quoted(text: &str, quote: char) -> usize {
    let mut end = 1;
    while let Some(found) = text[end..].find(quote) {
        end += found + 1;
        if !text[end..].starts_with(quote) {
            return end;
        }
        end += 1;
    }
    text.len()
}

#[test]
fn what_the_server_adds_is_dropped() {
    let cases = [
        ("a in ('x', 'y')", "(a = ANY (ARRAY['x'::text, 'y'::text]))"),
        (
            "public.has_role((select auth.uid()), 'admin')",
            "has_role(( SELECT auth.uid() AS uid), 'admin'::public.app_role)",
        ),
        ("b not like '%x' and a <> 1", "((b !~~ '%x'::text) AND (a <> 1))"),
        ("interval '1 day'", "'1 day'::interval"),
        ("'0'", "0"),
        ("stars between 1 and 5", "((stars >= 1) AND (stars <= 5))"),
        ("vote in (-1, 1)", "(vote = ANY (ARRAY['-1'::integer, 1]))"),
        ("nextval('counters')", "nextval('public.counters'::regclass)"),
        ("'{}'", "'{}'::character varying(9)[]"),
    ];
    for (ours, theirs) in cases {
        assert_eq!(canonical(ours), canonical(theirs), "{ours}");
    }
}
