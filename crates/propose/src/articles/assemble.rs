//! Puts a decision into words and ranges: blocks, articles in reading order, inline roles.

use std::ops::Range;

use jianbao_core::{ByteRange, Confidence, Role};

use super::calibration::{self, calibrated};
use super::decode::Decision;
use super::features::Facts;
use super::labels::{COUNT, LABELS, Label, Relation};
use super::layout::{Layout, LayoutArticle, LayoutBlock};
use super::lines::{Line, folded};
use super::pairs::{Pair, chance};
use super::patterns::{self, Note};
use super::units::Unit;
use super::why;
use crate::proposal::{Evidence, InlineRole};

/// A page that has been decided, with how sure each label is.
pub(crate) struct Decided<'a> {
    pub text: &'a str,
    pub lines: &'a [Line],
    pub units: &'a [Unit],
    pub decision: &'a Decision,
    pub marginals: &'a [[f32; COUNT]],
    /// See [`partner_chances`].
    pub partner_chances: &'a [f32],
    pub facts: &'a [Facts],
    /// Whether a person's hints spoke for the unit.
    pub learned: &'a [bool],
}

/// The layout of a decided page.
pub(crate) fn assemble(page: &Decided<'_>) -> Layout {
    let n = page.units.len();
    let label = |k: usize| LABELS[usize::from(page.decision.labels[k])];
    // Segments: stretches that follow their neighbour; each is a link of one article's chain.
    let mut segment: Vec<Option<usize>> = vec![None; n];
    let mut members: Vec<Vec<u32>> = Vec::new();
    for (k, own) in segment.iter_mut().enumerate() {
        let Label { relation, .. } = label(k);
        match relation {
            Relation::Furniture => continue,
            Relation::Same | Relation::Continues if !members.is_empty() => {}
            _ => members.push(Vec::new()),
        }
        *own = Some(members.len() - 1);
        if let Some(last) = members.last_mut() {
            last.push(k as u32);
        }
    }
    let mut next: Vec<Option<usize>> = vec![None; members.len()];
    let mut has_before = vec![false; members.len()];
    for k in 0..n {
        if let (Some(partner), Some(own)) = (page.decision.partner[k], segment[k])
            && let Some(before) = segment[partner as usize]
        {
            next[before] = Some(own);
            has_before[own] = true;
        }
    }
    let mut chains: Vec<Vec<u32>> = Vec::new();
    for first in (0..members.len()).filter(|&s| !has_before[s]) {
        let mut chain = Vec::new();
        let mut at = Some(first);
        while let Some(s) = at {
            chain.extend(&members[s]);
            at = next[s];
        }
        chains.push(chain);
    }
    chains.sort_by_key(|chain| chain.iter().min().copied());
    let mut article_of: Vec<Option<u32>> = vec![None; n];
    for (a, chain) in chains.iter().enumerate() {
        for &k in chain {
            article_of[k as usize] = Some(a as u32);
        }
    }

    let mut blocks: Vec<LayoutBlock> = Vec::with_capacity(page.lines.len());
    let mut blocks_of: Vec<Range<u32>> = Vec::with_capacity(n);
    for (k, unit) in page.units.iter().enumerate() {
        let Label { role, relation } = label(k);
        let m = &page.marginals[k];
        let role_chance: f32 = (0..COUNT).filter(|&l| LABELS[l].role == role).map(|l| m[l]).sum();
        let goes_on = matches!(relation, Relation::Same | Relation::Continues);
        let follows = match relation {
            Relation::Continues => k > 0,
            Relation::ResumesInside => page.decision.partner[k].is_some(),
            _ => false,
        };
        // What was cut out of one line only to be looked at is one block again.
        if page.lines[unit.lines.start].same_line
            && goes_on
            && matches!(role, Role::Body | Role::Headline | Role::Caption)
            && let Some(open) = blocks.last_mut().filter(|b| b.role == role && b.article == article_of[k])
        {
            open.range = ByteRange::new(open.range.start(), page.lines[unit.lines.end - 1].range.end());
            blocks_of.push(blocks.len() as u32..blocks.len() as u32);
            continue;
        }
        let role_evidence = Evidence {
            confidence: confidence(calibrated(calibration::ROLE, role_chance)),
            reasons: why::role(page, k, role),
        };
        let link = link_evidence(page, k, relation);
        let from = blocks.len() as u32;
        for at in unit.lines.clone() {
            let inner = at > unit.lines.start;
            blocks.push(LayoutBlock {
                range: page.lines[at].range,
                role,
                article: article_of[k],
                continues: if inner { article_of[k].is_some() } else { follows },
                inline: Vec::new(),
                role_evidence: role_evidence.clone(),
                link_evidence: if inner {
                    Evidence { confidence: confidence(0.99), reasons: vec!["wrapped".into()] }
                } else {
                    link.clone()
                },
            });
        }
        blocks_of.push(from..blocks.len() as u32);
    }
    let articles: Vec<LayoutArticle> = chains
        .iter()
        .map(|chain| {
            let order: Vec<u32> = chain.iter().flat_map(|&k| blocks_of[k as usize].clone()).collect();
            let parts = Layout::parts_of(&blocks, &order);
            let sure = calibrated(calibration::ARTICLE, article_chance(page, &article_of, chain));
            LayoutArticle {
                blocks: order,
                parts,
                evidence: Evidence { confidence: confidence(sure), reasons: why::article(page, chain) },
            }
        })
        .collect();
    for article in &articles {
        // Nothing is before it: what it goes on with is not on the page.
        blocks[article.blocks[0] as usize].continues = false;
    }
    let mut layout = Layout { blocks, articles };
    mark_inline(page, &mut layout);
    layout
}

fn confidence(p: f32) -> Confidence {
    Confidence::from_probability(f64::from(p))
}

/// The chance that unit `k` comes after the text before it in one of these ways.
fn relation_chance(page: &Decided<'_>, k: usize, wanted: &[Relation]) -> f32 {
    (0..COUNT).filter(|&l| wanted.contains(&LABELS[l].relation)).map(|l| page.marginals[k][l]).sum()
}

/// The chance that unit `k` is related to its text as decided.
fn link_chance(page: &Decided<'_>, k: usize) -> f32 {
    let relation = LABELS[usize::from(page.decision.labels[k])].relation;
    if !matches!(relation, Relation::Resumes | Relation::ResumesInside) {
        return relation_chance(page, k, &[relation]);
    }
    relation_chance(page, k, &[Relation::Resumes, Relation::ResumesInside]) * page.partner_chances[k]
}

/// For each unit that was decided to resume, the chance that its partner is the right one of all.
pub(crate) fn partner_chances(decision: &Decision, pairs: &[Pair]) -> Vec<f32> {
    let mut own = vec![0.0; decision.partner.len()];
    let mut all = vec![0.05; decision.partner.len()];
    for pair in pairs {
        let k = pair.head as usize;
        if let Some(partner) = decision.partner[k] {
            let chance = chance(pair.score);
            all[k] += chance;
            if partner == pair.tail {
                own[k] = chance;
            }
        }
    }
    own.iter().zip(all).map(|(own, all)| own / all).collect()
}

/// The chance that a chain of units is one whole article: every inner link, and both ends.
fn article_chance(page: &Decided<'_>, article_of: &[Option<u32>], chain: &[u32]) -> f32 {
    let own = chain.first().and_then(|&k| article_of[k as usize]);
    let together = |k: usize| relation_chance(page, k, &[Relation::Same, Relation::Continues]);
    let mut sure = 1.0;
    for (place, &k) in chain.iter().enumerate() {
        let k = k as usize;
        let follows = place > 0 && chain[place - 1] as usize + 1 == k;
        sure *= if follows { together(k) } else { link_chance(page, k) };
        if article_of.get(k + 1).is_some_and(|next| *next != own) {
            sure *= 1.0 - together(k + 1);
        }
    }
    sure
}

fn link_evidence(page: &Decided<'_>, k: usize, relation: Relation) -> Evidence {
    let chance = link_chance(page, k);
    let sure = match relation {
        Relation::New => calibrated(calibration::NEW, chance),
        Relation::Resumes | Relation::ResumesInside => calibrated(calibration::RESUMES, chance),
        _ => calibrated(calibration::FOLLOWS, chance),
    };
    Evidence { confidence: confidence(sure), reasons: why::link(page, k, relation) }
}

/// Finds datelines, jump lines, credits and signatures inside paragraphs, over line ends too.
fn mark_inline(page: &Decided<'_>, layout: &mut Layout) {
    let mut paragraphs: Vec<Vec<u32>> = Vec::new();
    for article in &layout.articles {
        for (k, &b) in article.blocks.iter().enumerate() {
            match paragraphs.last_mut() {
                Some(open) if k > 0 && layout.blocks[b as usize].continues => open.push(b),
                _ => paragraphs.push(vec![b]),
            }
        }
    }
    for paragraph in &paragraphs {
        let role = layout.blocks[paragraph[0] as usize].role;
        if !matches!(role, Role::Body | Role::Caption | Role::Dateline | Role::Signature) {
            continue;
        }
        let mut chars: Vec<char> = Vec::new();
        let mut starts = Vec::with_capacity(paragraph.len() + 1);
        for &b in paragraph {
            starts.push(chars.len());
            chars.extend(folded(layout.blocks[b as usize].range.slice(page.text)));
        }
        starts.push(chars.len());
        if patterns::is_dateline_alone(&chars) {
            for &b in paragraph {
                layout.blocks[b as usize].role = Role::Dateline;
            }
            continue;
        }
        if role == Role::Signature {
            continue;
        }
        for (range, inline) in found_in(&chars, role) {
            for (i, &b) in paragraph.iter().enumerate() {
                let from = range.start.max(starts[i]);
                let to = range.end.min(starts[i + 1]);
                if from >= to {
                    continue;
                }
                let whole = from == starts[i] && to == starts[i + 1];
                let block = &mut layout.blocks[b as usize];
                if whole {
                    if paragraph.len() > 1 && inline == Role::Dateline {
                        block.role = inline;
                    }
                    continue;
                }
                if block.role == Role::Dateline {
                    block.role = Role::Body;
                }
                let slice = block.range.slice(page.text);
                let base = block.range.start().idx();
                let at = |k: usize| base + slice.char_indices().nth(k).map_or(slice.len(), |(at, _)| at);
                block.inline.push(InlineRole {
                    range: ByteRange::at(at(from - starts[i]), at(to - starts[i])),
                    role: inline,
                });
            }
        }
    }
}

/// The stretches of a paragraph with a role of their own, in order, disjoint.
fn found_in(c: &[char], role: Role) -> Vec<(Range<usize>, Role)> {
    let mut found: Vec<(Range<usize>, Role)> = Vec::new();
    let jumps: Vec<patterns::Jump> = patterns::jumps(c).collect();
    let start = jumps.iter().find(|j| j.back && j.range.start == 0).map_or(0, |j| j.range.end);
    found.extend(jumps.into_iter().map(|jump| (jump.range, Role::Jump)));
    if role != Role::Caption
        && let Some(end) = patterns::dateline(&c[start..])
    {
        found.push((start..start + end, Role::Dateline));
    }
    match patterns::end_note(c) {
        Some(Note::Signature(range)) => found.push((range, Role::Signature)),
        Some(Note::Credit(range)) => found.push((range, Role::Credit)),
        Some(Note::Dateline(range)) => found.push((range, Role::Dateline)),
        None => {}
    }
    found.retain(|(range, _)| range.len() < c.len());
    found.sort_by_key(|(range, _)| range.start);
    found.dedup_by(|next, kept| next.0.start < kept.0.end);
    found
}
