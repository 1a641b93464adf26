//! Dates and times: what a migration that runs at the time in its name takes for now.

use std::fmt::{self, Write as _};

const DAY: i64 = 86_400;

/// A date, or an instant in UTC to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Moment {
    /// Seconds since 1970.
    seconds: i64,
    is_date: bool,
}

/// A span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interval {
    months: i64,
    seconds: i64,
}

/// A day by its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Day {
    year: i64,
    month: i64,
    of_month: i64,
}

impl Day {
    /// Days since 1970.
    fn number(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.of_month - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    fn of(number: i64) -> Self {
        let shifted = number + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year, month, of_month: day }
    }
}

impl Moment {
    fn at(day: Day, seconds: i64, is_date: bool) -> Self {
        Self { seconds: day.number() * DAY + seconds, is_date }
    }

    /// The date with that year, month and day.
    pub(super) fn date(year: i64, month: i64, day: i64) -> Option<Self> {
        let is_day = (1..=12).contains(&month) && (1..=31).contains(&day) && (0..=9999).contains(&year);
        is_day.then(|| Self::at(Day { year, month, of_month: day }, 0, true))
    }

    /// The moment in the digits of a migration's version: `20250131120000`, `20250131`, seconds or
    /// milliseconds since 1970.
    pub(in super::super) fn of_version(version: &str) -> Option<Self> {
        let part = |from: usize, to: usize| version.get(from..to)?.parse::<i64>().ok();
        match version.len() {
            8 | 12 | 14 => {
                let date = Self::date(part(0, 4)?, part(4, 6)?, part(6, 8)?)?;
                let hour = part(8, 10).unwrap_or(0);
                let minute = part(10, 12).unwrap_or(0);
                let second = part(12, 14).unwrap_or(0);
                let seconds = date.seconds + hour * 3_600 + minute * 60 + second;
                (date.seconds >= 0).then_some(Self { seconds, is_date: false })
            }
            10 => Some(Self { seconds: version.parse().ok()?, is_date: false }),
            13 => Some(Self { seconds: version.parse::<i64>().ok()? / 1_000, is_date: false }),
            _ => None,
        }
    }

    /// Reads `2025-01-31`, `2025-01-31 12:00:00+00`, `2025-01-31T12:00:00Z`.
    pub(super) fn written(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.split_once([' ', 'T']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
        let date = Self::date(parts.next()??, parts.next()??, parts.next()??)?;
        let Some(time) = time else { return Some(date) };
        let time = time.trim_end_matches("+00").trim_end_matches("+00:00").trim_end_matches('Z');
        let mut parts = time.split('.').next()?.split(':').map(|part| part.parse::<i64>().ok());
        let seconds = parts.next()?? * 3_600 + parts.next()?? * 60 + parts.next().unwrap_or(Some(0))?;
        Some(Self { seconds: date.seconds + seconds, is_date: false })
    }

    /// The date, its time cut off.
    pub(super) fn day(self) -> Self {
        Self { seconds: self.seconds.div_euclid(DAY) * DAY, is_date: true }
    }

    /// The instant; of a date, its first.
    pub(super) fn instant(self) -> Self {
        Self { is_date: false, ..self }
    }

    /// `date_trunc`.
    pub(super) fn truncated(self, field: &str) -> Option<Self> {
        let day = self.calendar();
        let first = |month, day_of_month| Self::at(Day { month, of_month: day_of_month, ..day }, 0, false);
        let within = |unit| Some(Self { seconds: self.seconds.div_euclid(unit) * unit, is_date: false });
        match field.trim_end_matches('s') {
            "year" => Some(first(1, 1)),
            "quarter" => Some(first((day.month - 1) / 3 * 3 + 1, 1)),
            "month" => Some(first(day.month, 1)),
            "week" => {
                let days = self.seconds.div_euclid(DAY);
                Some(Self { seconds: (days - (days + 3).rem_euclid(7)) * DAY, is_date: false })
            }
            "day" => within(DAY),
            "hour" => within(3_600),
            "minute" => within(60),
            "second" => within(1),
            _ => None,
        }
    }

    /// `extract`.
    pub(super) fn part(self, field: &str) -> Option<i64> {
        let day = self.calendar();
        let seconds = self.seconds.rem_euclid(DAY);
        Some(match field {
            "year" => day.year,
            "month" => day.month,
            "day" => day.of_month,
            "quarter" => (day.month - 1) / 3 + 1,
            "hour" => seconds / 3_600,
            "minute" => seconds / 60 % 60,
            "second" => seconds % 60,
            "dow" => (self.seconds.div_euclid(DAY) + 4).rem_euclid(7),
            "epoch" => self.seconds,
            _ => return None,
        })
    }

    /// Moved by a span, `times` over; a date becomes an instant.
    pub(super) fn plus(self, interval: Interval, times: i64) -> Option<Self> {
        let day = self.calendar();
        let months = day.year * 12 + day.month - 1 + interval.months.checked_mul(times)?;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        let last = Day { year: year + month / 12, month: month % 12 + 1, of_month: 1 }.number()
            - Day { year, month, of_month: 1 }.number();
        let moved = Self::at(
            Day { year, month, of_month: day.of_month.min(last) },
            self.seconds.rem_euclid(DAY),
            false,
        );
        Some(Self {
            seconds: moved.seconds.checked_add(interval.seconds.checked_mul(times)?)?,
            is_date: false,
        })
    }

    /// A date some days later.
    pub(super) fn plus_days(self, days: i64) -> Option<Self> {
        Some(Self { seconds: self.seconds.checked_add(days.checked_mul(DAY)?)?, ..self })
    }

    /// Days from another date to this one; `None` unless both are dates.
    pub(super) fn days_since(self, other: Self) -> Option<i64> {
        (self.is_date && other.is_date).then(|| (self.seconds - other.seconds) / DAY)
    }

    pub(super) fn is_date(self) -> bool {
        self.is_date
    }

    fn calendar(self) -> Day {
        Day::of(self.seconds.div_euclid(DAY))
    }

    /// `to_char`, as far as the patterns of names of partitions go.
    pub(super) fn format(self, pattern: &str) -> Option<String> {
        const PATTERNS: [&str; 12] =
            ["YYYY", "HH24", "yyyy", "IYYY", "MM", "mm", "DD", "dd", "MI", "SS", "YY", "IW"];
        let mut out = String::new();
        let mut rest = pattern;
        while !rest.is_empty() {
            if let Some(quoted) = rest.strip_prefix('"') {
                let (inside, after) = quoted.split_once('"')?;
                out.push_str(inside);
                rest = after;
                continue;
            }
            let Some(found) = PATTERNS.into_iter().find(|found| rest.starts_with(found)) else {
                let first = rest.chars().next()?;
                // Letters that are no pattern known here may be one.
                if first.is_ascii_alphabetic() {
                    return None;
                }
                out.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            };
            rest = &rest[found.len()..];
            let day = self.calendar();
            let written = match found {
                "YYYY" | "yyyy" => write!(out, "{:04}", day.year),
                "YY" => write!(out, "{:02}", day.year % 100),
                "MM" | "mm" => write!(out, "{:02}", day.month),
                "DD" | "dd" => write!(out, "{:02}", day.of_month),
                "HH24" => write!(out, "{:02}", self.part("hour")?),
                "MI" => write!(out, "{:02}", self.part("minute")?),
                "SS" => write!(out, "{:02}", self.part("second")?),
                _ => return None,
            };
            written.ok()?;
        }
        Some(out)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.calendar();
        write!(formatter, "{:04}-{:02}-{:02}", day.year, day.month, day.of_month)?;
        if self.is_date {
            return Ok(());
        }
        let seconds = self.seconds.rem_euclid(DAY);
        write!(formatter, " {:02}:{:02}:{:02}+00", seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }
}

impl Interval {
    /// Reads `1 month`, `2 days 3 hours`, `-1 year`.
    pub(super) fn written(text: &str) -> Option<Self> {
        let mut interval = Self::default();
        let mut words = text.split_ascii_whitespace();
        while let Some(word) = words.next() {
            let digits = word.trim_end_matches(|character: char| character.is_ascii_alphabetic());
            let count = digits.parse::<i64>().ok()?;
            let unit = if digits.len() < word.len() { &word[digits.len()..] } else { words.next()? };
            let unit = unit.to_ascii_lowercase();
            match unit.trim_end_matches('s') {
                "year" | "y" => interval.months += count * 12,
                "month" | "mon" => interval.months += count,
                "week" | "w" => interval.seconds += count * 7 * DAY,
                "day" | "d" => interval.seconds += count * DAY,
                "hour" | "h" => interval.seconds += count * 3_600,
                "minute" | "min" | "m" => interval.seconds += count * 60,
                "second" | "sec" => interval.seconds += count,
                _ => return None,
            }
        }
        Some(interval)
    }

    pub(super) fn times(self, count: i64) -> Option<Self> {
        Some(Self { months: self.months.checked_mul(count)?, seconds: self.seconds.checked_mul(count)? })
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self { months: self.months + other.months, seconds: self.seconds + other.seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_moments() {
        let shown = |version| Moment::of_version(version).map(|moment| moment.to_string());
        assert_eq!(shown("20251015224440").as_deref(), Some("2025-10-15 22:44:40+00"));
        assert_eq!(shown("20240229").as_deref(), Some("2024-02-29 00:00:00+00"));
        assert_eq!(shown("1700000000").as_deref(), Some("2023-11-14 22:13:20+00"));
        assert_eq!(shown("0001"), None);
    }

    #[test]
    fn months_are_added_by_the_calendar() {
        let moment = Moment::written("2024-01-31").expect("a date");
        let month = Interval::written("1 month").expect("a span");
        assert_eq!(
            moment.plus(month, 1).map(|moment| moment.day().to_string()).as_deref(),
            Some("2024-02-29")
        );
        assert_eq!(
            moment.plus(month, 11).map(|moment| moment.day().to_string()).as_deref(),
            Some("2024-12-31")
        );
        let truncated = moment.truncated("month").expect("a field");
        assert_eq!(truncated.format("YYYY_MM").as_deref(), Some("2024_01"));
        assert_eq!(truncated.format("\"y\"YYYY\"m\"MM").as_deref(), Some("y2024m01"));
    }
}
