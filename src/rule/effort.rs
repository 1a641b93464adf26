//! How long a repair takes, in the words of a rule file.

use std::fmt;

use serde::Deserialize;

/// A working day.
const MINUTES_A_DAY: u32 = 8 * 60;

/// Time to repair one finding: `15m`, `2h`, `1d`; a day has eight hours. Never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Effort {
    minutes: u32,
}

/// What is written as an effort and is none.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no effort; write `15m`, `2h` or `1d`")]
pub struct EffortError(String);

impl Effort {
    /// In minutes.
    pub fn minutes(self) -> u32 {
        self.minutes
    }
}

impl TryFrom<String> for Effort {
    type Error = EffortError;

    fn try_from(text: String) -> Result<Self, EffortError> {
        let read = || {
            let digits = text.strip_suffix(['m', 'h', 'd'])?;
            let unit = match text.as_bytes().last()? {
                b'd' => MINUTES_A_DAY,
                b'h' => 60,
                _ => 1,
            };
            let count: u32 =
                digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
            count.checked_mul(unit).filter(|minutes| *minutes > 0)
        };
        let minutes = read();
        minutes.map(|minutes| Self { minutes }).ok_or(EffortError(text))
    }
}

impl fmt::Display for Effort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.minutes {
            minutes if minutes % MINUTES_A_DAY == 0 => write!(formatter, "{}d", minutes / MINUTES_A_DAY),
            minutes if minutes % 60 == 0 => write!(formatter, "{}h", minutes / 60),
            minutes => write!(formatter, "{minutes}m"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn efforts_are_minutes_hours_and_days() {
        for (text, minutes) in [("15m", 15), ("2h", 120), ("1d", 480), ("60m", 60)] {
            let effort = Effort::try_from(text.to_owned()).expect("an effort");
            assert_eq!(effort.minutes(), minutes);
        }
        for text in ["", "m", "15", "0m", "-1h", "1.5h", "2w", "+2h", "99999999d"] {
            assert!(Effort::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn an_effort_is_written_in_its_largest_whole_unit() {
        let written = |text: &str| Effort::try_from(text.to_owned()).expect("an effort").to_string();
        assert_eq!([written("90m"), written("120m"), written("16h")], ["90m", "2h", "2d"]);
    }
}
