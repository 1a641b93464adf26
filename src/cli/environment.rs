//! The one place that looks at environment variables and at what the streams are.

use std::env;
use std::io::{IsTerminal, stderr, stdout};

use super::arguments::TypedColour;
use crate::render::Colour;

/// Width when nobody says: piped output, files.
pub(super) const PIPED_WIDTH: usize = 100;
/// Narrower terminals get lines that the terminal wraps.
const MIN_WIDTH: usize = 40;
/// Longer lines are hard to read.
const MAX_WIDTH: usize = 120;

/// What is asked of the surroundings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Environment {
    /// Colour on standard output.
    pub(super) colour: Colour,
    /// Columns of standard output.
    pub(super) width: usize,
    /// Whether somebody watches standard error.
    pub(super) is_watched: bool,
}

impl Environment {
    /// Looks around.
    pub(super) fn read(typed: TypedColour) -> Self {
        let is_terminal = stdout().is_terminal();
        let width = if is_terminal { terminal_size::terminal_size() } else { None };
        let width = width.map_or(PIPED_WIDTH, |(width, _)| usize::from(width.0));
        Self {
            colour: colour(typed, is_terminal, |name| env::var(name).ok()),
            width: width.clamp(MIN_WIDTH, MAX_WIDTH),
            is_watched: stderr().is_terminal() && env::var_os("CI").is_none() && !is_dumb(),
        }
    }
}

fn is_dumb() -> bool {
    env::var("TERM").is_ok_and(|terminal| terminal == "dumb")
}

/// The flag wins over `NO_COLOR`, that over `CLICOLOR_FORCE` and `FORCE_COLOR`, those over
/// `CLICOLOR=0`, `TERM=dumb` and what the stream is.
fn colour(typed: TypedColour, is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> Colour {
    match typed {
        TypedColour::Always => return Colour::Always,
        TypedColour::Never => return Colour::Never,
        TypedColour::Auto => {}
    }
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
    // NO_COLOR counts whatever it is set to, as its convention says.
    if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Colour::Never;
    }
    if is_set("CLICOLOR_FORCE") || is_set("FORCE_COLOR") {
        return Colour::Always;
    }
    let is_off = ["CLICOLOR", "FORCE_COLOR"].iter().any(|name| variable(name).as_deref() == Some("0"))
        || variable("TERM").as_deref() == Some("dumb");
    if is_terminal && !is_off { Colour::Always } else { Colour::Never }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_wins_over_every_force_and_the_flag_over_all() {
        type Variables = &'static [(&'static str, &'static str)];
        let cases: [(TypedColour, bool, Variables, Colour); 11] = [
            (TypedColour::Auto, true, &[], Colour::Always),
            (TypedColour::Auto, false, &[], Colour::Never),
            (TypedColour::Auto, true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], Colour::Never),
            (TypedColour::Auto, true, &[("NO_COLOR", "0")], Colour::Never),
            (TypedColour::Auto, true, &[("NO_COLOR", "")], Colour::Always),
            (TypedColour::Auto, false, &[("FORCE_COLOR", "1")], Colour::Always),
            (TypedColour::Auto, false, &[("CLICOLOR_FORCE", "0")], Colour::Never),
            (TypedColour::Auto, true, &[("CLICOLOR", "0")], Colour::Never),
            (TypedColour::Auto, true, &[("TERM", "dumb")], Colour::Never),
            (TypedColour::Always, false, &[("NO_COLOR", "1")], Colour::Always),
            (TypedColour::Never, true, &[("FORCE_COLOR", "1")], Colour::Never),
        ];
        for (typed, is_terminal, variables, expected) in cases {
            let variable = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(colour(typed, is_terminal, variable), expected, "{variables:?}");
        }
    }
}
