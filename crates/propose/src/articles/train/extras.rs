//! Adds to training pages what other papers have and the corpus lacks: mastheads and section titles,
//! briefs with bullets, verse, kickers, other forms of signatures and datelines. Words come from the
//! page itself, so that only the form is made up.

use jianbao_core::Role;

use super::Dice;
use super::augment::Draft;
use crate::articles::chars::{fold, is_han};
use crate::articles::patterns;

/// Clauses of a text without marks, of `least` to `most` characters.
pub(super) fn clauses(text: &str, least: usize, most: usize) -> Vec<String> {
    text.split(|c: char| !(is_han(fold(c)) || c.is_alphanumeric()))
        .filter(|c| (least..=most).contains(&c.chars().count()))
        .map(str::to_owned)
        .collect()
}

fn pick<'a>(words: &'a [&str], dice: &mut Dice) -> &'a str {
    words[dice.below(words.len())]
}

/// Some characters that stand for a name.
fn name(drafts: &[Draft], dice: &mut Dice, n: usize) -> String {
    for _ in 0..8 {
        let draft = &drafts[dice.below(drafts.len())];
        let han: Vec<char> = draft.text.chars().filter(|&c| is_han(c)).collect();
        if han.len() > n {
            let at = dice.below(han.len() - n);
            return han[at..at + n].iter().collect();
        }
    }
    "新".repeat(n)
}

fn person(drafts: &[Draft], dice: &mut Dice) -> String {
    let surnames =
        ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林"];
    let n = 1 + dice.below(2);
    pick(&surnames, dice).to_owned() + &name(drafts, dice, n)
}

/// Article number of a draft that is furniture; order and the rest do not matter for it.
fn furniture(gap: &str, text: String) -> Draft {
    Draft { gap: gap.to_owned(), text, role: Role::Other, article: None, continues: false, order: 0 }
}

/// One line of page furniture.
fn furniture_line(drafts: &[Draft], dice: &mut Dice) -> String {
    let day = format!("{}年{}月{}日", 1985 + dice.below(40), 1 + dice.below(12), 1 + dice.below(28));
    let weekday = format!("星期{}", pick(&["一", "二", "三", "四", "五", "六", "日"], dice));
    let space = pick(&["　", " ", "  "], dice);
    let page = match dice.below(4) {
        0 => format!("第{}版", 1 + dice.below(16)),
        1 => format!("第{}版", pick(&["一", "二", "三", "四", "五", "六", "七", "八"], dice)),
        2 => format!("A{:02}", 1 + dice.below(24)),
        _ => format!("{}版", 1 + dice.below(16)),
    };
    let section = pick(
        &[
            "要闻",
            "综合",
            "综合新闻",
            "国际",
            "国内",
            "地方新闻",
            "体育",
            "副刊",
            "城事",
            "经济",
            "法治",
            "教科卫",
            "文化",
            "广告",
            "社会",
            "时政",
        ],
        dice,
    );
    let two = name(drafts, dice, 2);
    let paper =
        format!("{two}{}", pick(&["日报", "晚报", "晨报", "时报", "商报", "都市报", "新报", "周报"], dice));
    match dice.below(13) {
        12 => house_line(&two, &paper, section, dice),
        0 | 1 => paper,
        2 => format!("{day}{space}{weekday}"),
        3 => format!("{paper}{space}{day}{space}{weekday}{space}{page}{space}{section}"),
        4 => format!("{day}{space}{weekday}{space}{page}{space}{section}"),
        5 => format!("{page}{space}{section}"),
        6 => format!("{section}{space}{page}"),
        7 => format!(
            "{day}{space}{weekday}{space}{}{space}{}",
            pick(&["责编", "编辑", "责任编辑:", "本版编辑:", "主编"], dice),
            person(drafts, dice)
        ),
        8 => format!(
            "责编{space}{}{space}版式{space}{}{space}校对{space}{}",
            person(drafts, dice),
            person(drafts, dice),
            person(drafts, dice)
        ),
        9 => format!("{}", 1 + dice.below(24)),
        10 => format!("——{space}{page}{space}——"),
        _ => format!(
            "新闻热线{space}{}-{}{space}零售每份{}元",
            300 + dice.below(600),
            10000 + dice.below(89999),
            1 + dice.below(3)
        ),
    }
}

/// A line of a paper about itself.
fn house_line(place: &str, paper: &str, section: &str, dice: &mut Dice) -> String {
    match dice.below(9) {
        0 => format!("扫一扫，看更多{section}"),
        1 => format!("扫一扫　关注{paper}"),
        2 => format!("关注{paper}官方微信"),
        3 => format!("{paper}官方微博"),
        4 => format!("扫描二维码　下载{paper}客户端"),
        5 => format!("更多内容请看{paper}客户端"),
        6 => format!("{place}发布"),
        7 => format!("{paper}　微信公众号"),
        _ => format!("投稿邮箱：{}@{}.example", dice.below(9999), ["news", "paper", "bianji"][dice.below(3)]),
    }
}

/// Puts furniture at the top, the bottom, sometimes between articles.
pub(super) fn with_furniture(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    if drafts.is_empty() {
        return drafts;
    }
    let gap = drafts.get(1).map_or("\n".to_owned(), |d| "\n".repeat(d.gap.matches('\n').count().max(1)));
    let mut out = Vec::with_capacity(drafts.len() + 8);
    for _ in 0..dice.below(4) {
        out.push(furniture(&gap, furniture_line(&drafts, dice)));
    }
    let middle = dice.unit() < 0.35;
    for (k, draft) in drafts.iter().enumerate() {
        if middle && k > 0 && drafts[k - 1].article != draft.article && dice.unit() < 0.12 {
            if dice.unit() < 0.25 {
                // A paper's notice about itself, in one line or two.
                let place = name(&drafts, dice, 2);
                let paper = format!("{place}{}", pick(&["日报", "晚报", "晨报", "时报"], dice));
                let section = pick(&["新闻", "城事", "资讯", "精彩内容"], dice);
                if dice.unit() < 0.6 {
                    let first =
                        format!("{}{}", place, pick(&["发布", "日报微信", "日报", "在线", "头条"], dice));
                    out.push(furniture(&gap, first));
                }
                out.push(furniture(&gap, house_line(&place, &paper, section, dice)));
                out.push(draft.clone());
                continue;
            }
            // A title of a section, or the headline of what has none.
            let bare = draft.role == Role::Body && !draft.continues && draft.article.is_some();
            if bare && dice.unit() < 0.5 {
                let text =
                    pick(&["读者来信", "读者来函", "来函照登", "来信", "一封来信", "声音", "编后语"], dice);
                let order = draft.order.saturating_sub(5);
                out.push(Draft {
                    text: text.to_owned(),
                    role: Role::Headline,
                    order,
                    gap: gap.clone(),
                    ..draft.clone()
                });
                out.push(draft.clone());
                continue;
            }
            let text = if dice.unit() < 0.6 {
                pick(
                    &[
                        "简讯",
                        "简 讯",
                        "短讯",
                        "国际短波",
                        "一周要闻",
                        "图片新闻",
                        "新闻速递",
                        "本报专稿",
                        "今日关注",
                        "读者·作者·编者",
                        "广角",
                        "天下",
                        "声音",
                        "热点追踪",
                        "国内简讯",
                        "体坛短波",
                    ],
                    dice,
                )
                .to_owned()
            } else {
                furniture_line(&drafts, dice)
            };
            out.push(furniture(&gap, text));
        }
        out.push(draft.clone());
    }
    for _ in 0..dice.below(3) {
        out.push(furniture(&gap, furniture_line(&drafts, dice)));
    }
    out
}

/// Makes briefs of short articles in a row: without a headline, often with a bullet.
pub(super) fn with_briefs(mut drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let articles = drafts.iter().filter_map(|d| d.article).max().map_or(0, |m| m + 1);
    let bullet = pick(&["▲", "●", "■", "◆", "△", "▲", "•", "○ "], dice).to_owned();
    let from = dice.below(articles as usize + 1) as u32;
    let mut bold = dice.unit() < 0.3;
    for article in from..articles.min(from + 8) {
        let own: Vec<usize> = (0..drafts.len()).filter(|&k| drafts[k].article == Some(article)).collect();
        let bodies: Vec<usize> = own.iter().copied().filter(|&k| drafts[k].role == Role::Body).collect();
        if bodies.is_empty() || bodies.len() > 6 || own.iter().any(|&k| drafts[k].continues) {
            bold = false;
            continue;
        }
        // Only the first paragraph stays.
        for &k in &own {
            if k != bodies[0] {
                drafts[k].text.clear();
            }
        }
        let words = name(&drafts, dice, 2);
        let first = &mut drafts[bodies[0]];
        if first.text.chars().count() > 160
            && let Some(at) =
                first.text.char_indices().skip(40).find(|&(_, c)| c == '。').map(|(at, c)| at + c.len_utf8())
        {
            first.text.truncate(at);
        }
        let chars: Vec<char> = first.text.chars().map(fold).collect();
        if let Some(end) = patterns::dateline(&chars).filter(|&e| e + 12 < chars.len()) {
            let (head, tail): (String, String) =
                (first.text.chars().take(end).collect(), first.text.chars().skip(end).collect());
            first.text = if bold { format!("【{head}】{tail}") } else { tail };
        } else if bold {
            let place = words.clone();
            let head = match dice.below(5) {
                0 => format!("据{place}社报道"),
                1 => format!("本报{place}专电"),
                2 => format!("{place}社消息"),
                3 => format!("本报{place}讯"),
                _ => format!("新华社{place}{}月{}日电", 1 + dice.below(12), 1 + dice.below(28)),
            };
            first.text = format!("【{head}】{}", first.text);
        }
        if !first.text.starts_with('【') || dice.unit() < 0.3 {
            first.text.insert_str(0, &bullet);
        }
    }
    drafts.retain(|d| !d.text.is_empty());
    drafts
}

/// Turns the text of an article into lines of verse.
pub(super) fn with_verse(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let articles = drafts.iter().filter_map(|d| d.article).max().map_or(0, |m| m + 1);
    let share = if dice.unit() < 0.3 { 0.8 } else { 0.15 };
    let chosen: Vec<bool> = (0..articles).map(|_| dice.unit() < share).collect();
    let is_chosen = |d: &Draft| d.article.is_some_and(|a| chosen[a as usize]);
    let marks = dice.unit() < 0.4;
    let mut left = 0;
    let mut current = None;
    let mut out = Vec::with_capacity(drafts.len() + 24);
    for draft in drafts {
        if !is_chosen(&draft) || draft.role != Role::Body || draft.continues {
            if !is_chosen(&draft) || draft.role != Role::Body {
                out.push(draft);
            }
            continue;
        }
        if current != draft.article {
            current = draft.article;
            left = 6 + dice.below(20);
        }
        let mut gap = draft.gap.clone();
        for (n, line) in clauses(&draft.text, 3, 12).into_iter().enumerate() {
            if left == 0 {
                break;
            }
            left -= 1;
            let mark = if marks { if n % 2 == 0 { "，" } else { "。" } } else { "" };
            out.push(Draft {
                gap,
                text: format!("{line}{mark}"),
                order: draft.order + n.min(9),
                ..draft.clone()
            });
            gap = "\n".into();
        }
    }
    out
}

/// Puts a kicker over some headlines and a subtitle under some.
pub(super) fn with_kickers(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len() + 8);
    for (k, draft) in drafts.iter().enumerate() {
        let opens = k == 0 || drafts[k - 1].article != draft.article;
        if draft.role != Role::Headline || !opens || draft.article.is_none() {
            out.push(draft.clone());
            continue;
        }
        let body =
            drafts[k..].iter().take_while(|d| d.article == draft.article).find(|d| d.role == Role::Body);
        let words = body.map_or(Vec::new(), |b| clauses(&b.text, 5, 14));
        let line = |dice: &mut Dice| {
            let one = words.get(dice.below(words.len()))?.clone();
            let two = words.get(dice.below(words.len()))?.clone();
            Some(match dice.below(4) {
                0 => one,
                1 => format!("{one}　{two}"),
                2 => format!("“{one}”"),
                _ => format!("{one}，{two}"),
            })
        };
        if dice.unit() < 0.12
            && let Some(text) = line(dice)
        {
            out.push(Draft { text, role: Role::Kicker, order: draft.order, ..draft.clone() });
            let mut headline = draft.clone();
            headline.gap = "\n".repeat(draft.gap.matches('\n').count().clamp(1, 2));
            headline.order += 1;
            out.push(headline);
        } else {
            out.push(draft.clone());
        }
        let alone = drafts.get(k + 1).is_none_or(|d| matches!(d.role, Role::Body | Role::Byline));
        if alone
            && dice.unit() < 0.12
            && let Some(text) = line(dice)
        {
            let dash = if dice.unit() < 0.4 { "——" } else { "" };
            out.push(Draft {
                gap: "\n".into(),
                text: format!("{dash}{text}"),
                role: Role::Subtitle,
                order: draft.order + 2,
                ..draft.clone()
            });
        }
    }
    out
}

/// Signs some articles, in the forms that letters, notices and local news have.
pub(super) fn with_signatures(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len() + 8);
    for (k, draft) in drafts.iter().enumerate() {
        out.push(draft.clone());
        let last = drafts.get(k + 1).is_none_or(|d| d.article != draft.article);
        let whole = draft.text.ends_with('。') || draft.text.ends_with('”');
        if !last || !whole || draft.role != Role::Body || draft.article.is_none() || dice.unit() > 0.3 {
            continue;
        }
        let gap = "\n".repeat(draft.gap.matches('\n').count().clamp(1, 2));
        let mut sign = |text: String, role: Role, n: usize| {
            out.push(Draft {
                gap: gap.clone(),
                text,
                role,
                continues: false,
                order: draft.order + 3 + n,
                ..draft.clone()
            });
        };
        let (one, two) = (person(&drafts, dice), person(&drafts, dice));
        let place = name(&drafts, dice, 2) + pick(&["市", "县", "省", ""], dice);
        let office = name(&drafts, dice, 2)
            + pick(&["市公安局", "县教育局", "公司", "大学", "管理局", "委员会", "街道办事处"], dice);
        match dice.below(40).min(9) {
            0 => sign(one, Role::Signature, 0),
            1 => sign(format!("{one} {two}"), Role::Signature, 0),
            2 => sign(format!("（{one}）"), Role::Signature, 0),
            3 => sign(format!("{place}　{one}"), Role::Signature, 0),
            4 => sign(format!("{one}　{place}"), Role::Signature, 0),
            5 => {
                sign(office, Role::Signature, 0);
                if dice.unit() < 0.6 {
                    let date = format!(
                        "{}年{}月{}日",
                        1985 + dice.below(40),
                        1 + dice.below(12),
                        1 + dice.below(28)
                    );
                    sign(date, Role::Signature, 1);
                }
            }
            6 => sign(format!("图/文 {one}"), Role::Credit, 0),
            7 | 8 => sign(format!("（{one} {two}）"), Role::Signature, 0),
            _ => sign(format!("{one} {two}"), Role::Signature, 0),
        }
    }
    out
}

/// Gives bylines the forms of other papers, and some articles a byline that have none.
pub(super) fn with_bylines(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let form = dice.below(9);
    let more = dice.unit() < 0.4;
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len() + 8);
    for (k, draft) in drafts.iter().enumerate() {
        let line = |dice: &mut Dice| {
            let (one, two) = (person(&drafts, dice), person(&drafts, dice));
            let place = name(&drafts, dice, 2);
            match form {
                0 => format!("【记者{one}／{place}报道】"),
                1 => format!("文/{one}"),
                2 => format!("□ {place}日报记者 {one}"),
                3 => format!("本报记者 {one} 通讯员 {two}"),
                4 => format!("记者 {one} 文/图"),
                5 => format!("■{place}晚报记者 {one} {two}"),
                6 => format!("（记者{one}）"),
                7 => format!("{place}日报记者 {one} 实习生 {two}"),
                _ => one,
            }
        };
        if draft.role == Role::Byline && dice.unit() < 0.7 {
            out.push(Draft { text: line(dice), ..draft.clone() });
            continue;
        }
        out.push(draft.clone());
        let title = matches!(draft.role, Role::Headline | Role::Subtitle);
        let body = drafts
            .get(k + 1)
            .is_some_and(|d| d.role == Role::Body && d.article == draft.article && !d.continues);
        if more && title && body && draft.article.is_some() && dice.unit() < 0.25 {
            let gap = "\n".repeat(draft.gap.matches('\n').count().clamp(1, 2));
            out.push(Draft {
                gap,
                text: line(dice),
                role: Role::Byline,
                order: draft.order + 4,
                ..draft.clone()
            });
        }
    }
    out
}

/// Letters and notices: a salutation of its own, a headline of one word.
pub(super) fn with_letters(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len() + 4);
    for (k, draft) in drafts.iter().enumerate() {
        let after_title =
            k > 0 && drafts[k - 1].role == Role::Headline && drafts[k - 1].article == draft.article;
        if after_title && draft.role == Role::Body && !draft.continues && dice.unit() < 0.3 {
            let text = pick(
                &["编辑同志：", "编辑部：", "编辑先生：", "各位读者：", "编者按：", "尊敬的编辑："],
                dice,
            )
            .to_owned();
            out.push(Draft { gap: "\n".into(), text, order: draft.order.saturating_sub(3), ..draft.clone() });
        }
        let mut draft = draft.clone();
        let alone = drafts.get(k + 1).is_some_and(|d| d.role == Role::Body);
        if draft.role == Role::Headline && alone && dice.unit() < 0.25 {
            draft.text = pick(
                &[
                    "启事",
                    "更正",
                    "声明",
                    "遗失声明",
                    "公告",
                    "招聘",
                    "来信照登",
                    "答读者问",
                    "讣告",
                    "编后",
                    "通知",
                    "征稿启事",
                    "寻人启事",
                    "致歉",
                ],
                dice,
            )
            .to_owned();
        }
        out.push(draft);
    }
    out
}

/// Sets photo news between articles: a caption with its credit and no headline.
pub(super) fn with_photos(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let mut next = drafts.iter().filter_map(|d| d.article).max().map_or(0, |m| m + 1);
    let share = 0.05 + 0.2 * dice.unit();
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len() + 8);
    for k in 0..=drafts.len() {
        let edge = k == 0 || k == drafts.len() || drafts[k].article != drafts[k - 1].article;
        let gap = drafts
            .get(k.max(1).min(drafts.len() - 1))
            .map_or("\n".to_owned(), |d| "\n".repeat(d.gap.matches('\n').count().max(1)));
        if edge
            && dice.unit() < share
            && let Some(caption) = caption(&drafts, dice)
        {
            let one = person(&drafts, dice);
            let credit = match dice.below(4) {
                0 | 1 => format!("{one} 摄"),
                2 => format!("本报记者 {one} 摄"),
                _ => format!("新华社记者 {one} 摄"),
            };
            let draft = |text: String, role: Role, order: usize| Draft {
                gap: gap.clone(),
                text,
                role,
                article: Some(next),
                continues: false,
                order,
            };
            match dice.below(5) {
                4 => {
                    for n in 0..2 + dice.below(2) {
                        let mark = ["①", "②", "③"][n];
                        let Some(scene) = clauses(&drafts[dice.below(drafts.len())].text, 6, 24).pop() else {
                            continue;
                        };
                        out.push(draft(format!("图{mark}：{scene}。　{credit}"), Role::Caption, 10 * n));
                    }
                }
                0 => out.push(draft(format!("{caption}（{credit}）"), Role::Caption, 0)),
                1 => out.push(draft(format!("{caption}　{credit}"), Role::Caption, 0)),
                _ => {
                    out.push(draft(caption, Role::Caption, 0));
                    out.push(draft(credit, Role::Credit, 10));
                }
            }
            next += 1;
        }
        if let Some(draft) = drafts.get(k) {
            out.push(draft.clone());
        }
    }
    if let Some(first) = out.first_mut() {
        first.gap.clear();
    }
    out
}

/// A caption made from the first sentence of some text of the page.
fn caption(drafts: &[Draft], dice: &mut Dice) -> Option<String> {
    let bodies: Vec<&Draft> =
        drafts.iter().filter(|d| d.role == Role::Body && d.text.contains('。')).collect();
    let text = &bodies.get(dice.below(bodies.len()))?.text;
    let sentence = text.split_inclusive('。').find(|s| (20..110).contains(&s.chars().count()))?;
    let day = format!("{}月{}日，", 1 + dice.below(12), 1 + dice.below(28));
    let scene = clauses(text, 5, 14).pop()?;
    Some(match dice.below(5) {
        0 => format!("{day}{sentence}图为{scene}。"),
        1 => format!("{sentence}图为{scene}。"),
        2 => format!("图为{scene}。"),
        3 => format!("{day}{sentence}"),
        _ => format!("图{}：{scene}。", ["①", "②", "③", "一", "二"][dice.below(5)]),
    })
}
