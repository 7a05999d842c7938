//! Articles that go on on another page: `下转第3版` there, `上接第1版` here.

use jianbao_core::Role;

use super::chars::fold;
use super::features::weight_of;
use super::layout::{Layout, LayoutArticle};
use super::math::ln;
use super::ngrams::{Counts, Side, association, key, weight};
use super::patterns;

/// Below this, two jump lines are not taken for the two ends of one article.
const ENOUGH: f32 = 2.0;

/// One end of an article at a jump line.
struct End {
    article: usize,
    /// The page that the jump line names.
    names: Option<u32>,
    /// The page that it stands on.
    on: Option<u32>,
    /// The number of the page break before it.
    sheet: usize,
    title: Vec<(u32, f32)>,
    words: Vec<(u32, f32)>,
    edge: Vec<char>,
    ends: bool,
}

/// The number of the sheet (stretch between page breaks) of each block.
pub(crate) struct Sheets {
    /// One for each block.
    pub of_block: Vec<usize>,
}

/// Joins articles over pages.
pub(crate) fn join(layout: &mut Layout, text: &str, sheets: &Sheets, counts: &dyn Counts) {
    let (mut tails, heads) = ends(layout, text, sheets, counts);
    if tails.is_empty() || heads.is_empty() {
        return;
    }
    let mut into: Vec<Option<(usize, bool, String, f32)>> =
        (0..layout.articles.len()).map(|_| None).collect();
    for head in &heads {
        let best = tails
            .iter()
            .enumerate()
            .filter(|(_, tail)| tail.article != head.article && root(&into, tail.article) != head.article)
            .map(|(k, tail)| (k, score(tail, head, counts)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((k, score)) = best.filter(|&(_, score)| score >= ENOUGH) {
            let tail = tails.remove(k);
            let page = head.names.or(tail.on).map_or(String::new(), |p| p.to_string());
            into[head.article] = Some((tail.article, !tail.ends, page, score));
        }
    }
    merge(layout, &into);
}

/// The article that an article is in the end a part of.
fn root(into: &[Option<(usize, bool, String, f32)>], mut article: usize) -> usize {
    while let Some((next, ..)) = &into[article] {
        article = *next;
    }
    article
}

fn ends(layout: &Layout, text: &str, sheets: &Sheets, counts: &dyn Counts) -> (Vec<End>, Vec<End>) {
    let folded = |b: usize| layout.blocks[b].range.slice(text).chars().map(fold).collect::<Vec<char>>();
    // Page numbers by what the furniture says, else by counting page breaks.
    let sheet_count = sheets.of_block.last().map_or(0, |s| s + 1);
    let mut page_of: Vec<Option<u32>> = vec![None; layout.blocks.len()];
    let mut said: Vec<Option<u32>> =
        (0..sheet_count).map(|s| (sheet_count > 1).then_some(s as u32 + 1)).collect();
    let mut running: Option<u32> = None;
    let mut several = false;
    for (k, block) in layout.blocks.iter().enumerate() {
        if k > 0 && sheets.of_block[k] != sheets.of_block[k - 1] {
            running = None;
        }
        if block.article.is_none()
            && let Some(page) = patterns::page_number(&folded(k))
        {
            several |= running.is_some_and(|r| r != page);
            running = Some(page);
            said[sheets.of_block[k]] = Some(page);
        }
        page_of[k] = running;
    }
    for (k, page) in page_of.iter_mut().enumerate() {
        if page.is_none() || !several {
            *page = said[sheets.of_block[k]];
        }
    }
    let (mut tails, mut heads) = (Vec::new(), Vec::new());
    for (number, article) in layout.articles.iter().enumerate() {
        for (place, &b) in article.blocks.iter().enumerate() {
            let b = b as usize;
            let marked = layout.blocks[b].role == Role::Jump
                || layout.blocks[b].inline.iter().any(|i| i.role == Role::Jump);
            if !marked {
                continue;
            }
            let c = folded(b);
            let Some(jump) = patterns::jump(&c) else { continue };
            let mut title = Vec::new();
            for &h in article.blocks.iter().take(4) {
                if matches!(layout.blocks[h as usize].role, Role::Headline | Role::Kicker) {
                    title.extend(words(&folded(h as usize), counts));
                }
            }
            if let Some(range) = &jump.title {
                title.extend(words(&c[range.clone()], counts));
            }
            sort(&mut title);
            let (before, after) = (&c[..jump.range.start], &c[jump.range.end..]);
            let near: Vec<usize> = if jump.back {
                article.blocks[place..].iter().take(4).map(|&k| k as usize).collect()
            } else {
                article.blocks[..=place].iter().rev().take(5).map(|&k| k as usize).collect()
            };
            let mut around: Vec<(u32, f32)> = near.iter().flat_map(|&k| words(&folded(k), counts)).collect();
            sort(&mut around);
            let edge: Vec<char> = match (jump.back, before.is_empty(), after.is_empty()) {
                (true, _, false) => after.to_vec(),
                (true, ..) => article.blocks.get(place + 1).map_or(Vec::new(), |&k| folded(k as usize)),
                (false, false, _) => before.to_vec(),
                (false, ..) => {
                    place.checked_sub(1).map_or(Vec::new(), |k| folded(article.blocks[k] as usize))
                }
            };
            let ends = super::rules::ends_sentence(&edge);
            let end = End {
                article: number,
                names: jump.page,
                on: page_of[b],
                sheet: sheets.of_block[b],
                title,
                words: around,
                edge,
                ends,
            };
            if jump.back { heads.push(end) } else { tails.push(end) }
        }
    }
    (tails, heads)
}

fn words(c: &[char], counts: &dyn Counts) -> Vec<(u32, f32)> {
    c.windows(2)
        .filter(|w| w.iter().all(|&x| super::chars::is_han(x)))
        .map(|w| (key(w), weight(counts, w).max(0.2)))
        .collect()
}

fn sort(words: &mut Vec<(u32, f32)>) {
    words.sort_unstable_by_key(|w| w.0);
    words.dedup_by_key(|w| w.0);
}

/// What two sorted word lists share, against what they could: 0..1.
fn similarity(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut i, mut j, mut shared) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += a[i].1;
                i += 1;
                j += 1;
            }
        }
    }
    let scale = (weight_of(a) * weight_of(b)).sqrt();
    if scale > 0.0 { shared / scale } else { 0.0 }
}

/// How well a tail and a head on another page go together.
fn score(tail: &End, head: &End, counts: &dyn Counts) -> f32 {
    let agree = |a: Option<u32>, b: Option<u32>| match (a, b) {
        (Some(a), Some(b)) if a == b => 1.2,
        (Some(_), Some(_)) => -2.0,
        _ => 0.0,
    };
    let pages = agree(tail.names, head.on) + agree(head.names, tail.on);
    let apart =
        if tail.sheet == head.sheet && (tail.on.is_none() || tail.on == head.on) { -3.0 } else { 0.5 };
    let edges = association(counts, Side::tail(counts, &tail.edge), Side::head(counts, &head.edge));
    let fits = if tail.ends { 0.0 } else { (edges[0] + edges[1] + edges[2]).clamp(-2.0, 3.0) * 0.5 };
    let title = similarity(&tail.title, &head.title);
    let topic = similarity(&tail.words, &head.words);
    let amount = ln(1.0 + 20.0 * topic) * 0.8;
    pages + apart + fits + 5.0 * title + amount
}

fn merge(layout: &mut Layout, into: &[Option<(usize, bool, String, f32)>]) {
    for (head, link) in into.iter().enumerate() {
        let Some((_, open, page, score)) = link else { continue };
        let tail = root(into, head);
        let blocks = std::mem::take(&mut layout.articles[head].blocks);
        let sure = jianbao_core::Confidence::from_probability(f64::from(super::math::sigmoid(score - 1.0)));
        let reason = if page.is_empty() { "jump".to_owned() } else { format!("jump-page:{page}") };
        for (k, &b) in blocks.iter().enumerate() {
            let block = &mut layout.blocks[b as usize];
            block.article = Some(tail as u32);
            if k == 0 {
                block.link_evidence.reasons = vec![reason.clone().into()];
                block.link_evidence.confidence = sure;
            }
        }
        if *open && let Some(&first) = blocks.iter().find(|&&b| layout.blocks[b as usize].role == Role::Body)
        {
            layout.blocks[first as usize].continues = true;
        }
        let article = &mut layout.articles[tail];
        article.blocks.extend(blocks);
        article.evidence.confidence = article.evidence.confidence.min(sure);
        article.evidence.reasons = vec![reason.into()];
    }
    renumber(layout);
}

/// Drops articles without blocks and numbers the others by where they begin in the text.
pub(crate) fn renumber(layout: &mut Layout) {
    let mut kept: Vec<LayoutArticle> =
        std::mem::take(&mut layout.articles).into_iter().filter(|a| !a.blocks.is_empty()).collect();
    kept.sort_by_key(|a| a.blocks.iter().min().copied());
    for (number, article) in kept.iter_mut().enumerate() {
        for &b in &article.blocks {
            layout.blocks[b as usize].article = Some(number as u32);
        }
        article.parts = Layout::parts_of(&layout.blocks, &article.blocks);
    }
    layout.articles = kept;
}
