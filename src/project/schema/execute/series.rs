//! `generate_series`.

use super::moment::Interval;
use super::value::Value;

/// How many rows it gives at most.
const MAX_SERIES: usize = 5_000;

/// `generate_series`: numbers, or moments a span apart.
pub(super) fn series(arguments: &[Value]) -> Value {
    match arguments {
        [Value::Number(from), Value::Number(to)] => {
            Value::List((*from..=*to).take(MAX_SERIES).map(Value::Number).collect())
        }
        [Value::Number(from), Value::Number(to), Value::Number(by)] if *by > 0 => {
            let by = usize::try_from(*by).unwrap_or(1);
            Value::List((*from..=*to).step_by(by).take(MAX_SERIES).map(Value::Number).collect())
        }
        [Value::Moment(from), Value::Moment(to), step] => {
            let step = match step {
                Value::Interval(step) => Some(*step),
                Value::Text(step) => Interval::written(step),
                _ => None,
            };
            let Some(step) = step else { return Value::Unknown };
            let mut items = Vec::new();
            for count in 0.. {
                match from.instant().plus(step, count) {
                    Some(moment) if moment <= to.instant() && items.len() < MAX_SERIES => {
                        items.push(Value::Moment(moment));
                    }
                    _ => break,
                }
            }
            Value::List(items)
        }
        _ => Value::Unknown,
    }
}
