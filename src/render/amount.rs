//! Amounts as people read them.

/// `1 blocker`, `2 blockers`, `2,094 files`; severities that are no countable nouns become adjectives.
pub fn counted(count: usize, noun: &str) -> String {
    let noun = match noun {
        "major" | "minor" | "info" => format!("{noun} finding"),
        other => other.to_owned(),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// Digits in groups of three.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Part of a whole in percent, floored to one decimal, so that only all is 100.
pub(super) fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    let thousandths = part as u128 * 1000 / whole as u128;
    if thousandths == 1000 {
        return "100%".to_owned();
    }
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// Working time: `15m`, `2h`, `1h 30m`, `3d` of eight hours.
pub(super) fn effort(minutes: u32) -> String {
    let (days, hours, rest) = (minutes / 480, minutes % 480 / 60, minutes % 60);
    let parts = [(days, "d"), (hours, "h"), (rest, "m")];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    if parts.is_empty() { "0m".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_well() {
        assert_eq!(counted(1, "blocker"), "1 blocker");
        assert_eq!(counted(2094, "file"), "2,094 files");
        assert_eq!(counted(2, "minor"), "2 minor findings");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(percent(999, 1000), "99.9%");
        assert_eq!(percent(9999, 10_000), "99.9%");
        assert_eq!(percent(3, 3), "100%");
        assert_eq!(effort(15), "15m");
        assert_eq!(effort(90), "1h 30m");
        assert_eq!(effort(960), "2d");
    }
}
