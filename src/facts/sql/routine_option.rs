//! What a routine says about itself: language, volatility, rights, settings.

use squawk_syntax::ast::{self, AstNode};

use super::keyword::quote_identifier;
use super::name;

/// Options of `CREATE FUNCTION` and `ALTER FUNCTION`; what is not said is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoutineOptions {
    /// Its language, folded.
    pub language: Option<Box<str>>,
    /// How its result may change.
    pub volatility: Option<Volatility>,
    /// Whether it runs with the rights of its owner.
    pub is_security_definer: Option<bool>,
    /// Whether null in gives null out without a call.
    pub is_strict: Option<bool>,
    /// Whether it may run in a parallel worker.
    pub parallel: Option<Parallel>,
    /// Whether it is told to leak nothing.
    pub is_leakproof: Option<bool>,
    /// Whether it is a window function.
    pub is_window: bool,
    /// Settings that hold while it runs, in order.
    pub settings: Vec<SettingChange>,
}

/// How the result of a routine may change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volatility {
    /// Never, for the same arguments.
    Immutable,
    /// Not within one statement.
    Stable,
    /// At any time; only such a one may write.
    #[default]
    Volatile,
}

/// Whether a routine may run in a parallel worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parallel {
    /// It may.
    Safe,
    /// In the leader alone.
    Restricted,
    /// It keeps the whole query from it.
    #[default]
    Unsafe,
}

/// What is done to one setting of a routine or role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingChange {
    /// `SET name = value`, the value as PostgreSQL keeps it: `public, pg_temp`, `""`.
    Set(Box<str>, Box<str>),
    /// `SET name FROM CURRENT`.
    FromCurrent(Box<str>),
    /// `RESET name`, `SET name TO DEFAULT`.
    Reset(Box<str>),
    /// `RESET ALL`.
    ResetAll,
}

/// Settings whose value is a list of names, which PostgreSQL quotes one by one.
const NAME_LISTS: [&str; 5] = [
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
];

/// Settings that PostgreSQL itself writes with capitals.
const CAPITALS: [&str; 3] = ["DateStyle", "IntervalStyle", "TimeZone"];

pub(super) fn lower(list: &ast::FuncOptionList) -> RoutineOptions {
    let mut options = RoutineOptions::default();
    for option in list.options() {
        take(&option, &mut options);
    }
    options
}

fn take(option: &ast::FuncOption, options: &mut RoutineOptions) {
    use ast::FuncOption as Written;
    match option {
        Written::LanguageFuncOption(language) => {
            options.language = language.language_name().map(|language| language.name.into());
        }
        Written::VolatilityFuncOption(volatility) => {
            options.volatility = Some(match volatility {
                ast::VolatilityFuncOption::Immutable(_) => Volatility::Immutable,
                ast::VolatilityFuncOption::Stable(_) => Volatility::Stable,
                ast::VolatilityFuncOption::Volatile(_) => Volatility::Volatile,
            });
        }
        Written::SecurityDefinerFuncOption(_) => options.is_security_definer = Some(true),
        Written::SecurityInvokerFuncOption(_) => options.is_security_definer = Some(false),
        Written::StrictFuncOption(_) | Written::ReturnsNullOnNullInputFuncOption(_) => {
            options.is_strict = Some(true);
        }
        Written::CalledOnNullInputFuncOption(_) => options.is_strict = Some(false),
        Written::ParallelFuncOption(parallel) => {
            let word = parallel.ident_token().map(|token| token.text().to_ascii_lowercase());
            options.parallel = match word.as_deref() {
                Some("safe") => Some(Parallel::Safe),
                Some("restricted") => Some(Parallel::Restricted),
                _ => Some(Parallel::Unsafe),
            };
        }
        Written::LeakproofFuncOption(_) => options.is_leakproof = Some(true),
        Written::NotLeakproofFuncOption(_) => options.is_leakproof = Some(false),
        Written::WindowFuncOption(_) => options.is_window = true,
        Written::SetFuncOption(set) => {
            options.settings.extend(set.set_config_param().and_then(|set| setting(&set)));
        }
        Written::ResetFuncOption(reset) => options.settings.push(match reset.config_parameter_ref() {
            Some(name) => SettingChange::Reset(setting_name(&name)),
            None => SettingChange::ResetAll,
        }),
        Written::AsFuncOption(_)
        | Written::CostFuncOption(_)
        | Written::RowsFuncOption(_)
        | Written::SupportFuncOption(_)
        | Written::TransformFuncOption(_) => {}
    }
}

/// `SET name TO value`, of a routine or a role.
pub(super) fn setting(set: &ast::SetConfigParam) -> Option<SettingChange> {
    let name = setting_name(&set.config_parameter_ref()?);
    Some(match set.config_assignment()? {
        ast::ConfigAssignment::FromCurrent(_) => SettingChange::FromCurrent(name),
        ast::ConfigAssignment::ToConfigValue(to) if to.default_token().is_some() => {
            SettingChange::Reset(name)
        }
        ast::ConfigAssignment::ToConfigValue(to) => {
            let is_list = NAME_LISTS.contains(&&*name);
            let values: Vec<_> = to.config_values().map(|value| setting_value(&value, is_list)).collect();
            SettingChange::Set(name, values.join(", ").into())
        }
    })
}

fn setting_name(name: &ast::ConfigParameterRef) -> Box<str> {
    let written = name.syntax().text().to_string().replace('"', "");
    let known = CAPITALS.iter().find(|known| known.eq_ignore_ascii_case(&written));
    known.map_or_else(|| written.to_ascii_lowercase(), ToString::to_string).into()
}

fn setting_value(value: &ast::ConfigValue, is_list: bool) -> String {
    let plain = match value {
        ast::ConfigValue::Literal(literal) => {
            literal.string_value().unwrap_or_else(|| literal.syntax().text().to_string())
        }
        ast::ConfigValue::ConfigValueName(named) => name::identifier(named.syntax()).to_string(),
        ast::ConfigValue::PrefixExpr(number) => number.syntax().text().to_string(),
    };
    if is_list { quote_identifier(&plain).into_owned() } else { plain }
}
