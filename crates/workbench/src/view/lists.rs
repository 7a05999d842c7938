//! The lists beside the text.

use jianbao_core::annotation::{Annotation, Role, Status};
use jianbao_core::{AnnotationId, ByteOffset, ByteRange, Project, order};

use super::{Outline, is_doubtful};
use crate::thresholds::Thresholds;

/// An article as a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleCard {
    /// Which.
    pub id: AnnotationId,
    /// The number that it is shown under, from 1.
    pub number: usize,
    /// Its headlines; none where it has none.
    pub title: Option<String>,
    /// How its text begins, for an article without a title.
    pub opening: String,
    /// The length of its parts in characters.
    pub n_chars: usize,
    /// How many live entities that are not hidden begin in it.
    pub n_entities: usize,
    /// What was decided.
    pub status: Status,
    /// How many of its blocks and entities the engine is unsure of.
    pub n_doubtful: usize,
    /// Where each of its parts begins, in reading order.
    pub parts: Vec<ByteOffset>,
    /// Whether it is picked.
    pub picked: bool,
}

const OPENING_CHARS: usize = 40;

/// The cards of all articles in page order.
pub fn article_cards(
    project: &Project,
    outline: &Outline,
    picked: Option<AnnotationId>,
    thresholds: &Thresholds,
) -> Vec<ArticleCard> {
    let set = project.set();
    // Entities and parts are gone through side by side, both in text order.
    let entries = outline.entries().iter().enumerate();
    let mut parts: Vec<(ByteRange, usize)> =
        entries.flat_map(|(i, entry)| entry.parts.iter().map(move |part| (part, i))).collect();
    order::sort_by_key(&mut parts, |(part, _)| *part);
    let mut parts = parts.into_iter().peekable();
    let mut counts = vec![(0, 0); outline.entries().len()];
    for entity in set.entities().filter(|entity| entity.is_live() && !thresholds.hide(entity)) {
        let at = entity.body.start();
        while parts.next_if(|(part, _)| part.end() <= at).is_some() {}
        if let Some((_, i)) = parts.peek().filter(|(part, _)| part.contains(at)) {
            let (n, doubtful) = &mut counts[*i];
            *n += 1;
            *doubtful += usize::from(is_doubtful(entity));
        }
    }
    let chars_at = |at| project.document.index().char_from_byte(project.document.text(), at).0 as usize;
    let card = |(entry, (n_entities, doubtful)): (&super::OutlineEntry, (usize, usize))| {
        let blocks = set.blocks_of(entry.id);
        let headlines =
            blocks.iter().filter_map(|found| found.block()).filter(|block| block.role == Role::Headline);
        let title: String = headlines.map(|block| project.document.slice(block.range)).collect();
        let body = blocks.iter().filter_map(|found| found.block()).find(|block| block.role == Role::Body);
        let opening = body.or(blocks.first().and_then(|found| found.block()));
        let opening = opening.map_or("", |block| project.document.slice(block.range));
        ArticleCard {
            id: entry.id,
            number: entry.number,
            title: (!title.is_empty()).then_some(title),
            opening: opening.chars().take(OPENING_CHARS).collect(),
            n_chars: entry.parts.iter().map(|part| chars_at(part.end()) - chars_at(part.start())).sum(),
            n_entities,
            status: entry.status,
            n_doubtful: doubtful + blocks.iter().filter(|block| is_doubtful(block)).count(),
            parts: entry.parts.iter().map(|part| part.start()).collect(),
            picked: picked == Some(entry.id),
        }
    };
    outline.entries().iter().zip(counts).map(card).collect()
}

/// How far the work is.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Live articles.
    pub articles: usize,
    /// Accepted ones.
    pub articles_accepted: usize,
    /// Live entities.
    pub entities: usize,
    /// Accepted ones.
    pub entities_accepted: usize,
    /// Entities and blocks that the engine is unsure of.
    pub doubtful: usize,
}

impl Totals {
    /// Counts an annotation, or no longer counts it.
    pub fn count(&mut self, annotation: &Annotation, thresholds: &Thresholds, counts: bool) {
        if !annotation.is_live() || thresholds.hide(annotation) {
            return;
        }
        let step = |n: &mut usize, is: bool| match counts {
            true => *n += usize::from(is),
            false => *n -= usize::from(is),
        };
        let is_accepted = annotation.status == Status::Accepted;
        if annotation.article().is_some() {
            step(&mut self.articles, true);
            step(&mut self.articles_accepted, is_accepted);
        } else if annotation.entity().is_some() {
            step(&mut self.entities, true);
            step(&mut self.entities_accepted, is_accepted);
        }
        step(&mut self.doubtful, is_doubtful(annotation));
    }
}

/// Counts over a whole project, without what is hidden.
pub fn totals(project: &Project, thresholds: &Thresholds) -> Totals {
    let mut totals = Totals::default();
    project.set().iter().for_each(|annotation| totals.count(annotation, thresholds, true));
    totals
}
