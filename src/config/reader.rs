//! TOML → [`Config`], key by key, so that every mistake has its place.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{AcceptedRisk, Config, ConfigError, Date, Override};
use crate::finding::Severity;
use crate::grade::Letter;
use crate::project::{Applied, DefaultGrants, Settings};
use crate::rule::Catalog;
use crate::source::Globs;

type Value<'t> = Spanned<DeValue<'t>>;
type Read<T> = Result<T, Box<ConfigError>>;

/// Keys that are documented for later versions: refused, with other words than a misspelt one.
const LATER: [&str; 2] = ["rate-limit", "rules"];

/// Reads one configuration.
pub(super) struct Reader<'c> {
    pub(super) text: &'c str,
    /// Shown in errors.
    pub(super) name: &'c str,
    pub(super) catalog: &'c Catalog,
}

impl Reader<'_> {
    pub(super) fn read(&self) -> Read<Config> {
        let table = DeTable::parse(self.text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            Box::new(self.mistake(span, error.message().to_owned()))
        })?;
        let mut config = Config::default();
        let known = [
            "accept",
            "database",
            "entry-points",
            "exclude",
            "fail-on",
            "migrations",
            "min-grade",
            "override",
            "rule",
            "wrappers",
        ];
        for (key, value) in table.get_ref() {
            match key.get_ref().as_ref() {
                "accept" => config.accepted = self.each(value, |table| self.accepted_risk(table))?,
                "entry-points" => config.settings.entry_points = self.texts(value)?,
                "exclude" => config.exclude = self.texts(value)?,
                "fail-on" => config.fail_on = Some(self.severity(value)?),
                "migrations" => config.settings.applied = self.migrations(value)?,
                "min-grade" => config.min_grade = Some(self.letter(value)?),
                "override" => config.overrides = self.each(value, |table| self.rule_override(table))?,
                "rule" => config.severities = self.severities(value)?,
                "database" => config.settings.default_grants = self.default_grants(value)?,
                "wrappers" => self.wrappers(value, &mut config.settings)?,
                _ => return Err(self.unknown_key(key, &known)),
            }
        }
        Ok(config)
    }

    fn wrappers(&self, value: &Value<'_>, settings: &mut Settings) -> Read<()> {
        for (key, value) in self.table(value)? {
            match key.get_ref().as_ref() {
                "auth" => settings.auth_wrappers = self.texts(value)?,
                "idempotency" => settings.idempotency_wrappers = self.texts(value)?,
                _ => return Err(self.unknown_key(key, &["auth", "idempotency"])),
            }
        }
        Ok(())
    }

    /// `[database] default-grants`: what the platform gives clients on what migrations create.
    fn default_grants(&self, value: &Value<'_>) -> Read<Option<DefaultGrants>> {
        let table = self.only(value, &["default-grants"])?;
        let Some(value) = table.get("default-grants") else { return Ok(None) };
        match self.one_text(value)? {
            "all" => Ok(Some(DefaultGrants::All)),
            "none" => Ok(Some(DefaultGrants::None)),
            other => Err(self.unknown(value.span(), "value", other, &["all", "none"])),
        }
    }

    fn migrations(&self, value: &Value<'_>) -> Read<Applied> {
        let mut applied = Applied::Unknown;
        for (key, value) in self.table(value)? {
            match key.get_ref().as_ref() {
                "applied" => applied = Applied::UpTo(self.one_text(value)?.to_owned()),
                _ => return Err(self.unknown_key(key, &["applied"])),
            }
        }
        Ok(applied)
    }

    fn severities(&self, value: &Value<'_>) -> Read<BTreeMap<String, Severity>> {
        let mut severities = BTreeMap::new();
        for (id, value) in self.table(value)? {
            let rule = self.rule(id.get_ref(), id.span())?;
            let table = self.table(value)?;
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "severity" => severities.insert(rule.clone(), self.severity(value)?),
                    _ => return Err(self.unknown_key(key, &["severity"])),
                };
            }
        }
        Ok(severities)
    }

    fn rule_override(&self, value: &Value<'_>) -> Read<Override> {
        let table = self.only(value, &["paths", "skip"])?;
        let patterns = self.required(value, table, "paths")?;
        let texts = self.texts(patterns)?;
        let (paths, malformed) = Globs::new("", texts.iter().map(String::as_str));
        if let Some((pattern, message)) = malformed.first() {
            return Err(Box::new(self.mistake(patterns.span(), format!("`{pattern}`: {message}"))));
        }
        let skipped = self.required(value, table, "skip")?;
        let skip = self.list(skipped)?.iter().map(|id| self.rule(self.one_text(id)?, id.span()));
        Ok(Override { paths, skip: skip.collect::<Read<_>>()? })
    }

    fn accepted_risk(&self, value: &Value<'_>) -> Read<AcceptedRisk> {
        let table = self.only(value, &["expires", "owner", "reason", "rule", "subject"])?;
        let words = |key| {
            let written = self.required(value, table, key)?;
            match self.one_text(written)?.trim() {
                "" => Err(Box::new(self.mistake(written.span(), format!("`{key}` is empty")))),
                words => Ok(words.to_owned()),
            }
        };
        let rule = self.required(value, table, "rule")?;
        Ok(AcceptedRisk {
            rule: self.rule(self.one_text(rule)?, rule.span())?,
            subject: words("subject")?,
            reason: words("reason")?,
            owner: words("owner")?,
            expires: table.get("expires").map(|date| self.date(date)).transpose()?,
        })
    }
}

/// Values of one kind each.
impl Reader<'_> {
    fn severity(&self, value: &Value<'_>) -> Read<Severity> {
        let written = self.one_text(value)?;
        let known = Severity::ALL.map(Severity::name);
        let found = Severity::ALL.into_iter().find(|severity| severity.name() == written);
        found.ok_or_else(|| self.unknown(value.span(), "severity", written, &known))
    }

    fn letter(&self, value: &Value<'_>) -> Read<Letter> {
        let written = self.one_text(value)?;
        let known = Letter::ALL.map(Letter::name);
        Letter::from_name(written).ok_or_else(|| self.unknown(value.span(), "letter", written, &known))
    }

    fn rule(&self, id: &str, span: Range<usize>) -> Read<String> {
        let known = || {
            let ids: Vec<&str> = self.catalog.rules().iter().map(|rule| rule.id.as_str()).collect();
            self.unknown(span, "rule", id, &ids)
        };
        self.catalog.get(id).map(|rule| rule.id.clone()).ok_or_else(known)
    }

    fn date(&self, value: &Value<'_>) -> Read<Date> {
        let date = value.get_ref().as_datetime().and_then(|moment| moment.date);
        let mistake =
            || self.mistake(value.span(), "a date is written without quotes: 2027-03-01".to_owned());
        date.map(Date::from).ok_or_else(|| Box::new(mistake()))
    }

    fn one_text<'v>(&self, value: &'v Value<'_>) -> Read<&'v str> {
        value.get_ref().as_str().ok_or_else(|| self.expected("a string", value))
    }

    fn list<'v, 't>(&self, value: &'v Value<'t>) -> Read<&'v [Value<'t>]> {
        value.get_ref().as_array().map(|array| &**array).ok_or_else(|| self.expected("a list", value))
    }

    fn texts(&self, value: &Value<'_>) -> Read<Vec<String>> {
        self.list(value)?.iter().map(|item| self.one_text(item).map(str::to_owned)).collect()
    }

    fn each<T>(&self, value: &Value<'_>, read: impl Fn(&Value<'_>) -> Read<T>) -> Read<Vec<T>> {
        self.list(value)?.iter().map(read).collect()
    }

    fn table<'v, 't>(&self, value: &'v Value<'t>) -> Read<&'v DeTable<'t>> {
        value.get_ref().as_table().ok_or_else(|| self.expected("a table", value))
    }

    /// A table without other keys than these.
    fn only<'v, 't>(&self, value: &'v Value<'t>, known: &[&str]) -> Read<&'v DeTable<'t>> {
        let table = self.table(value)?;
        match table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
            Some(key) => Err(self.unknown_key(key, known)),
            None => Ok(table),
        }
    }

    fn required<'v, 't>(&self, within: &Value<'_>, table: &'v DeTable<'t>, key: &str) -> Read<&'v Value<'t>> {
        table
            .get(key)
            .ok_or_else(|| Box::new(self.mistake(within.span(), format!("`{key}` is missing here"))))
    }
}

/// Mistakes.
impl Reader<'_> {
    fn mistake(&self, span: Range<usize>, message: String) -> ConfigError {
        ConfigError::new(self.name, self.text, span, message)
    }

    fn expected(&self, kind: &str, value: &Value<'_>) -> Box<ConfigError> {
        let found = value.get_ref().type_str();
        Box::new(self.mistake(value.span(), format!("expected {kind}, found {found}")))
    }

    fn unknown_key<S: AsRef<str>>(&self, key: &Spanned<S>, known: &[&str]) -> Box<ConfigError> {
        let name = key.get_ref().as_ref();
        if LATER.contains(&name) {
            let message = format!("`{name}` is not supported yet");
            return Box::new(self.mistake(key.span(), message));
        }
        self.unknown(key.span(), "key", name, known)
    }

    fn unknown(&self, span: Range<usize>, what: &str, name: &str, known: &[&str]) -> Box<ConfigError> {
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        Box::new(self.mistake(span, format!("unknown {what} `{name}`")).with_help(Some(help)))
    }
}

/// The known name that `name` may have been meant for.
fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let rated = known.iter().map(|known| (strsim::damerau_levenshtein(name, known), *known));
    rated.min().filter(|(distance, _)| *distance <= name.len().max(3) / 2).map(|(_, known)| known)
}
