//! Articles that go on on another page: `下转第3版` there, `上接第1版` here.

use std::collections::BTreeMap;

use jianbao_core::Role;

use super::chars::fold;
use super::features::weight_of;
use super::layout::{Layout, LayoutArticle};
use super::math::ln;
use super::ngrams::{Counts, Side, association, key, weight};
use super::patterns;

/// Below this, two jump lines are not taken for the two ends of one article.
const ENOUGH: f32 = 2.0;
/// Tails of one kind before a head, and as many after it, that it is compared with at most.
const NEAREST: usize = 12;

/// One end of an article at a jump line.
struct End {
    article: usize,
    /// The block that it is in.
    block: usize,
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

/// A head with the tail that it goes on from.
struct Link {
    tail: usize,
    head: usize,
    score: f32,
}

/// Joins articles over pages.
pub(crate) fn join(layout: &mut Layout, text: &str, sheets: &Sheets, counts: &dyn Counts) {
    let (tails, heads) = ends(layout, text, sheets, counts);
    let links = choose(&tails, &heads, layout.articles.len(), |tail, head| score(tail, head, counts));
    merge(layout, &tails, &heads, &links);
}

/// The links that go together best: each tail once, one before each article, no article after itself.
fn choose(
    tails: &[End],
    heads: &[End],
    articles: usize,
    mut score: impl FnMut(&End, &End) -> f32,
) -> Vec<Link> {
    let places = Places::of(tails);
    let mut possible: Vec<Link> = Vec::new();
    for (number, head) in heads.iter().enumerate() {
        for tail in places.near(tails, head).into_iter().filter(|&t| tails[t].article != head.article) {
            let score = score(&tails[tail], head);
            if score >= ENOUGH {
                possible.push(Link { tail, head: number, score });
            }
        }
    }
    let apart = |l: &Link| tails[l.tail].block.abs_diff(heads[l.head].block);
    possible.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then((apart(a), a.tail, a.head).cmp(&(apart(b), b.tail, b.head)))
    });
    let mut taken = vec![false; tails.len()];
    let mut linked = vec![false; articles];
    let mut whole: Vec<usize> = (0..articles).collect();
    possible.retain(|link| {
        let (before, after) = (tails[link.tail].article, heads[link.head].article);
        let ends = (root(&mut whole, before), root(&mut whole, after));
        let good = !taken[link.tail] && !linked[after] && ends.0 != ends.1;
        if good {
            taken[link.tail] = true;
            linked[after] = true;
            whole[ends.1] = ends.0;
        }
        good
    });
    possible
}

/// The one that stands for all articles that are one with this one.
fn root(whole: &mut [usize], mut article: usize) -> usize {
    while whole[article] != article {
        whole[article] = whole[whole[article]];
        article = whole[article];
    }
    article
}

/// Tails by where they stand, so that a head is compared with a few of them however many there are.
struct Places {
    /// All, in the order of the text.
    all: Vec<usize>,
    /// Those on a page.
    on: BTreeMap<u32, Vec<usize>>,
    /// Those that name a page.
    names: BTreeMap<u32, Vec<usize>>,
}

impl Places {
    /// `tails` are in the order of the text.
    fn of(tails: &[End]) -> Self {
        let mut places =
            Self { all: (0..tails.len()).collect(), on: BTreeMap::new(), names: BTreeMap::new() };
        for (k, tail) in tails.iter().enumerate() {
            for (map, page) in [(&mut places.on, tail.on), (&mut places.names, tail.names)] {
                if let Some(page) = page {
                    map.entry(page).or_default().push(k);
                }
            }
        }
        places
    }

    /// The tails that a head may go on from: the nearest of all, of those on the page that it names, and of those
    /// that name its page.
    fn near(&self, tails: &[End], head: &End) -> Vec<usize> {
        let on = head.names.and_then(|page| self.on.get(&page));
        let names = head.on.and_then(|page| self.names.get(&page));
        let mut near: Vec<usize> = [Some(&self.all), on, names]
            .into_iter()
            .flatten()
            .flat_map(|some| {
                let at = some.partition_point(|&k| tails[k].block < head.block);
                &some[at.saturating_sub(NEAREST)..(at + NEAREST).min(some.len())]
            })
            .copied()
            .collect();
        near.sort_unstable();
        near.dedup();
        near
    }
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
            let mut headline = Vec::new();
            for &h in article.blocks.iter().take(4) {
                if matches!(layout.blocks[h as usize].role, Role::Headline | Role::Kicker) {
                    headline.extend(words(&folded(h as usize), counts));
                }
            }
            for jump in patterns::jumps(&c) {
                let mut title = headline.clone();
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
                let mut around: Vec<(u32, f32)> =
                    near.iter().flat_map(|&k| words(&folded(k), counts)).collect();
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
                    block: b,
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
    }
    tails.sort_by_key(|end| end.block);
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

/// Appends to every article what goes on from it, and to that what goes on from that, in the order of the jump
/// lines: pages may come in any order.
fn merge(layout: &mut Layout, tails: &[End], heads: &[End], links: &[Link]) {
    let mut after: Vec<Vec<&Link>> = vec![Vec::new(); layout.articles.len()];
    let mut first = vec![true; layout.articles.len()];
    for link in links {
        after[tails[link.tail].article].push(link);
        first[heads[link.head].article] = false;
    }
    for own in &mut after {
        // The last one first, as they are taken from the end below.
        own.sort_by_key(|link| std::cmp::Reverse(tails[link.tail].block));
    }
    for article in (0..first.len()).filter(|&a| first[a]) {
        let mut open = std::mem::take(&mut after[article]);
        while let Some(link) = open.pop() {
            append(layout, article, &tails[link.tail], &heads[link.head], link.score);
            open.append(&mut after[heads[link.head].article]);
        }
    }
    renumber(layout);
}

/// Appends the article of a head to another one.
fn append(layout: &mut Layout, to: usize, tail: &End, head: &End, score: f32) {
    let blocks = std::mem::take(&mut layout.articles[head.article].blocks);
    let sure = jianbao_core::Confidence::from_probability(f64::from(super::math::sigmoid(score - 1.0)));
    let reason = head.names.or(tail.on).map_or_else(|| "jump".to_owned(), |page| format!("jump-page:{page}"));
    for (k, &b) in blocks.iter().enumerate() {
        let block = &mut layout.blocks[b as usize];
        block.article = Some(to as u32);
        if k == 0 {
            block.link_evidence.reasons = vec![reason.clone().into()];
            block.link_evidence.confidence = sure;
        }
    }
    if !tail.ends
        && let Some(&first) = blocks.iter().find(|&&b| layout.blocks[b as usize].role == Role::Body)
    {
        layout.blocks[first as usize].continues = true;
    }
    let article = &mut layout.articles[to];
    article.blocks.extend(blocks);
    article.evidence.confidence = article.evidence.confidence.min(sure);
    article.evidence.reasons = vec![reason.into()];
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

#[cfg(test)]
mod tests {
    use super::*;

    fn end(article: usize, block: usize, names: u32, on: u32) -> End {
        End {
            article,
            block,
            names: Some(names),
            on: Some(on),
            sheet: on as usize,
            title: Vec::new(),
            words: Vec::new(),
            edge: Vec::new(),
            ends: true,
        }
    }

    /// One page of jump lines to the other page, many of each; the n-th tail belongs to the n-th head.
    fn spread(count: usize) -> (Vec<End>, Vec<End>) {
        let tails = (0..count).map(|k| end(k, k, 2, 1)).collect();
        let heads = (0..count).map(|k| end(count + k, count + k, 1, 2)).collect();
        (tails, heads)
    }

    #[test]
    fn the_work_grows_with_the_jump_lines_and_not_with_their_square() {
        for count in [200, 2000] {
            let (tails, heads) = spread(count);
            let mut compared = 0;
            choose(&tails, &heads, 2 * count, |_, _| {
                compared += 1;
                0.0
            });
            assert!(compared > 0 && compared <= count * NEAREST * 6, "{compared} comparisons of {count}");
        }
    }

    #[test]
    fn pages_far_apart_find_each_other_by_their_numbers() {
        // A hundred jump lines of other pages lie between the two.
        let mut tails = vec![end(0, 0, 90, 7)];
        tails.extend((1..100).map(|k| end(k, k, 50, 8)));
        let heads = [end(100, 100, 7, 90)];
        let links = choose(&tails, &heads, 101, |tail, head| if tail.names == head.on { 5.0 } else { 2.5 });
        assert_eq!(links.iter().map(|l| (l.tail, l.head)).collect::<Vec<_>>(), [(0, 0)]);
    }

    #[test]
    fn a_head_does_not_take_the_tail_of_another_one_that_it_suits_better() {
        let tails = [end(0, 0, 2, 1), end(1, 1, 2, 1)];
        let heads = [end(2, 2, 1, 2), end(3, 3, 1, 2)];
        // The first head suits both tails, the second one the first tail alone, and better.
        let fits = |tail: &End, head: &End| match (tail.article, head.article) {
            (0, 2) => 4.0,
            (1, 2) => 3.0,
            (0, 3) => 6.0,
            _ => 0.0,
        };
        let mut links: Vec<_> = choose(&tails, &heads, 4, fits).iter().map(|l| (l.tail, l.head)).collect();
        links.sort_unstable();
        assert_eq!(links, [(0, 1), (1, 0)]);
    }

    #[test]
    fn no_article_goes_on_from_itself() {
        // Two articles that each point on to the other.
        let tails = [end(0, 1, 2, 1), end(1, 3, 1, 2)];
        let heads = [end(0, 0, 2, 1), end(1, 2, 1, 2)];
        assert_eq!(choose(&tails, &heads, 2, |_, _| 5.0).len(), 1);
    }
}
