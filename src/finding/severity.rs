//! Harm and certainty: two different things, never mixed.

use serde::{Deserialize, Serialize};

/// The harm in production, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Quality.
    Minor,
    /// Fix before scale.
    Major,
    /// Fix before launch.
    Critical,
    /// Do not deploy.
    Blocker,
}

impl Severity {
    /// Every severity, worst first.
    pub const ALL: [Self; 5] = [Self::Blocker, Self::Critical, Self::Major, Self::Minor, Self::Info];

    /// The word used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Critical => "critical",
            Self::Blocker => "blocker",
        }
    }

    /// Two levels milder, never below [`Severity::Info`]: what a defect weighs outside production.
    #[must_use]
    pub fn outside_production(self) -> Self {
        match self {
            Self::Blocker => Self::Major,
            Self::Critical => Self::Minor,
            Self::Major | Self::Minor | Self::Info => Self::Info,
        }
    }
}

/// How sure the tool is, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A person should look: it weighs nothing in the grade.
    Tentative,
    /// A heuristic that is rarely wrong.
    Firm,
    /// Read from the syntax or the model itself.
    Certain,
}

impl Confidence {
    /// The word used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tentative => "tentative",
            Self::Firm => "firm",
            Self::Certain => "certain",
        }
    }
}
