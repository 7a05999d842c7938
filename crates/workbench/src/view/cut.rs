//! What a cut would make of an article, before it is made.

use jianbao_core::{AnnotationId, ByteOffset, ByteRange, Project};

use super::Outline;

/// How many characters of the text are shown on either side.
const SHOWN_CHARS: usize = 18;

/// The two articles that a cut would make of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutPreview {
    /// Where the lower one would begin.
    pub at: ByteOffset,
    /// The article that is cut.
    pub article: AnnotationId,
    /// The number that it is shown under.
    pub number: usize,
    /// What stays.
    pub above: CutSide,
    /// What becomes an article of its own.
    pub below: CutSide,
}

/// One side of a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutSide {
    /// The words next to the cut, cut off on the far side.
    pub words: String,
    /// Whether they are all there is.
    pub is_whole: bool,
    /// Its blocks.
    pub n_blocks: usize,
    /// Its characters.
    pub n_chars: usize,
}

/// What a cut at a place would make; none where there is no article, or where it begins. What is above and below goes
/// by the reading order of the article.
pub fn cut_preview(project: &Project, outline: &Outline, at: ByteOffset) -> Option<CutPreview> {
    let set = project.set();
    let article = set.article_at(at)?;
    let number = outline.get(article.id)?.number;
    let ranges: Vec<_> =
        set.blocks_of(article.id).iter().filter_map(|block| block.block().map(|block| block.range)).collect();
    let cut = ranges.iter().position(|range| at < range.end() && range.start() <= at)?;
    // Inside a block, its two halves are on different sides.
    let (above, below): (Vec<ByteRange>, Vec<ByteRange>) = if ranges[cut].start() == at {
        (ranges[..cut].to_vec(), ranges[cut..].to_vec())
    } else {
        let half = |start: ByteOffset, end: ByteOffset| ByteRange::at(start.idx(), end.idx());
        let (upper, lower) = (half(ranges[cut].start(), at), half(at, ranges[cut].end()));
        ([&ranges[..cut], &[upper]].concat(), [&[lower], &ranges[cut + 1..]].concat())
    };
    let (last, first) = (*above.last()?, *below.first()?);
    // By the index: the inspector asks at every step of the cursor, and an article may be the whole text.
    let char_at = |at| project.document.index().char_from_byte(project.document.text(), at).0 as usize;
    let n_chars = |range: ByteRange| char_at(range.end()) - char_at(range.start());
    let side = |ranges: &[ByteRange], words: String, whole: ByteRange| CutSide {
        is_whole: ranges.len() == 1 && words.len() == project.document.slice(whole).trim().len(),
        words,
        n_blocks: ranges.len(),
        n_chars: ranges.iter().map(|range| n_chars(*range)).sum(),
    };
    let end: Vec<char> = project.document.slice(last).trim().chars().rev().take(SHOWN_CHARS).collect();
    let start = project.document.slice(first).trim().chars().take(SHOWN_CHARS).collect();
    Some(CutPreview {
        at,
        article: article.id,
        number,
        above: side(&above, end.into_iter().rev().collect(), last),
        below: side(&below, start, first),
    })
}

#[cfg(test)]
mod tests {
    use jianbao_core::edit::{Command, Destination};
    use jianbao_core::testing::{Harness, marked};

    use super::*;

    #[test]
    fn both_sides_of_a_cut_are_shown() {
        let text = "𠮷年的题\n\n甲甲e\u{301}。\n\n乙乙👩‍👩‍👧。\n";
        let mut harness = Harness::with_plain_blocks(marked(text).project);
        let ids = harness.project.set().blocks().map(|block| block.id).collect();
        harness.run(&Command::MoveBlocks { blocks: ids, to: Destination::NewArticle }).unwrap();
        let outline = Outline::of(&harness.project);
        let at = |sign: char| ByteOffset::at(text.find(sign).unwrap());
        let preview = cut_preview(&harness.project, &outline, at('乙')).unwrap();
        assert_eq!((preview.above.n_blocks, preview.below.n_blocks), (2, 1));
        assert_eq!(preview.above.words, "甲甲e\u{301}。");
        assert_eq!(preview.below.words, "乙乙👩‍👩‍👧。");
        assert!(preview.below.is_whole && !preview.above.is_whole);
        assert_eq!(cut_preview(&harness.project, &outline, at('𠮷')), None, "it begins there");
        let inside = cut_preview(&harness.project, &outline, ByteOffset::at(text.find('甲').unwrap() + 3));
        assert_eq!(
            inside.map(|preview| (preview.above.words, preview.below.n_blocks)),
            Some(("甲".into(), 2))
        );
    }
}
