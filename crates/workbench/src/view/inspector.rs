//! Everything about the one thing that is picked.

use std::sync::Arc;

use jianbao_core::annotation::{Annotation, Evidence, NormalValue, Role, Status};
use jianbao_core::{AnnotationId, ByteRange, CharOffset, LabelId, Project};

use super::{CutPreview, Outline, Place, Ticks, cut_preview, places};

/// How many characters of a part are shown.
const OPENING_CHARS: usize = 10;

/// What the inspector shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Details {
    /// Nothing is picked.
    Nothing,
    /// An entity.
    Entity(EntityDetails),
    /// A block.
    Block(BlockDetails),
    /// An article.
    Article(ArticleDetails),
}

/// An entity in the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityDetails {
    /// Which.
    pub id: AnnotationId,
    /// Its label.
    pub label: LabelId,
    /// Its text.
    pub quote: String,
    /// Its ranges in reading order.
    pub ranges: Vec<RangeDetails>,
    /// What was decided.
    pub status: Status,
    /// Who made it, in the form of files.
    pub author: String,
    /// How sure they were, and why.
    pub evidence: Evidence,
    /// Whether a person changed what was proposed.
    pub corrected: bool,
    /// Its normal form.
    pub value: Option<NormalValue>,
    /// The text of the entity of which it is a short form.
    pub alias_of: Option<String>,
    /// What was noted.
    pub note: Option<Arc<str>>,
    /// The first other places with the same text.
    pub places: Vec<ListedPlace>,
    /// How many other places there are.
    pub n_places: usize,
    /// How many of them are without this label, or have it only as a proposal.
    pub n_open: usize,
    /// How many places are ticked.
    pub n_ticked: usize,
    /// Whether these are the ones that *all places* means.
    pub ticked_all: bool,
}

/// A range of an entity or a part of an article in the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeDetails {
    /// Where it is.
    pub range: ByteRange,
    /// Where it is, in code points.
    pub chars: (CharOffset, CharOffset),
    /// Its text, or the first words of it.
    pub text: String,
}

/// A place in the list to tick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPlace {
    /// Which.
    pub place: Place,
    /// The text before it.
    pub before: String,
    /// The text behind it.
    pub behind: String,
}

/// So many places are listed; beyond that a list serves nobody.
const LISTED_PLACES: usize = 200;

/// A block in the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockDetails {
    /// The blocks that a command is for: those that are selected, or the one at the cursor.
    pub ids: Vec<AnnotationId>,
    /// The role of the first.
    pub role: Role,
    /// What was decided of the first.
    pub status: Status,
    /// Who made the first, in the form of files.
    pub author: String,
    /// How sure they were of the role, and why.
    pub evidence: Evidence,
    /// How sure they were of its relation to the block before it, and why.
    pub link: Option<Evidence>,
    /// Whether the first goes on with the paragraph before it.
    pub continues: bool,
    /// The article of the first; none for page furniture.
    pub article: Option<(AnnotationId, usize)>,
    /// Characters in all of them.
    pub n_chars: usize,
    /// What a cut before the one at the cursor would make; none where none is possible or several are selected.
    pub cut: Option<CutPreview>,
}

/// An article in the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleDetails {
    /// Which.
    pub id: AnnotationId,
    /// The number that it is shown under.
    pub number: usize,
    /// Its headlines.
    pub title: Option<String>,
    /// What was decided.
    pub status: Status,
    /// Who made it, in the form of files.
    pub author: String,
    /// How sure they were, and why.
    pub evidence: Evidence,
    /// Whether a person changed what was proposed.
    pub corrected: bool,
    /// Its parts in reading order, each with its first words.
    pub parts: Vec<RangeDetails>,
    /// What was noted.
    pub note: Option<Arc<str>>,
}

/// An entity for the inspector; none for what is no entity.
pub fn entity_details(project: &Project, annotation: &Annotation, ticks: &Ticks) -> Option<EntityDetails> {
    let entity = annotation.entity()?;
    let places = places(project, annotation, ticks)?;
    let range = |range| range_details(project, range, project.document.slice(range).to_owned());
    let listed = |place: &Place| {
        let (before, behind) = place.context(project);
        ListedPlace { place: place.clone(), before: before.to_owned(), behind: behind.to_owned() }
    };
    Some(EntityDetails {
        id: annotation.id,
        label: entity.label.clone(),
        ranges: entity.ranges.iter().map(range).collect(),
        status: annotation.status,
        author: annotation.origin.author.to_string(),
        evidence: annotation.origin.evidence.clone(),
        corrected: annotation.origin.corrected_from.is_some(),
        value: entity.value.clone(),
        alias_of: entity.alias_of.and_then(|id| project.set().get(id)).map(|full| project.quote(full)),
        note: annotation.note.clone(),
        places: places.iter().take(LISTED_PLACES).map(listed).collect(),
        n_places: places.len(),
        n_open: places.iter().filter(|place| place.is_open()).count(),
        ticked_all: places.iter().all(|place| place.ticked == place.is_open() || !place.can_tick()),
        n_ticked: places.iter().filter(|place| place.ticked && place.can_tick()).count(),
        quote: project.quote(annotation),
    })
}

/// Blocks for the inspector; none when there are none.
pub fn block_details(project: &Project, outline: &Outline, ids: &[AnnotationId]) -> Option<BlockDetails> {
    let first = project.set().get(*ids.first()?)?;
    let block = first.block()?;
    let article = project.set().article_of(first);
    let ranges = ids.iter().filter_map(|&id| project.set().get(id)?.block().map(|block| block.range));
    Some(BlockDetails {
        ids: ids.to_vec(),
        role: block.role,
        status: first.status,
        author: first.origin.author.to_string(),
        evidence: first.origin.evidence.clone(),
        link: block.link.clone(),
        continues: block.continues,
        article: article.and_then(|article| Some((article.id, outline.get(article.id)?.number))),
        n_chars: ranges.map(|range| project.document.slice(range).chars().count()).sum(),
        cut: if ids.len() == 1 { cut_preview(project, outline, block.range.start()) } else { None },
    })
}

/// An article for the inspector; none for what is no live article.
pub fn article_details(project: &Project, outline: &Outline, id: AnnotationId) -> Option<ArticleDetails> {
    let annotation = project.set().get(id)?;
    let entry = outline.get(id)?;
    Some(ArticleDetails {
        id,
        number: entry.number,
        title: project.title(id),
        status: annotation.status,
        author: annotation.origin.author.to_string(),
        evidence: annotation.origin.evidence.clone(),
        corrected: annotation.origin.corrected_from.is_some(),
        parts: entry
            .parts
            .iter()
            .map(|part| {
                let opening = project.document.slice(part).trim_start().chars().take(OPENING_CHARS);
                range_details(project, part, opening.collect())
            })
            .collect(),
        note: annotation.note.clone(),
    })
}

fn range_details(project: &Project, range: ByteRange, text: String) -> RangeDetails {
    let index = project.document.index();
    let char_at = |at| index.char_from_byte(project.document.text(), at);
    RangeDetails { range, chars: (char_at(range.start()), char_at(range.end())), text }
}
