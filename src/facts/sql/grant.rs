//! Who may do what: `GRANT`, `REVOKE` and the privileges that new objects start with.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::privilege::Privilege;
use super::role::{self, GrantRoles, RoleName};
use super::signature::{self, RoutineKind, RoutineSignature};
use super::statement::Action;

/// A privilege that a statement gives or takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedPrivilege {
    /// Which; `None` is `ALL`.
    pub privilege: Option<Privilege>,
    /// On these columns; on the whole object when empty.
    pub columns: Vec<Identifier>,
}

/// What objects a statement about rights names.
#[derive(Clone, Debug)]
pub enum GrantTarget {
    /// `[TABLE] name`: tables, views, sequences.
    Relations(Vec<RelationName>),
    /// `SEQUENCE name`.
    Sequences(Vec<RelationName>),
    /// `FUNCTION f(…)` and its kin.
    Routines(RoutineKind, Vec<RoutineSignature>),
    /// `SCHEMA name`.
    Schemas(Vec<Identifier>),
    /// `TYPE name`, `DOMAIN name`.
    Types(Vec<RelationName>),
    /// `ALL … IN SCHEMA name`.
    AllInSchema(SchemaContent, Vec<Identifier>),
    /// Databases, languages, servers and others that no model asks for.
    Other,
}

/// What `ALL … IN SCHEMA` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaContent {
    /// `TABLES`: tables, views and foreign tables.
    Tables,
    /// `SEQUENCES`.
    Sequences,
    /// `FUNCTIONS`, `PROCEDURES`, `ROUTINES`.
    Routines(RoutineKind),
}

/// `GRANT … ON …` and `REVOKE … ON …`.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Whether it gives; it takes otherwise.
    pub is_grant: bool,
    /// What.
    pub privileges: Vec<GrantedPrivilege>,
    /// On what.
    pub target: GrantTarget,
    /// To whom, from whom.
    pub grantees: Vec<RoleName>,
    /// `WITH GRANT OPTION`, `GRANT OPTION FOR`.
    pub grant_option: bool,
    /// `CASCADE`: what others were given by whom it is taken from goes too.
    pub cascade: bool,
}

/// Kinds of objects that have an access list, and privileges that new ones start with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefaultsFor {
    /// `TABLES`: tables and views.
    Tables,
    /// `SEQUENCES`.
    Sequences,
    /// `FUNCTIONS`, `ROUTINES`.
    Functions,
    /// `TYPES`.
    Types,
    /// `SCHEMAS`.
    Schemas,
}

/// `ALTER DEFAULT PRIVILEGES`.
#[derive(Clone, Debug)]
pub struct AlterDefaultPrivileges {
    /// `FOR ROLE`: whose new objects; the current role's when empty.
    pub creators: Vec<RoleName>,
    /// `IN SCHEMA`; everywhere when empty.
    pub schemas: Vec<Identifier>,
    /// Whether it gives; it takes otherwise.
    pub is_grant: bool,
    /// What.
    pub privileges: Vec<GrantedPrivilege>,
    /// On which new objects.
    pub kind: DefaultsFor,
    /// To whom, from whom.
    pub grantees: Vec<RoleName>,
    /// `WITH GRANT OPTION`, `GRANT OPTION FOR`.
    pub grant_option: bool,
}

pub(super) fn grant(grant: &ast::Grant, origin: Origin<'_>) -> Option<Action> {
    let with = grant.grant_with_clause();
    let grantees = role::roles(grant.role_ref_list());
    let Some(on) = grant.on_privilege_objects_clause() else {
        let options = with.and_then(|with| with.grant_role_option_list());
        let option = |option: ast::GrantRoleOption| {
            let name = option.grant_role_option_name()?.syntax().text().to_string();
            Some(name.trim().eq_ignore_ascii_case("admin") && option.false_token().is_none())
        };
        let with_option =
            options.is_some_and(|list| list.grant_role_options().any(|it| option(it) == Some(true)));
        return Some(Action::GrantRoles(Box::new(GrantRoles {
            is_grant: true,
            roles: group_names(&grant.privileges()?),
            members: grantees,
            only_option: false,
            with_option,
        })));
    };
    Some(Action::Grant(Box::new(Grant {
        is_grant: true,
        privileges: privileges(&grant.privileges()?)?,
        target: target(&on, origin)?,
        grantees,
        grant_option: with.is_some_and(|with| with.grant_option().is_some()),
        cascade: false,
    })))
}

pub(super) fn revoke(revoke: &ast::Revoke, origin: Origin<'_>) -> Option<Action> {
    let grantees = role::roles(revoke.role_ref_list());
    let option = revoke.revoke_option_for();
    let Some(on) = revoke.on_privilege_objects_clause() else {
        return Some(Action::GrantRoles(Box::new(GrantRoles {
            is_grant: false,
            roles: group_names(&revoke.privileges()?),
            members: grantees,
            only_option: option.is_some(),
            with_option: false,
        })));
    };
    Some(Action::Grant(Box::new(Grant {
        is_grant: false,
        privileges: privileges(&revoke.privileges()?)?,
        target: target(&on, origin)?,
        grantees,
        grant_option: option.is_some(),
        cascade: is_cascade(revoke.drop_behavior().as_ref()),
    })))
}

pub(super) fn alter_default(alter: &ast::AlterDefaultPrivileges) -> Option<Action> {
    let creators = role::roles(alter.for_roles().and_then(|roles| roles.role_ref_list()));
    let schemas = alter.in_schemas().into_iter().flat_map(|schemas| names(schemas.schema_refs())).collect();
    let (is_grant, granted, kind, grantees, grant_option) = match alter.action()? {
        ast::AlterDefaultPrivilegesAction::GrantDefaultPrivileges(grant) => {
            let option = grant.grant_with_clause().is_some_and(|with| with.grant_option().is_some());
            (true, grant.privileges()?, grant.privilege_target()?, grant.role_ref_list(), option)
        }
        ast::AlterDefaultPrivilegesAction::RevokeDefaultPrivileges(revoke) => {
            let option = revoke.grant_option_for().is_some();
            (false, revoke.privileges()?, revoke.privilege_target()?, revoke.role_ref_list(), option)
        }
    };
    let kind = match kind {
        ast::PrivilegeTarget::PrivilegeTargetFunctions(_)
        | ast::PrivilegeTarget::PrivilegeTargetRoutines(_) => DefaultsFor::Functions,
        ast::PrivilegeTarget::PrivilegeTargetSchemas(_) => DefaultsFor::Schemas,
        ast::PrivilegeTarget::PrivilegeTargetSequences(_) => DefaultsFor::Sequences,
        ast::PrivilegeTarget::PrivilegeTargetTables(_) => DefaultsFor::Tables,
        ast::PrivilegeTarget::PrivilegeTargetTypes(_) => DefaultsFor::Types,
        ast::PrivilegeTarget::PrivilegeTargetLargeObjects(_) => return None,
    };
    Some(Action::AlterDefaultPrivileges(Box::new(AlterDefaultPrivileges {
        creators,
        schemas,
        is_grant,
        privileges: privileges(&granted)?,
        kind,
        grantees: role::roles(grantees),
        grant_option,
    })))
}

pub(super) fn is_cascade(behavior: Option<&ast::DropBehavior>) -> bool {
    matches!(behavior, Some(ast::DropBehavior::Cascade(_)))
}

fn names(schemas: impl Iterator<Item = ast::SchemaRef>) -> Vec<Identifier> {
    schemas.map(|schema| name::identifier(schema.syntax())).collect()
}

/// The roles whose membership a statement gives.
fn group_names(privileges: &ast::Privileges) -> Vec<Identifier> {
    let ast::Privileges::RevokeCommandList(list) = privileges else { return Vec::new() };
    let written = list.revoke_commands().map(|command| command.syntax().text().to_string());
    written.map(|name| Identifier::written(&name)).collect()
}

/// `None` where one of them is no privilege.
fn privileges(privileges: &ast::Privileges) -> Option<Vec<GrantedPrivilege>> {
    match privileges {
        ast::Privileges::AllPrivileges(all) => {
            Some(vec![GrantedPrivilege { privilege: None, columns: columns(all.column_ref_list()) }])
        }
        ast::Privileges::RevokeCommandList(list) => list
            .revoke_commands()
            .map(|command| {
                let columns = columns(command.column_ref_list());
                let written = word(command.syntax());
                let privilege = if written == "all" { None } else { Some(Privilege::named(&written)?) };
                Some(GrantedPrivilege { privilege, columns })
            })
            .collect(),
    }
}

/// The words of a privilege without its columns, in lower case.
fn word(command: &SyntaxNode) -> String {
    let text = command.text().to_string().to_ascii_lowercase();
    let words = text.split('(').next().unwrap_or_default().split_ascii_whitespace();
    words.collect::<Vec<_>>().join(" ").trim_matches('"').to_owned()
}

fn columns(list: Option<ast::ColumnRefList>) -> Vec<Identifier> {
    let children = list.into_iter().flat_map(|list| list.syntax().children().collect::<Vec<_>>());
    children.map(|column| name::identifier(&column)).collect()
}

fn target(on: &ast::OnPrivilegeObjectsClause, origin: Origin<'_>) -> Option<GrantTarget> {
    use ast::PrivilegeObjects as Objects;
    let relations = |node: &SyntaxNode| {
        node.children().filter_map(|child| name::relation(&child, origin)).collect::<Vec<_>>()
    };
    let signatures = |list: Option<SyntaxNode>| {
        let nodes = list.into_iter().flat_map(|list| list.children().collect::<Vec<_>>());
        nodes.filter_map(|node| signature::signature(&node, origin)).collect::<Vec<_>>()
    };
    let all = SchemaContent::Routines;
    Some(match on.privilege_objects()? {
        Objects::PrivilegeDefault(it) => GrantTarget::Relations(relations(it.syntax())),
        Objects::PrivilegeTable(it) => GrantTarget::Relations(relations(it.syntax())),
        Objects::PrivilegeSequence(it) => GrantTarget::Sequences(relations(it.syntax())),
        Objects::PrivilegeType(it) => GrantTarget::Types(relations(it.syntax())),
        Objects::PrivilegeDomain(it) => GrantTarget::Types(relations(it.syntax())),
        Objects::PrivilegeSchema(it) => GrantTarget::Schemas(names(it.schema_refs())),
        Objects::PrivilegeFunction(it) => {
            let list = it.function_sig_list().map(|list| list.syntax().clone());
            GrantTarget::Routines(RoutineKind::Function, signatures(list))
        }
        Objects::PrivilegeProcedure(it) => {
            let list = it.procedure_sig_list().map(|list| list.syntax().clone());
            GrantTarget::Routines(RoutineKind::Procedure, signatures(list))
        }
        Objects::PrivilegeRoutine(it) => {
            let list = it.routine_sig_list().map(|list| list.syntax().clone());
            GrantTarget::Routines(RoutineKind::Routine, signatures(list))
        }
        Objects::PrivilegeAllTablesInSchema(it) => {
            GrantTarget::AllInSchema(SchemaContent::Tables, names(it.schema_refs()))
        }
        Objects::PrivilegeAllSequencesInSchema(it) => {
            GrantTarget::AllInSchema(SchemaContent::Sequences, names(it.schema_refs()))
        }
        Objects::PrivilegeAllFunctionsInSchema(it) => {
            GrantTarget::AllInSchema(all(RoutineKind::Function), names(it.schema_refs()))
        }
        Objects::PrivilegeAllProceduresInSchema(it) => {
            GrantTarget::AllInSchema(all(RoutineKind::Procedure), names(it.schema_refs()))
        }
        Objects::PrivilegeAllRoutinesInSchema(it) => {
            GrantTarget::AllInSchema(all(RoutineKind::Routine), names(it.schema_refs()))
        }
        _ => GrantTarget::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{SignatureArgument, TypeName, read_composed};
    use super::*;
    use crate::source::Span;

    fn grant(text: &str) -> Grant {
        let mut statements = read_composed(text, Span::default()).expect("a good statement");
        match statements.remove(0).action {
            Action::Grant(grant) => *grant,
            other => panic!("{other:?}"),
        }
    }

    fn granted(grant: &Grant) -> String {
        let one = |granted: &GrantedPrivilege| {
            let letter = granted.privilege.map_or_else(|| "*".to_owned(), |it| it.letter().to_string());
            granted.columns.iter().fold(letter, |text, column| text + "." + column.as_str())
        };
        grant.privileges.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_grant_names_privileges_columns_objects_and_grantees() {
        let grant = grant("GRANT SELECT, UPDATE (a, \"B\") ON public.t, u TO anon, PUBLIC WITH GRANT OPTION");
        assert!(grant.is_grant && grant.grant_option);
        assert_eq!(granted(&grant), "r w.a.B");
        let GrantTarget::Relations(names) = &grant.target else { panic!("{:?}", grant.target) };
        assert_eq!(names.iter().map(|name| name.name.as_str()).collect::<Vec<_>>(), ["t", "u"]);
        assert_eq!(grant.grantees, [RoleName::Named(Identifier::exact("anon")), RoleName::Public]);
    }

    #[test]
    fn all_is_kept_as_all() {
        for text in ["grant all on t to x", "grant all privileges on table t to x"] {
            assert_eq!(granted(&grant(text)), "*");
        }
        assert_eq!(granted(&grant("revoke all (a) on t from x")), "*.a");
    }

    #[test]
    fn functions_are_named_by_their_arguments() {
        let grant = grant("revoke execute on function f(a integer, out b text), app.g from public cascade");
        assert!(!grant.is_grant && grant.cascade);
        let GrantTarget::Routines(RoutineKind::Function, routines) = &grant.target else { panic!() };
        let first = routines[0].arguments.as_deref().expect("arguments");
        let form = |argument: &SignatureArgument| argument.data_type.as_ref().map(TypeName::parameter_form);
        let inputs: Vec<_> = first.iter().map(|it| (it.is_input, form(it).expect("a type"))).collect();
        assert_eq!(inputs, [(true, "integer".to_owned()), (false, "text".to_owned())]);
        assert!(routines[1].arguments.is_none());
    }

    #[test]
    fn a_whole_schema_is_a_target() {
        let grant = grant("grant usage, select on all sequences in schema public, app to service_role");
        let GrantTarget::AllInSchema(SchemaContent::Sequences, schemas) = &grant.target else { panic!() };
        assert_eq!(schemas.len(), 2);
        assert_eq!(granted(&grant), "U r");
    }

    #[test]
    fn membership_is_granted_without_an_object() {
        let text = "grant anon, \"Staff\" to authenticator with admin option";
        let mut statements = read_composed(text, Span::default()).expect("a good statement");
        let Action::GrantRoles(grant) = statements.remove(0).action else { panic!() };
        assert!(grant.with_option);
        assert_eq!(grant.roles, [Identifier::exact("anon"), Identifier::exact("Staff")]);
    }

    #[test]
    fn default_privileges_say_whose_objects_and_where() {
        let text = "alter default privileges for role postgres in schema public \
            revoke execute on functions from anon";
        let mut statements = read_composed(text, Span::default()).expect("a good statement");
        let Action::AlterDefaultPrivileges(alter) = statements.remove(0).action else { panic!() };
        assert_eq!(alter.creators, [RoleName::Named(Identifier::exact("postgres"))]);
        assert_eq!((alter.schemas.len(), alter.kind, alter.is_grant), (1, DefaultsFor::Functions, false));
    }

    #[test]
    fn an_unknown_privilege_gives_nothing() {
        let statements = read_composed("grant reading on t to anon", Span::default()).expect("it parses");
        assert!(statements.is_empty());
    }
}
