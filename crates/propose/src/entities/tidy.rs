//! Brings what the tagger says in line with `docs/guideline.md`: whole addresses, outermost
//! organizations, no marks over the end of a sentence.

use super::candidate::Candidate;
use super::joined::is_han;
use super::tagger::Tagger;
use super::tagger::lexicon::class;

/// Characters that no name holds.
const BREAKS: &str = "。！？!?；;，,\n\r《》“”\"：:…";

/// Endings of divisions, from which an address goes on to something smaller.
const DIVISIONS: &str = "省市县区州旗镇乡村盟";

/// Endings of roads.
const ROADS: &[&str] = &["路", "街", "大道", "大街", "巷", "胡同", "弄", "里", "道"];

/// Tidies the candidates of one paragraph, which are sorted and disjoint.
pub fn tidy(text: &[char], candidates: Vec<Candidate>, tagger: &Tagger) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    for mut candidate in candidates {
        trim(text, &mut candidate);
        before_verb(text, &mut candidate);
        if candidate.confidence < FLOOR || is_no_name(text, &mut candidate, tagger) {
            continue;
        }
        if candidate.start >= candidate.end
            || text[candidate.start..candidate.end].iter().any(|&c| BREAKS.contains(c))
        {
            continue;
        }
        if let Some(last) = out.last_mut()
            && (last.end == candidate.start || is_unit_after(text, last, &candidate))
            && goes_on(text, last, &candidate)
        {
            last.end = candidate.end;
            last.label = candidate.label;
            last.confidence = last.confidence.min(candidate.confidence);
            last.reasons = vec![if last.label == "LOC" { "address" } else { "merged" }.into()];
            continue;
        }
        out.push(candidate);
    }
    let mut nested = Vec::new();
    let starts: Vec<usize> = out.iter().map(|c| c.start).collect();
    for (i, candidate) in out.iter_mut().enumerate() {
        let limit = starts.get(i + 1).copied().unwrap_or(text.len());
        match candidate.label.as_ref() {
            "LOC" => house_number(text, candidate, limit),
            "ORG" => units(text, candidate, limit),
            _ => continue,
        }
        nested.extend(places_inside(text, candidate, tagger));
    }
    out.extend(nested);
    out
}

/// Below this the tagger's names are more often wrong than right.
const FLOOR: f64 = 0.4;

/// Bodies that have units.
const BODIES: &[&str] = &["局", "院", "厅", "支队", "大队", "总队", "中队"];

/// Units of such bodies.
const UNITS: &[&str] = &[
    "派出所",
    "大队",
    "中队",
    "支队",
    "交警队",
    "刑警队",
    "巡警队",
    "反诈中心",
    "指挥中心",
    "看守所",
    "拘留所",
    "法庭",
    "检察室",
];

/// Words that stand between two names and not inside one.
const BETWEEN: &str = "和与及、的在对向为把将被由从到会同组织召开民警接联合下发了是以于这该各";

/// Whether a unit follows the body with a piece of its own name between, as in
/// 某分局 + 胜利 + 北街派出所.
fn is_unit_after(text: &[char], body: &Candidate, unit: &Candidate) -> bool {
    (1..=3).contains(&(unit.start.saturating_sub(body.end)))
        && body.label == "ORG"
        && unit.label == "ORG"
        && BODIES.iter().any(|b| ends_with(&text[body.start..body.end], b))
        && UNITS.iter().any(|u| ends_with(&text[unit.start..unit.end], u))
        && text[body.end..unit.start].iter().all(|&c| is_han(c) && !BETWEEN.contains(c))
}

/// Takes in the units that follow a body directly: 某分局 + 治安大队.
fn units(text: &[char], c: &mut Candidate, limit: usize) {
    while BODIES.iter().any(|b| ends_with(&text[c.start..c.end], b)) {
        let end = (c.end + 2..=limit.min(c.end + 8)).find(|&e| {
            UNITS.iter().any(|u| ends_with(&text[c.end..e], u))
                && text[c.end..e].iter().all(|&c| is_han(c) && !BETWEEN.contains(c))
        });
        let Some(end) = end else { return };
        // 大队长 is a person's office.
        if text.get(end) == Some(&'长') {
            return;
        }
        c.end = end;
        c.reasons = vec!["merged".into()];
    }
}

/// Cuts a body off where it joins another one (某大队联合街道办事处), and 时任 before it.
fn before_verb(text: &[char], c: &mut Candidate) {
    if c.label != "ORG" {
        return;
    }
    let name = &text[c.start..c.end];
    let joins = |&at: &usize| {
        let behind = name.get(at + 2).copied().unwrap_or(' ');
        name[at..].starts_with(&['联', '合'])
            && BODIES.iter().chain(UNITS).any(|end| ends_with(&name[..at], end))
            // 工商业联合会, 联合国.
            && !"会国体社组大".contains(behind)
    };
    if let Some(at) = (2..name.len()).find(joins) {
        c.end = c.start + at;
    }
    if ["时任", "现任", "原任", "曾任"].iter().any(|verb| name.iter().take(2).copied().eq(verb.chars()))
    {
        c.start += 2;
    }
}

/// What reads like a name and by the guideline is none, or is shorter.
fn is_no_name(text: &[char], c: &mut Candidate, tagger: &Tagger) -> bool {
    let name = &text[c.start..c.end];
    match c.label.as_ref() {
        // 秀英姐: the form of address stays outside; a bare surname before it is optional.
        "PER" if matches!(name.last(), Some('姐' | '哥' | '总' | '嫂')) => {
            if name.len() >= 3 {
                c.end -= 1;
                false
            } else {
                true
            }
        }
        // 中国特色 is a slogan.
        "LOC" => ends_with(name, "中国") && text[c.end..].starts_with(&['特', '色']),
        // A bare kind of body: 公诉科, 物业公司.
        "ORG" => {
            let is_word = |w: &[char]| {
                let classes = tagger.lexicon.classes(w);
                classes & (class::NOUN | class::WORD) != 0
                    && classes & (class::PLACE | class::CORE_PLACE | class::ORGANIZATION | class::PERSON) == 0
            };
            (ends_with(name, "科") && name.len() <= 3)
                || (ends_with(name, "公司") && name.len() <= 4 && is_word(&name[..name.len() - 2]))
                || ["体系", "制度", "机制", "医学", "工作"].iter().any(|e| ends_with(name, e))
        }
        _ => false,
    }
}

fn trim(text: &[char], c: &mut Candidate) {
    let is_edge = |c: char| c.is_whitespace() || "()[]、·-—/<>".contains(c);
    while c.start < c.end && is_edge(text[c.start]) {
        c.start += 1;
    }
    while c.end > c.start
        && is_edge(text[c.end - 1])
        && !(text[c.end - 1] == ')' && text[c.start..c.end].contains(&'('))
    {
        c.end -= 1;
    }
}

/// Whether two marks that touch are one name.
fn goes_on(text: &[char], left: &Candidate, right: &Candidate) -> bool {
    let (l, r) = (&text[left.start..left.end], &text[right.start..right.end]);
    match (left.label.as_ref(), right.label.as_ref()) {
        ("LOC", "LOC") => l.len() >= 3 && r.len() >= 2 && l.last().is_some_and(|&c| DIVISIONS.contains(c)),
        ("LOC", "ORG") => l.len() >= 2 && r.len() >= 2 && !"我本该".contains(r[0]),
        ("ORG", "ORG") => {
            // A unit of the body before it: 某市公安局 + 交警大队.
            l.len() >= 4
                && r.len() >= 3
                && ["局", "院", "部", "厅", "厂", "公司", "大学", "支队", "大队", "总队", "分局"]
                    .iter()
                    .any(|e| ends_with(l, e))
        }
        _ => false,
    }
}

fn ends_with(text: &[char], end: &str) -> bool {
    let n = end.chars().count();
    text.len() >= n && text[text.len() - n..].iter().copied().eq(end.chars())
}

/// Takes in a road and a house number that follow a place directly.
fn house_number(text: &[char], c: &mut Candidate, limit: usize) {
    let mut at = c.end;
    if !ROADS.iter().any(|r| ends_with(&text[c.start..c.end], r)) {
        // The rest of a road's name, up to six characters.
        let Some(end) =
            (at + 1..limit.min(at + 11)).find(|&i| ROADS.iter().any(|r| ends_with(&text[at..=i - 1], r)))
        else {
            return number_after(text, c, limit);
        };
        if !text[at..end].iter().all(|&c| is_han(c)) || !text.get(end).is_some_and(char::is_ascii_digit) {
            return;
        }
        at = end;
        c.end = at;
    }
    number_after(text, c, limit);
}

fn number_after(text: &[char], c: &mut Candidate, limit: usize) {
    let mut at = c.end;
    let mut taken = at;
    loop {
        let digits = (at..limit).take_while(|&i| text[i].is_ascii_digit() || text[i] == '-').count();
        if digits == 0 || !text[at].is_ascii_digit() {
            break;
        }
        at += digits;
        let Some(unit) =
            ["号院", "号楼", "单元", "号", "弄", "室", "栋", "幢", "楼", "层"].iter().find(|u| {
                let n = u.chars().count();
                at + n <= limit && text[at..at + n].iter().copied().eq(u.chars())
            })
        else {
            break;
        };
        at += unit.chars().count();
        taken = at;
    }
    if taken > c.end {
        c.end = taken;
        c.reasons = vec!["address".into()];
    }
}

/// The places at the head of an organization's name or an address, from large to small: 澜江省, 望川市.
fn places_inside(text: &[char], c: &Candidate, tagger: &Tagger) -> Vec<Candidate> {
    let mut out = Vec::new();
    let mut at = c.start;
    while at < c.end {
        let mut known = 0;
        tagger.lexicon.words_at(text, at, |len, classes| {
            // Further places only by their full name: 公安 is a county too.
            let is_full = at == c.start || DIVISIONS.contains(text[at + len - 1]);
            if classes & class::CORE_PLACE != 0 && is_full {
                known = len;
            }
        });
        let len = known.max(division_len(&text[at..c.end]));
        if len == 0 || at + len >= c.end {
            break;
        }
        let confidence = c.confidence * 0.95;
        out.push(Candidate::new(at, at + len, "LOC", confidence, super::candidate::Source::Tagger, "nested"));
        at += len;
    }
    out
}

/// The length of a division by its form (望川市, 东城区) at the beginning of a name; 0 for none.
fn division_len(name: &[char]) -> usize {
    let ends_division = |at: &usize| {
        let (before, next) = (name[at - 1], name.get(at + 1).copied().unwrap_or(' '));
        match name[*at] {
            '省' | '县' => true,
            // 城市, 市场, 市民中心 are other words.
            '市' => {
                !"城都夜超股门集".contains(before)
                    && next != '场'
                    && !name[*at..].starts_with(&['市', '民', '中'])
            }
            '区' => !"社校园小地战厂山景军灾矿库特发".contains(before) && next != '域',
            _ => false,
        }
    };
    (2..name.len().min(5)).find(ends_division).map_or(0, |at| at + 1)
}

/// The short forms (文安) of the counties and cities (文安县) that head these names.
pub fn short_places<'a>(names: impl Iterator<Item = &'a Vec<char>>, tagger: &Tagger) -> Vec<Vec<char>> {
    let mut out = Vec::new();
    for name in names {
        let is_place = |word: &[char]| tagger.lexicon.classes(word) & class::CORE_PLACE != 0;
        if name.len() >= 3 && matches!(name[2], '县' | '市') && is_place(&name[..3]) && is_place(&name[..2])
        {
            out.push(name[..2].to_vec());
        }
    }
    out
}
