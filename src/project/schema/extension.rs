//! What extensions bring, read from a list.

/// One block for each extension, sorted by name; the file says how to read it.
const LIST: &str = include_str!("extensions.txt");

/// Extensions that some server has, and of whose contents the list says nothing.
const OTHERS: &str = "\
    ai anon asn1oid aws_commons aws_lambda aws_s3 azure_ai azure_storage bool_plperl bool_plperlu citus citus_columnar \
    count_distinct debversion embedding extra_window_functions first_last_agg google_ml_integration h3 h3_postgis hll \
    hstore_plperl hstore_plperlu hstore_plpython3u icu_ext ip4r isn jsonb_plperl jsonb_plperlu jsonb_plpython3u jsquery \
    lantern lo ltree_plpython3u mobilitydb mongo_fdw multicorn mysql_fdw neon numeral oracle_fdw orafce orioledb periods \
    pg_analytics pg_background pg_bigm pg_dirtyread pg_duckdb pg_extra_time pg_fact_loader pg_hint_plan pg_idkit pg_ivm \
    pg_jieba pg_lakehouse pg_later pg_mooncake pg_permissions pg_plan_filter pg_prioritize pg_qualstats pg_rational \
    pg_readonly pg_roaringbitmap pg_similarity pg_sphere pg_squeeze pg_stat_kcache pg_strom pg_textsearch pg_tokenizer \
    pg_track_settings pg_ulid pg_variables pg_vectorize pg_wait_sampling pgactive pgagent pgautofailover pgextwlist \
    pgfincore pgl_ddl_deploy pglogical pgml pgpcre pgq pgq_node pgroonga_database pgsql_tweaks pgtt pgx_ulid plcoffee \
    pldbgapi pljava pllua plls plperl plperlu plprofiler plpython3u plr plrust plsh pltcl pltclu pointcloud \
    pointcloud_postgis powa prefix q3c quantile rdkit rds_tools redis_fdw roaringbitmap semver set_user spi sqlite_fdw \
    supautils system_stats table_version tdigest tds_fdw temporal_tables timescaledb_toolkit timestamp9 topn ulid \
    unit vchord vchord_bm25 vectorize vectors vectorscale zhparser zombodb";

/// What one extension brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contents {
    /// The schema that its own definition fixes; the statement's, or the first of the search path, otherwise.
    pub(super) schema: Option<&'static str>,
    /// Whether it can be moved to another schema.
    pub(super) is_movable: bool,
    /// Whether the list says all that it brings.
    pub(super) is_complete: bool,
    /// The lines that say what it brings, blanks in front.
    lines: &'static str,
}

impl Contents {
    /// What an extension of that name brings; `None` for one that the list does not have.
    pub(super) fn of(name: &str) -> Option<Self> {
        let is_its = |block: &&str| block.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
        LIST.split("\n\n").find(is_its).map(Self::read)
    }

    fn read(block: &'static str) -> Self {
        let (head, lines) = block.split_once('\n').unwrap_or((block, ""));
        let mut words = head.split(' ').skip(1);
        let schema = words.next().filter(|schema| *schema != "-");
        let is_movable = words.next() == Some("movable");
        Self { schema, is_movable, is_complete: words.next() == Some("closed"), lines }
    }

    /// What every extension of the list brings.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        LIST.split("\n\n").filter(|block| !block.starts_with('#')).map(Self::read)
    }

    fn words(self, heading: &str) -> impl Iterator<Item = &'static str> {
        let line = self.lines.lines().find_map(|line| line.trim_start().strip_prefix(heading));
        line.unwrap_or_default().split_ascii_whitespace()
    }

    /// Extensions it cannot do without.
    pub(super) fn needs(self) -> impl Iterator<Item = &'static str> {
        self.words("needs ")
    }

    /// Types.
    pub(super) fn types(self) -> impl Iterator<Item = &'static str> {
        self.words("types ")
    }

    /// Tables and views, with whether they are views.
    pub(super) fn relations(self) -> impl Iterator<Item = (&'static str, bool)> {
        self.words("relations ")
            .filter_map(|word| word.split_once(':'))
            .map(|(name, kind)| (name, kind == "v"))
    }

    /// Functions that triggers run.
    pub(super) fn trigger_functions(self) -> impl Iterator<Item = &'static str> {
        self.words("triggers ")
    }

    /// Operator classes: the access method, the name, and the type of which it is the default where the
    /// type is none of its own.
    pub(super) fn classes(self) -> impl Iterator<Item = (&'static str, &'static str, Option<&'static str>)> {
        self.words("classes ").filter_map(|word| {
            let (method, class) = word.split_once(':')?;
            Some(match class.split_once('=') {
                Some((class, kind)) => (method, class, Some(kind)),
                None => (method, class, None),
            })
        })
    }

    /// Whether it brings a function of that name.
    pub(super) fn has_function(self, name: &str) -> bool {
        self.words("functions ").any(|known| known == name)
    }
}

/// Whether a server of the platform may have an extension of that name. Packages of `pg_tle` have an author
/// before their own name.
pub(super) fn may_be_available(name: &str) -> bool {
    let is_package = name.contains(['-', '@', '.']);
    is_package || Contents::of(name).is_some() || OTHERS.split_ascii_whitespace().any(|other| other == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        let blocks = LIST.split("\n\n").filter(|block| !block.starts_with('#') && !block.trim().is_empty());
        let names: Vec<_> = blocks.filter_map(|block| block.split(' ').next()).collect();
        assert!(names.is_sorted());
    }

    #[test]
    fn blocks_are_read() {
        let spatial = Contents::of("postgis").expect("it is listed");
        assert_eq!(spatial.relations().next(), Some(("geography_columns", true)));
        assert!(spatial.has_function("st_distance"));
        assert!(!spatial.is_movable);
        assert_eq!(Contents::of("pg_cron").expect("it is listed").schema, Some("pg_catalog"));
        assert_eq!(Contents::of("index_advisor").expect("it is listed").needs().next(), Some("hypopg"));
        assert_eq!(Contents::of("no_such_thing"), None);
        assert!(may_be_available("citext") && may_be_available("pg_ivm") && may_be_available("kiwi-auth"));
        assert!(!may_be_available("no_such_thing"));
        let trigrams = Contents::of("pg_trgm").expect("it is listed");
        assert_eq!(trigrams.classes().next(), Some(("gin", "gin_trgm_ops", None)));
        let scalars = Contents::of("btree_gin").expect("it is listed");
        assert!(scalars.classes().any(|class| class == ("gin", "uuid_ops", Some("uuid"))));
    }
}
