//! The seven questions behind the one question.

use serde::{Deserialize, Serialize};

/// What a rule is about. The order is that of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Who may do what.
    Security,
    /// What is advertised but not there.
    Completeness,
    /// What happens when something fails.
    Reliability,
    /// What can be seen of it while it runs.
    Observability,
    /// What becomes slow.
    Performance,
    /// What stands between a change and production.
    Delivery,
    /// What makes the next change harder.
    Hygiene,
}

impl Category {
    /// Every category, in the order of reports.
    pub const ALL: [Self; 7] = [
        Self::Security,
        Self::Completeness,
        Self::Reliability,
        Self::Observability,
        Self::Performance,
        Self::Delivery,
        Self::Hygiene,
    ];

    /// The word used in every format; also the folder's name under `rules/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Completeness => "completeness",
            Self::Reliability => "reliability",
            Self::Observability => "observability",
            Self::Performance => "performance",
            Self::Delivery => "delivery",
            Self::Hygiene => "hygiene",
        }
    }

    /// The category of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.name() == name)
    }
}
