//! What the names in an expression or a query stand for: the relations, columns, functions and types that
//! it needs. A name is refused only when it is certain that nothing has it.

use std::cell::RefCell;

use super::catalogue::Catalogue;
use super::execute::has_hole;
use super::object::{ColumnId, DependencyKind, DependsOn, ObjectId};
use super::rejection::{Outcome, Rejected, SqlState};
use super::relation::Relation;
use super::replay::undefined_relation;
use super::shape::{OutputColumn, Shape};
use super::table::Column;
use super::user_type::DataType;
use super::writable::RowOrigin;
use crate::facts::sql::{
    ColumnReference, ColumnRole, ConstantKind, FromRows, FromSource, Identifier, References, SURROUNDINGS,
};

/// Columns that every table has and that none lists.
const SYSTEM_COLUMNS: [&str; 6] = ["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];

/// What surrounds an expression: whose columns it may name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Surroundings<'a> {
    /// Relations by the names under which it knows them.
    pub(super) relations: &'a [(&'a Identifier, ObjectId)],
    /// Names that mean something by themselves: parameters of a function, and the function before them.
    pub(super) names: &'a [Identifier],
    /// Whether columns of those relations are named with the relation alone.
    pub(super) must_qualify: bool,
    /// Whether any name that is no column may mean something too: variables of a body.
    pub(super) is_open: bool,
}

/// What a piece of SQL comes to.
#[derive(Debug)]
pub(super) struct Resolved {
    /// What it needs, each once.
    pub(super) depends_on: Vec<DependsOn>,
    /// The columns of the query that it is; `None` where not all of them are known.
    pub(super) columns: Option<Vec<OutputColumn>>,
    /// Whose rows they are.
    pub(super) rows: RowOrigin,
}

impl Catalogue {
    /// Looks up all that `references` name.
    pub(super) fn look_up(&self, references: &References, around: Surroundings<'_>) -> Outcome<Resolved> {
        let relations = references.relations.iter().map(|used| match self.find(&used.name) {
            Some(found) => self.opened(&found),
            None if references.makes.iter().any(|made| made.name == used.name.name) => Ok(None),
            None if self.may_have_unseen(&used.name) => Ok(None),
            None => Err(undefined_relation(&used.name)),
        });
        let relations = relations.collect::<Outcome<Vec<_>>>()?;
        let scopes = references.scopes.len();
        let lookup = Lookup {
            catalogue: self,
            references,
            around,
            relations,
            shapes: RefCell::new(vec![None; scopes]),
        };
        let mut needs = Vec::new();
        lookup.columns(&mut needs)?;
        lookup.calls(&mut needs)?;
        lookup.constants(&mut needs)?;
        lookup.conditions()?;
        lookup.others(&mut needs);
        needs.sort_unstable();
        needs.dedup();
        let shape = (scopes > SURROUNDINGS + 1).then(|| lookup.shape(SURROUNDINGS + 1));
        let columns = shape.filter(|shape| !shape.is_open).map(|shape| shape.columns);
        Ok(Resolved { depends_on: needs, columns, rows: lookup.rows() })
    }
}

/// A look-up on its way.
pub(super) struct Lookup<'l> {
    pub(super) catalogue: &'l Catalogue,
    pub(super) references: &'l References,
    pub(super) around: Surroundings<'l>,
    /// The relations of the references; `None` for what is only known to the database.
    pub(super) relations: Vec<Option<&'l Relation>>,
    /// Columns of scopes that were asked for.
    pub(super) shapes: RefCell<Vec<Option<Shape>>>,
}

/// What a name was found to be.
pub(super) enum Hit {
    /// A column of a relation.
    Column(ObjectId, ColumnId, DataType),
    /// A whole relation as one value.
    Whole(ObjectId),
    /// Something that is there, and needs nothing more.
    Known(Option<DataType>),
    /// Maybe something that nobody has seen.
    Open,
}

impl Lookup<'_> {
    /// Every column that is named.
    fn columns(&self, needs: &mut Vec<DependsOn>) -> Outcome {
        for column in &self.references.columns {
            match &column.name {
                Some(name) => {
                    for hit in self.find(column, name)? {
                        needs.extend(need(&hit));
                    }
                }
                None => self.all_columns(column, needs)?,
            }
        }
        Ok(())
    }

    /// Whether a name may be that of a variable.
    fn is_open(&self) -> bool {
        self.around.is_open || self.references.is_in_block
    }

    /// Relations, functions and types.
    fn others(&self, needs: &mut Vec<DependsOn>) {
        needs.extend(self.relations.iter().flatten().map(|relation| whole(relation.id())));
        for kind in &self.references.types {
            let found = self.catalogue.resolve(kind, |name| self.catalogue.types.contains_key(name));
            let found = found.and_then(|name| self.catalogue.types.get(&name));
            needs.extend(found.map(|kind| whole(kind.object.id)));
        }
    }

    /// Relations that constants name: outside of bodies they are looked up with the statement.
    fn constants(&self, needs: &mut Vec<DependsOn>) -> Outcome {
        let constants = self.references.constants.iter();
        for constant in constants.filter(|constant| constant.kind == ConstantKind::Relation) {
            let found = self.catalogue.find(&constant.name).and_then(|name| self.catalogue.get(&name));
            let name = constant.name.name.as_str();
            let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
            if found.is_none()
                && !self.is_open()
                && !is_number
                && !has_hole(name)
                && !self.catalogue.may_have_unseen(&constant.name)
            {
                return Err(undefined_relation(&constant.name));
            }
            needs.extend(found.map(|relation| whole(relation.id())));
        }
        Ok(())
    }

    /// What a column's name means, in the first scope that has it: one thing, or, of columns that sources
    /// share, all.
    pub(super) fn find(&self, column: &ColumnReference, name: &Identifier) -> Outcome<Vec<Hit>> {
        let mut at = Some(column.scope);
        while let Some(scope) = at {
            let found = match &column.qualifier {
                Some(qualifier) => self.qualified(scope, column, qualifier, name)?,
                None => self.unqualified(scope, name),
            };
            if !found.is_empty() {
                return Ok(found);
            }
            at = self.references.scopes[scope].parent;
        }
        let outermost = column.schema.as_ref().or(column.qualifier.as_ref()).unwrap_or(name);
        let is_own = self.around.names.contains(outermost);
        if is_own || self.is_open() || column.role == ColumnRole::Shared {
            return Ok(vec![Hit::Open]);
        }
        Err(match &column.qualifier {
            Some(qualifier) => {
                let message = format!("missing FROM-clause entry for table \"{qualifier}\"");
                Rejected::new(SqlState::UndefinedTable, message)
            }
            None => undefined_column(&format!("\"{name}\"")),
        })
    }

    fn unqualified(&self, scope: usize, name: &Identifier) -> Vec<Hit> {
        let mut found = Vec::new();
        let mut is_open = false;
        for source in &self.references.scopes[scope].sources {
            match self.in_source(source, name) {
                Some(Hit::Open) => is_open = true,
                Some(hit) => found.push(hit),
                None => {}
            }
        }
        if scope == SURROUNDINGS && !self.around.must_qualify {
            for (_, relation) in self.around.relations {
                match self
                    .catalogue
                    .relation_by_id(*relation)
                    .and_then(|relation| in_relation(relation, name))
                {
                    Some(Hit::Open) => is_open = true,
                    Some(hit) => found.push(hit),
                    None => {}
                }
            }
        }
        if found.is_empty() {
            found.extend(self.whole_row(scope, name));
        }
        if found.is_empty() && is_open {
            found.push(Hit::Open);
        }
        found
    }

    /// A name that is that of a source stands for its rows.
    fn whole_row(&self, scope: usize, name: &Identifier) -> Option<Hit> {
        let around = self.around.relations.iter().filter(|_| scope == SURROUNDINGS);
        if let Some((_, id)) = around.clone().find(|(known, _)| *known == name) {
            return Some(Hit::Whole(*id));
        }
        let source =
            self.references.scopes[scope].sources.iter().find(|source| source.name.as_ref() == Some(name))?;
        Some(match source.rows {
            FromRows::Relation(at) => {
                self.relations[at].map_or(Hit::Open, |relation| Hit::Whole(relation.id()))
            }
            _ => Hit::Known(None),
        })
    }

    fn qualified(
        &self,
        scope: usize,
        column: &ColumnReference,
        qualifier: &Identifier,
        name: &Identifier,
    ) -> Outcome<Vec<Hit>> {
        let missing = || Err(undefined_column(&format!("{qualifier}.{name}")));
        for source in &self.references.scopes[scope].sources {
            if !self.is_named(source, column.schema.as_ref(), qualifier) {
                continue;
            }
            return match self.in_source(source, name) {
                Some(hit) => Ok(vec![hit]),
                None if column.role == ColumnRole::Target => Err(self.undefined_target(source, name)),
                None => missing(),
            };
        }
        if scope == SURROUNDINGS {
            for (known, relation) in self.around.relations {
                if *known != qualifier {
                    continue;
                }
                let relation = self.catalogue.relation_by_id(*relation);
                return match relation.and_then(|relation| in_relation(relation, name)) {
                    Some(hit) => Ok(vec![hit]),
                    None => missing(),
                };
            }
        }
        Ok(Vec::new())
    }

    fn undefined_target(&self, source: &FromSource, name: &Identifier) -> Rejected {
        let table = match source.rows {
            FromRows::Relation(at) => self.references.relations[at].name.name.to_string(),
            _ => String::new(),
        };
        let message = format!("column \"{name}\" of relation \"{table}\" does not exist");
        Rejected::new(SqlState::UndefinedColumn, message)
    }

    fn is_named(&self, source: &FromSource, schema: Option<&Identifier>, name: &Identifier) -> bool {
        if source.name.as_ref() != Some(name) {
            return false;
        }
        let Some(schema) = schema else { return true };
        match source.rows {
            FromRows::Relation(at) => {
                self.relations[at].is_none_or(|relation| relation.name().schema == *schema)
            }
            _ => false,
        }
    }

    fn in_source(&self, source: &FromSource, name: &Identifier) -> Option<Hit> {
        if source.columns.contains(name) {
            // Which of its columns an alias renames, only its own shape tells.
            return self.renamed(source, name).or(Some(Hit::Known(None)));
        }
        match source.rows {
            FromRows::Relation(at) => match self.relations[at] {
                Some(relation) => in_relation(relation, name),
                None => Some(Hit::Open),
            },
            FromRows::Query(scope) => {
                let shape = self.shape(scope);
                let column = shape.columns.iter().find(|column| column.name == *name);
                match column {
                    Some(column) => Some(Hit::Known(column.kind.clone())),
                    None => shape.is_open.then_some(Hit::Open),
                }
            }
            FromRows::Function(_) | FromRows::Opaque => Some(Hit::Open),
        }
    }

    fn renamed(&self, source: &FromSource, name: &Identifier) -> Option<Hit> {
        let FromRows::Relation(at) = source.rows else { return None };
        let columns = columns_of(self.relations[at]?)?;
        let place = source.columns.iter().position(|column| column == name)?;
        let column = columns.get(place)?;
        Some(Hit::Column(self.relations[at]?.id(), column.id, column.kind.clone()))
    }

    /// `*` and `t.*` need every column there is at the moment.
    fn all_columns(&self, star: &ColumnReference, needs: &mut Vec<DependsOn>) -> Outcome {
        let Some(qualifier) = &star.qualifier else {
            for source in &self.references.scopes[star.scope].sources {
                self.need_all(source, needs);
            }
            return Ok(());
        };
        let mut at = Some(star.scope);
        while let Some(scope) = at {
            let sources = &self.references.scopes[scope].sources;
            if let Some(source) =
                sources.iter().find(|one| self.is_named(one, star.schema.as_ref(), qualifier))
            {
                self.need_all(source, needs);
                return Ok(());
            }
            at = self.references.scopes[scope].parent;
        }
        let is_around = self.around.relations.iter().any(|(name, _)| *name == qualifier);
        if self.is_open() || is_around {
            return Ok(());
        }
        // `value.*` of a column that holds rows.
        if self.find(&ColumnReference { qualifier: None, ..star.clone() }, qualifier).is_ok() {
            return Ok(());
        }
        let message = format!("missing FROM-clause entry for table \"{qualifier}\"");
        Err(Rejected::new(SqlState::UndefinedTable, message))
    }

    fn need_all(&self, source: &FromSource, needs: &mut Vec<DependsOn>) {
        let FromRows::Relation(at) = source.rows else { return };
        let Some(relation) = self.relations[at] else { return };
        for column in columns_of(relation).into_iter().flatten() {
            let kind = DependencyKind::Normal;
            needs.push(DependsOn { object: relation.id(), column: Some(column.id), kind });
        }
    }
}

fn in_relation(relation: &Relation, name: &Identifier) -> Option<Hit> {
    let Some(columns) = columns_of(relation) else { return Some(Hit::Open) };
    if let Some(column) = columns.iter().find(|column| column.name == *name) {
        return Some(Hit::Column(relation.id(), column.id, column.kind.clone()));
    }
    SYSTEM_COLUMNS.contains(&name.as_str()).then_some(Hit::Known(None))
}

/// The columns of a relation; `None` where not all of them are known.
pub(super) fn columns_of(relation: &Relation) -> Option<&[Column]> {
    let columns = match relation {
        Relation::Table(table) if table.knows_columns() => &table.columns,
        Relation::View(view) if !view.columns.is_empty() => &view.columns,
        _ => return None,
    };
    (columns.iter().all(|column| column.doubt.is_none())).then_some(columns)
}

fn need(hit: &Hit) -> Option<DependsOn> {
    match hit {
        Hit::Column(object, column, _) => {
            Some(DependsOn { object: *object, column: Some(*column), kind: DependencyKind::Normal })
        }
        Hit::Whole(object) => Some(whole(*object)),
        Hit::Known(_) | Hit::Open => None,
    }
}

fn whole(object: ObjectId) -> DependsOn {
    DependsOn { object, column: None, kind: DependencyKind::Normal }
}

fn undefined_column(written: &str) -> Rejected {
    Rejected::new(SqlState::UndefinedColumn, format!("column {written} does not exist"))
}
