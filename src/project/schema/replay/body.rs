//! What PostgreSQL asks of a body when a routine is made: in SQL, that all it names is there.

use super::super::function_lookup::{Found, takes, written};
use super::super::reference::Surroundings;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::routine::Routine;
use super::{Session, undefined_relation};
use crate::facts::sql::{DeclaredType, FunctionReference, Identifier, References, RelationName};

impl Session<'_> {
    /// Checks the body of a new routine. What one in another language names is only looked up when it runs.
    pub(super) fn check_body(&mut self, routine: &Routine) -> Outcome {
        let Some(body) = &routine.body else { return Ok(()) };
        if !body.is_unquoted && !self.catalogue.checks_bodies {
            return Ok(());
        }
        if let Some(fault) = body.fault {
            return Err(Rejected::of_body(fault));
        }
        if &*routine.language != "sql" && body.declared.is_empty() {
            return Ok(());
        }
        // Its own settings hold while it is checked.
        let own_path = routine.setting("search_path").map(path_entries);
        let session_path = self.catalogue.search_path().to_vec();
        if let Some(own_path) = own_path {
            self.catalogue.set_search_path(Some(&own_path));
        }
        let checked = match &*routine.language {
            "sql" => self.check_names(routine, &body.references),
            _ => body.declared.iter().try_for_each(|declared| self.check_declared(routine, declared)),
        };
        self.catalogue.set_search_path(Some(&session_path));
        checked
    }

    fn check_declared(&self, routine: &Routine, declared: &DeclaredType) -> Outcome {
        let kind = &declared.type_name;
        let relation = match &kind.column_of {
            // A label: the function's own name stands before its parameters.
            Some(of) if of.name == routine.name.name => return Ok(()),
            Some(of) => RelationName::clone(of),
            None if declared.is_row => {
                RelationName { schema: kind.schema.clone(), name: kind.name.clone(), span: kind.span }
            }
            None => return self.catalogue.data_type(kind).map(|_| ()),
        };
        let is_there = self.catalogue.find(&relation).is_some() || self.catalogue.may_have_unseen(&relation);
        if is_there { Ok(()) } else { Err(undefined_relation(&relation)) }
    }

    fn check_names(&self, routine: &Routine, references: &References) -> Outcome {
        let parameters = routine.inputs().filter_map(|input| input.name.clone());
        let names: Vec<Identifier> = parameters.chain([routine.name.name.clone()]).collect();
        self.catalogue.look_up(references, Surroundings { names: &names, ..Surroundings::default() })?;
        references.functions.iter().try_for_each(|call| self.check_call(routine, call))
    }

    fn check_call(&self, routine: &Routine, call: &FunctionReference) -> Outcome {
        // It is there already when its body is checked.
        if call.name.name == routine.name.name && takes(routine, call) {
            return Ok(());
        }
        let name = written(&call.name);
        match self.catalogue.function(call, &[]) {
            Found::Ambiguous => {
                let message = format!("function {name} is not unique");
                Err(Rejected::new(SqlState::AmbiguousFunction, message))
            }
            Found::No if !self.catalogue.is_cast(&call.name) => {
                let message = format!("function {name} does not exist");
                Err(Rejected::new(SqlState::UndefinedFunction, message))
            }
            _ => Ok(()),
        }
    }
}

/// The entries of a search path as a setting keeps it.
fn path_entries(value: &str) -> Vec<Identifier> {
    let entries = value.split(',').map(Identifier::written);
    entries.filter(|entry| !entry.as_str().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use crate::project::schema::Schema;
    use crate::project::schema::sample::replayed;

    fn failures(schema: &Schema) -> Vec<&str> {
        schema.failures().iter().map(|failure| &*failure.message).collect()
    }

    #[test]
    fn types_of_variables_are_looked_up_when_a_function_is_made() {
        let schema = replayed(
            "create table notes (id uuid); create type mood as enum ('good');
             create function f(a text) returns void language plpgsql as $$
               declare n notes; r public.notes%rowtype; i notes.id%type; b a%type; m mood[]; x record; d i%type;
               begin null; end $$;
             create function g() returns void language plpgsql as $$ declare n gone%rowtype; begin null; end $$;
             create function h() returns void language plpgsql as $$ declare n public.gone.id%type; begin null; end $$;
             create function k() returns void language plpgsql as $$ declare n gone; begin null; end $$;",
        );
        let expected = [
            "relation \"gone\" does not exist",
            "relation \"public.gone\" does not exist",
            "type \"gone\" does not exist",
        ];
        assert_eq!(failures(&schema), expected);
    }

    #[test]
    fn a_body_in_sql_is_checked_with_its_own_path_unless_checks_are_off() {
        let schema = replayed(
            "create table notes (id uuid);
             create function a(id uuid) returns bigint language sql set search_path = '' as 'select count(*) from notes';
             create function b(x uuid) returns bigint language sql as 'select count(*) from notes where id = x';
             create function c() returns bigint language sql as 'select count(nope) from notes';
             create function d() returns int language sql as 'select no_such()';
             set check_function_bodies = false;
             create function e() returns int language sql as 'select no_such()';",
        );
        let expected = [
            "relation \"notes\" does not exist",
            "column \"nope\" does not exist",
            "function no_such() does not exist",
        ];
        assert_eq!(failures(&schema), expected);
        let names: Vec<_> = schema.own_routines().map(|routine| routine.name.name.to_string()).collect();
        assert_eq!(names, ["b", "e"]);
    }

    #[test]
    fn a_replacement_keeps_what_it_is_and_resets_what_it_does() {
        let schema = replayed(
            "create function f(a int) returns int language sql stable security definer set search_path = '' as 'select a';
             create or replace function f(a int) returns int language sql as 'select a';
             create or replace function f(b int) returns int language sql as 'select b';
             create or replace function f(a int) returns text language sql as 'select a::text';
             create function f(a integer) returns int language sql as 'select a';
             create function f(a bigint) returns int language sql as 'select 1';
             drop function f;
             drop function if exists f(text), f(bigint);",
        );
        let expected = [
            "cannot change name of input parameter \"a\"",
            "cannot change return type of existing function",
            "function \"f\" already exists with same argument types",
            "function name \"f\" is not unique",
        ];
        assert_eq!(failures(&schema), expected);
        let left: Vec<_> = schema.own_routines().collect();
        assert_eq!(left.len(), 1);
        assert!(!left[0].is_security_definer && left[0].setting("search_path").is_none());
    }

    #[test]
    fn triggers_need_their_table_and_a_function_that_is_made_for_them() {
        let schema = replayed(
            "create table notes (id uuid);
             create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
             create function other() returns int language sql as 'select 1';
             create trigger a before update on notes for each row execute function touch();
             create trigger a before update on notes for each row execute function touch();
             create trigger b before update on gone for each row execute function touch();
             create trigger c before update on notes for each row execute function gone();
             create trigger d before update on notes for each row execute function other();
             drop function touch();
             alter table notes disable trigger a;",
        );
        let expected = [
            "trigger \"a\" for relation \"notes\" already exists",
            "relation \"gone\" does not exist",
            "function gone() does not exist",
            "function other must return type trigger",
            "cannot drop function touch() because other objects depend on it",
        ];
        assert_eq!(failures(&schema), expected);
        let table = schema.tables().next().expect("a table");
        assert_eq!(table.triggers[0].firing.letter(), "D");
    }

    #[test]
    fn a_range_brings_a_second_type_and_the_functions_that_make_values() {
        let schema = replayed("create type span as range (subtype = int8);");
        let types: Vec<_> = schema.types().map(|kind| kind.name.name.to_string()).collect();
        assert_eq!(types, ["span", "span_multirange"]);
        assert_eq!(schema.own_routines().count(), 5);
    }
}
