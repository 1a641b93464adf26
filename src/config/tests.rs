//! Configurations and what they mean, mistakes and where they are shown.

use super::*;
use crate::project::DefaultGrants;

fn read(text: &str) -> Result<Config, Box<ConfigError>> {
    let catalog = crate::rules::catalog().expect("every rule file is well-formed");
    Config::read(text, "gonogo.toml", &catalog)
}

#[test]
fn a_whole_configuration_is_read() {
    let config = read(
        r#"
        fail-on = "critical"
        min-grade = "B-"
        exclude = ["legacy/**"]

        [wrappers]
        idempotency = ["withIdempotency"]
        auth = ["withTenantGuard"]

        [database]
        default-grants = "none"

        [rule.merge-conflict-marker]
        severity = "minor"

        [[override]]
        paths = ["packages/cli/**", "!packages/cli/keep.ts"]
        skip = ["merge-conflict-marker"]

        [[accept]]
        rule = "rls-disabled"
        subject = "public.kv_counters"
        reason = "service role only, by design"
        owner = "data-team"
        expires = 2027-03-01
        "#,
    );
    let config = config.expect("a configuration");
    assert_eq!((config.fail_on, config.min_grade), (Some(Severity::Critical), Some(Letter::BMinus)));
    assert_eq!(config.exclude, ["legacy/**"]);
    assert_eq!(config.settings.idempotency_wrappers, ["withIdempotency"]);
    assert_eq!(config.settings.auth_wrappers, ["withTenantGuard"]);
    assert_eq!(config.settings.default_grants, Some(DefaultGrants::None));
    assert_eq!(config.severities.get("merge-conflict-marker"), Some(&Severity::Minor));
    let [skipping] = config.overrides.as_slice() else { panic!("one override") };
    let skips = |path| skipping.skips("merge-conflict-marker", &RelPath::new(path));
    assert_eq!(["packages/cli/a.ts", "packages/cli/keep.ts", "src/a.ts"].map(skips), [true, false, false]);
    let [risk] = config.accepted.as_slice() else { panic!("one accepted risk") };
    assert_eq!((risk.owner.as_str(), risk.subject.as_str()), ("data-team", "public.kv_counters"));
}

#[test]
fn an_empty_configuration_changes_nothing() {
    let config = read("").expect("a configuration");
    assert!(config.fail_on.is_none() && config.exclude.is_empty() && config.accepted.is_empty());
}

#[test]
fn a_risk_is_covered_up_to_its_last_day() {
    let risk = AcceptedRisk {
        rule: "rls-disabled".to_owned(),
        subject: "public.notes".to_owned(),
        reason: String::new(),
        owner: String::new(),
        expires: Some(Date::since_epoch(20_513)),
    };
    let covered =
        |days: Option<u32>| risk.covers("rls-disabled", "public.notes", days.map(Date::since_epoch));
    assert_eq!([None, Some(20_513), Some(20_514)].map(covered), [true, true, false]);
    assert!(!risk.covers("rls-disabled", "public.other", None));
}

/// Mistake, what is said, the words it points at, the remedy.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("fail_on = \"major\"", "unknown key `fail_on`", "fail_on", "did you mean `fail-on`?"),
    (
        "colour = true",
        "unknown key `colour`",
        "colour",
        "known here: accept, database, entry-points, exclude, fail-on",
    ),
    ("fail-on = \"high\"", "unknown severity `high`", "\"high\"", "known here: blocker, critical"),
    ("min-grade = \"E\"", "unknown letter `E`", "\"E\"", ""),
    ("exclude = \"legacy\"", "expected a list, found string", "\"legacy\"", ""),
    ("exclude = [1]", "expected a string, found integer", "1", ""),
    ("rules = [\"audit-rules/\"]", "`rules` is not supported yet", "rules", ""),
    (
        "[database]\ndefault-grants = \"nothing\"",
        "unknown value `nothing`",
        "\"nothing\"",
        "known here: all, none",
    ),
    ("[wrappers]\nrate-limit = []", "`rate-limit` is not supported yet", "rate-limit", ""),
    ("[wrappers]\nidempotence = []", "unknown key `idempotence`", "idempotence", "`idempotency`?"),
    (
        "[rule.rls-disable]\nseverity = \"info\"",
        "unknown rule `rls-disable`",
        "rls-disable",
        "did you mean `rls-disabled`?",
    ),
    ("[rule.rls-disabled]\nlevel = \"info\"", "unknown key `level`", "level", ""),
    ("[[override]]\nskip = []", "`paths` is missing here", "[[override]]", ""),
    ("[[override]]\npaths = [\"a{\"]\nskip = []", "`a{`: ", "[\"a{\"]", ""),
    ("[[override]]\npaths = []\nskip = [\"rls\"]", "unknown rule `rls`", "\"rls\"", ""),
    (
        "[[accept]]\nrule = \"rls-disabled\"\nsubject = \"t\"\nowner = \"o\"",
        "`reason` is missing here",
        "[[accept]]",
        "",
    ),
    (
        "[[accept]]\nrule = \"rls-disabled\"\nsubject = \"t\"\nowner = \" \"\nreason = \"r\"",
        "`owner` is empty",
        "\" \"",
        "",
    ),
    (
        "[[accept]]\nrule = \"rls-disabled\"\nsubject = \"t\"\nowner = \"o\"\nreason = \"r\"\nexpires = \"soon\"",
        "a date is written without quotes: 2027-03-01",
        "\"soon\"",
        "",
    ),
    ("fail-on = ", "", "", ""),
];

#[test]
fn mistakes_are_shown_where_they_stand() {
    for (text, message, place, remedy) in MISTAKES {
        let error = read(text).expect_err(text);
        assert!(error.to_string().contains(message), "{text}\n{error}");
        assert!(error.remedy().unwrap_or_default().contains(remedy), "{text}\n{:?}", error.remedy());
        let pointed = &text[error.place()];
        assert!(pointed.starts_with(place), "{text}\npoints at {pointed}");
    }
}
