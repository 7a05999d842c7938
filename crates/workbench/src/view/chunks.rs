//! The text in rows, chunk by chunk.

use std::collections::BTreeSet;
use std::sync::Arc;

use jianbao_core::annotation::{Role, Status};
use jianbao_core::set::segments;
use jianbao_core::{AnnotationId, ByteOffset, ByteRange, LineIdx, Project};

use crate::thresholds::Thresholds;

use super::layout::{Flow, FlowStretch};
use super::{ChunkKey, Layout, Order, Outline, is_doubtful};

/// The rows of a chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChunkView {
    /// What it is a chunk of.
    pub key: ChunkKey,
    /// Its rows in the order that is shown; a row that did not change is the same as before.
    pub rows: Vec<Arc<Row>>,
    /// From the first place that it shows to the last; in article order other text may lie between.
    pub hull: ByteRange,
    /// How many stretches are in its rows.
    pub n_stretches: usize,
}

impl ChunkView {
    /// A chunk of these rows.
    pub fn new(key: ChunkKey, rows: Vec<Arc<Row>>) -> Self {
        let stretches = || rows.iter().flat_map(|row| &row.stretches).map(|stretch| stretch.range);
        let start = stretches().map(ByteRange::start).min().unwrap_or_default();
        let end = stretches().map(ByteRange::end).max().unwrap_or_default();
        let n_stretches = stretches().count();
        Self { key, rows, hull: ByteRange::new(start, end), n_stretches }
    }
}

/// In page order a line of the text, or what one block makes of a longer line; in article order a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The stretches of text in it, in reading order: at least one, in page order no more.
    pub stretches: Vec<Stretch>,
    /// The article that it is in; none for page furniture.
    pub band: Option<Band>,
}

impl Row {
    /// The stretch that it begins with.
    pub fn first(&self) -> &Stretch {
        &self.stretches[0]
    }
}

/// A stretch of the text in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its text, without a line feed.
    pub range: ByteRange,
    /// The block in it; none where there is none.
    pub block: Option<RowBlock>,
    /// What is between it and the stretch before it in its row; none at the start of a row.
    pub seam: Option<Seam>,
    /// Its text cut at every edge of a mark; concatenated they are `range`. Shared with the stretch before a change
    /// that did not touch them.
    pub pieces: Arc<[Piece]>,
}

/// What cut a paragraph on the page.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Seam {
    /// The number of the part of the article that begins here, from 1; none inside a part.
    pub part: Option<usize>,
    /// Whether letters meet that would be read as one word.
    pub spaced: bool,
}

/// The block of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowBlock {
    /// Which.
    pub id: AnnotationId,
    /// What it is.
    pub role: Role,
    /// What was decided.
    pub status: Status,
    /// Whether the engine is unsure of its role or of what it goes on with.
    pub doubtful: bool,
    /// Whether it goes on with the paragraph before it.
    pub continues: bool,
    /// Whether an article can be cut before it: it belongs to one and does not begin it.
    pub can_cut: bool,
    /// Whether it begins an article that can be joined with the one before it.
    pub can_join: bool,
}

/// The color band of an article beside a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The article.
    pub article: AnnotationId,
    /// The number that it is shown under, from 1.
    pub number: usize,
    /// What was decided.
    pub status: Status,
    /// Whether the article is picked.
    pub picked: bool,
    /// Whether a part begins with this row, and which of how many, from 1.
    pub begins_part: Option<(usize, usize)>,
    /// Whether a part ends with this row.
    pub ends_part: bool,
    /// Where the part before this one in reading order ends, on the first row of a later part.
    pub comes_from: Option<ByteOffset>,
    /// Where the next part in reading order begins, on the last row of a part that is not the last.
    pub goes_on_at: Option<ByteOffset>,
}

/// A stretch of a row under the same marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it is; never empty.
    pub range: ByteRange,
    /// The marks over it, outermost first.
    pub marks: Vec<Mark>,
    /// The role of its own that it has inside its block.
    pub inline: Option<Role>,
}

/// An entity over a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which.
    pub id: AnnotationId,
    /// The place of its label in the set; none for a label that is not in it.
    pub label: Option<usize>,
    /// What was decided.
    pub status: Status,
    /// Whether the engine is unsure.
    pub doubtful: bool,
    /// The row in which it is underlined, from 0 next to the text.
    pub level: u8,
    /// Whether a range of it begins here.
    pub begins: bool,
    /// Whether a range of it ends here.
    pub ends: bool,
    /// Which of its ranges this is, and of how many, from 1; none where it has one.
    pub part: Option<(usize, usize)>,
    /// Whether it is picked.
    pub picked: bool,
}

/// What is drawn beside the annotations themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The entity that is picked.
    pub entity: Option<AnnotationId>,
    /// The article that is picked.
    pub article: Option<AnnotationId>,
    /// Whether rejected entities are drawn too.
    pub rejected: bool,
    /// Proposals that are too doubtful to be drawn.
    pub thresholds: Arc<Thresholds>,
}

impl Shown {
    fn picks(&self, id: AnnotationId) -> bool {
        self.entity == Some(id) || self.article == Some(id)
    }
}

/// How many chunks a project has.
pub fn n_chunks(project: &Project, layout: &Layout) -> usize {
    match layout {
        Layout::Page => project.document.index().n_chunks(),
        Layout::Article(flow) => flow.n_chunks(),
    }
}

/// The rows of a chunk.
///
/// # Panics
/// If there is no such chunk.
pub fn chunk_view(
    project: &Project,
    outline: &Outline,
    layout: &Layout,
    index: usize,
    shown: &Shown,
) -> ChunkView {
    match layout {
        Layout::Page => page_chunk(project, outline, index, shown),
        Layout::Article(flow) => article_chunk(project, outline, flow, index, shown),
    }
}

fn page_chunk(project: &Project, outline: &Outline, index: usize, shown: &Shown) -> ChunkView {
    let lines = project.document.index().chunk_lines(index);
    let rows = lines.flat_map(|line| line_rows(project, outline, LineIdx(line as u32), shown)).collect();
    ChunkView::new(ChunkKey::Page(index), rows)
}

/// The rows of a line: one for each block; what stands before the first goes with it.
fn line_rows(project: &Project, outline: &Outline, line: LineIdx, shown: &Shown) -> Vec<Arc<Row>> {
    let whole = project.document.index().line(line);
    let text = project.document.slice(whole);
    let content = ByteRange::new(whole.start(), ByteOffset(whole.end().0 - u32::from(text.ends_with('\n'))));
    let starts = project.set().blocks_in(content).map(|block| block.body.start()).skip(1);
    let mut from = content.start();
    let rows = starts.chain([content.end()]).map(|to| {
        let range = ByteRange::new(from, to);
        from = to;
        let stretch = (range, pieces(project, range, shown).into());
        Arc::new(row(project, outline, Order::Page, [stretch].into_iter(), shown))
    });
    rows.collect()
}

fn article_chunk(
    project: &Project,
    outline: &Outline,
    flow: &Flow,
    index: usize,
    shown: &Shown,
) -> ChunkView {
    let rows = flow.chunk(index).chunk_by(|_, next| next.joins).map(|stretches: &[FlowStretch]| {
        paragraph(project, outline, stretches.iter().map(|stretch| stretch.range), shown)
    });
    ChunkView::new(flow.key(index), rows.collect())
}

/// A row of article order.
fn paragraph(
    project: &Project,
    outline: &Outline,
    stretches: impl Iterator<Item = ByteRange> + Clone,
    shown: &Shown,
) -> Arc<Row> {
    let mut drawn: Vec<Vec<Piece>> = stretches.clone().map(|range| pieces(project, range, shown)).collect();
    make_whole(&mut drawn);
    let stretches = stretches.zip(drawn.into_iter().map(Arc::from));
    Arc::new(row(project, outline, Order::Article, stretches, shown))
}

fn row(
    project: &Project,
    outline: &Outline,
    order: Order,
    stretches: impl Iterator<Item = (ByteRange, Arc<[Piece]>)>,
    shown: &Shown,
) -> Row {
    let mut row = Row { stretches: Vec::new(), band: None };
    for (range, pieces) in stretches {
        let (block, band) = beside(project, outline, order, range, shown);
        let seam = row.stretches.last().map(|before| Seam {
            part: band.as_ref().and_then(|band| band.begins_part).map(|(part, _)| part),
            spaced: is_spaced(project.document.slice(before.range), project.document.slice(range)),
        });
        row.stretches.push(Stretch { range, block, seam, pieces });
        match (&mut row.band, band) {
            (Some(whole), Some(band)) => {
                whole.ends_part = band.ends_part;
                whole.goes_on_at = band.goes_on_at;
            }
            (whole, band) => *whole = whole.take().or(band),
        }
    }
    row
}

/// An entity that a seam cuts is drawn as one: it neither ends before the seam nor begins behind it.
fn make_whole(stretches: &mut [Vec<Piece>]) {
    for i in 1..stretches.len() {
        let (before, behind) = stretches.split_at_mut(i);
        let (Some(last), Some(first)) = (before[i - 1].last_mut(), behind[0].first_mut()) else { continue };
        for mark in last.marks.iter_mut().filter(|mark| mark.ends) {
            if let Some(on) = first.marks.iter_mut().find(|on| on.id == mark.id && on.begins) {
                mark.ends = false;
                on.begins = false;
                on.level = mark.level;
            }
        }
    }
}

/// Whether the words of two texts would run into one another.
fn is_spaced(before: &str, behind: &str) -> bool {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || ",.;:)".contains(c));
    is_latin(before.chars().next_back()) && is_latin(behind.chars().next())
}

/// A chunk after the look of some lines changed; of an article only where it still has the same text in the same rows.
/// With `is_renumbered` articles were numbered or bounded anew, which may show beside any row.
pub fn mended(
    project: &Project,
    outline: &Outline,
    old: &ChunkView,
    lines: &BTreeSet<usize>,
    is_renumbered: bool,
    shown: &Shown,
) -> ChunkView {
    let order = old.key.order();
    let index = project.document.index();
    let kept = |old: &Arc<Row>| {
        if !is_renumbered {
            return Arc::clone(old);
        }
        let stretches = old.stretches.iter().map(|stretch| (stretch.range, Arc::clone(&stretch.pieces)));
        let new = row(project, outline, order, stretches, shown);
        if new == **old { Arc::clone(old) } else { Arc::new(new) }
    };
    let rows = match order {
        Order::Page => {
            let line_of = |row: &Row| index.line_at(row.first().range.start());
            let by_line = old.rows.chunk_by(|a, b| line_of(a) == line_of(b));
            let mend = |rows: &[Arc<Row>]| match line_of(&rows[0]) {
                line if lines.contains(&line.idx()) => line_rows(project, outline, line, shown),
                _ => rows.iter().map(kept).collect(),
            };
            by_line.flat_map(mend).collect()
        }
        Order::Article => {
            let is_dirty = |range: ByteRange| index.lines_of(range).any(|line| lines.contains(&line));
            let mend = |row: &Arc<Row>| {
                let stretches = row.stretches.iter().map(|stretch| stretch.range);
                if stretches.clone().any(is_dirty) {
                    paragraph(project, outline, stretches, shown)
                } else {
                    kept(row)
                }
            };
            old.rows.iter().map(mend).collect()
        }
    };
    ChunkView::new(old.key, rows)
}

/// What stands beside the text of a row.
fn beside(
    project: &Project,
    outline: &Outline,
    order: Order,
    range: ByteRange,
    shown: &Shown,
) -> (Option<RowBlock>, Option<Band>) {
    let set = project.set();
    let annotation = set.blocks_in(range).next();
    let block = annotation.and_then(|annotation| annotation.block());
    let at = block.map_or(range.start(), |block| block.range.start());

    let band = set.article_at(at).and_then(|article| {
        let entry = outline.get(article.id)?;
        let parts = entry.parts.as_slice();
        let (i, part) = parts.iter().copied().enumerate().find(|(_, part)| part.contains(at))?;
        let begins = block
            .is_some_and(|block| part.contains(block.range.start()) && part.start() >= block.range.start());
        let ends = block.is_some_and(|block| part.end() <= block.range.end());
        Some(Band {
            article: article.id,
            number: entry.number,
            status: entry.status,
            picked: shown.picks(article.id),
            begins_part: begins.then_some((i + 1, parts.len())),
            ends_part: ends,
            comes_from: parts.get(i.wrapping_sub(1)).filter(|_| begins).map(|before| before.end()),
            goes_on_at: parts.get(i + 1).filter(|_| ends).map(|next| next.start()),
        })
    });

    let row_block = annotation.zip(block).map(|(annotation, block)| {
        let begins_article = band.as_ref().is_some_and(|band| matches!(band.begins_part, Some((1, _))));
        let before = match order {
            Order::Page => {
                set.block_before(block.range.start()).is_some_and(|before| set.article_of(before).is_some())
            }
            Order::Article => band.as_ref().is_some_and(|band| band.number > 1),
        };
        RowBlock {
            id: annotation.id,
            role: block.role,
            status: annotation.status,
            doubtful: is_doubtful(annotation)
                || annotation.status == Status::Proposed && block.link.as_ref().is_some_and(super::is_unsure),
            continues: block.continues,
            can_cut: !begins_article,
            can_join: begins_article && before,
        }
    });

    (row_block, band)
}

fn pieces(project: &Project, range: ByteRange, shown: &Shown) -> Vec<Piece> {
    let set = project.set();
    let block = set.blocks_in(range).next().and_then(|annotation| annotation.block());
    let index = project.document.index();
    let entities = set.entities_in(index, range);
    let drawn = entities.iter().filter(|annotation| {
        (annotation.is_live() || shown.rejected)
            && (shown.picks(annotation.id) || !shown.thresholds.hide(annotation))
    });
    let marks: Vec<_> = drawn
        .flat_map(|annotation| annotation.body.ranges().iter().map(|range| (*range, annotation.id)))
        .collect();
    let mark = |id: AnnotationId, range: ByteRange| {
        let annotation = set.get(id)?;
        let entity = annotation.entity()?;
        let label = project.labels().position(&entity.label);
        let part = entity.ranges.iter().position(|part| part.covers(range)).map(|part| part + 1);
        let part = part.zip((entity.ranges.len() > 1).then_some(entity.ranges.len()));
        Some((label, annotation.status, is_doubtful(annotation), part))
    };
    let mut pieces = Vec::new();
    for segment in segments(range, &marks) {
        let drawn = segment.active.iter().filter_map(|active| {
            let (label, status, doubtful, part) = mark(active.id, segment.range)?;
            Some(Mark {
                id: active.id,
                label,
                status,
                doubtful,
                level: active.level,
                begins: active.begins,
                ends: active.ends,
                part,
                picked: shown.picks(active.id),
            })
        });
        let drawn: Vec<_> = drawn.collect();
        pieces.extend(cut_at_inline(segment.range, block).map(|(range, inline)| {
            Piece {
                range,
                marks: drawn
                    .iter()
                    .map(|mark| Mark {
                        begins: mark.begins && range.start() == segment.range.start(),
                        ends: mark.ends && range.end() == segment.range.end(),
                        ..mark.clone()
                    })
                    .collect(),
                inline,
            }
        }));
    }
    pieces
}

/// A stretch cut at the edges of the inline roles of a block.
fn cut_at_inline(
    range: ByteRange,
    block: Option<&jianbao_core::annotation::Block>,
) -> impl Iterator<Item = (ByteRange, Option<Role>)> {
    let mut found = Vec::new();
    let mut from = range.start();
    for inline in block.into_iter().flat_map(|block| &block.inline) {
        if let Some(cut) = inline.range.intersection(range) {
            if from < cut.start() {
                found.push((ByteRange::new(from, cut.start()), None));
            }
            found.push((cut, Some(inline.role)));
            from = cut.end();
        }
    }
    if from < range.end() {
        found.push((ByteRange::new(from, range.end()), None));
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use jianbao_core::Command;
    use jianbao_core::testing::{Harness, marked};

    use super::*;

    fn rows(harness: &Harness) -> Vec<Arc<Row>> {
        let project = &harness.project;
        let outline = Outline::of(project);
        let chunks = 0..project.document.index().n_chunks();
        let view = |index| chunk_view(project, &outline, &Layout::Page, index, &Shown::default());
        chunks.flat_map(|index| view(index).rows).collect()
    }

    #[test]
    fn rows_are_the_text() {
        let source = "⟦PER:甲𠮷⟧\n\n　⟦?ORG:⟦LOC:乙⟧👩‍👩‍👧⟧e\u{301}\n丙";
        let harness = Harness::with_plain_blocks(marked(source).project);
        let text = harness.project.document.text();
        let rows = rows(&harness);
        let lines: Vec<_> = rows.iter().map(|row| row.first().range.slice(text)).collect();
        assert!(lines.iter().copied().eq(text.lines()));
        for row in &rows {
            let joined: String = row.first().pieces.iter().map(|piece| piece.range.slice(text)).collect();
            assert_eq!(joined, row.first().range.slice(text));
        }
        assert_eq!(rows[2].first().pieces.len(), 4);
        assert_eq!(rows[2].first().pieces[1].marks.len(), 2);
    }

    #[test]
    fn a_line_with_two_blocks_is_two_rows_and_bands_tell_where_parts_go_on() {
        let mut harness = Harness::with_plain_blocks(marked("甲乙丙丁\n戊\n己").project);
        let cut =
            |harness: &mut Harness, at| harness.run(&Command::CutArticle { at: ByteOffset::at(at) }).unwrap();
        cut(&mut harness, 6);
        assert_eq!(rows(&harness).len(), 4);
        // An article of the first and the last block, another of those between.
        let blocks: Vec<_> = harness.project.set().blocks().map(|block| block.id).collect();
        let to = jianbao_core::edit::Destination::NewArticle;
        harness.run(&Command::MoveBlocks { blocks: vec![blocks[0], blocks[3]], to }).unwrap();
        let rows = rows(&harness);
        let bands: Vec<_> =
            rows.iter().map(|row| row.band.as_ref().map(|band| (band.number, band.begins_part))).collect();
        assert_eq!(bands, [Some((1, Some((1, 2)))), Some((2, Some((1, 1)))), None, Some((1, Some((2, 2))))]);
        assert_eq!(rows[0].band.as_ref().unwrap().goes_on_at, Some(ByteOffset::at(17)));
        assert_eq!(rows[3].band.as_ref().unwrap().comes_from, Some(ByteOffset::at(6)));
    }

    #[test]
    fn a_name_cut_by_a_break_is_drawn_as_one_in_article_order() {
        let mut harness = Harness::with_plain_blocks(marked("记者陶\n\n景云讯").project);
        let at = |quote: &str| {
            let at = harness.project.document.text().find(quote).unwrap();
            ByteRange::at(at, at + quote.len())
        };
        let ranges = jianbao_core::Pieces::new([at("陶"), at("景云")]).unwrap();
        let label = harness.project.labels().iter().next().unwrap().id.clone();
        harness.run(&Command::AddEntities { label, places: vec![ranges] }).unwrap();
        harness.run(&Command::CutArticle { at: ByteOffset::ZERO }).unwrap();
        let ids: Vec<_> = harness.project.set().blocks().map(|block| block.id).collect();
        let article = harness.project.set().article_at(ByteOffset::ZERO).unwrap().id;
        let to = jianbao_core::edit::Destination::Article(article);
        harness.run(&Command::MoveBlocks { blocks: vec![ids[1]], to }).unwrap();
        harness.run(&Command::SetContinues { block: ids[1], continues: true }).unwrap();
        let outline = Outline::of(&harness.project);
        let layout = Layout::Article(Flow::of(&harness.project, &outline));
        let view = chunk_view(&harness.project, &outline, &layout, 0, &Shown::default());
        assert_eq!(view.rows.len(), 1);
        let [before, behind] = view.rows[0].stretches.as_slice() else { panic!("two stretches") };
        assert_eq!(behind.seam, Some(Seam { part: None, spaced: false }));
        let (last, first) = (&before.pieces.last().unwrap().marks[0], &behind.pieces[0].marks[0]);
        assert_eq!((last.begins, last.ends, first.begins, first.ends), (true, false, false, true));
        assert_eq!(
            mended(&harness.project, &outline, &view, &BTreeSet::new(), true, &Shown::default()),
            view
        );
    }
}
