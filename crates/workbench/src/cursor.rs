//! The place in the text where the keyboard works, and what is selected from there.

use jianbao_core::text::{Document, next_boundary, prev_boundary, snap_outward};
use jianbao_core::{ByteOffset, ByteRange, Pieces, Project};

use crate::motions::Ground;
use crate::view::Layout;

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
    /// To the start of the word, or of the one before.
    WordBack,
    /// To the end of the word, or of the next one.
    WordOn,
    /// To the start of the sentence, or of the one before.
    SentenceBack,
    /// To the end of the sentence, or of the next one.
    SentenceOn,
    /// To the start of the article, or of the one before.
    ArticleBack,
    /// To the start of the next article.
    ArticleOn,
    /// To the start of the text.
    Start,
    /// To the end of the text.
    End,
}

impl Cursor {
    /// Whether text is selected.
    pub fn is_selecting(self) -> bool {
        self.ends().is_some()
    }

    /// Where the selection began and where it ends now; none when nothing is selected. What lies between depends on
    /// the order that is shown.
    pub fn ends(self) -> Option<(ByteOffset, ByteOffset)> {
        let anchor = self.anchor.filter(|anchor| *anchor != self.at)?;
        Some((anchor, self.at))
    }

    /// The cursor after a motion; `extend` keeps or begins a selection.
    pub(crate) fn moved(self, ground: Ground<'_>, motion: Motion, extend: bool) -> Self {
        let Ground { project, layout, .. } = ground;
        let at = self.at;
        let here = layout.here(project, at);
        let start = |found: Option<ByteRange>| found.map(ByteRange::start);
        let to = match motion {
            Motion::Left => step(project, layout, at, false),
            Motion::Right => step(project, layout, at, true),
            Motion::BlockBack => match here {
                Some(here) if here.start() < at => here.start(),
                _ => start(layout.before(project, at)).unwrap_or(at),
            },
            Motion::BlockOn => start(layout.after(project, at)).unwrap_or(at),
            Motion::BlockStart => start(here).unwrap_or(at),
            Motion::BlockEnd => here.map_or(at, ByteRange::end),
            Motion::WordBack => ground.word(at, false),
            Motion::WordOn => ground.word(at, true),
            Motion::SentenceBack => ground.sentence(at, false),
            Motion::SentenceOn => ground.sentence(at, true),
            Motion::ArticleBack => ground.article(at, false),
            Motion::ArticleOn => ground.article(at, true),
            Motion::Start => layout.ends(project).0,
            Motion::End => layout.ends(project).1,
        };
        Self { at: to, anchor: if extend { self.anchor.or(Some(at)) } else { None } }
    }
}

/// One character back or on; past white space between blocks, so that one key press leads from block to block.
pub(crate) fn step(project: &Project, layout: &Layout, at: ByteOffset, on: bool) -> ByteOffset {
    let text = project.document.text();
    let here = layout.here(project, at);
    match here {
        Some(here) if on && at < here.end() => return next_boundary(text, at).min(here.end()),
        Some(here) if !on && here.start() < at => return prev_boundary(text, at).max(here.start()),
        _ => {}
    }
    let (first, last) = layout.ends(project);
    if on {
        layout.after(project, at).map_or(last, ByteRange::start)
    } else {
        layout.before(project, at).map_or(first, ByteRange::end)
    }
}

/// Selected stretches as the ranges of an entity: whole grapheme clusters, without white space at its ends, and
/// without the line breaks that cut it: a name cut by a column's edge has two ranges. None where it is blank.
pub fn selected_pieces(document: &Document, selection: &[ByteRange]) -> Option<Pieces> {
    let mut ranges = Vec::new();
    for stretch in selection {
        let snapped = snap_outward(document.text(), *stretch);
        let mut at = snapped.start().idx();
        for line in document.slice(snapped).split_inclusive('\n') {
            let start = at + (line.len() - line.trim_start().len());
            at += line.len();
            let trimmed = line.trim();
            if !trimmed.is_empty() {
                ranges.push(ByteRange::at(start, start + trimmed.len()));
            }
        }
    }
    Pieces::new(ranges).ok()
}

#[cfg(test)]
mod tests {
    use jianbao_core::testing::{Harness, marked};

    use super::*;
    use crate::motions::FindWords;
    use crate::view::Outline;

    fn ground<'a>(project: &'a Project, outline: &'a Outline) -> Ground<'a> {
        Ground { project, layout: &Layout::Page, outline, find_words: FindWords::default() }
    }

    #[test]
    fn a_selection_over_a_line_break_has_two_ranges() {
        let text = "讯(魏 \n\n　印魁)";
        let document = marked(text).project.document;
        let from = text.find('魏').unwrap();
        let to = text.find(')').unwrap();
        let pieces = selected_pieces(&document, &[ByteRange::at(from, to)]).unwrap();
        let quotes: Vec<_> = pieces.iter().map(|piece| document.slice(piece)).collect();
        assert_eq!(quotes, ["魏", "印魁"]);
        assert_eq!(selected_pieces(&document, &[ByteRange::at(from + 3, from + 6)]), None);
    }

    #[test]
    fn a_selection_takes_whole_clusters() {
        let text = "甲👩‍👩‍👧乙";
        let document = marked(text).project.document;
        let pieces = selected_pieces(&document, &[ByteRange::at(7, 10)]).unwrap();
        assert_eq!(pieces.text(text), "👩‍👩‍👧");
    }

    #[test]
    fn motions_go_by_character_and_by_block() {
        let harness = Harness::with_plain_blocks(marked("　甲𠮷\n\n乙e\u{301}丙\n").project);
        let go = |from: usize, motion| {
            let cursor = Cursor { at: ByteOffset::at(from), anchor: None };
            cursor.moved(ground(&harness.project, &Outline::default()), motion, false).at.idx()
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
        let outline = Outline::default();
        let right = |cursor: Cursor| cursor.moved(ground(&harness.project, &outline), Motion::Right, true);
        let cursor = right(right(Cursor::default()));
        assert_eq!(cursor.ends(), Some((ByteOffset(0), ByteOffset(6))));
        assert!(!cursor.moved(ground(&harness.project, &outline), Motion::Left, false).is_selecting());
    }
}
