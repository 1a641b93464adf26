//! The types of a database as `supabase gen types` writes them: what the database had when they were made.

use memchr::memmem;
use oxc_ast::ast::{Declaration, Program, Statement, TSSignature, TSType};
use oxc_span::GetSpan;

use super::value_of::{key_of, span};
use crate::source::Span;

/// What every file of such types holds, written by the tool or by a person after its pattern.
const MARK: &str = "Row: {";

/// What a type of a whole database says: `Database["public"]["Tables"]["notes"]["Row"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseTypes {
    /// Its schemas, in source order.
    pub schemas: Box<[TypedSchema]>,
}

/// One schema of a database's types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedSchema {
    /// Its name.
    pub name: Box<str>,
    /// Tables and views, in source order.
    pub relations: Box<[TypedRelation]>,
    /// Functions, in source order.
    pub functions: Box<[TypedFunction]>,
}

/// A table or view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedRelation {
    /// Its name.
    pub name: Box<str>,
    /// Where it is named.
    pub span: Span,
    /// Whether it is a view.
    pub is_view: bool,
    /// The columns of a row, in source order.
    pub columns: Box<[TypedColumn]>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedColumn {
    /// Its name.
    pub name: Box<str>,
    /// Where it is named.
    pub span: Span,
}

/// A function with all its overloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedFunction {
    /// Its name.
    pub name: Box<str>,
    /// Where it is named.
    pub span: Span,
    /// The arguments of each overload; one without arguments has an empty list.
    pub overloads: Box<[Box<[TypedArgument]>]>,
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedArgument {
    /// Its name.
    pub name: Box<str>,
    /// Whether it may be left out.
    pub is_optional: bool,
}

/// The first type of a whole database that `program` declares; a file that holds none costs a search.
pub(super) fn read(text: &str, program: &Program<'_>) -> Option<Box<DatabaseTypes>> {
    memmem::find(text.as_bytes(), MARK.as_bytes())?;
    program.body.iter().find_map(|statement| database(members_of(statement)?))
}

/// The members of a type that a statement declares.
fn members_of<'s, 'a>(statement: &'s Statement<'a>) -> Option<&'s [TSSignature<'a>]> {
    let declaration = match statement {
        Statement::ExportDeclaration(export) => &export.declaration,
        other => other.as_declaration()?,
    };
    match declaration {
        Declaration::TSTypeAliasDeclaration(alias) => literal(&alias.type_annotation),
        Declaration::TSInterfaceDeclaration(interface) => Some(&interface.body.body),
        _ => None,
    }
}

fn database(members: &[TSSignature<'_>]) -> Option<Box<DatabaseTypes>> {
    let schemas = properties(members).filter_map(|(name, _, kind)| schema(name, literal(kind)?));
    let schemas: Box<[TypedSchema]> = schemas.collect();
    (!schemas.is_empty()).then(|| Box::new(DatabaseTypes { schemas }))
}

fn schema(name: &str, members: &[TSSignature<'_>]) -> Option<TypedSchema> {
    let tables = member(members, "Tables")?;
    let views = member(members, "Views").unwrap_or_default();
    let functions = member(members, "Functions").unwrap_or_default();
    let named = |members, is_view| {
        properties(members).map(move |(name, span, kind)| relation(name, span, is_view, kind))
    };
    Some(TypedSchema {
        name: name.into(),
        relations: named(tables, false).chain(named(views, true)).collect(),
        functions: properties(functions).map(|(name, span, kind)| function(name, span, kind)).collect(),
    })
}

fn relation(name: &str, span: Span, is_view: bool, kind: &TSType<'_>) -> TypedRelation {
    let row = literal(kind).and_then(|members| member(members, "Row")).unwrap_or_default();
    let columns = properties(row).map(|(name, span, _)| TypedColumn { name: name.into(), span });
    TypedRelation { name: name.into(), span, is_view, columns: columns.collect() }
}

fn function(name: &str, span: Span, kind: &TSType<'_>) -> TypedFunction {
    let overloads = match kind {
        TSType::TSUnionType(union) => union.types.iter().map(arguments).collect(),
        kind => Box::new([arguments(kind)]) as Box<[_]>,
    };
    TypedFunction { name: name.into(), span, overloads }
}

fn arguments(overload: &TSType<'_>) -> Box<[TypedArgument]> {
    let overload = match overload {
        TSType::TSParenthesizedType(inner) => &inner.type_annotation,
        other => other,
    };
    let members = literal(overload).and_then(|members| member(members, "Args")).unwrap_or_default();
    members.iter().filter_map(argument).collect()
}

fn argument(member: &TSSignature<'_>) -> Option<TypedArgument> {
    let TSSignature::TSPropertySignature(property) = member else { return None };
    let name = key_of(&property.key, property.computed)?;
    Some(TypedArgument { name: (*name).into(), is_optional: property.optional })
}

/// The members of the type that a member of that name has.
fn member<'t, 'a>(members: &'t [TSSignature<'a>], name: &str) -> Option<&'t [TSSignature<'a>]> {
    let is_named = |property: &(_, _, _)| property.0 == name;
    properties(members).find(is_named).map(|(_, _, kind)| literal(kind).unwrap_or_default())
}

/// Names of members, where they stand, and their types.
fn properties<'t, 'a>(
    members: &'t [TSSignature<'a>],
) -> impl Iterator<Item = (&'t str, Span, &'t TSType<'a>)> {
    members.iter().filter_map(|member| {
        let TSSignature::TSPropertySignature(property) = member else { return None };
        let name = match key_of(&property.key, property.computed)? {
            std::borrow::Cow::Borrowed(name) => name,
            std::borrow::Cow::Owned(_) => return None,
        };
        let kind = &property.type_annotation.as_ref()?.type_annotation;
        Some((name, span(property.key.span()), kind))
    })
}

fn literal<'t, 'a>(kind: &'t TSType<'a>) -> Option<&'t [TSSignature<'a>]> {
    match kind {
        TSType::TSTypeLiteral(literal) => Some(&literal.members),
        TSType::TSParenthesizedType(inner) => literal(&inner.type_annotation),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    fn types(text: &str) -> Option<Box<DatabaseTypes>> {
        let facts = extract(&SourceFile::new(RelPath::new("types.ts"), text)).remove(0);
        match facts.content {
            Content::TypeScript(script) => script.database_types,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tables_views_and_functions_are_read() {
        let text = "export type Database = { __InternalSupabase: { PostgrestVersion: '12' }, public: {
            Tables: { notes: { Row: { id: string; 'odd name': number | null }; Insert: {}; Relationships: [] } }
            Views: { all_notes: { Row: { id: string | null } } }
            Functions: {
              one: { Args: { a: string; b?: number }; Returns: string }
              none: { Args: never; Returns: undefined }
              two: { Args: { a: string }; Returns: 1 } | { Args: { b: string }; Returns: 2 }
            }
            Enums: { [_ in never]: never } } }";
        let types = types(text).expect("a database");
        let [schema] = &*types.schemas else { panic!("{types:?}") };
        let relations: Vec<_> = schema.relations.iter().map(|one| (&*one.name, one.is_view)).collect();
        assert_eq!(relations, [("notes", false), ("all_notes", true)]);
        let columns: Vec<_> = schema.relations[0].columns.iter().map(|column| &*column.name).collect();
        assert_eq!(columns, ["id", "odd name"]);
        let overloads: Vec<_> = schema.functions.iter().map(|one| one.overloads.len()).collect();
        assert_eq!(overloads, [1, 1, 2]);
        assert!(schema.functions[0].overloads[0][1].is_optional);
    }

    #[test]
    fn other_types_are_none() {
        assert_eq!(types("interface Props { Row: { id: string } }"), None);
    }
}
