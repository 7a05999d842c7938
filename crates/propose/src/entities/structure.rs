//! Names that the form of a newspaper gives away: bylines, datelines, signatures, credits, the
//! words 记者 and 说 beside a name, 某, and the middle dot of transliterated names.

use std::sync::LazyLock;

use jianbao_core::Role;

use super::candidate::{Candidate, Source};
use super::charset::CharSet;
use super::joined::is_han;
use super::names::{is_chinese_name, is_dotted_name, is_weak_surname, surname_len};

/// Words before the names of those who report; longer ones first.
const REPORTERS: &[&str] = &[
    "见习记者",
    "实习记者",
    "特约记者",
    "首席记者",
    "本报记者",
    "全媒体记者",
    "融媒体记者",
    "驻站记者",
    "特派记者",
    "摄影记者",
    "特约通讯员",
    "通讯员",
    "实习生",
    "评论员",
    "特约撰稿人",
    "记者",
    "编辑",
    "撰稿",
    "供稿",
    "作者",
    "摄影",
    "撰文",
    "整理",
    "翻译",
];

static REPORTERS_FIRST: LazyLock<CharSet> = LazyLock::new(|| CharSet::of_first(REPORTERS));

/// Endings of papers, agencies and stations.
const MEDIA_ENDS: &[&str] = &[
    "日报",
    "晚报",
    "早报",
    "时报",
    "晨报",
    "商报",
    "法制报",
    "法治报",
    "都市报",
    "青年报",
    "周报",
    "农民报",
    "工人报",
    "报",
    "通讯社",
    "社",
    "电视台",
    "广播电台",
    "电台",
    "台",
    "网",
    "在线",
    "新闻网",
    "客户端",
    "融媒体中心",
];

/// Words after the name of who made a picture.
const CREDIT_ENDS: &[&str] =
    &["摄影报道", "摄影", "摄", "文/图", "文/摄", "图/文", "绘", "作", "供图", "制图", "图", "文"];

/// Words of saying.
const SAYS: &[&str] =
    &["说", "告诉", "表示", "介绍", "认为", "指出", "强调", "坦言", "称", "回忆", "感慨", "解释"];

/// Names and media that the place on the page tells.
pub fn scan(text: &[char], role: Role) -> Vec<Candidate> {
    let mut out = Vec::new();
    match role {
        Role::Byline => byline(text, &mut out),
        Role::Signature => {
            name_list(text, 0, text.len(), "signature", 0.97, &mut out);
        }
        Role::Credit => credit(text, 0, text.len(), &mut out),
        Role::Headline | Role::Kicker | Role::Subtitle | Role::Subhead | Role::Jump => {}
        Role::Body | Role::Dateline | Role::Caption | Role::Other => {
            dateline(text, &mut out);
            bracketed(text, &mut out);
        }
    }
    if role != Role::Byline {
        reporters(text, 0, text.len(), "reporter", &mut out);
    }
    cues(text, &mut out);
    // The same name may be found by two cues; the first one says more.
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|c| seen.insert((c.start, c.end, c.label.clone())));
    out
}

fn starts_with(text: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(i, c)| text.get(at + i) == Some(&c))
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '、' | ',' | '/' | '|' | ';' | ':' | '&')
}

/// Reads names from `start` on while there are any; gives where it stopped.
fn name_list(
    text: &[char],
    start: usize,
    end: usize,
    reason: &'static str,
    confidence: f64,
    out: &mut Vec<Candidate>,
) -> usize {
    let mut at = start;
    let mut stop = start;
    while at < end {
        while at < end
            && (is_separator(text[at]) || matches!(text[at], '(' | ')' | '□' | '■' | '◎' | '●' | '○'))
        {
            at += 1;
        }
        let mut e = at;
        while e < end && (is_han(text[e]) || text[e] == '·') {
            e += 1;
        }
        // 王 瑜: a name of two characters padded to the width of three.
        if e == at + 1 && surname_len(text, at) == 1 {
            let gap = (e..end).take_while(|&i| text[i] == ' ').count();
            let next = e + gap;
            if gap > 0 && next < end && is_han(text[next]) && (next + 1 >= end || !is_han(text[next + 1])) {
                e = next + 1;
                out.push(Candidate::new(at, e, "PER", confidence * 0.97, Source::Structure, reason));
                (at, stop) = (e, e);
                continue;
            }
        }
        let name = &text[at..e];
        if name.is_empty() || !(is_chinese_name(name) || is_dotted_name(name)) {
            break;
        }
        out.push(Candidate::new(at, e, "PER", confidence, Source::Structure, reason));
        (at, stop) = (e, e);
    }
    stop
}

/// 澜江日报记者 沈可 通讯员 田苗.
fn byline(text: &[char], out: &mut Vec<Candidate>) {
    let before = out.len();
    reporters(text, 0, text.len(), "byline", out);
    if out.len() == before {
        credit(text, 0, text.len(), out);
    }
    if out.len() == before {
        name_list(text, 0, text.len(), "byline", 0.95, out);
    }
}

/// Media and names around each word for who reports.
fn reporters(text: &[char], start: usize, end: usize, reason: &'static str, out: &mut Vec<Candidate>) {
    let may_begin = &*REPORTERS_FIRST;
    let mut at = start;
    while at < end {
        if !may_begin.contains(text[at]) {
            at += 1;
            continue;
        }
        let Some(word) = REPORTERS.iter().find(|w| starts_with(text, at, w)) else {
            at += 1;
            continue;
        };
        let after = at + word.chars().count();
        // Words that end in 作者 or 编辑 and go on in the sentence are no cue outside a byline.
        let weak = reason == "reporter"
            && matches!(*word, "编辑" | "作者" | "摄影" | "整理" | "翻译" | "撰稿" | "供稿" | "撰文");
        if word.ends_with("记者")
            && let Some(s) = media_before(text, at)
        {
            out.push(Candidate::new(s, at, "ORG", 0.95, Source::Structure, "byline-media"));
        }
        if weak {
            at = after;
            continue;
        }
        let mut names = after;
        while names < end && (text[names] == ' ' || text[names] == ':') {
            names += 1;
        }
        let n = out.len();
        let stop = name_list(text, names, end, reason, 0.96, out);
        if out.len() > n && reason == "reporter" {
            // In running text the last name may go on with a verb that looks like a given name.
            let last = out.len() - 1;
            let bounded = stop >= end || !is_han(text[stop]);
            if !bounded {
                out.remove(last);
            }
        } else if out.len() == n && reason == "reporter" {
            running_name(text, names, end, out);
        }
        at = after.max(stop);
    }
}

/// A name directly in running text after 记者: 记者许志远报道.
fn running_name(text: &[char], at: usize, end: usize, out: &mut Vec<Candidate>) {
    const GOES_ON: &[&str] = &["报道", "从", "在", "摄", "采访", "近日", "日前", "、", "和"];
    for len in [3, 2, 4] {
        if at + len <= end
            && is_chinese_name(&text[at..at + len])
            && GOES_ON.iter().any(|w| starts_with(text, at + len, w))
        {
            out.push(Candidate::new(at, at + len, "PER", 0.9, Source::Cue, "reporter"));
            return;
        }
    }
}

/// Where the name of a paper or agency that ends at `end` begins.
fn media_before(text: &[char], end: usize) -> Option<usize> {
    let end = (0..end).rev().find(|&i| text[i] != ' ').map_or(0, |i| i + 1);
    let ending = MEDIA_ENDS.iter().find(|e| {
        let n = e.chars().count();
        end >= n && starts_with(text, end - n, e)
    })?;
    let mut start = end;
    while start > 0
        && end - start < 12
        && (is_han(text[start - 1]) || text[start - 1].is_ascii_alphanumeric())
    {
        start -= 1;
    }
    let body = &text[start..end];
    let own = body.len() == 2 && body[0] == '本' || body.iter().collect::<String>().ends_with("本报");
    (!own && body.len() > ending.chars().count().max(1) && body.len() <= 10).then_some(start)
}

/// 澜江日报讯(记者 沈可), 新华社澜江8月3日电(记者沈可).
fn dateline(text: &[char], out: &mut Vec<Candidate>) {
    let reach = text.len().min(60);
    if let Some(at) = (2..reach.min(16)).find(|&i| text[i] == '讯') {
        let start = (0..at).find(|&i| is_han(text[i])).unwrap_or(at);
        let body = &text[start..at];
        let is_media = body.len() <= 10
            && body.iter().all(|&c| is_han(c))
            && MEDIA_ENDS.iter().any(|e| body.iter().collect::<String>().ends_with(e))
            && body[0] != '本';
        if is_media {
            out.push(Candidate::new(start, at, "ORG", 0.97, Source::Structure, "dateline-media"));
        }
        bracket_names(text, at + 1, out);
    }
    if starts_with(text, 0, "新华社") || starts_with(text, 0, "中新社") || starts_with(text, 0, "据新华社")
    {
        let start = usize::from(text[0] == '据');
        out.push(Candidate::new(start, start + 3, "ORG", 0.98, Source::Structure, "dateline-media"));
        if let Some(at) = (start + 3..reach).find(|&i| text[i] == '电') {
            if let Some(digit) = (start + 3..at).find(|&i| text[i].is_ascii_digit())
                && (2..=8).contains(&(digit - start - 3))
                && text[start + 3..digit].iter().all(|&c| is_han(c))
            {
                out.push(Candidate::new(start + 3, digit, "LOC", 0.96, Source::Structure, "dateline-name"));
            }
            bracket_names(text, at + 1, out);
        }
    }
}

/// Names in a bracket that opens at `at`: (记者 沈可 通讯员 田苗), (沈可).
fn bracket_names(text: &[char], at: usize, out: &mut Vec<Candidate>) {
    if text.get(at) != Some(&'(') {
        return;
    }
    let Some(close) = (at + 1..text.len().min(at + 60)).find(|&i| text[i] == ')') else { return };
    let n = out.len();
    reporters(text, at + 1, close, "dateline-name", out);
    if out.len() == n {
        name_list(text, at + 1, close, "dateline-name", 0.95, out);
    }
}

/// A bracket at the end of a paragraph that holds names only: (田苗 于洋), (高岩 摄).
fn bracketed(text: &[char], out: &mut Vec<Candidate>) {
    if text.last() != Some(&')') {
        return;
    }
    let close = text.len() - 1;
    let Some(open) = (close.saturating_sub(40)..close).rev().find(|&i| text[i] == '(') else { return };
    let n = out.len();
    let stop = name_list(text, open + 1, close, "signature", 0.93, out);
    if stop != close {
        out.truncate(n);
        credit(text, open + 1, close, out);
    }
}

/// 高岩 摄, 田苗/文 高岩/图, 文/田苗.
fn credit(text: &[char], start: usize, end: usize, out: &mut Vec<Candidate>) {
    let n = out.len();
    reporters(text, start, end, "credit", out);
    if out.len() > n {
        return;
    }
    let mut at = start;
    while at < end {
        if !is_han(text[at]) {
            at += 1;
            continue;
        }
        let stop = (at..end).find(|&i| !is_han(text[i]) && text[i] != '·').unwrap_or(end);
        let run = &text[at..stop];
        // 高岩摄, written together.
        let glued = CREDIT_ENDS.iter().find_map(|w| {
            let n = w.chars().count();
            (run.len() > n + 1 && run.ends_with(&w.chars().collect::<Vec<_>>())).then(|| run.len() - n)
        });
        let len = match glued {
            Some(len) if is_chinese_name(&run[..len]) => len,
            _ => run.len(),
        };
        if is_chinese_name(&run[..len]) || is_dotted_name(&run[..len]) {
            out.push(Candidate::new(at, at + len, "PER", 0.97, Source::Structure, "credit"));
        }
        at = stop;
    }
}

/// Weak cues in running text.
fn cues(text: &[char], out: &mut Vec<Candidate>) {
    for at in 0..text.len() {
        let surname = surname_len(text, at);
        if surname > 0 {
            anonymized(text, at, surname, out);
            speech(text, at, surname, out);
        }
        bureau_unit(text, at, out);
        if text[at] == '·' {
            transliterated(text, at, out);
        }
    }
}

/// 何某, 白某某, 何某甲.
fn anonymized(text: &[char], at: usize, surname: usize, out: &mut Vec<Candidate>) {
    let mut end = at + surname;
    if text.get(end) != Some(&'某') || (surname == 1 && at > 0 && surname_len(text, at - 1) == 2) {
        return;
    }
    while end < text.len() && text[end] == '某' && end - at < surname + 2 {
        end += 1;
    }
    let twice = end - at == surname + 2;
    if text.get(end).is_some_and(|c| "甲乙丙丁".contains(*c)) {
        end += 1;
    } else if !twice {
        let next = text.get(end).copied().unwrap_or(' ');
        if "些个种一天日时地单公方市县省类项次段年月处部学".contains(next) {
            return;
        }
        // 张某强: a given name that is shown in part.
        let bounded =
            text.get(end + 1).is_none_or(|&c| !is_han(c) || "说称因在与和的将是为被向到驾等、".contains(c));
        if is_han(next) && bounded && !"因的说称在将与和是为被向到驾持于等以对从称经及有无曾又也就便不及自则即另却都已仍还提名未把给让找去来做某涉供因作".contains(next) && text[at..end].len() == 2 && GIVEN_ENDS.contains(next) {
            end += 1;
        }
        if is_weak_surname(text, at) && at > 0 && is_han(text[at - 1]) {
            return;
        }
    }
    out.push(Candidate::new(at, end, "PER", 0.95, Source::Structure, "anonymized"));
}

/// A unit of a bureau that is named by its rank only: 市局反诈中心, 分局刑警中队.
fn bureau_unit(text: &[char], at: usize, out: &mut Vec<Candidate>) {
    const HEADS: &[&str] = &["市局", "县局", "区局", "分局", "省厅", "总队", "支队"];
    const ENDS: &[&str] = &["中心", "大队", "中队", "支队"];
    if !matches!(text[at], '市' | '县' | '区' | '分' | '省' | '总' | '支')
        || !HEADS.iter().any(|h| starts_with(text, at, h))
    {
        return;
    }
    let bounded = at == 0 || !is_han(text[at - 1]) || "与和及同由对向将一、在经到为".contains(text[at - 1]);
    if !bounded {
        return;
    }
    for len in 1..=4 {
        if let Some(end) = ENDS.iter().find(|e| starts_with(text, at + 2 + len, e)) {
            let stop = at + 2 + len + end.chars().count();
            if text[at..stop]
                .iter()
                .all(|&c| is_han(c) && !"和与及的在对向为把将被由从到会同了是".contains(c))
            {
                out.push(Candidate::new(at, stop, "ORG", 0.85, Source::Structure, "unit"));
            }
            return;
        }
    }
}

/// Characters that stand last in given names and hardly begin a verb.
const GIVEN_ENDS: &str = "平伟芳娜敏静丽强磊军洋勇艳杰娟涛超秀霞刚桂英华玉兰萍红鹏辉斌波宇浩凯健俊帆雪荣龙林鑫峰梅琴云莲亮彬国庆建东飞";

/// 王丽说, at the start of a clause.
fn speech(text: &[char], at: usize, surname: usize, out: &mut Vec<Candidate>) {
    let at_clause = at == 0 || !(is_han(text[at - 1]) || text[at - 1].is_alphanumeric());
    if !at_clause {
        return;
    }
    for given in [1, 2] {
        let end = at + surname + given;
        if end < text.len()
            && text[at..end].iter().all(|&c| is_han(c))
            && SAYS.iter().any(|w| starts_with(text, end, w))
            && !is_weak_surname(text, at)
            && !text[at..end].iter().any(|c| "们我你他她它这那的不也都又就家们员者长".contains(*c))
        {
            out.push(Candidate::new(at, end, "PER", 0.8, Source::Cue, "speech"));
            return;
        }
    }
}

/// The characters that transliterate foreign names.
pub const TRANSLITERATION: &str = "翰弥阿埃艾爱安奥巴白班邦包鲍北贝本比彼毕宾波伯勃博布查楚茨达大戴丹当道德登邓狄迪第蒂丁东杜敦顿多厄恩尔耳法凡范方菲费芬丰冯佛夫弗福富盖冈高戈哥格葛古贵哈海汉豪赫亨胡华怀惠霍基吉季加贾简杰金津喀卡凯坎康考柯科克肯孔库夸奎昆拉莱赖兰朗劳勒雷黎里理利莉丽连廉列烈林琳留隆卢鲁路露伦罗洛吕马玛迈麦曼芒毛梅门蒙孟米密明缪摩莫默姆木穆拿娜纳乃奈南尼年涅宁牛纽农努诺欧帕潘庞培佩彭皮匹平泼普其奇齐契恰钱强乔切钦琴琼屈让热日荣茹儒瑞若萨塞赛桑瑟森沙山尚绍舍申生圣施什史士世寿舒斯思丝松苏索塔泰坦汤唐陶特滕提廷通图土托脱陀瓦万旺威韦维卫魏温文翁沃乌吾武伍西希锡席夏香谢辛欣兴休逊雅亚延扬杨耶叶伊依易因英尤于约泽增扎詹珍芝治朱兹子宗佐买合提江孜古丽娅妮蕾";

/// 约翰·哈特菲尔德.
fn transliterated(text: &[char], dot: usize, out: &mut Vec<Candidate>) {
    let part = |c: char| TRANSLITERATION.contains(c) || c.is_ascii_alphabetic();
    let mut start = dot;
    while start > 0 && dot - start < 8 && (part(text[start - 1]) || text[start - 1] == '·') {
        start -= 1;
    }
    let mut end = dot + 1;
    while end < text.len() && end - dot < 24 && (part(text[end]) || text[end] == '·') {
        end += 1;
    }
    while end > dot + 1 && text[end - 1] == '·' {
        end -= 1;
    }
    while start < dot && text[start] == '·' {
        start += 1;
    }
    if start < dot && end > dot + 1 && end - start >= 3 && is_dotted_name(&text[start..end]) {
        out.push(Candidate::new(start, end, "PER", 0.82, Source::Cue, "transliterated"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::joined::fold;

    fn found(text: &str, role: Role) -> Vec<String> {
        let chars: Vec<char> = text.chars().map(fold).collect();
        scan(&chars, role)
            .iter()
            .map(|c| format!("{} {}", c.label, chars[c.start..c.end].iter().collect::<String>()))
            .collect()
    }

    #[test]
    fn places_on_the_page() {
        assert_eq!(
            found("□ 澜江日报记者 沈可 通讯员 田苗", Role::Byline),
            ["ORG 澜江日报", "PER 沈可", "PER 田苗"]
        );
        assert_eq!(
            found("澜江日报讯（魏小舟）5月6日，望川市举行活动。", Role::Body),
            ["ORG 澜江日报", "PER 魏小舟"]
        );
        assert_eq!(found("高岩 摄", Role::Credit), ["PER 高岩"]);
        assert_eq!(found("田苗　于洋", Role::Signature), ["PER 田苗", "PER 于洋"]);
        assert_eq!(
            found("新华社澜江8月3日电(记者沈可、田苗)", Role::Body),
            ["ORG 新华社", "LOC 澜江", "PER 沈可", "PER 田苗"]
        );
        assert_eq!(found("雨一直下。(田苗 于洋)", Role::Body), ["PER 田苗", "PER 于洋"]);
    }

    #[test]
    fn cues_in_running_text() {
        assert_eq!(
            found("何某与白某某发生纠纷,某公司不管,对于某些人来说,金某平在场", Role::Body),
            ["PER 何某", "PER 白某某", "PER 金某平"]
        );
        assert_eq!(found("“没有。”许志远说,记者表示", Role::Body), ["PER 许志远"]);
        assert_eq!(found("总统约翰·哈特菲尔德发言", Role::Body), ["PER 约翰·哈特菲尔德"]);
    }
}
