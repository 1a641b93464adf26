//! What is found in queries, writes and bodies.

use super::*;
use crate::facts::sql::origin::Origin;
use squawk_syntax::SourceFile;
use squawk_syntax::ast::Stmt;

fn first(text: &str) -> Stmt {
    let parse = SourceFile::parse(text);
    assert_eq!(parse.errors(), [], "{text}");
    parse.tree().stmts().next().expect("a statement")
}

fn references(text: &str) -> References {
    of_node(first(text).syntax(), Origin::Text(0))
}

fn body(text: &str) -> References {
    let text = format!("do $$ begin {text} end $$");
    let Stmt::Do(run) = first(&text) else { panic!("DO") };
    of_plpgsql(&run.plpgsql().expect("a body"), Origin::Text(0))
}

fn relations(references: &References) -> Vec<String> {
    let name = |relation: &RelationReference| match &relation.name.schema {
        Some(schema) => format!("{schema}.{}", relation.name.name),
        None => relation.name.name.to_string(),
    };
    references.relations.iter().map(name).collect()
}

/// Columns with their scope: `0:t.a`.
fn columns(references: &References) -> Vec<String> {
    let written = |column: &ColumnReference| {
        let parts = [&column.schema, &column.qualifier].into_iter().flatten().map(ToString::to_string);
        let name = column.name.as_ref().map_or_else(|| "*".to_owned(), ToString::to_string);
        format!("{}:{}", column.scope, parts.chain([name]).collect::<Vec<_>>().join("."))
    };
    references.columns.iter().map(written).collect()
}

fn outputs(references: &References) -> Vec<String> {
    let query = references.query().expect("a query");
    let name = |output: &Output| match (&output.name, &output.value) {
        (Some(name), _) => name.to_string(),
        (None, Value::Star(Some(of))) => format!("{of}.*"),
        (None, Value::Star(None)) => "*".to_owned(),
        (None, _) => "?".to_owned(),
    };
    query.outputs.iter().map(name).collect()
}

#[test]
fn aliases_and_queries_of_with_are_no_relations() {
    let found = references(
        "with recent as (select * from public.notes) \
         select n.id from recent n join \"Users\" u on u.id = n.owner, lateral (select 1 from tags) t",
    );
    assert_eq!(relations(&found), ["public.notes", "Users", "tags"]);
}

#[test]
fn a_query_sees_itself_only_when_recursive() {
    assert_eq!(relations(&references("with t as (select 1 from t) select * from t")), ["t"]);
    let recursive = "with recursive t as (select id from base union all select id from t) select * from t";
    assert_eq!(relations(&references(recursive)), ["base"]);
}

#[test]
fn with_before_a_union_is_for_both_sides_and_ends_with_it() {
    let found = references("select 1 from (with a as (select 1) select * from a union select * from a) x, a");
    assert_eq!(relations(&found), ["a"]);
}

#[test]
fn columns_are_looked_up_in_the_query_they_stand_in() {
    let found = references("select a from t where exists (select 1 from u where u.b = t.c)");
    assert_eq!(columns(&found), ["1:a", "2:u.b", "2:t.c"]);
    assert_eq!(found.scopes[2].parent, Some(1));
}

#[test]
fn only_a_lateral_subquery_sees_its_neighbours() {
    let found = references("select 1 from t, (select 1 from u) x, lateral (select 1 from v) y");
    assert_eq!(found.scopes[2].parent, Some(SURROUNDINGS));
    assert_eq!(found.scopes[3].parent, Some(1));
}

#[test]
fn outputs_are_named_as_postgresql_names_them() {
    let found = references(
        "select id, n.title as name, count(*), lower(x), (select max(y) from u), case when a then b else c end, \
         1, z::text, coalesce(a, b), n.*, * from n",
    );
    assert_eq!(
        outputs(&found),
        ["id", "name", "count", "lower", "max", "c", "?", "z", "coalesce", "n.*", "*"]
    );
}

#[test]
fn a_union_is_named_by_its_first_query() {
    assert_eq!(outputs(&references("select a as x from t union all select b from u order by x")), ["x"]);
    assert_eq!(outputs(&references("values (1, 2)")), ["column1", "column2"]);
}

#[test]
fn an_order_by_output_is_no_column() {
    let found = references("select a as x from t group by x order by x, b desc");
    assert_eq!(columns(&found), ["1:a", "1:b"]);
}

#[test]
fn functions_come_with_what_they_are_given() {
    let found = references("select app.f(1, 'x', a, b => 2::int), count(*), g(variadic z) from h(1) k");
    let names: Vec<_> = found.functions.iter().map(|call| call.name.name.as_str()).collect();
    assert_eq!(names, ["h", "f", "count", "g"]);
    let [number, text, column, cast] = found.functions[1].arguments.as_slice() else {
        panic!("four arguments")
    };
    assert_eq!(
        [&number.value, &text.value, &column.value],
        [&Value::Integer, &Value::Text, &Value::Column(0)]
    );
    assert!(matches!(&cast.value, Value::Cast(kind) if kind.column_form() == "integer"));
    assert_eq!(cast.name, Some(Identifier::exact("b")));
    assert!(found.functions[2].is_star);
    assert!(found.functions[3].is_variadic);
    assert_eq!(found.scopes[1].sources[0].rows, FromRows::Function(0));
}

#[test]
fn keywords_that_read_like_names_are_no_columns() {
    let found = references("select current_user, current_date, \"user\", extract(epoch from a) from t");
    assert_eq!(columns(&found), ["1:user", "1:a"]);
}

#[test]
fn constants_name_sequences_and_tables() {
    let found = references("select nextval('app.s'), 'public.t'::regclass, 'f(int)'::regprocedure");
    let names: Vec<_> = found.constants.iter().map(|constant| constant.name.name.to_string()).collect();
    assert_eq!(names, ["s", "t", "f"]);
}

#[test]
fn types_are_those_of_casts() {
    let found = references("select a::app.kind, '{}'::public.mood[], cast(b as text) from t");
    let names: Vec<_> = found.types.iter().map(|name| name.name.to_string()).collect();
    assert_eq!(names, ["kind", "mood", "text"]);
}

#[test]
fn writes_say_what_they_do_and_to_which_columns() {
    let found = references(
        "with moved as (delete from old o using k where o.id = k.id returning o.*) \
         insert into public.notes as n (id, title) select id, t from moved \
         on conflict (id) do update set title = excluded.title, at = now() where n.id > 1 returning n.id",
    );
    let access: Vec<_> = found.relations.iter().map(|relation| relation.access).collect();
    assert_eq!(relations(&found), ["public.notes", "old", "k"]);
    assert_eq!(access, [Access::Insert, Access::Delete, Access::Read]);
    let columns = columns(&found);
    for column in ["1:n.id", "1:n.title", "1:excluded.title", "1:n.at"] {
        assert!(columns.contains(&column.to_owned()), "{column} in {columns:?}");
    }
}

#[test]
fn an_update_sees_its_target_and_its_sources() {
    let found = references("update t set a = u.b, (c, d) = (select 1, t.x) from u where t.id = u.id");
    assert_eq!(columns(&found), ["1:t.a", "1:u.b", "1:t.c", "1:t.d", "2:t.x", "1:t.id", "1:u.id"]);
}

#[test]
fn merge_reads_its_source_and_writes_its_target() {
    let found = references(
        "merge into t using s on t.id = s.id when matched then update set a = s.a \
         when not matched then insert (id) values (s.id)",
    );
    assert_eq!(relations(&found), ["t", "s"]);
    assert_eq!(columns(&found), ["1:t.id", "1:s.id", "1:t.a", "1:s.a", "1:t.id", "2:s.id"]);
}

#[test]
fn every_statement_of_a_body_is_read() {
    let found = body(
        "select a, b into strict v, w.x from t1 where x = v; update t2 set a = 1 returning id into v; \
         insert into t3 (a) select 1 returning id into v; for r in select * from t4 loop \
         v := (select max(x) from t5); end loop; perform f(x) from t6; return query select 1 from t7; \
         if exists (select 1 from t8) then null; end if; v := a from t9; open c for select 1 from t10; \
         create temp table mine as select 1 from t11; insert into mine values (1); truncate t12; \
         create policy p on t13 using (true);",
    );
    assert_eq!(
        relations(&found),
        ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10", "t11", "mine", "t12"]
    );
    assert_eq!(found.makes.iter().map(|name| name.name.as_str()).collect::<Vec<_>>(), ["mine"]);
}

#[test]
fn places_in_a_body_are_places_in_the_file() {
    let text = "do $$ declare v int;\nbegin\n  select count(*)\n  into v\n  from public.notes;\nend $$";
    let Stmt::Do(run) = first(text) else { panic!("DO") };
    let found = of_plpgsql(&run.plpgsql().expect("a body"), Origin::Text(0));
    assert_eq!(found.relations[0].name.span.of(text), "public.notes");
}

#[test]
fn a_body_in_sql_is_read_too() {
    let text = "create function f(a int) returns int language sql as $$ select 1 from t; delete from u $$";
    let Stmt::CreateFunction(create) = first(text) else { panic!("CREATE FUNCTION") };
    let found = of_sql(&create.sql_body().expect("a body"), Origin::Text(0));
    assert_eq!(relations(&found), ["t", "u"]);
    assert_eq!(found.relations[1].name.span.of(text), "u");
}
