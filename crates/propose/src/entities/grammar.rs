//! Runs the grammars of [`super::grammar_table`] over a paragraph.

use std::sync::OnceLock;

use crate::NormalValue;

use super::grammar_table::{DEFINITIONS, MORE_DEFINITIONS, RULES};
use super::joined::is_han;
use super::options::PageDate;
use super::pattern::{Capture, Definitions, Pattern};
use super::values;

/// How the normal form of a match is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// It has none.
    None,
    /// From the captures of a date or time.
    Time,
    /// A length of time.
    Span,
    /// An amount of money.
    Money,
    /// A decade or a century.
    Decade,
    /// A percentage.
    Percent,
    /// Tenths, given out as a percentage.
    Tenths,
    /// A number and its measure.
    Amount,
}

/// Words of which one must stand near a match.
#[derive(Clone, Copy, Debug)]
pub struct Cue {
    /// Words that may stand before it.
    pub before: &'static [&'static str],
    /// Words that may stand after it, with nothing but Han characters between.
    pub after: &'static [&'static str],
    /// How many characters before it are searched.
    pub reach: usize,
}

/// One rule of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, which is also the argument of the reason `grammar`.
    pub id: &'static str,
    /// The label that it proposes.
    pub label: &'static str,
    pattern: &'static str,
    /// In thousandths.
    pub confidence: u16,
    value: Value,
    cue: Option<Cue>,
    /// Whether the place that stands before a match belongs to it.
    led_by_place: bool,
}

impl Rule {
    /// A rule that needs no cue.
    pub const fn new(
        id: &'static str,
        label: &'static str,
        pattern: &'static str,
        confidence: u16,
        value: Value,
    ) -> Self {
        Self { id, label, pattern, confidence, value, cue: None, led_by_place: false }
    }

    /// The same rule, with the place before the match.
    pub const fn led_by_place(mut self) -> Self {
        self.led_by_place = true;
        self
    }

    /// The same rule, only where a cue stands near.
    pub const fn cued(mut self, cue: Cue) -> Self {
        self.cue = Some(cue);
        self
    }
}

/// What a rule found, in characters of the paragraph.
#[derive(Clone, Debug)]
pub struct Found {
    /// The rule.
    pub rule: &'static Rule,
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// The normal form.
    pub value: Option<NormalValue>,
}

/// By so many of the first characters the rules are chosen that are tried at a place.
const DEPTH: usize = 6;

/// A set of rules, one bit each.
type RuleSet = u128;

const _: () = assert!(RULES.len() <= RuleSet::BITS as usize, "a set holds every rule");

/// The compiled grammars.
struct Grammar {
    rules: Vec<(&'static Rule, Pattern)>,
    /// The number of each character of the basic plane that a rule names among the first ones; 0 for all others.
    ids: Vec<u16>,
    /// By the number of a character, the rules of whose matches it can be the first, the second and so on.
    possible: Vec<[RuleSet; DEPTH]>,
}

impl Grammar {
    fn new(rules: Vec<(&'static Rule, Pattern)>) -> Self {
        let mut grammar = Self { rules, ids: vec![0; 0x1_0000], possible: vec![[0; DEPTH]] };
        let levels: Vec<_> = grammar.rules.iter().map(|(_, pattern)| pattern.first_chars(DEPTH)).collect();
        for (rule, levels) in levels.iter().enumerate() {
            for (depth, _) in levels.iter().enumerate().filter(|(_, chars)| chars.is_none()) {
                grammar.possible[0][depth] |= 1 << rule;
            }
        }
        let any = grammar.possible[0];
        for (rule, levels) in levels.iter().enumerate() {
            for (depth, chars) in levels.iter().enumerate() {
                for &c in chars.iter().flatten() {
                    // Beyond the basic plane nothing is written in a fixed form.
                    let Some(id) = grammar.ids.get_mut(c as usize) else { continue };
                    if *id == 0 {
                        *id = grammar.possible.len() as u16;
                        grammar.possible.push(any);
                    }
                    grammar.possible[usize::from(*id)][depth] |= 1 << rule;
                }
            }
        }
        grammar
    }

    /// The rules that may match at a place, by the characters there.
    fn possible_at(&self, text: &[char], at: usize) -> RuleSet {
        let mut rules = RuleSet::MAX;
        for (depth, &c) in text[at..].iter().take(DEPTH).enumerate() {
            let id = self.ids.get(c as usize).copied().unwrap_or(0);
            rules &= self.possible[usize::from(id)][depth];
            if rules == 0 {
                break;
            }
        }
        rules
    }
}

/// All grammars, compiled at first use.
fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(|| {
        let definitions: Definitions = DEFINITIONS.iter().chain(MORE_DEFINITIONS).copied().collect();
        let compile = |rule: &'static Rule| {
            let pattern = Pattern::compile(rule.pattern, &definitions)
                .expect("the unit test compiles every rule of the table");
            (rule, pattern)
        };
        Grammar::new(RULES.iter().map(compile).collect())
    })
}

/// Everything that the grammars find in folded text, from left to right: at each place the longest
/// match, and inside a match only what stands in a title or in the name of an action.
pub fn scan(text: &[char], page_date: Option<PageDate>) -> Vec<Found> {
    let grammar = grammar();
    let mut out: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let mut best: Option<(usize, &'static Rule, Vec<Capture>)> = None;
        let mut possible = grammar.possible_at(text, at);
        if possible != 0 && starts_badly(text, at) {
            possible = 0;
        }
        while possible != 0 {
            let (rule, pattern) = &grammar.rules[possible.trailing_zeros() as usize];
            possible &= possible - 1;
            if let Some((end, captures)) = pattern.match_at(text, at)
                && best.as_ref().is_none_or(|b| end > b.0)
                && !ends_badly(text, end)
                && rule.cue.is_none_or(|cue| is_cued(text, at, end, cue))
                && !is_excluded(rule, text, at, end)
            {
                best = Some((end, rule, captures));
            }
        }
        let Some((end, rule, captures)) = best else {
            at += 1;
            continue;
        };
        let name = captures.iter().find(|c| c.name == "name");
        let (mut start, stop) = name.map_or((at, end), |c| (c.start, c.end));
        if rule.led_by_place {
            start = place_before(text, start, out.last().map_or(0, |found| found.end));
        }
        out.push(Found {
            rule,
            start,
            end: stop,
            value: values::normal(rule.value_kind(), text, at, end, &captures, page_date),
        });
        // Names and numbers inside a title or an action are looked for too.
        at = if rule.label == "WORK" || rule.label == "EVENT" { at + 1 } else { end };
    }
    out
}

impl Rule {
    /// How the normal form is found.
    pub const fn value_kind(&self) -> Value {
        self.value
    }
}

/// Where the place that ends at `end` begins, not before `from`; `end` where there is none.
fn place_before(text: &[char], end: usize, from: usize) -> usize {
    let is_of_place = |c: char| is_han(c) && !"寄至到或及和致为是在由交投递请发函来往转信箱址".contains(c);
    let start = (from..end).rev().take_while(|&i| is_of_place(text[i])).last().unwrap_or(end);
    let ends_as_place = end > start && "省市县区州镇乡村".contains(text[end - 1]);
    if (2..=3).contains(&(end - start)) || ends_as_place && end - start <= 10 { start } else { end }
}

/// Characters of Chinese numerals, for the edges of a match.
fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十百千万亿两〇".contains(c)
}

fn starts_badly(text: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| text[i]) else { return false };
    let c = text[at];
    if c.is_ascii_digit() {
        let after_digit = at >= 2 && text[at - 2].is_ascii_digit();
        return before.is_ascii_alphanumeric()
            || before == '第'
            || (matches!(before, '.' | '/') && after_digit)
            // A group of a long number: 12,000.
            || (before == ',' && after_digit && text[at..].iter().take_while(|c| c.is_ascii_digit()).count() == 3);
    }
    if "+-—".contains(c) {
        // A sign, not what stands between two things.
        return before.is_ascii_alphanumeric() || "%‰)—-".contains(before);
    }
    if c.is_ascii_alphabetic() {
        return before.is_ascii_alphanumeric();
    }
    if is_numeral(c) {
        return is_numeral(before) || before == '第' || before.is_ascii_digit() || before == '点';
    }
    false
}

fn ends_badly(text: &[char], end: usize) -> bool {
    let (last, Some(&next)) = (text[end - 1], text.get(end)) else { return false };
    (last.is_ascii_digit() && next.is_ascii_digit())
        || (last.is_ascii_alphabetic() && next.is_ascii_alphabetic())
        || (last == '年' && next == '代')
        || (last == '名' && next == '义')
        || (last == '点' && next == '钟')
}

fn is_cued(text: &[char], start: usize, end: usize, cue: Cue) -> bool {
    let before: String = text[start.saturating_sub(cue.reach)..start].iter().collect();
    let after: String = text[end..].iter().take(6).take_while(|&&c| is_han(c)).collect();
    cue.before.iter().any(|w| before.contains(w)) || cue.after.iter().any(|w| after.contains(w))
}

/// What a rule matches and yet does not mean.
fn is_excluded(rule: &Rule, text: &[char], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|i| text[i]);
    let next = text.get(end).copied();
    match rule.label {
        // Slogans in quotes, such as “三个一” or “两个维护”.
        "QUANTITY"
            if before == Some('“')
                && is_numeral(text[start])
                && text[end..].iter().take(6).find(|c| !is_han(**c)) == Some(&'”') =>
        {
            true
        }
        // 十多个部门 counts; 一百个村 too; but 几家 of 老几家 and ordinals of classes do not.
        "QUANTITY" => {
            (text[end - 1] == '部' && next == Some('门') && end - start <= 3)
                || (text[end - 1] == '级' && next == Some('市'))
                || (text[end - 1] == '国' && next == Some('道'))
                // 五台山.
                || (text[end - 1] == '台' && next == Some('山'))
                || (text[end - 1] == '方' && next.is_some_and(|c| "面式案法针向便才言块位程阵圆略".contains(c)))
                // A storey in an address.
                || (text[end - 1] == '层' && before == Some('座'))
                || (text[end - 1] == '画' && (next == Some('家') || is_numeral(text[start])))
                || (rule.id == "quantity-few" && next.is_some_and(|c| "一套次代面".contains(c)))
        }
        "TIME" => {
            // 2013年级 and 三年级, 8月饼.
            (text[end - 1] == '年' && next == Some('级'))
                || (text[end - 1] == '天' && next == Some('津'))
                || (rule.id == "time-one" && next.is_some_and(|c| "四二三季到".contains(c)))
                || (rule.id == "time-festival" && next == Some('街'))
                // 网上年货, 上年纪.
                || (text[start..].starts_with(&['上', '年'])
                    && (before.is_some_and(|c| "网马晚早以身手路线历加会船车".contains(c))
                        || (end == start + 2 && next.is_some_and(|c| "纪货检龄轻".contains(c)))))
                || (text[start..end].contains(&'∶') && is_score(text, start, end))
        }
        "MONEY" => {
            let pieces = text[end - 1] == '块';
            let few = end - start == 2;
            let goes_on = next.is_some_and(|c| is_han(c) && !"钱左上以的多不".contains(c));
            // 一块地, 三块砖.
            (pieces && few && (text[start] == '一' || goes_on))
                || (rule.id == "money-spoken"
                    && next.is_some_and(|c| {
                        "十百千万亿个名位人张条角分香花年月日号楼星彩块公斤吨米尺亩".contains(c)
                    }))
                || (rule.id == "money-tenths"
                    && next.is_some_and(|c| is_han(c) && !"一钱人每和到至".contains(c)))
        }
        "EVENT" => ["环节", "细节", "季节", "情节", "调节"].iter().any(|w| ends_with(text, end, w)),
        "PERCENT" => {
            rule.id == "percent-tenths"
                && next.is_some_and(|c| "为长员立本绩果功就分熟人语是会不在".contains(c))
        }
        _ => false,
    }
}

fn ends_with(text: &[char], end: usize, word: &str) -> bool {
    let n = word.chars().count();
    end >= n && text[end - n..end].iter().copied().eq(word.chars())
}

/// Whether two numbers with a ratio sign are a score: what stands just before speaks of a game or is a score that no
/// clock shows.
fn is_score(text: &[char], start: usize, end: usize) -> bool {
    let before: String = text[start.saturating_sub(14)..start].iter().collect();
    let pairs: Vec<&str> = before.split('∶').collect();
    let last_number = |left: &str| {
        let digits = left.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok())
    };
    let beyond_clock = pairs.windows(2).any(|pair| {
        let n_minutes = pair[1].chars().take_while(char::is_ascii_digit).count();
        last_number(pair[0]).is_some_and(|n: u32| n > 24 || n_minutes == 1)
    });
    !text[start..end].contains(&'—')
        && (beyond_clock || ["比分", "胜", "负", "局", "球"].iter().any(|word| before.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::joined::fold;

    #[test]
    fn every_rule_compiles_and_begins_with_few_characters() {
        let definitions: Definitions = DEFINITIONS.iter().chain(MORE_DEFINITIONS).copied().collect();
        for rule in RULES {
            let pattern = Pattern::compile(rule.pattern, &definitions);
            assert!(pattern.is_ok(), "{}: {:?}", rule.id, pattern.err());
            assert!(pattern.unwrap().first_chars(1)[0].is_some(), "{}", rule.id);
        }
    }

    /// The choice by the first characters leaves out nothing that would match.
    #[test]
    fn every_rule_that_matches_is_tried() {
        let grammar = grammar();
        let text: Vec<char> = "8月3日,2021年4月,12,000.5元,一百二十三万斤,《书》“利剑2021”专项行动,0321-12309转4,US$5,首届柳河读书节,三"
            .chars()
            .map(fold)
            .collect();
        let mut n_matches = 0;
        for at in 0..text.len() {
            for (rule, (_, pattern)) in grammar.rules.iter().enumerate() {
                if pattern.match_at(&text, at).is_some() {
                    assert!(grammar.possible_at(&text, at) >> rule & 1 == 1, "rule {rule} at {at}");
                    n_matches += 1;
                }
            }
        }
        assert!(n_matches > 30, "{n_matches}");
    }

    /// What folding changes would never match.
    #[test]
    fn patterns_are_written_as_folded_text() {
        for (name, pattern) in DEFINITIONS.iter().chain(MORE_DEFINITIONS) {
            let changed: Vec<char> = pattern.chars().filter(|&c| fold(c) != c).collect();
            assert!(changed.is_empty(), "{name}: {changed:?}");
        }
        for rule in RULES {
            let changed: Vec<char> = rule.pattern.chars().filter(|&c| fold(c) != c).collect();
            assert!(changed.is_empty(), "{}: {changed:?}", rule.id);
        }
    }

    fn found(text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().map(fold).collect();
        scan(&chars, Some(PageDate { year: 2021, month: 8, day: 18 }))
            .iter()
            .map(|f| {
                let quote: String = chars[f.start..f.end].iter().collect();
                let value = f.value.as_ref().map_or(String::new(), |v| {
                    format!("={}{}", v.value, v.unit.as_ref().map_or(String::new(), |u| format!(" {u}")))
                });
                format!("{} {quote}{value}", f.rule.label)
            })
            .collect()
    }

    #[test]
    fn times() {
        assert_eq!(found("5月9日7时左右,"), ["TIME 5月9日7时左右=2021-05-09T07"]);
        assert_eq!(found("以１９时至２２时为"), ["TIME 19时至22时=T19/T22"]);
        assert_eq!(
            found("今年以来,6月中旬,第二季度"),
            [
                "TIME 今年以来=2021-01-01/2021-08-18",
                "TIME 6月中旬=2021-06-11/2021-06-20",
                "TIME 第二季度=2021-Q2"
            ]
        );
        assert_eq!(
            found("一九九八年三月五日下午三时半"),
            ["TIME 一九九八年三月五日下午三时半=1998-03-05T15:30"]
        );
        assert_eq!(found("3月1日—15日"), ["TIME 3月1日—15日=2021-03-01/2021-03-15"]);
        assert_eq!(found("24小时内,三年来"), ["TIME 24小时=PT24H", "TIME 三年来=P3Y"]);
        assert_eq!(found("上世纪八十年代,三年级"), ["TIME 上世纪八十年代=1980/1989"]);
    }

    #[test]
    fn amounts() {
        assert_eq!(found("500余万元"), ["MONEY 500余万元=5000000 CNY"]);
        assert_eq!(found("人民币三千五百元"), ["MONEY 人民币三千五百元=3500 CNY"]);
        assert_eq!(found("1.2亿美元"), ["MONEY 1.2亿美元=120000000 USD"]);
        assert_eq!(found("下降40.8%"), ["PERCENT 40.8%=40.8 %"]);
        assert_eq!(found("百分之四十点八"), ["PERCENT 百分之四十点八=40.8 %"]);
        assert_eq!(
            found("4万余人,1,600余起,三公里"),
            ["QUANTITY 4万余人=40000 人", "QUANTITY 1,600余起=1600 起", "QUANTITY 三公里=3 公里"]
        );
        assert_eq!(found("第14名,“四个自信”,一名老人,千家万户,四位一体,登五台山"), Vec::<String>::new());
    }

    #[test]
    fn contacts_roads_and_titles() {
        assert_eq!(found("电话:0321-12309转4。邮编:050999"), ["CONTACT 0321-12309转4", "CONTACT 050999"]);
        assert_eq!(found("沿102国道37公里处"), ["LOC 102国道37公里处"]);
        assert_eq!(found("《关于修改〈消防条例〉的决定》"), ["WORK 《关于修改<消防条例>的决定》"]);
        assert_eq!(found("“利剑2021”专项行动"), ["EVENT 利剑2021"]);
    }
}
