//! Normal forms: ISO 8601 for times, decimal numbers and units for amounts.
//!
//! What the text leaves open stays open: without the date of the page a missing year is `XXXX`
//! (ISO 8601-2), and inexact amounts (`500余万元`) give the number that is named.

use crate::NormalValue;

use super::durations::duration;
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
    let parts = Parts { text, captures };
    let of_time = |value: String| NormalValue { value, unit: None };
    let of_amount = |(value, unit): (String, &str)| NormalValue {
        value,
        unit: (!unit.is_empty()).then(|| unit.to_owned()),
    };
    match kind {
        Value::None => None,
        Value::Time => time(text, end, captures, page).map(of_time),
        Value::Span => duration(&text[start..end]).map(of_time),
        Value::Decade => years(parts, page).map(of_time),
        Value::Money => money(parts).map(of_amount),
        Value::Percent => share(parts, &text[start..end]).map(of_amount),
        Value::Tenths => tenths(parts).map(of_amount),
        Value::Amount => {
            let unit: String = parts.get("unit")?.iter().collect();
            let value = match parts.get("half") {
                Some(_) => with_fraction(&parts.number("a")?, "5")?,
                None => range(parts, parts.get("a")?, false)?,
            };
            Some(of_amount((value, &unit)))
        }
    }
}

/// The captures of a match.
#[derive(Clone, Copy)]
struct Parts<'a> {
    text: &'a [char],
    captures: &'a [Capture],
}

impl<'a> Parts<'a> {
    fn get(self, name: &str) -> Option<&'a [char]> {
        self.captures.iter().find(|c| c.name == name).map(|c| &self.text[c.start..c.end])
    }

    fn number(self, name: &str) -> Option<String> {
        number(self.get(name)?)
    }
}

/// One number, or both ends of a range as `a/b`. The first end of 2至3万 is in units of the second, unless it `is_whole`.
fn range(parts: Parts<'_>, first: &[char], is_whole: bool) -> Option<String> {
    let Some(second) = parts.get("b") else { return number(first) };
    let is_scale = |c: &char| "百千万亿".contains(*c);
    let mut first = first.to_vec();
    if !is_whole && !first.iter().any(is_scale) {
        first.extend(
            second.iter().filter(|&c| is_scale(c)).skip_while(|_| second.first().is_some_and(is_scale)),
        );
    }
    Some(format!("{}/{}", number(&first)?, number(second)?))
}

/// A whole number with these decimals; none where it has some already.
fn with_fraction(whole: &str, decimals: &str) -> Option<String> {
    let decimals = decimals.trim_end_matches('0');
    (!whole.contains('.'))
        .then(|| if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") })
}

/// A decimal number with its point moved to the left.
fn divided(number: &str, places: usize) -> String {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole:0>width$}{decimals}", width = places + 1);
    let (left, right) = digits.split_at(digits.len() - decimals.len() - places);
    let right = right.trim_end_matches('0');
    if right.is_empty() { left.to_owned() } else { format!("{left}.{right}") }
}

fn money(parts: Parts<'_>) -> Option<(String, &'static str)> {
    let written: String = parts.get("unit").unwrap_or(&['元']).iter().collect();
    let unit = currency(&written)?;
    let digit = |name: &str| parts.get(name).map_or(Some("0".to_owned()), number);
    let cents = digit("tenths")? + &digit("hundredths")?;
    let Some(a) = parts.get("a") else { return Some((with_fraction("0", &cents)?, unit)) };
    let mut value = range(parts, a, parts.get("first").is_some())?;
    if cents != "00" {
        value = with_fraction(&value, &cents)?;
    }
    if let Some(times) = parts.get("times") {
        let times: String = times.iter().collect();
        let zeros = match times.as_str() {
            "thousand" | "k" => 3,
            "million" | "m" => 6,
            "billion" | "bn" => 9,
            _ => 12,
        };
        let (whole, decimals) = value.split_once('.').unwrap_or((&value, ""));
        value = format!("{whole}{decimals:0<zeros$}").trim_start_matches('0').to_owned();
    }
    if written == "美分" {
        value = divided(&value, 2);
    }
    Some((value, unit))
}

fn share(parts: Parts<'_>, written: &[char]) -> Option<(String, &'static str)> {
    let per_thousand = written.contains(&'‰') || written.first() == Some(&'千');
    let a = parts.get("a")?;
    if let Some(of) = parts.get("of") {
        // Only shares that a decimal number says exactly: 五分之四, but not 三分之二.
        let (a, of): (u64, u64) = (number(a)?.parse().ok()?, number(of)?.parse().ok()?);
        let hundredths = a.checked_mul(10_000)?;
        return (of > 0 && hundredths % of == 0).then(|| (divided(&(hundredths / of).to_string(), 2), "%"));
    }
    let mut value = range(parts, a, true)?;
    if written.first() == Some(&'万') {
        value = divided(&value, 2);
    }
    if matches!(written.first(), Some('-' | '—')) {
        value.insert(0, '-');
    }
    Some((value, if per_thousand { "‰" } else { "%" }))
}

fn tenths(parts: Parts<'_>) -> Option<(String, &'static str)> {
    let tens = parts.number("a").filter(|tens| tens.len() == 1)?;
    if let Some(b) = parts.number("b") {
        return Some((format!("{tens}0/{b}0"), "%"));
    }
    let ones = match parts.get("ones") {
        Some(['半']) => "5".to_owned(),
        Some(ones) => number(ones)?,
        None => "0".to_owned(),
    };
    Some((format!("{tens}{ones}"), "%"))
}

/// The years of a decade or a century.
fn years(parts: Parts<'_>, page: Option<PageDate>) -> Option<String> {
    let tens: Option<i32> = match parts.get("decade") {
        Some(tens) => Some(number(tens)?.parse().ok()?),
        None => None,
    };
    let century: String = parts.get("century").unwrap_or_default().iter().collect();
    let this = page.map(|page| (page.year - 1) / 100 + 1);
    let century = match century.as_str() {
        "上" | "上个" => this.unwrap_or(21) - 1,
        "本" => this?,
        // 八十年代 by itself is the last one that was.
        "" if tens? >= 30 => 20,
        "" => return None,
        written => number(&written.chars().collect::<Vec<_>>())?.parse().ok()?,
    };
    let first = (century - 1) * 100;
    Some(match tens {
        Some(tens) => format!("{}/{}", first + tens, first + tens + 9),
        None => format!("{}/{}", first + 1, first + 100),
    })
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
    // As on bills.
    let plain = |c: char| match "壹贰叁肆伍陆柒捌玖拾佰仟".chars().position(|formal| formal == c)
    {
        Some(at) => "一二三四五六七八九十百千".chars().nth(at).unwrap_or(c),
        None => c,
    };
    let digit = |c: char| {
        c.to_digit(10)
            .or_else(|| "〇一二三四五六七八九".chars().position(|d| d == c).map(|d| d as u32))
            .or((c == '两').then_some(2))
    };
    // 两三个, 二三十万: no number is named.
    let is_digit_word = |c: &char| "一二三四五六七八九两".contains(*c);
    let has_scale = written.iter().any(|c| "十百千万亿".contains(*c));
    let whole = written.split(|&c| c == '点').next().unwrap_or_default();
    if (has_scale || whole.len() == 2) && whole.windows(2).any(|pair| pair.iter().all(is_digit_word)) {
        return None;
    }
    // Value of the current group under 万, then of the finished groups, in units of 10^-scale.
    let (mut total, mut group, mut current) = (0u128, 0u128, None::<u128>);
    let mut decimals: Option<u32> = None;
    let mut shift = 0u32;
    for c in written.iter().copied().map(plain) {
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
    /// 1 or 2.
    half_year: Option<u32>,
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
            "halfyear" => fields.half_year = Some(if written[0] == '上' { 1 } else { 2 }),
            // There is no year zero: 公元前221年 is the year -220.
            "bc" => {
                let year: i32 = number(written)?.parse().ok()?;
                return Some(format!("-{:04}", year.checked_sub(1)?));
            }
            "third" => fields.third = written.first().copied(),
            "part" => {
                let part: String = written.iter().collect();
                fields.afternoon = ["下午", "傍晚", "晚上", "晚间", "夜间", "夜里", "深夜", "晚", "午后"]
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
        f.year.is_some()
            || f.month.is_some()
            || f.day.is_some()
            || f.hour.is_some()
            || f.quarter.is_some()
            || f.half_year.is_some()
    };
    if !ends.iter().all(known) {
        return None;
    }
    for fields in &mut ends {
        if fields.day.is_some_and(|d| d > 31) || fields.month.is_some_and(|m| m > 12) {
            return None;
        }
        if let (Some(page), None) = (page, fields.year)
            && (fields.month.is_some()
                || fields.quarter.is_some()
                || fields.day.is_some()
                || fields.half_year.is_some())
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
    if let Some(half) = fields.half_year {
        let (first, last) = if half == 1 { ("01", "06") } else { ("07", "12") };
        return format!("{0}-{first}/{0}-{last}", year(fields));
    }
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
        _ if let Some(shift) = weekday_shift(&word, page) => shift,
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

/// How many days after the page a day like 下周三 is; none for other words. Weeks begin on Monday.
fn weekday_shift(word: &str, page: PageDate) -> Option<i64> {
    let (week, day) = ["星期", "礼拜", "周"].iter().find_map(|week| word.split_once(week))?;
    let day = "一二三四五六日".find(if day == "天" { "日" } else { day }).filter(|_| !day.is_empty())? / 3;
    let weeks = match week.trim_end_matches('个') {
        "上上" => -2,
        "上" => -1,
        "本" | "这" => 0,
        "下" => 1,
        "下下" => 2,
        _ => return None,
    };
    // Zeller's congruence, from Monday on.
    let (month, year) = match page.month {
        month @ (1 | 2) => (i64::from(month) + 12, i64::from(page.year) - 1),
        month => (i64::from(month), i64::from(page.year)),
    };
    let today = i64::from(page.day) + 13 * (month + 1) / 5 + year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400);
    Some(7 * weeks + day as i64 - (today + 5).rem_euclid(7))
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
            ("壹万贰仟叁佰", "12300"),
            ("二〇二一", "2021"),
        ] {
            let chars: Vec<char> = written.chars().collect();
            assert_eq!(number(&chars).as_deref(), Some(value), "{written}");
        }
        for written in ["两三", "二三十万", "三五百", "几十"] {
            assert_eq!(number(&written.chars().collect::<Vec<_>>()), None, "{written}");
        }
        assert_eq!(number(&['9'; 60]), None);
    }
}
