//! `cron.schedule` statements that call an edge function.

use memchr::memmem;

use super::split::Piece;
use crate::facts::endpoint;
use crate::source::Span;

/// A schedule of `pg_cron` that calls an edge function over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledCall {
    /// The function's name.
    pub function: Box<str>,
    /// Where its address stands.
    pub span: Span,
    /// The host of its address, where it is written out.
    pub host: Option<Box<str>>,
}

/// The calls that one statement schedules, `DO` blocks included.
pub(super) fn calls<'t>(text: &'t str, piece: &Piece) -> impl Iterator<Item = ScheduledCall> + 't {
    let statement = piece.span.of(text);
    let is_schedule = memmem::find(statement.as_bytes(), b"cron.schedule").is_some();
    let searched = if is_schedule { statement } else { "" };
    let offset = piece.span.start;
    endpoint::edge_functions(searched).map(move |address| ScheduledCall {
        function: address.name.into(),
        span: address.span.shifted(offset),
        host: address.host.map(Into::into),
    })
}

#[cfg(test)]
mod tests {
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    #[test]
    fn a_schedule_names_the_function_it_calls() {
        let text = "select net.http_post('https://x.supabase.co/functions/v1/once');\n\
            select cron.schedule('tick', '* * * * *', $$\n\
            select net.http_post(url := 'https://x.supabase.co/functions/v1/tick', body := '{}')\n$$);";
        let facts = extract(&SourceFile::new(RelPath::new("supabase/migrations/1.sql"), text)).remove(0);
        let Content::Sql(sql) = facts.content else { panic!("SQL") };
        let names: Vec<_> = sql.schedules.iter().map(|call| (&*call.function, call.span.of(text))).collect();
        assert_eq!(names, [("tick", "tick")]);
    }
}
