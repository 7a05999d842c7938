//! Lengths of time as ISO 8601 durations.

use super::values::number;

/// A unit as written, longest first, its designator, whether it is one of the clock, and how many of these it is.
const UNITS: &[(&str, char, bool, u32)] = &[
    ("个小时", 'H', true, 1),
    ("个星期", 'W', false, 1),
    ("个季度", 'M', false, 3),
    ("个世纪", 'Y', false, 100),
    ("个昼夜", 'D', false, 1),
    ("个月", 'M', false, 1),
    ("小时", 'H', true, 1),
    ("星期", 'W', false, 1),
    ("世纪", 'Y', false, 100),
    ("昼夜", 'D', false, 1),
    ("分钟", 'M', true, 1),
    ("秒钟", 'S', true, 1),
    ("刻钟", 'M', true, 15),
    ("周年", 'Y', false, 1),
    ("学年", 'Y', false, 1),
    ("年", 'Y', false, 1),
    ("载", 'Y', false, 1),
    ("月", 'M', false, 1),
    ("周", 'W', false, 1),
    ("天", 'D', false, 1),
    ("时", 'H', true, 1),
    ("分", 'M', true, 1),
    ("秒", 'S', true, 1),
];

/// What a half of a unit is, with its designator and whether it is one of the clock; none where nobody says so.
const fn half_of(unit: char, is_clock: bool) -> Option<(u32, char, bool)> {
    match (unit, is_clock) {
        ('Y', false) => Some((6, 'M', false)),
        ('H', true) => Some((30, 'M', true)),
        ('M', true) => Some((30, 'S', true)),
        _ => None,
    }
}

/// A length of time such as 三年零两个月, 一个半小时 or 9秒91 as an ISO 8601 duration; none where it names no number
/// (几天), a kind of day (工作日), or a half of something that has no half of its own.
pub fn duration(written: &[char]) -> Option<String> {
    let mut parts: Vec<(String, char, bool)> = Vec::new();
    let mut at = 0;
    while at < written.len() {
        // What makes it inexact stands before the number, between number and unit, or at the end.
        if "近零〇多余来".contains(written[at]) && (at == 0 || !is_digit(written.get(at + 1)))
            || written[at] == '又'
        {
            at += 1;
            continue;
        }
        if written[at] == '半' && at > 0 {
            // 两年半: a half of the unit before.
            let (_, unit, is_clock) = parts.last()?;
            let (half, unit, is_clock) = half_of(*unit, *is_clock)?;
            parts.push((half.to_string(), unit, is_clock));
            at += 1;
            continue;
        }
        let start = at;
        while written.get(at).is_some_and(|&c| is_part_of_number(c)) {
            at += 1;
        }
        let amount = number(&written[start..at])?;
        while written.get(at).is_some_and(|c| "多余来".contains(*c)) {
            at += 1;
        }
        // 一个半小时: the half stands inside the unit.
        let is_half_more = written[at..].starts_with(&['个', '半']);
        at += if is_half_more { 2 } else { 0 };
        let inexact = written[at..].starts_with(&['个', '多']);
        at += if inexact { 2 } else { 0 };
        let is_unit = |unit: &&(&str, char, bool, u32)| {
            let unit: Vec<char> = unit.0.chars().collect();
            written[at..].starts_with(&unit)
        };
        let &(word, unit, is_clock, times) = UNITS.iter().find(is_unit)?;
        at += word.chars().count();
        if unit == 'S' {
            // 9秒91.
            let rest = &written[at..];
            if !rest.is_empty() && rest.iter().all(char::is_ascii_digit) {
                let rest: String = rest.iter().collect();
                parts.push((format!("{amount}.{rest}"), unit, is_clock));
                break;
            }
        }
        if is_half_more || amount == "0.5" {
            let (half, small, small_is_clock) = half_of(unit, is_clock).filter(|_| times == 1)?;
            if is_half_more {
                parts.push((amount, unit, is_clock));
            }
            parts.push((half.to_string(), small, small_is_clock));
            continue;
        }
        let amount = match times {
            1 => amount,
            times => amount.parse::<u32>().ok()?.checked_mul(times)?.to_string(),
        };
        parts.push((amount, unit, is_clock));
    }
    let mut out = "P".to_owned();
    let mut in_clock = false;
    for (amount, unit, is_clock) in &parts {
        if *is_clock && !in_clock {
            out.push('T');
            in_clock = true;
        }
        out.push_str(amount);
        out.push(*unit);
    }
    // Weeks stand alone, and what follows must be smaller than what came before.
    let order = |&(_, unit, is_clock): &(String, char, bool)| match (unit, is_clock) {
        ('Y', _) => 0,
        ('M', false) => 1,
        ('W', _) => 2,
        ('D', _) => 3,
        ('H', _) => 4,
        ('M', true) => 5,
        _ => 6,
    };
    let falls = parts.windows(2).all(|pair| order(&pair[0]) < order(&pair[1]));
    let weeks = parts.iter().any(|part| part.1 == 'W') && parts.len() > 1;
    (!parts.is_empty() && falls && !weeks).then_some(out)
}

fn is_digit(c: Option<&char>) -> bool {
    c.is_some_and(|c| c.is_ascii_digit())
}

fn is_part_of_number(c: char) -> bool {
    c.is_ascii_digit() || ".,点半几数".contains(c) || "〇一二三四五六七八九十百千万亿两".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (written, value) in [
            ("三年〇两个月", "P3Y2M"),
            ("近三年来", "P3Y"),
            ("两年半", "P2Y6M"),
            ("半年", "P6M"),
            ("半个小时", "PT30M"),
            ("一个半小时", "PT1H30M"),
            ("两个多月", "P2M"),
            ("40多分钟", "PT40M"),
            ("3小时40分", "PT3H40M"),
            ("2小时11分05秒", "PT2H11M5S"),
            ("9秒91", "PT9.91S"),
            ("1分〇5秒", "PT1M5S"),
            ("一刻钟", "PT15M"),
            ("两个世纪", "P200Y"),
            ("三周", "P3W"),
        ] {
            let chars: Vec<char> = written.chars().collect();
            assert_eq!(duration(&chars).as_deref(), Some(value), "{written}");
        }
        for written in ["几天", "十个工作日", "两三个月", "一个半月", "三周两天", ""] {
            let chars: Vec<char> = written.chars().collect();
            assert_eq!(duration(&chars), None, "{written}");
        }
    }
}
