//! The place in the text where the keyboard works, and what is selected from there.

use jianbao_core::text::{Document, next_boundary, prev_boundary, snap_outward};
use jianbao_core::{AnnotationSet, ByteOffset, ByteRange, Pieces};

/// A place between two characters, and where a selection from it began.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Where it stands, between grapheme clusters.
    pub at: ByteOffset,
    /// The other end of the selection, when there is one.
    pub anchor: Option<ByteOffset>,
}

/// Where the cursor goes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One character back.
    Left,
    /// One character on.
    Right,
    /// To the start of the block, or of the one before when it is there already.
    BlockBack,
    /// To the start of the next block.
    BlockOn,
    /// To the start of the block.
    BlockStart,
    /// To the end of the block.
    BlockEnd,
    /// To the start of the text.
    Start,
    /// To the end of the text.
    End,
}

impl Cursor {
    /// What is selected; none when nothing is.
    pub fn selection(self) -> Option<ByteRange> {
        let anchor = self.anchor.filter(|anchor| *anchor != self.at)?;
        Some(ByteRange::new(anchor.min(self.at), anchor.max(self.at)))
    }

    /// The cursor after a motion; `extend` keeps or begins a selection.
    pub fn moved(self, document: &Document, set: &AnnotationSet, motion: Motion, extend: bool) -> Self {
        let text = document.text();
        let at = self.at;
        let block_start =
            |found: Option<&std::sync::Arc<jianbao_core::Annotation>>| found.map(|block| block.body.start());
        let here = set.block_at(at).or_else(|| set.block_before(at).filter(|found| ends_at(found, at)));
        let to = match motion {
            Motion::Left => over_blank(document, set, prev_boundary(text, at), false),
            Motion::Right => over_blank(document, set, next_boundary(text, at), true),
            Motion::BlockBack => block_start(set.block_before(at)).unwrap_or(at),
            Motion::BlockOn => block_start(set.block_from(ByteOffset(at.0 + 1))).unwrap_or(at),
            Motion::BlockStart => block_start(here).unwrap_or(at),
            Motion::BlockEnd => here.and_then(|found| found.block()).map_or(at, |block| block.range.end()),
            Motion::Start => ByteOffset::ZERO,
            Motion::End => document.range().end(),
        };
        Self { at: to, anchor: if extend { self.anchor.or(Some(at)) } else { None } }
    }
}

fn ends_at(annotation: &jianbao_core::Annotation, at: ByteOffset) -> bool {
    annotation.block().is_some_and(|block| block.range.end() == at)
}

/// Past white space between blocks, so that one key press leads from block to block.
fn over_blank(document: &Document, set: &AnnotationSet, at: ByteOffset, on: bool) -> ByteOffset {
    let inside = set.block_at(at).is_some() || set.block_before(at).is_some_and(|found| ends_at(found, at));
    if inside {
        return at;
    }
    let next = if on {
        set.block_from(at).map(|found| found.body.start())
    } else {
        set.block_before(at).and_then(|found| found.block()).map(|block| block.range.end())
    };
    next.unwrap_or(if on { document.range().end() } else { ByteOffset::ZERO })
}

/// A selected stretch as the ranges of an entity: whole grapheme clusters, without white space at its ends, and
/// without the line breaks that cut it: a name cut by a column's edge has two ranges. None where it is blank.
pub fn selected_pieces(document: &Document, selection: ByteRange) -> Option<Pieces> {
    let snapped = snap_outward(document.text(), selection);
    let mut at = snapped.start().idx();
    let mut ranges = Vec::new();
    for line in document.slice(snapped).split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            ranges.push(ByteRange::at(start, start + trimmed.len()));
        }
    }
    Pieces::new(ranges).ok()
}

#[cfg(test)]
mod tests {
    use jianbao_core::testing::{Harness, marked};

    use super::*;

    #[test]
    fn a_selection_over_a_line_break_has_two_ranges() {
        let text = "讯(魏 \n\n　印魁)";
        let document = marked(text).project.document;
        let from = text.find('魏').unwrap();
        let to = text.find(')').unwrap();
        let pieces = selected_pieces(&document, ByteRange::at(from, to)).unwrap();
        let quotes: Vec<_> = pieces.iter().map(|piece| document.slice(piece)).collect();
        assert_eq!(quotes, ["魏", "印魁"]);
        assert_eq!(selected_pieces(&document, ByteRange::at(from + 3, from + 6)), None);
    }

    #[test]
    fn a_selection_takes_whole_clusters() {
        let text = "甲👩‍👩‍👧乙";
        let document = marked(text).project.document;
        let pieces = selected_pieces(&document, ByteRange::at(7, 10)).unwrap();
        assert_eq!(pieces.text(text), "👩‍👩‍👧");
    }

    #[test]
    fn motions_go_by_character_and_by_block() {
        let harness = Harness::with_plain_blocks(marked("　甲𠮷\n\n乙e\u{301}丙\n").project);
        let (document, set) = (&harness.project.document, harness.project.set());
        let go = |from: usize, motion| {
            Cursor { at: ByteOffset::at(from), anchor: None }.moved(document, set, motion, false).at.idx()
        };
        assert_eq!(go(0, Motion::Right), 3, "over the indent");
        assert_eq!(go(3, Motion::Right), 6);
        assert_eq!(go(6, Motion::Right), 10, "the end of the block");
        assert_eq!(go(10, Motion::Right), 12, "over the blank line");
        assert_eq!(go(12, Motion::Left), 10);
        assert_eq!(go(15, Motion::Right), 18, "a letter with its accent");
        assert_eq!(go(6, Motion::BlockOn), 12);
        assert_eq!(go(15, Motion::BlockBack), 12);
        assert_eq!(go(12, Motion::BlockBack), 3);
        assert_eq!(go(12, Motion::BlockEnd), 21);
        assert_eq!(go(21, Motion::BlockStart), 12);
    }

    #[test]
    fn extending_keeps_the_anchor() {
        let harness = Harness::with_plain_blocks(marked("甲乙丙").project);
        let (document, set) = (&harness.project.document, harness.project.set());
        let cursor = Cursor::default().moved(document, set, Motion::Right, true).moved(
            document,
            set,
            Motion::Right,
            true,
        );
        assert_eq!(cursor.selection(), Some(ByteRange::at(0, 6)));
        assert_eq!(cursor.moved(document, set, Motion::Left, false).selection(), None);
    }
}
