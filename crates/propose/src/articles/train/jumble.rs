//! Makes a disordered page out of one whose articles stand in sequence: paragraphs are cut by
//! column ends, articles are interrupted by others, some begin or end on another page.

use jianbao_core::Role;

use super::Dice;
use super::augment::Draft;

/// One stretch of an article that stays together.
struct Part {
    drafts: Vec<Draft>,
}

/// A disordered page of the same articles; none for a page that is not in sequence.
pub(super) fn jumbled(drafts: &[Draft], dice: &mut Dice) -> Option<Vec<Draft>> {
    if drafts.iter().any(|d| d.continues) {
        return None;
    }
    let count = drafts.iter().filter_map(|d| d.article).max()? + 1;
    let blank = if drafts.iter().skip(1).filter(|d| d.gap.starts_with("\n\n")).count() * 2 > drafts.len() {
        "\n\n"
    } else {
        "\n"
    };
    let column = if dice.unit() < 0.25 { usize::MAX / 4 } else { 180 + dice.below(340) };
    let interrupted = if dice.unit() < 0.35 { 0.0 } else { 0.08 + 0.4 * dice.unit() };
    let jumps = dice.unit() < 0.4;
    let mut queue: Vec<Part> = Vec::new();
    let mut waiting: Vec<(usize, Part)> = Vec::new();
    let mut early: Vec<Part> = Vec::new();
    for article in 0..count {
        let own: Vec<Draft> = drafts.iter().filter(|d| d.article == Some(article)).cloned().collect();
        let mut pieces = cut(own, column, blank, dice);
        if jumps && dice.unit() < 0.15 {
            jump(&mut pieces, blank, dice);
        }
        let mut parts = parts(pieces, interrupted, dice);
        let rest = parts.split_off(1.min(parts.len()));
        queue.extend(parts);
        // What waits comes back when enough other articles have been set.
        for w in &mut waiting {
            w.0 = w.0.saturating_sub(1);
        }
        let mut k = 0;
        while k < waiting.len() {
            if waiting[k].0 == 0 { queue.push(waiting.remove(k).1) } else { k += 1 }
        }
        let mut after = 0;
        for part in rest {
            if dice.unit() < 0.04 && queue.len() > 1 {
                early.push(part);
                continue;
            }
            after += 1 + dice.below(3);
            waiting.push((after, part));
        }
    }
    waiting.sort_by_key(|w| w.0);
    queue.extend(waiting.into_iter().map(|w| w.1));
    for part in early {
        let at = dice.below(queue.len());
        queue.insert(at, part);
    }
    let mut out: Vec<Draft> = drafts.iter().filter(|d| d.article.is_none()).take(1).cloned().collect();
    out.extend(queue.into_iter().flat_map(|p| p.drafts));
    if let Some(first) = out.first_mut() {
        first.gap.clear();
    }
    Some(out)
}

/// Cuts paragraphs where columns end.
fn cut(own: Vec<Draft>, column: usize, blank: &str, dice: &mut Dice) -> Vec<Draft> {
    let mut out = Vec::new();
    let mut room = column / 3 + dice.below(column.min(600));
    for mut draft in own {
        loop {
            let count = draft.text.chars().count();
            let cuttable = matches!(draft.role, Role::Body | Role::Caption) && count > room + 4 && room > 4;
            if !cuttable {
                room = room.saturating_sub(count);
                if room <= 4 {
                    room = column;
                }
                out.push(draft);
                break;
            }
            let at = draft.text.char_indices().nth(room).map_or(draft.text.len(), |(at, _)| at);
            let (head, tail) = draft.text.split_at(at);
            let (head, tail) = (head.trim().to_owned(), tail.trim().to_owned());
            if head.is_empty() || tail.is_empty() {
                out.push(draft);
                break;
            }
            let rest = Draft {
                gap: blank.to_owned(),
                text: tail,
                continues: true,
                order: draft.order + 1,
                ..draft.clone()
            };
            draft.text = head;
            out.push(draft);
            draft = rest;
            room = column.saturating_sub(20) + dice.below(40);
        }
    }
    out
}

/// Sends the end of an article to another page, or brings it from there.
fn jump(pieces: &mut Vec<Draft>, blank: &str, dice: &mut Dice) {
    let bodies: Vec<usize> = (0..pieces.len()).filter(|&k| pieces[k].role == Role::Body).collect();
    if bodies.len() < 3 {
        return;
    }
    let at = bodies[1 + dice.below(bodies.len() - 2)];
    let numerals = ["一", "二", "三", "四", "1", "2", "3", "4", "5", "8"];
    let page = numerals[dice.below(numerals.len())];
    let fold = pieces[at].text.contains(',');
    let (open, close) = if fold { ("(", ")") } else { ("（", "）") };
    if dice.unit() < 0.4 {
        let cut =
            pieces[at].text.char_indices().nth(20 + dice.below(40)).map_or(pieces[at].text.len(), |(k, _)| k);
        pieces[at].text.truncate(cut);
        pieces[at].text.push_str(&format!("{open}下转第{page}版{close}"));
        pieces.truncate(at + 1);
        return;
    }
    let titles: Vec<Draft> = if dice.unit() < 0.6 {
        pieces.iter().take_while(|d| matches!(d.role, Role::Headline)).take(1).cloned().collect()
    } else {
        Vec::new()
    };
    let mut rest = pieces.split_off(at);
    let mark = format!("{open}上接第{page}版{close}");
    rest[0].continues = false;
    if dice.unit() < 0.35 {
        let own = Draft {
            gap: blank.to_owned(),
            text: mark,
            role: Role::Jump,
            continues: false,
            ..rest[0].clone()
        };
        rest.insert(0, own);
    } else {
        rest[0].text.insert_str(0, &mark);
    }
    *pieces = titles;
    pieces.extend(rest);
}

/// Cuts an article in parts that other articles may come between.
fn parts(pieces: Vec<Draft>, interrupted: f32, dice: &mut Dice) -> Vec<Part> {
    let mut places: Vec<usize> = (2..pieces.len())
        .filter(|&k| pieces[k].continues || (pieces[k].role == Role::Body && dice.unit() < 0.06))
        .collect();
    let mut chosen = Vec::new();
    let mut chance = interrupted;
    while !places.is_empty() && dice.unit() < chance {
        chosen.push(places.remove(dice.below(places.len())));
        chance *= 0.3;
    }
    chosen.sort_unstable();
    let mut out = Vec::new();
    let mut pieces = pieces.into_iter();
    let mut from = 0;
    for at in chosen {
        out.push(Part { drafts: pieces.by_ref().take(at - from).collect() });
        from = at;
    }
    out.push(Part { drafts: pieces.collect() });
    out.retain(|p: &Part| !p.drafts.is_empty());
    out
}
