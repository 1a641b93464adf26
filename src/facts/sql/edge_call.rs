//! Statements that call an edge function by its address, now or by the clock.

use memchr::memmem;

use super::split::Piece;
use crate::facts::endpoint;
use crate::source::Span;

/// The address of an edge function in a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeCall {
    /// The function's name.
    pub function: Box<str>,
    /// Where its address stands.
    pub span: Span,
    /// The host of its address, where it is written out.
    pub host: Option<Box<str>>,
    /// Whether `pg_cron` makes the call; else a trigger, a function or the migration itself does.
    pub is_scheduled: bool,
}

/// The calls of one statement, `DO` blocks included.
pub(super) fn calls<'t>(text: &'t str, piece: &Piece) -> impl Iterator<Item = EdgeCall> + 't {
    let statement = piece.span.of(text);
    let offset = piece.span.start;
    let mut is_scheduled = None;
    endpoint::edge_functions(statement).map(move |address| EdgeCall {
        function: address.name.into(),
        span: address.span.shifted(offset),
        host: address.host.map(Into::into),
        is_scheduled: *is_scheduled
            .get_or_insert_with(|| memmem::find(statement.as_bytes(), b"cron.schedule").is_some()),
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    #[test]
    fn a_statement_names_the_function_it_calls() {
        let text = "select net.http_post('https://x.supabase.co/functions/v1/once');\n\
            select cron.schedule('tick', '* * * * *', $$\n\
            select net.http_post(url := 'https://x.supabase.co/functions/v1/tick', body := '{}')\n$$);";
        let facts = extract(&SourceFile::new(RelPath::new("supabase/migrations/1.sql"), text)).remove(0);
        let Content::Sql(sql) = facts.content else { panic!("SQL") };
        let calls = sql.edge_calls.iter().map(|call| (call.span.of(text), call.is_scheduled));
        assert_eq!(calls.collect::<Vec<_>>(), [("once", false), ("tick", true)]);
    }
}
