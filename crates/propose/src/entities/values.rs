//! Normal forms: ISO 8601 for times, decimal numbers and units for amounts.
//!
//! What the text leaves open stays open: without the date of the page a missing year is `XXXX`
//! (ISO 8601-2), and inexact amounts (`500余万元`) give the number that is named.

use crate::NormalValue;

use super::grammar::Value;
use super::options::PageDate;
use super::pattern::Capture;

/// The normal form of a match, from its captures.
pub fn normal(
    kind: Value,
    text: &[char],
    start: usize,
    end: usize,
    captures: &[Capture],
    page: Option<PageDate>,
) -> Option<NormalValue> {
    let get = |name: &str| captures.iter().find(|c| c.name == name).map(|c| &text[c.start..c.end]);
    let amount = || get("a").and_then(number);
    match kind {
        Value::None => None,
        Value::Time => {
            let value = time(text, end, captures, page)?;
            Some(NormalValue { value, unit: None })
        }
        Value::Span => {
            let number = amount()?;
            let unit: String = text[captures.iter().find(|c| c.name == "a")?.end..end].iter().collect();
            let value = if unit.contains("小时") {
                format!("PT{number}H")
            } else if unit.contains("分钟") {
                format!("PT{number}M")
            } else if unit.contains('秒') {
                format!("PT{number}S")
            } else if unit.contains('月') {
                format!("P{number}M")
            } else if unit.contains('年') && !(end - start == 3 && text[start].is_ascii_digit()) {
                format!("P{number}Y")
            } else if unit.contains('天') || unit.contains("昼夜") {
                format!("P{number}D")
            } else if unit.contains('周') || unit.contains("星期") {
                format!("P{number}W")
            } else if unit.contains('年') {
                format!("P{number}Y")
            } else {
                return None;
            };
            Some(NormalValue { value, unit: None })
        }
        Value::Money => {
            let unit: String = get("unit")?.iter().collect();
            Some(NormalValue { value: amount()?, unit: Some(currency(&unit).unwrap_or(&unit).to_owned()) })
        }
        Value::Percent => {
            let written: String = text[start..end].iter().collect();
            let unit = if written.contains('‰') || written.starts_with('千') { "‰" } else { "%" };
            Some(NormalValue { value: amount()?, unit: Some(unit.to_owned()) })
        }
        Value::Tenths => {
            let tens = number(get("a")?)?;
            let ones = match get("b") {
                Some(b) => number(b)?,
                None if text[end - 1] == '半' => "5".to_owned(),
                None => "0".to_owned(),
            };
            (tens.len() == 1)
                .then(|| NormalValue { value: format!("{tens}{ones}"), unit: Some("%".to_owned()) })
        }
        Value::Amount => {
            let unit: String = get("unit")?.iter().collect();
            Some(NormalValue { value: amount()?, unit: Some(unit) })
        }
    }
}

/// ISO 4217 for a currency as written.
fn currency(written: &str) -> Option<&'static str> {
    const CODES: &[(&str, &str)] = &[
        ("港", "HKD"),
        ("HK$", "HKD"),
        ("台币", "TWD"),
        ("NT$", "TWD"),
        ("人民币", "CNY"),
        ("RMB", "CNY"),
        ("¥", "CNY"),
        ("加元", "CAD"),
        ("澳元", "AUD"),
        ("A$", "AUD"),
        ("新元", "SGD"),
        ("美", "USD"),
        ("US$", "USD"),
        ("USD", "USD"),
        ("$", "USD"),
        ("欧元", "EUR"),
        ("€", "EUR"),
        ("日元", "JPY"),
        ("日圆", "JPY"),
        ("英镑", "GBP"),
        ("£", "GBP"),
        ("韩元", "KRW"),
        ("卢布", "RUB"),
        ("瑞士法郎", "CHF"),
        ("泰铢", "THB"),
        ("越南盾", "VND"),
        ("元", "CNY"),
        ("块", "CNY"),
    ];
    CODES.iter().find(|(name, _)| written.contains(name)).map(|&(_, code)| code)
}

/// A number in Arabic or Chinese numerals, or both, as a decimal string. Words for more or less
/// (余, 多, 几, 来, 数) are passed over; 半 is a half.
pub fn number(written: &[char]) -> Option<String> {
    if written == ['半'] {
        return Some("0.5".to_owned());
    }
    if written.iter().any(|&c| c == '几' || c == '数') {
        return None;
    }
    let digit = |c: char| {
        c.to_digit(10)
            .or_else(|| "〇一二三四五六七八九".chars().position(|d| d == c).map(|d| d as u32))
            .or((c == '两').then_some(2))
    };
    // Value of the current group under 万, then of the finished groups, in units of 10^-scale.
    let (mut total, mut group, mut current) = (0u128, 0u128, None::<u128>);
    let mut decimals: Option<u32> = None;
    let mut shift = 0u32;
    for &c in written {
        if let Some(d) = digit(c) {
            let value = current.unwrap_or(0).checked_mul(10)?.checked_add(u128::from(d))?;
            current = Some(value);
            if let Some(n) = &mut decimals {
                *n += 1;
            }
            continue;
        }
        let power = match c {
            ',' | '余' | '多' | '来' | '上' => continue,
            '.' | '点' => {
                // A unit before the point cannot be scaled any more: 四十点八.
                group = group.checked_add(current.take().unwrap_or(0))?;
                current = Some(total.checked_add(group)?);
                (total, group) = (0, 0);
                decimals = Some(0);
                continue;
            }
            '十' => 1,
            '百' => 2,
            '千' => 3,
            '万' => 4,
            '亿' => 8,
            _ => return None,
        };
        if decimals.is_some() {
            shift += power;
            continue;
        }
        let factor = 10u128.checked_pow(power)?;
        if power < 4 {
            let unit = current.take().unwrap_or(if group == 0 || power == 1 { 1 } else { 0 });
            group = group.checked_add(unit.checked_mul(factor)?)?;
        } else {
            let mut part = group.checked_add(current.take().unwrap_or(0))?;
            if part == 0 && total == 0 {
                part = 1;
            }
            if power == 8 {
                total = total.checked_add(part)?.checked_mul(factor)?;
            } else {
                total = total.checked_add(part.checked_mul(factor)?)?;
            }
            group = 0;
        }
    }
    let whole = total.checked_add(group)?.checked_add(current.unwrap_or(0))?;
    let decimals = decimals.unwrap_or(0);
    if shift >= decimals {
        return Some(whole.checked_mul(10u128.checked_pow(shift - decimals)?)?.to_string());
    }
    let places = (decimals - shift) as usize;
    let digits = format!("{whole:0>width$}", width = places + 1);
    let (left, right) = digits.split_at(digits.len() - places);
    let right = right.trim_end_matches('0');
    Some(if right.is_empty() { left.to_owned() } else { format!("{left}.{right}") })
}

/// The calendar fields of one end of a time.
#[derive(Clone, Copy, Debug, Default)]
struct Fields {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    hour: Option<u32>,
    minute: Option<u32>,
    quarter: Option<u32>,
    third: Option<char>,
    afternoon: bool,
    open: bool,
}

fn small(written: &[char]) -> Option<u32> {
    let plain: Vec<char> = written
        .iter()
        .filter(|&&c| c != '初')
        .map(|&c| match c {
            '正' => '一',
            c => c,
        })
        .collect();
    match plain.as_slice() {
        ['冬'] => Some(11),
        ['腊'] => Some(12),
        _ => number(&plain)?.parse().ok(),
    }
}

fn time(text: &[char], end: usize, captures: &[Capture], page: Option<PageDate>) -> Option<String> {
    let mut ends = vec![Fields::default()];
    for capture in captures {
        let written = &text[capture.start..capture.end];
        if capture.name == "split" {
            let last = *ends.last()?;
            // The second end takes over what the first one says.
            ends.push(Fields { year: last.year, month: last.month, day: last.day, ..Fields::default() });
            continue;
        }
        let fields = ends.last_mut()?;
        match capture.name {
            "y" => {
                let digits: Option<Vec<u32>> = written.iter().map(|&c| small(&[c])).collect();
                let year = digits?.iter().fold(0, |n, d| n * 10 + *d as i32);
                fields.year =
                    Some(if year < 100 { year + if year < 50 { 2000 } else { 1900 } } else { year });
            }
            "m" => fields.month = small(written),
            "d" => fields.day = small(written),
            "d2" => {
                let first = *fields;
                ends.push(Fields { day: small(written), ..first });
            }
            "h" => fields.hour = small(written),
            "mi" | "mi2" => fields.minute = fields.minute.or(small(written)),
            "half" => fields.minute = Some(30),
            "quarter" => fields.quarter = written.iter().find_map(|&c| small(&[c])),
            "third" => fields.third = written.first().copied(),
            "part" => {
                let part: String = written.iter().collect();
                fields.afternoon = ["下午", "傍晚", "晚上", "晚间", "夜里", "夜间", "深夜", "晚", "午后"]
                    .contains(&part.as_str());
            }
            "rel" => relative(written, page, fields)?,
            _ => {}
        }
    }
    let written: String = text[..end].iter().rev().take(2).collect();
    if written == "来以" {
        ends.last_mut()?.open = true;
    }
    let known = |f: &Fields| {
        f.year.is_some() || f.month.is_some() || f.day.is_some() || f.hour.is_some() || f.quarter.is_some()
    };
    if !ends.iter().all(known) {
        return None;
    }
    for fields in &mut ends {
        if fields.day.is_some_and(|d| d > 31) || fields.month.is_some_and(|m| m > 12) {
            return None;
        }
        if let (Some(page), None) = (page, fields.year)
            && (fields.month.is_some() || fields.quarter.is_some() || fields.day.is_some())
        {
            fields.year = Some(page.year);
            // A month later than the page was the year before.
            if fields.month.is_some_and(|m| m > u32::from(page.month) + 1) {
                fields.year = Some(page.year - 1);
            }
        }
        if let (Some(page), Some(_), None, None) = (page, fields.day, fields.month, fields.quarter) {
            fields.month = Some(u32::from(page.month));
        }
    }
    match ends.as_slice() {
        [one] => {
            if one.open {
                let page = page?;
                return Some(format!(
                    "{}/{:04}-{:02}-{:02}",
                    first_day(one),
                    page.year,
                    page.month,
                    page.day
                ));
            }
            if let (Some(third), Some(month)) = (one.third, one.month) {
                let year = year(one);
                let last = one.year.map_or(30, |y| days_in(y, month));
                let (a, b) = match third {
                    '上' => (1, 10),
                    '中' => (11, 20),
                    _ => (21, last),
                };
                return Some(format!("{year}-{month:02}-{a:02}/{year}-{month:02}-{b:02}"));
            }
            Some(point(one))
        }
        [a, b] => Some(format!("{}/{}", point(a), point(b))),
        _ => None,
    }
}

fn year(fields: &Fields) -> String {
    fields.year.map_or("XXXX".to_owned(), |y| format!("{y:04}"))
}

fn first_day(fields: &Fields) -> String {
    format!("{}-{:02}-{:02}", year(fields), fields.month.unwrap_or(1), fields.day.unwrap_or(1))
}

fn point(fields: &Fields) -> String {
    let mut out = String::new();
    if let Some(quarter) = fields.quarter {
        return format!("{}-Q{quarter}", year(fields));
    }
    if fields.year.is_some() || fields.month.is_some() || fields.day.is_some() {
        out = year(fields);
        match (fields.month, fields.day) {
            (Some(month), _) => out.push_str(&format!("-{month:02}")),
            (None, Some(_)) => out.push_str("-XX"),
            (None, None) => {}
        }
        if let Some(day) = fields.day {
            out.push_str(&format!("-{day:02}"));
        }
    }
    if let Some(hour) = fields.hour {
        let hour = if fields.afternoon && hour < 12 { hour + 12 } else { hour };
        out.push_str(&format!("T{hour:02}"));
        if let Some(minute) = fields.minute {
            out.push_str(&format!(":{minute:02}"));
        }
    }
    out
}

fn relative(written: &[char], page: Option<PageDate>, fields: &mut Fields) -> Option<()> {
    let page = page?;
    let word: String = written.iter().collect();
    let year_shift = match word.as_str() {
        "今年" | "本年" | "本年度" => Some(0),
        "去年" | "上年" | "上一年" | "上年度" | "上一年度" => Some(-1),
        "前年" => Some(-2),
        "明年" => Some(1),
        "后年" => Some(2),
        _ => None,
    };
    if let Some(shift) = year_shift {
        fields.year = Some(page.year + shift);
        return Some(());
    }
    let month_shift = match word.as_str() {
        "本月" | "这个月" => Some(0),
        "上月" | "上个月" => Some(-1),
        "下月" | "下个月" => Some(1),
        _ => None,
    };
    if let Some(shift) = month_shift {
        let months = page.year * 12 + i32::from(page.month) - 1 + shift;
        fields.year = Some(months.div_euclid(12));
        fields.month = Some(months.rem_euclid(12) as u32 + 1);
        return Some(());
    }
    let day_shift = match word.chars().next()? {
        _ if word == "大前天" => -3,
        '今' => 0,
        '昨' => -1,
        '明' => 1,
        '前' => -2,
        '后' => 2,
        _ => return None,
    };
    if word.ends_with(['晚', '夜']) {
        fields.afternoon = true;
    }
    let (y, m, d) = shift_days((page.year, u32::from(page.month), i64::from(page.day)), day_shift);
    (fields.year, fields.month, fields.day) = (Some(y), Some(m), Some(d as u32));
    Some(())
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn shift_days((mut year, mut month, day): (i32, u32, i64), shift: i64) -> (i32, u32, i64) {
    let mut day = day + shift;
    while day < 1 {
        (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
        day += i64::from(days_in(year, month));
    }
    while day > i64::from(days_in(year, month)) {
        day -= i64::from(days_in(year, month));
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (written, value) in [
            ("500余万", "5000000"),
            ("1.25亿", "125000000"),
            ("三千五百", "3500"),
            ("十二", "12"),
            ("二百〇三万四千", "2034000"),
            ("四十点八", "40.8"),
            ("1,600", "1600"),
            ("3亿5000万", "350000000"),
            ("一百多万", "1000000"),
            ("0.50", "0.5"),
            ("半", "0.5"),
        ] {
            let chars: Vec<char> = written.chars().collect();
            assert_eq!(number(&chars).as_deref(), Some(value), "{written}");
        }
        assert_eq!(number(&['几', '十']), None);
        assert_eq!(number(&['9'; 60]), None);
    }
}
