//! The text in rows, chunk by chunk.

use std::sync::Arc;

use jianbao_core::annotation::{Role, Status};
use jianbao_core::set::segments;
use jianbao_core::{AnnotationId, ByteOffset, ByteRange, LineIdx, Project};

use super::{Outline, is_doubtful};

/// The rows of a chunk of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChunkView {
    /// The number of the chunk, from 0.
    pub index: usize,
    /// Its rows in text order.
    pub rows: Vec<Row>,
}

/// A line of the text, or what one block makes of a longer line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its text, without the line feed.
    pub range: ByteRange,
    /// The block in it; none on a blank row.
    pub block: Option<RowBlock>,
    /// The article that it is in; none for page furniture.
    pub band: Option<Band>,
    /// Its text cut at every edge of a mark; concatenated they are `range`. Shared with the row before a change that
    /// did not touch them.
    pub pieces: Arc<[Piece]>,
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
    /// Whether it begins an article that can be joined with the one before it on the page.
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
    /// Whether it is picked.
    pub picked: bool,
}

/// The rows of a chunk. `picked` are the entity and the article that are picked; with `rejected`, rejected entities
/// are drawn too.
///
/// # Panics
/// If there is no such chunk.
pub fn chunk_view(
    project: &Project,
    outline: &Outline,
    index: usize,
    picked: [Option<AnnotationId>; 2],
    rejected: bool,
) -> ChunkView {
    let text_index = project.document.index();
    let mut rows = Vec::new();
    for line in text_index.chunk_lines(index) {
        let whole = text_index.line(LineIdx(line as u32));
        let text = project.document.slice(whole);
        let end = ByteOffset(whole.end().0 - u32::from(text.ends_with('\n')));
        let content = ByteRange::new(whole.start(), end);

        // A row for each block; what stands before the first goes with it.
        let starts: Vec<_> =
            project.set().blocks_in(content).map(|block| block.body.start()).skip(1).collect();
        let mut from = content.start();
        for to in starts.into_iter().chain([content.end()]) {
            rows.push(row(project, outline, ByteRange::new(from, to), picked, rejected));
            from = to;
        }
    }
    ChunkView { index, rows }
}

/// The chunk after articles were numbered or bounded anew, where none of its blocks and entities changed.
pub fn renumbered(
    project: &Project,
    outline: &Outline,
    old: &ChunkView,
    picked: [Option<AnnotationId>; 2],
) -> ChunkView {
    let row = |old: &Row| {
        let (block, band) = beside(project, outline, old.range, picked);
        Row { range: old.range, block, band, pieces: Arc::clone(&old.pieces) }
    };
    ChunkView { index: old.index, rows: old.rows.iter().map(row).collect() }
}

fn row(
    project: &Project,
    outline: &Outline,
    range: ByteRange,
    picked: [Option<AnnotationId>; 2],
    rejected: bool,
) -> Row {
    let (block, band) = beside(project, outline, range, picked);
    Row { range, block, band, pieces: pieces(project, range, picked, rejected) }
}

/// What stands beside the text of a row.
fn beside(
    project: &Project,
    outline: &Outline,
    range: ByteRange,
    picked: [Option<AnnotationId>; 2],
) -> (Option<RowBlock>, Option<Band>) {
    let set = project.set();
    let annotation = set.blocks_in(range).next();
    let block = annotation.and_then(|annotation| annotation.block());
    let at = block.map_or(range.start(), |block| block.range.start());

    let band = set.article_at(at).and_then(|article| {
        let entry = outline.get(article.id)?;
        let (i, part) = entry.parts.iter().copied().enumerate().find(|(_, part)| part.contains(at))?;
        let begins = block
            .is_some_and(|block| part.contains(block.range.start()) && part.start() >= block.range.start());
        let ends = block.is_some_and(|block| part.end() <= block.range.end());
        Some(Band {
            article: article.id,
            number: entry.number,
            status: entry.status,
            picked: picked.contains(&Some(article.id)),
            begins_part: begins.then_some((i + 1, entry.parts.len())),
            ends_part: ends,
            comes_from: entry.parts.get(i.wrapping_sub(1)).filter(|_| begins).map(|before| before.end()),
            goes_on_at: entry.parts.get(i + 1).filter(|_| ends).map(|next| next.start()),
        })
    });

    let row_block = annotation.zip(block).map(|(annotation, block)| {
        let begins_article = band.as_ref().is_some_and(|band| matches!(band.begins_part, Some((1, _))));
        let before = set.block_before(block.range.start());
        RowBlock {
            id: annotation.id,
            role: block.role,
            status: annotation.status,
            doubtful: is_doubtful(annotation)
                || annotation.status == Status::Proposed && block.link.as_ref().is_some_and(super::is_unsure),
            continues: block.continues,
            can_cut: !begins_article,
            can_join: begins_article && before.is_some_and(|before| set.article_of(before).is_some()),
        }
    });

    (row_block, band)
}

fn pieces(
    project: &Project,
    range: ByteRange,
    picked: [Option<AnnotationId>; 2],
    rejected: bool,
) -> Arc<[Piece]> {
    let set = project.set();
    let block = set.blocks_in(range).next().and_then(|annotation| annotation.block());
    let index = project.document.index();
    let entities = set.entities_in(index, range);
    let shown = entities.iter().filter(|annotation| annotation.is_live() || rejected);
    let marks: Vec<_> = shown
        .flat_map(|annotation| annotation.body.ranges().iter().map(|range| (*range, annotation.id)))
        .collect();
    let mark = |id: AnnotationId| {
        let annotation = set.get(id)?;
        let entity = annotation.entity()?;
        let label = project.labels().position(&entity.label);
        Some((label, annotation.status, is_doubtful(annotation)))
    };
    let mut pieces = Vec::new();
    for segment in segments(range, &marks) {
        let drawn = segment.active.iter().filter_map(|active| {
            let (label, status, doubtful) = mark(active.id)?;
            Some(Mark {
                id: active.id,
                label,
                status,
                doubtful,
                level: active.level,
                begins: active.begins,
                ends: active.ends,
                picked: picked.contains(&Some(active.id)),
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
    pieces.into()
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

    fn rows(harness: &Harness) -> Vec<Row> {
        let project = &harness.project;
        let outline = Outline::of(project);
        let chunks = 0..project.document.index().n_chunks();
        chunks.flat_map(|index| chunk_view(project, &outline, index, [None, None], false).rows).collect()
    }

    #[test]
    fn rows_are_the_text() {
        let source = "⟦PER:甲𠮷⟧\n\n　⟦?ORG:⟦LOC:乙⟧👩‍👩‍👧⟧e\u{301}\n丙";
        let harness = Harness::with_plain_blocks(marked(source).project);
        let text = harness.project.document.text();
        let rows = rows(&harness);
        let lines: Vec<_> = rows.iter().map(|row| row.range.slice(text)).collect();
        assert!(lines.iter().copied().eq(text.lines()));
        for row in &rows {
            let joined: String = row.pieces.iter().map(|piece| piece.range.slice(text)).collect();
            assert_eq!(joined, row.range.slice(text));
        }
        assert_eq!(rows[2].pieces.len(), 4);
        assert_eq!(rows[2].pieces[1].marks.len(), 2);
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
}
