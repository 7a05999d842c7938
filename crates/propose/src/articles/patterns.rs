//! Forms that newspapers use everywhere: jump lines, datelines, credits, bylines, signatures.
//! All work on folded characters (see [`super::chars::fold`]) and count in them.

use std::ops::Range;

use super::chars::{is_han, is_numeral};

/// The commonest Chinese surnames; a guide, not a gate.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由";

/// Whether the character is a common surname.
pub(crate) fn is_surname(c: char) -> bool {
    SURNAMES.contains(c)
}

/// Whether `chars` holds `word` at `at`.
pub(crate) fn has_at(chars: &[char], at: usize, word: &str) -> bool {
    word.chars().zip(at..).all(|(c, k)| chars.get(k) == Some(&c))
}

/// Where `word` begins in `chars`, at the earliest.
pub(crate) fn find(chars: &[char], word: &str) -> Option<usize> {
    (0..chars.len()).find(|&k| has_at(chars, k, word))
}

/// Whether `chars` ends with `word`.
pub(crate) fn ends_with(chars: &[char], word: &str) -> bool {
    let n = word.chars().count();
    chars.len() >= n && has_at(chars, chars.len() - n, word)
}

/// A jump line: to another page, or back to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Jump {
    /// Where it stands, brackets included.
    pub range: Range<usize>,
    /// Whether it points back (`上接`), and not on (`下转`).
    pub back: bool,
    /// The page that it names.
    pub page: Option<u32>,
    /// A title that it names in 《》.
    pub title: Option<Range<usize>>,
}

/// Finds a jump line at the start or the end of a block; where there are two, the one that points back.
pub(crate) fn jump(chars: &[char]) -> Option<Jump> {
    jumps(chars).next()
}

/// The jump lines at the start and the end of a block: one that points back, then one that points on.
pub(crate) fn jumps(chars: &[char]) -> impl Iterator<Item = Jump> {
    [true, false].into_iter().filter_map(|back| jump_that_points(back, chars))
}

fn jump_that_points(wanted: bool, chars: &[char]) -> Option<Jump> {
    const WORDS: [(&str, bool); 10] = [
        ("上接", true),
        ("紧接第", true),
        ("续接第", true),
        ("接第", true),
        ("下转", false),
        ("紧转第", false),
        ("转第", false),
        ("转至第", false),
        ("continued from page", true),
        ("continued on page", false),
    ];
    let near = |k: usize| k < 6 || k + 40 > chars.len();
    for (word, back) in WORDS.into_iter().filter(|w| w.1 == wanted) {
        let n = word.chars().count();
        for k in (0..chars.len().saturating_sub(n - 1)).filter(|&k| near(k)) {
            if !word.chars().enumerate().all(|(d, w)| chars[k + d].to_ascii_lowercase() == w) {
                continue;
            }
            let mut start = k;
            while start > 0
                && k - start < 3
                && matches!(
                    chars[start - 1],
                    '紧' | '文' | '(' | '[' | '【' | '▲' | '▶' | '►' | '→' | '←' | '◀' | ' '
                )
            {
                start -= 1;
                if matches!(chars[start], '(' | '[' | '【') {
                    break;
                }
            }
            let bracket = matches!(chars[start], '(' | '[' | '【');
            let rest = &chars[k + n..];
            let close = rest
                .iter()
                .take(if bracket { 34 } else { 0 })
                .position(|c| matches!(c, ')' | ']' | '】'))
                .map(|p| p + 1);
            let page_end = rest.iter().take(14).position(|&c| c == '版').map(|p| p + 1);
            let latin =
                word.is_ascii().then(|| rest.iter().take_while(|c| c.is_ascii_digit() || **c == ' ').count());
            let Some(length) = close.or(page_end).or(latin) else { continue };
            // Only a pointer stands at an edge of its block; `转第三次` inside a sentence is none.
            if page_end.is_none() && latin.is_none() {
                continue;
            }
            let end = k + n + length;
            if start > 3 && end + 3 < chars.len() {
                continue;
            }
            let inside = &chars[k + n..end];
            let title = inside.iter().position(|&c| c == '《').and_then(|a| {
                inside[a..].iter().position(|&c| c == '》').map(|b| k + n + a + 1..k + n + a + b)
            });
            return Some(Jump { range: start..end, back, page: number(inside), title });
        }
    }
    None
}

/// The first number in the text, Arabic or Chinese up to 99.
pub(crate) fn number(chars: &[char]) -> Option<u32> {
    let from = chars.iter().position(|&c| is_numeral(c))?;
    let mut value = 0_u32;
    for &c in chars[from..].iter().take_while(|&&c| is_numeral(c)).take(4) {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '十' => {
                value = value.max(1) * 10;
                continue;
            }
            _ => "〇一二三四五六七八九".chars().position(|d| d == c)? as u32,
        };
        value = if value >= 10 && value.is_multiple_of(10) && !c.is_ascii_digit() {
            value + digit
        } else {
            value * 10 + digit
        };
    }
    Some(value)
}

/// The end of a dateline that opens the text (`新华社北京7月3日电(记者张三)`, `某报讯(张三)8月1日,`).
pub(crate) fn dateline(chars: &[char]) -> Option<usize> {
    if matches!(chars.first(), Some('【' | '[')) {
        let close = chars.iter().take(30).position(|&c| matches!(c, '】' | ']'))?;
        let inside = &chars[1..close];
        let ends = ["讯", "电", "报道", "报导", "消息"].iter().any(|w| ends_with(inside, w));
        return (ends && inside.len() >= 3).then_some(close + 1);
    }
    if let Some(end) = latin_dateline(chars) {
        return Some(end);
    }
    let open = usize::from(chars.first() == Some(&'('));
    let head = &chars[open..chars.len().min(open + 34)];
    let mut end = None;
    for (k, &c) in head.iter().enumerate() {
        if matches!(c, ',' | '。' | ';' | ':' | '!' | '?' | '“' | '《') || (c == '(' && k == 0) {
            break;
        }
        if !matches!(c, '讯' | '电')
            || k == 0
            || matches!(
                head.get(k + 1),
                Some('话' | '视' | '力' | '子' | '影' | '脑' | '网' | '信' | '器' | '台' | '报' | '息')
            )
        {
            continue;
        }
        let before = head[k - 1];
        let source = starts_source(head);
        let tight = matches!(before, '报' | '网' | '社' | '台' | '刊')
            || (k >= 2 && has_at(head, k - 2, "专") && k < 8);
        let dated = matches!(before, '日' | '午' | '夜' | '晚' | '专' | '急');
        if (c == '讯' && tight && k <= 9) || (source && (dated || tight)) {
            end = Some(open + k + 1);
            break;
        }
    }
    // In brackets after a text the source is enough: `(本报某地电)`.
    let bracketed = || {
        let close = head.iter().position(|&c| c == ')')?;
        let plain = !head[..close].iter().any(|c| matches!(c, ',' | '。' | '“' | '《'));
        (plain && close >= 3 && starts_source(head) && matches!(head[close - 1], '电' | '讯'))
            .then_some(open + close)
    };
    let mut end = end.or_else(|| if open == 1 { bracketed() } else { None })?;
    if open == 1 {
        return chars[end..].iter().take(24).position(|&c| c == ')').map(|p| end + p + 1);
    }
    while chars.get(end) == Some(&' ') {
        end += 1;
    }
    let mut named = false;
    if chars.get(end) == Some(&'(')
        && let Some(close) = chars[end..].iter().take(36).position(|&c| c == ')')
    {
        end += close + 1;
        named = true;
    }
    let tail = &chars[end..chars.len().min(end + 44)];
    if let Some(report) = find(tail, "报道").filter(|&r| {
        tail.get(r + 2).is_some_and(|c| matches!(c, ':' | ','))
            && !tail[..r].iter().any(|c| matches!(c, ',' | '。' | ';' | ':' | '“'))
    }) {
        end += report + 3;
    } else if named {
        // `(张三)8月17日,` — the date belongs to it.
        let date =
            tail.iter().take_while(|&&c| is_numeral(c) || matches!(c, '月' | '日' | '年' | ' ')).count();
        if date >= 4 && tail.get(date - 1) == Some(&'日') {
            end += date + usize::from(tail.get(date) == Some(&','));
        }
    }
    Some(end)
}

/// The end of a dateline as Latin papers have it (`DUNMORE —`, `LONDON (Reuters) -`).
fn latin_dateline(chars: &[char]) -> Option<usize> {
    let capitals =
        chars.iter().take_while(|c| c.is_ascii_uppercase() || matches!(c, ' ' | ',' | '.')).count();
    if capitals < 4 || !chars[0].is_ascii_uppercase() {
        return None;
    }
    let dash = chars.iter().take(40).position(|&c| matches!(c, '—' | '-'))?;
    let plain =
        chars[..dash].iter().all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | ',' | '.' | '(' | ')'));
    (plain && chars[dash - 1] == ' ').then_some(dash + 1)
}

/// Whether the text begins with the name of a paper or agency, as datelines do.
fn starts_source(chars: &[char]) -> bool {
    [
        "本报",
        "据本报",
        "新华社",
        "据新华社",
        "中新社",
        "据中新社",
        "本刊",
        "本网",
        "综合本报",
        "路透社",
        "法新社",
        "美联社",
        "据新华网",
        "新华网",
        "中新网",
        "人民网",
    ]
    .iter()
    .any(|word| has_at(chars, 0, word))
}

/// How a text says when it happened in its first words, as the lead of a report does: 0 when it does not,
/// 1 for `近日`, 2 for `昨天`, 3 for `8日` or `3月8日`.
pub(crate) fn lead_time(chars: &[char]) -> u32 {
    const REACH: usize = 24;
    let head = &chars[..chars.len().min(REACH)];
    let has = |words: &[&str]| words.iter().any(|word| find(head, word).is_some());
    if has(&["近日", "日前", "最近", "新近", "连日来", "不久前", "近来"]) {
        return 1;
    }
    if has(&["昨天", "今天", "昨日", "今日", "昨晚", "今晨", "昨夜", "昨晨", "明天"]) {
        return 2;
    }
    let day = (1..head.len()).any(|k| head[k] == '日' && is_numeral(head[k - 1]));
    if day { 3 } else { 0 }
}

/// Whether the text begins with words that lean on a text before it, so that no article begins with it.
pub(crate) fn leans_back(chars: &[char]) -> bool {
    [
        "该",
        "此外",
        "据悉",
        "据了解",
        "据介绍",
        "同时",
        "但是",
        "然而",
        "另外",
        "为此",
        "对此",
        "其中",
        "因此",
        "于是",
        "不过",
        "而且",
        "他说",
        "她说",
        "他们",
        "她们",
        "两人",
        "随后",
        "与此同时",
        "目前,该",
        "上述",
    ]
    .iter()
    .any(|word| has_at(chars, 0, word))
}

/// Whether the text is a name with nothing but brackets or a place beside it: `(张三)`, `某市 张三`.
pub(crate) fn is_signature(chars: &[char]) -> bool {
    if let ['(', inside @ .., ')'] = chars {
        return inside.len() <= 16 && names(inside) > 0 && !is_credit(inside);
    }
    let Some(blank) = chars.iter().position(|&c| c == ' ') else { return false };
    let (place, name) = (&chars[..blank], &chars[blank + 1..]);
    let is_place = ["市", "县", "省", "区", "镇", "乡", "村"].iter().any(|word| ends_with(place, word));
    is_place && (2..=8).contains(&place.len()) && (2..=4).contains(&name.len()) && names(name) == 1
}

/// Whether the text is the title of a notice (`启事`, `遗失声明`, `关于某事的公告`), which begins an article.
pub(crate) fn is_notice_title(chars: &[char]) -> bool {
    const ENDS: [&str; 10] =
        ["启事", "声明", "更正", "公告", "通告", "讣告", "公示", "致歉", "来信照登", "招聘"];
    (2..=16).contains(&chars.len())
        && chars.iter().all(|&c| is_han(c) || matches!(c, '“' | '”' | '《' | '》'))
        && ENDS.iter().any(|word| ends_with(chars, word))
}

/// Whether the text is the name of an office, as under a letter or a notice.
pub(crate) fn is_office(chars: &[char]) -> bool {
    const ENDS: [&str; 14] =
        ["局", "厅", "委", "会", "馆", "院", "公司", "大学", "学校", "中心", "办公室", "政府", "站", "部"];
    (4..=18).contains(&chars.len())
        && chars.iter().all(|&c| is_han(c))
        && ENDS.iter().any(|word| ends_with(chars, word))
}

/// Whether the text is a date and nothing else.
pub(crate) fn is_date(chars: &[char]) -> bool {
    (6..=14).contains(&chars.len())
        && chars.last() == Some(&'日')
        && chars.iter().all(|&c| is_numeral(c) || matches!(c, '年' | '月' | '日' | ' ' | '○'))
}

/// Whether the text is a dateline in brackets and nothing else, as under a report (`(某社某地1月1日电)`).
pub(crate) fn is_dateline_alone(chars: &[char]) -> bool {
    chars.len() <= 26 && chars.first() == Some(&'(') && dateline(chars) == Some(chars.len())
}

/// Whether the text is a year with a month, or a whole date, and nothing else.
pub(crate) fn is_month_or_date(chars: &[char]) -> bool {
    let year = chars.iter().position(|&c| c == '年');
    year.is_some_and(|y| {
        (2..=4).contains(&y)
            && chars[..y].iter().all(|&c| is_numeral(c) || c == '○')
            && matches!(chars.last(), Some('月' | '日'))
            && chars.len() <= 14
            && chars[y + 1..].iter().all(|&c| is_numeral(c) || matches!(c, '月' | '日'))
    })
}

/// Whether the text is the name of a column of a paper, which stands over the titles of its articles: words of the
/// trade, or several words with dots between them (`读者·作者·编者`).
pub(crate) fn is_column_title(chars: &[char]) -> bool {
    const ENDS: [&str; 26] = [
        "茶座", "来信", "信箱", "往来", "论坛", "广角", "之窗", "园地", "天地", "巷议", "视点", "漫笔",
        "副刊", "周刊", "专版", "专栏", "特刊", "纵横", "博览", "走廊", "沙龙", "杂谈", "随感", "之声",
        "之友", "信息",
    ];
    let words: Vec<&[char]> = chars.split(|&c| matches!(c, '·' | '•' | '・')).collect();
    let plain = chars.iter().filter(|&&c| !matches!(c, ' ' | '·' | '•' | '・')).all(|&c| is_han(c));
    let dotted = words.len() >= 3 && words.iter().all(|w| (1..=4).contains(&w.len()));
    let named = (3..=8).contains(&chars.len()) && ENDS.iter().any(|word| ends_with(chars, word));
    plain && (dotted || named)
}

/// The place of the text in a list of results (`1.某某(某队)11秒02`), where it is a short line that ends with figures.
pub(crate) fn result_row(chars: &[char]) -> Option<u32> {
    const LONGEST: usize = 36;
    const LAST: usize = 8;
    let digits = chars.iter().take_while(|&&c| is_numeral(c)).count();
    let mark = matches!(chars.get(digits), Some('.' | '、' | ' '))
        && chars.get(digits + 1).is_some_and(|c| !c.is_ascii_digit());
    let figures = chars.iter().rev().take(LAST).any(|c| c.is_ascii_digit());
    let sentence = chars.iter().any(|c| matches!(c, '。' | ';' | '!' | '?'));
    (matches!(digits, 1 | 2)
        && mark
        && figures
        && !sentence
        && chars.len() <= LONGEST
        && chars.len() > digits + 3)
        .then(|| number(&chars[..digits]))
        .flatten()
}

/// The number of the picture that a caption is of, where it says so (`图②:`).
pub(crate) fn picture(chars: &[char]) -> Option<u32> {
    let at = usize::from(chars.first() == Some(&'图'));
    let &mark = chars.get(at)?;
    let circled = ('①'..='⑨').contains(&mark).then(|| mark as u32 - '①' as u32 + 1);
    let plain = (at == 1 && is_numeral(mark)).then(|| number(&chars[at..at + 1])).flatten();
    circled.or(plain)
}

/// A note of names in brackets at the end of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// Who wrote the text.
    Signature(Range<usize>),
    /// Who made the picture.
    Credit(Range<usize>),
    /// Where it was written (`(本报某地1月1日电)`).
    Dateline(Range<usize>),
}

/// Finds a bracketed signature, credit or dateline at the end of the text.
pub(crate) fn end_note(chars: &[char]) -> Option<Note> {
    if chars.last() != Some(&')') {
        return None;
    }
    let open = chars.iter().rposition(|&c| c == '(')?;
    if open == 0 || chars.len() - open > 30 {
        return None;
    }
    let inside = &chars[open + 1..chars.len() - 1];
    let range = open..chars.len();
    if is_credit(inside) {
        return Some(Note::Credit(range));
    }
    if dateline(&chars[open..]).is_some() && inside.len() < 24 {
        return Some(Note::Dateline(range));
    }
    (names(inside) > 0 && inside.len() <= 16).then_some(Note::Signature(range))
}

/// How many names the text is made of, when it is nothing but names; else 0.
pub(crate) fn names(chars: &[char]) -> usize {
    let mut count = 0;
    for token in chars.split(|&c| matches!(c, ' ' | '、' | '/')).filter(|t| !t.is_empty()) {
        let good = (2..=4).contains(&token.len()) && token.iter().all(|&c| is_han(c)) && is_surname(token[0]);
        // A name of two characters is often set with a blank inside: `张 三`.
        let single = token.len() == 1 && is_han(token[0]);
        if token.len() == 4 && good && !is_surname(token[2]) && !has_at(token, 0, "欧阳") {
            return 0;
        }
        if !good && !single {
            return 0;
        }
        count += 1;
    }
    count
}

/// Whether the whole text says who made a picture.
pub(crate) fn is_credit(chars: &[char]) -> bool {
    let end = chars.len() - chars.iter().rev().take_while(|&&c| matches!(c, ')' | '。' | ' ')).count();
    let body = &chars[..end];
    if body.len() < 2 || body.len() > 26 || body.iter().any(|c| matches!(c, ',' | '。' | ';')) {
        return false;
    }
    ["摄", "摄影", "摄影报道", "供图", "制图", "图文", "摄制"].iter().any(|word| ends_with(body, word))
        || (body.len() <= 10
            && (ends_with(body, "照片") || ends_with(body, "插图") || ends_with(body, "题图")))
        || [
            "题图",
            "插图",
            "题照",
            "压题",
            "图片",
            "漫画",
            "速写",
            "制图",
            "绘图",
            "封面设计",
            "题图速写",
            "题图摄影",
        ]
        .iter()
        .any(|word| has_at(body, 0, word) && matches!(body.get(word.chars().count()), Some(':' | '/')))
        || (has_at(body, 0, "新华社") && (ends_with(body, "发") || ends_with(body, "照片")))
        || (body.len() <= 8 && (ends_with(body, "画") || ends_with(body, "绘") || has_at(body, 0, "摄影")))
}

/// Whether the whole text says who wrote an article, by a mark or a word of the trade.
pub(crate) fn is_marked_byline(chars: &[char]) -> bool {
    if matches!(chars.first(), Some('【' | '[' | '(')) && chars.len() <= 26 {
        return has_at(chars, 1, "记者");
    }
    if chars.len() > 44 || chars.iter().any(|c| matches!(c, '。' | '!' | '?' | ';' | '“')) {
        return false;
    }
    let boxed = matches!(chars.first(), Some('□' | '■' | '○' | '◎' | '▢')) && chars.len() <= 30;
    let worded = ["记者", "通讯员", "特约撰稿", "撰稿", "评论员", "实习生", "撰文", "特派员"]
        .iter()
        .any(|w| find(chars, w).is_some());
    let slash = has_at(chars, 0, "文/")
        || has_at(chars, 0, "文 /")
        || has_at(chars, 0, "作者:")
        || has_at(chars, 0, "By ")
        || has_at(chars, 0, "BY ");
    let last = chars.iter().rposition(|&c| c != ' ').map_or(' ', |k| chars[k]);
    (boxed && !ends_with(chars, "报道") && chars.len() >= 3)
        || slash
        || (worded && chars.len() <= 34 && is_han(last) && !chars.iter().any(|&c| matches!(c, ',' | ':')))
}

/// Whether the whole text is what a paper says about itself: its numbers, its address, its price.
pub(crate) fn is_imprint(chars: &[char]) -> bool {
    const WORDS: [&str; 6] = ["统一刊号", "新闻热线", "零售每份", "发行热线", "邮发代号", "本报地址"];
    let has = |word: &str| find(chars, word).is_some();
    chars.len() <= 60
        && chars.iter().filter(|c| c.is_alphanumeric()).count() <= 50
        && (WORDS.iter().any(|word| has(word))
            || has("邮编") && has("电话")
            || has("电子信箱") && has("本版"))
}

/// Whether the line is page furniture: a page number, a date line, editors, a rule of dashes.
pub(crate) fn is_furniture(chars: &[char]) -> bool {
    if chars.len() > 60 {
        return false;
    }
    let letters = chars.iter().filter(|c| c.is_alphanumeric()).count();
    if letters == 0 {
        return !chars.iter().any(|c| matches!(c, '…' | '?' | '!'));
    }
    let has = |word: &str| find(chars, word).is_some();
    let plain: Vec<char> = chars.iter().copied().filter(|c| c.is_alphanumeric()).collect();
    let page_line = plain.len() <= 9
        && (find(&plain, "版").is_some_and(|k| k <= 4) && (number(&plain).is_some()) && !has("出"));
    let only_number = plain.len() <= 3 && plain.iter().all(char::is_ascii_digit);
    let dated = chars.iter().any(|&c| is_numeral(c))
        && has("年")
        && has("月")
        && has("日")
        && !has(",")
        && !has("。")
        && !has("(");
    let date_line = dated
        && (has("星期") || has("版") || plain.len() <= 14 || has("农历"))
        && plain.len() <= 34
        && (has("星期") || plain.iter().position(|&c| c == '年').is_some_and(|k| k <= 10));
    let editors =
        (has("责任编辑") || has("责编") || has("本版编辑") || has("版式") || has("美编") || has("校对"))
            && plain.len() <= 40;
    let sheet = {
        let letter = chars.first().is_some_and(char::is_ascii_uppercase);
        let digits = plain.iter().skip(1).take_while(|c| c.is_ascii_digit()).count();
        letter && (1..=2).contains(&digits) && plain.len() <= 10
    };
    let latin = plain.iter().all(char::is_ascii) && {
        let text: String = chars.iter().collect::<String>().to_ascii_lowercase();
        let page = text.strip_prefix("page ").is_some_and(|rest| rest.len() <= 4);
        let months = [
            "january",
            "february",
            "march",
            "april",
            "may ",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let dated = months.iter().any(|m| text.contains(m)) && text.contains("day,") && text.len() <= 44;
        page || dated
    };
    let page_line = page_line || sheet || latin;
    let scan = plain.len() <= 24
        && (has("扫一扫")
            || has("扫码")
            || has("二维码")
            || has("官方微信")
            || has("官方微博")
            || has("公众号") && has("关注")
            || has("客户端") && (has("下载") || has("关注")));
    // Titles of columns of short news, and accounts of public bodies.
    let column = plain.len() <= 8
        && ["短波", "简讯", "短讯", "快讯", "速递", "集锦", "要闻", "短新闻"]
            .iter()
            .any(|w| ends_with(&plain, w));
    let account = (3..=5).contains(&plain.len()) && ends_with(&plain, "发布");
    page_line || only_number || date_line || editors || is_imprint(chars) || scan || column || account
}

/// The number of the page that a furniture line announces, if it does.
pub(crate) fn page_number(chars: &[char]) -> Option<u32> {
    let at = chars.iter().position(|&c| c == '版')?;
    let digits = chars[..at].iter().rev().take_while(|&&c| is_numeral(c)).count();
    (digits > 0).then(|| number(&chars[at - digits..at])).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::chars::fold;
    use super::*;

    fn folded(text: &str) -> Vec<char> {
        text.chars().map(fold).collect()
    }

    #[test]
    fn a_dateline_in_brackets_needs_a_source() {
        for alone in ["（本报槐安电）", "（新华社槐安9月9日电）", "（本报槐安9月9日专电）"]
        {
            assert!(is_dateline_alone(&folded(alone)), "{alone}");
        }
        for other in ["（何建业来电）", "（本报记者何建业）", "本报槐安电", "（本报槐安电）昨天夜里"]
        {
            assert!(!is_dateline_alone(&folded(other)), "{other}");
        }
    }

    #[test]
    fn a_month_or_a_date_alone() {
        for date in ["1993年6月", "2016年9月9日", "一九九三年六月", "９３年１２月"] {
            assert!(is_month_or_date(&folded(date)), "{date}");
        }
        for other in ["1993年", "9月9日", "2016年9月9日夜", "今年6月", "2016年9月9日café", "年月"]
        {
            assert!(!is_month_or_date(&folded(other)), "{other}");
        }
    }

    #[test]
    fn names_of_columns() {
        for name in ["读者·作者·编者", "百姓茶座", "读者来信", "街谈巷议"] {
            assert!(is_column_title(&folded(name)), "{name}");
        }
        for other in ["来信", "卡尔·马丁", "镇上来了café论坛", "三个热心读者一起给编辑部来信", "桥上又通车了"]
        {
            assert!(!is_column_title(&folded(other)), "{other}");
        }
    }

    #[test]
    fn rows_of_results() {
        assert_eq!(result_row(&folded("1.邝伟杰（北江一中）11秒02")), Some(1));
        assert_eq!(result_row(&folded("１２、𠮷晓兰（岭南实验）１米６５")), Some(12));
        for other in
            ["1.5万人次", "3.修好学校的后门", "1、今年48岁的张玉明昨天到了30里外的县城。", "名次　队名　胜"]
        {
            assert_eq!(result_row(&folded(other)), None, "{other}");
        }
    }

    #[test]
    fn a_credit_in_brackets_is_no_signature() {
        assert!(is_signature(&folded("（罗伟）")));
        assert!(!is_signature(&folded("（罗伟摄）")));
    }
}
