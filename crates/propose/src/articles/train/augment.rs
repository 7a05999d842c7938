//! Makes pages of other styles out of a training page: with subheads, without blank lines or
//! indents, briefs without a headline, headlines over two lines, texts without a dateline.

use jianbao_core::{ByteRange, Role};

use super::{Dice, TrainingLine, TrainingPage, extras, sections, tables};
use crate::articles::chars::fold;
use crate::articles::patterns;

/// What is added to a page, and how often.
type Extra = (f32, fn(Vec<Draft>, &mut Dice) -> Vec<Draft>);
const EXTRAS: [Extra; 10] = [
    (0.25, extras::with_photos),
    (0.25, tables::with_tables),
    (0.15, tables::with_lists),
    (0.3, extras::with_bylines),
    (0.15, extras::with_letters),
    (0.35, extras::with_signatures),
    (0.25, extras::with_kickers),
    (0.1, extras::with_verse),
    (0.12, extras::with_briefs),
    (0.5, extras::with_furniture),
];

/// A line on its way to another page.
#[derive(Clone)]
pub(super) struct Draft {
    /// White space before it, from the end of the line before.
    pub(super) gap: String,
    pub(super) text: String,
    pub(super) role: Role,
    pub(super) article: Option<u32>,
    pub(super) continues: bool,
    /// Its place in the reading order of its article.
    pub(super) order: usize,
}

/// Another page with the same articles.
pub(super) fn vary(page: &TrainingPage, dice: &mut Dice) -> TrainingPage {
    varied(drafts(page), page, dice)
}

/// The same articles in another, disordered, arrangement; none for a page that is not in sequence.
pub(super) fn jumble(page: &TrainingPage, dice: &mut Dice) -> Option<TrainingPage> {
    let drafts = super::jumble::jumbled(&drafts(page), dice)?;
    Some(if dice.unit() < 0.5 { varied(drafts, page, dice) } else { written(&drafts, page) })
}

fn varied(mut drafts: Vec<Draft>, page: &TrainingPage, dice: &mut Dice) -> TrainingPage {
    if dice.unit() < 0.6 {
        drop_parts(&mut drafts, dice);
    }
    if dice.unit() < 0.3 {
        drafts = sections::with_places(drafts, dice);
    }
    if dice.unit() < 0.6 {
        drafts = with_subheads(drafts, dice);
    }
    for (chance, add) in EXTRAS {
        if dice.unit() < chance {
            drafts = add(drafts, dice);
        }
    }
    if dice.unit() < 0.5 {
        drafts = with_split_headlines(drafts, dice);
    }
    restyle(&mut drafts, dice);
    written(&drafts, page)
}

fn drafts(page: &TrainingPage) -> Vec<Draft> {
    let mut order = vec![0; page.lines.len()];
    for parts in &page.articles {
        let mut at = 0;
        for part in parts {
            for (k, line) in page.lines.iter().enumerate() {
                if part.covers(line.range) {
                    order[k] = at;
                    at += 10;
                }
            }
        }
    }
    let mut end = 0;
    page.lines
        .iter()
        .zip(order)
        .map(|(line, order)| {
            let gap = page.text[end..line.range.start().idx()].to_owned();
            end = line.range.end().idx();
            Draft {
                gap,
                text: line.range.slice(&page.text).to_owned(),
                role: line.role,
                article: line.article,
                continues: line.continues,
                order,
            }
        })
        .collect()
}

/// Takes headlines off short articles and datelines off first paragraphs.
fn drop_parts(drafts: &mut Vec<Draft>, dice: &mut Dice) {
    let articles = drafts.iter().filter_map(|d| d.article).max().map_or(0, |m| m + 1);
    for article in 0..articles {
        let own: Vec<usize> = (0..drafts.len()).filter(|&k| drafts[k].article == Some(article)).collect();
        let bodies = own.iter().filter(|&&k| matches!(drafts[k].role, Role::Body | Role::Caption)).count();
        let photo = own.iter().all(|&k| !matches!(drafts[k].role, Role::Body));
        if (1..=8).contains(&bodies) && dice.unit() < if photo { 0.5 } else { 0.06 } {
            for &k in &own {
                if matches!(drafts[k].role, Role::Headline | Role::Kicker | Role::Subtitle) {
                    drafts[k].text.clear();
                }
            }
        }
        if dice.unit() < 0.5
            && let Some(&k) = own.iter().find(|&&k| drafts[k].role == Role::Body && !drafts[k].continues)
        {
            let chars: Vec<char> = drafts[k].text.chars().map(fold).collect();
            if let Some(end) = patterns::dateline(&chars).filter(|&e| e + 12 < chars.len()) {
                drafts[k].text = drafts[k].text.chars().skip(end).collect::<String>().trim_start().to_owned();
            }
        }
    }
    drafts.retain(|d| !d.text.is_empty());
}

/// Puts subheads made from clauses of the text before some paragraphs of long articles.
fn with_subheads(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let articles = drafts.iter().filter_map(|d| d.article).max().map_or(0, |m| m + 1);
    let mut before: Vec<Option<String>> = vec![None; drafts.len()];
    for article in 0..articles {
        let starts: Vec<usize> = (1..drafts.len())
            .filter(|&k| {
                let (d, b) = (&drafts[k], &drafts[k - 1]);
                d.article == Some(article)
                    && b.article == Some(article)
                    && d.role == Role::Body
                    && b.role == Role::Body
                    && !d.continues
            })
            .collect();
        let long = drafts
            .iter()
            .filter(|d| d.article == Some(article))
            .map(|d| d.text.chars().count())
            .sum::<usize>()
            > 500;
        let has = drafts.iter().any(|d| d.article == Some(article) && d.role == Role::Subhead);
        if starts.len() < 3 || !long || has || dice.unit() > 0.48 {
            continue;
        }
        let style = dice.below(6);
        let every = 2 + dice.below(3);
        for (n, &k) in starts.iter().skip(dice.below(3)).step_by(every).enumerate().take(6) {
            before[k] = subhead(&drafts[k].text, style, n, dice);
        }
    }
    let mut out = Vec::with_capacity(drafts.len() + 16);
    for (draft, title) in drafts.into_iter().zip(before) {
        if let Some(text) = title {
            let newlines: String = draft.gap.chars().filter(|&c| c == '\n').collect();
            out.push(Draft {
                gap: newlines,
                text,
                role: Role::Subhead,
                article: draft.article,
                continues: false,
                order: draft.order.saturating_sub(5),
            });
        }
        out.push(draft);
    }
    out
}

fn subhead(text: &str, style: usize, n: usize, dice: &mut Dice) -> Option<String> {
    let clauses = extras::clauses(text, 4, 15);
    if clauses.len() < 2 {
        return None;
    }
    let first = clauses[dice.below(clauses.len())].clone();
    let second = clauses[dice.below(clauses.len())].clone();
    let comma = if text.contains('，') { "，" } else { "," };
    let numbers = ["一", "二", "三", "四", "五", "六", "七"];
    Some(match style {
        0 => first,
        1 => format!("{first}{comma}{second}"),
        2 => format!("{}、{first}", numbers[n.min(6)]),
        3 => format!("“{first}”"),
        4 => format!("从“{first}”到“{second}”"),
        _ => format!("{first} {second}"),
    })
}

/// Cuts some headlines in two or three lines, or sets a blank into them.
fn with_split_headlines(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let mut out = Vec::with_capacity(drafts.len() + 8);
    for draft in drafts {
        let count = draft.text.chars().count();
        if draft.role != Role::Headline || count < 9 || dice.unit() > 0.35 {
            out.push(draft);
            continue;
        }
        let lines = if count >= 15 && dice.unit() < 0.25 { 3 } else { 2 };
        let chars: Vec<char> = draft.text.chars().collect();
        let mut pieces: Vec<String> = Vec::with_capacity(lines);
        let mut from = 0;
        for n in 1..=lines {
            let even = count * n / lines;
            let to = if n == lines { count } else { (even + dice.below(5)).saturating_sub(2).max(from + 1) };
            pieces.push(chars[from..to].iter().collect::<String>().trim().to_owned());
            from = to;
        }
        if pieces.iter().any(String::is_empty) || dice.unit() < 0.5 {
            out.push(Draft { text: pieces.join(" ").trim().to_owned(), ..draft });
            continue;
        }
        for (n, text) in pieces.into_iter().enumerate() {
            let gap = if n == 0 { draft.gap.clone() } else { "\n".into() };
            out.push(Draft { gap, text, order: draft.order + n, continues: n > 0, ..draft.clone() });
        }
    }
    out
}

/// Changes blank lines and indents all over the page.
fn restyle(drafts: &mut [Draft], dice: &mut Dice) {
    let lines = match dice.below(10) {
        0 | 1 => Some(1),
        2 | 3 => Some(2),
        _ => None,
    };
    let indent = match dice.below(10) {
        0..=2 => Some(""),
        3 => Some("\u{3000}\u{3000}"),
        _ => None,
    };
    for draft in drafts.iter_mut() {
        let mut newlines = draft.gap.chars().filter(|&c| c == '\n').count();
        let old = draft.gap.rsplit('\n').next().unwrap_or("").to_owned();
        if let Some(n) = lines {
            // A wrapped line stays on the line after its fellow.
            newlines = if draft.continues && newlines == 1 { 1 } else { n.max(usize::from(newlines > 0)) };
        }
        let space = match indent {
            Some(space) if draft.role == Role::Body && !draft.continues => space.to_owned(),
            Some("") => String::new(),
            _ => old,
        };
        draft.gap = "\n".repeat(newlines) + &space;
    }
}

fn written(drafts: &[Draft], page: &TrainingPage) -> TrainingPage {
    let mut text = String::with_capacity(page.text.len() + 256);
    let mut lines = Vec::with_capacity(drafts.len());
    let count = drafts.iter().filter_map(|d| d.article).max().map_or(0, |a| a as usize + 1);
    let mut by_article: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count.max(page.articles.len())];
    for (k, draft) in drafts.iter().enumerate() {
        if k > 0 && !draft.gap.contains('\n') {
            text.push('\n');
        }
        text.push_str(&draft.gap);
        let start = text.len();
        text.push_str(&draft.text);
        lines.push(TrainingLine {
            range: ByteRange::at(start, text.len()),
            role: draft.role,
            article: draft.article,
            continues: draft.continues,
        });
        if let Some(own) = draft.article.and_then(|a| by_article.get_mut(a as usize)) {
            own.push((draft.order, k));
        }
    }
    let articles = by_article
        .into_iter()
        .map(|mut own| {
            own.sort_unstable();
            let mut parts: Vec<(usize, usize)> = Vec::new();
            for (_, k) in own {
                match parts.last_mut() {
                    Some((_, last)) if *last + 1 == k => *last = k,
                    _ => parts.push((k, k)),
                }
            }
            parts
                .into_iter()
                .map(|(a, b): (usize, usize)| ByteRange::new(lines[a].range.start(), lines[b].range.end()))
                .collect()
        })
        .collect();
    TrainingPage { text, source: page.source.clone(), lines, articles }
}
