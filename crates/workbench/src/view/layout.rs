//! The order in which the text is laid out: as on the page, or article by article.
//!
//! In article order every article is put together from its parts, and blocks that go on with a paragraph stand in its
//! row. The annotations are the same; only the order of stretches differs, and what "next" and "between" mean.

use std::collections::BTreeSet;
use std::ops::Range;

use jianbao_core::order;
use jianbao_core::text::CHUNK_LINES;
use jianbao_core::{AnnotationId, ByteOffset, ByteRange, LineIdx, Project};

use super::Outline;

/// One of the two orders.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As pasted.
    #[default]
    Page,
    /// Article by article, page furniture at the end.
    Article,
}

/// Where everything is in the order that is shown.
#[derive(Clone, Debug, Default)]
pub enum Layout {
    /// In page order nothing has to be kept: it is that of the text.
    #[default]
    Page,
    /// In article order.
    Article(Flow),
}

/// What a chunk holds, so that it is the same chunk after others came or went.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ChunkKey {
    /// Lines of the page; the number of the chunk.
    Page(usize),
    /// Rows of articles.
    Articles {
        /// Where their text begins.
        at: ByteOffset,
        /// The chunk of page order in which they begin.
        on_page: usize,
    },
    /// Rows of page furniture.
    Furniture {
        /// Where its text begins.
        at: ByteOffset,
        /// The chunk of page order in which they begin.
        on_page: usize,
        /// Whether it is the first one.
        begins: bool,
    },
}

impl ChunkKey {
    /// A number that no other chunk on the screen has, and that stays the same where only what is around a chunk
    /// changes.
    pub fn number(self) -> u64 {
        match self {
            Self::Page(n) => n as u64,
            Self::Articles { at, .. } => 1 << 60 | u64::from(at.0),
            Self::Furniture { at, .. } => 2 << 60 | u64::from(at.0),
        }
    }

    /// The chunk of page order in which it begins.
    pub fn on_page(self) -> usize {
        match self {
            Self::Page(n) | Self::Articles { on_page: n, .. } | Self::Furniture { on_page: n, .. } => n,
        }
    }

    /// The order that it is a chunk of.
    pub fn order(self) -> Order {
        if matches!(self, Self::Page(_)) { Order::Page } else { Order::Article }
    }
}

/// The stretches of text in article order.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    stretches: Vec<FlowStretch>,
    chunks: Vec<FlowChunk>,
    /// The numbers of the stretches in text order.
    by_text: Vec<usize>,
}

/// A block, or text of no block.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct FlowStretch {
    pub(super) range: ByteRange,
    /// Whether it goes on with the row of the stretch before it.
    pub(super) joins: bool,
    chunk: usize,
}

#[derive(Clone, Debug)]
struct FlowChunk {
    key: ChunkKey,
    stretches: Range<usize>,
}

impl Flow {
    /// The article order of a project as it stands.
    pub fn of(project: &Project, outline: &Outline) -> Self {
        let found = in_text_order(project);
        let mut flow = Self {
            stretches: Vec::with_capacity(found.len()),
            by_text: vec![0; found.len()],
            ..Self::default()
        };
        for entry in outline.entries() {
            let mut is_first = true;
            for part in entry.parts.iter() {
                let from = found.partition_point(|stretch| stretch.range.start() < part.start());
                let within =
                    found.iter().enumerate().skip(from).take_while(|(_, s)| s.range.start() < part.end());
                for (at, stretch) in within.filter(|(_, stretch)| stretch.article == Some(entry.id)) {
                    // The first block of an article goes on with nothing, whatever a file says of it.
                    let joins = stretch.continues && !is_first;
                    is_first = false;
                    if !joins {
                        let (at, on_page) = (stretch.range.start(), stretch.on_page);
                        flow.begin_chunk(ChunkKey::Articles { at, on_page });
                    }
                    flow.push(at, stretch.range, joins);
                }
            }
        }
        let mut begins = true;
        for (at, stretch) in found.iter().enumerate().filter(|(_, stretch)| stretch.article.is_none()) {
            let (start, on_page) = (stretch.range.start(), stretch.on_page);
            flow.begin_chunk(ChunkKey::Furniture { at: start, on_page, begins });
            begins = false;
            flow.push(at, stretch.range, false);
        }
        debug_assert_eq!(flow.stretches.len(), found.len(), "the outline is that of the project");
        flow
    }

    /// Begins a chunk, unless the last one is of the same kind and began in the same chunk of the page.
    fn begin_chunk(&mut self, key: ChunkKey) {
        let place = |key: ChunkKey| (std::mem::discriminant(&key), key.on_page());
        if self.chunks.last().is_none_or(|last| place(last.key) != place(key)) {
            let end = self.stretches.len();
            self.chunks.push(FlowChunk { key, stretches: end..end });
        }
    }

    /// Puts a stretch at the end, which is the one with this number in text order.
    fn push(&mut self, in_text: usize, range: ByteRange, joins: bool) {
        self.by_text[in_text] = self.stretches.len();
        self.stretches.push(FlowStretch { range, joins, chunk: self.chunks.len() - 1 });
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.stretches.end = self.stretches.len();
        }
    }

    /// How many chunks there are.
    pub fn n_chunks(&self) -> usize {
        self.chunks.len()
    }

    /// What a chunk is called.
    pub fn key(&self, chunk: usize) -> ChunkKey {
        self.chunks[chunk].key
    }

    /// The stretches of a chunk.
    pub(super) fn chunk(&self, chunk: usize) -> &[FlowStretch] {
        &self.stretches[self.chunks[chunk].stretches.clone()]
    }

    /// Whether two chunks have the same text in the same rows.
    pub(crate) fn same_text(&self, chunk: usize, other: &Self, other_chunk: usize) -> bool {
        let text = |stretch: &FlowStretch| (stretch.range, stretch.joins);
        self.chunk(chunk).iter().map(text).eq(other.chunk(other_chunk).iter().map(text))
    }

    /// The chunks that show text of a range.
    pub(super) fn chunks_in(&self, range: ByteRange) -> impl Iterator<Item = usize> + '_ {
        let end = self.by_text.partition_point(|&i| self.stretches[i].range.start() < range.end());
        self.by_text[..end]
            .iter()
            .rev()
            .map(|&i| &self.stretches[i])
            .take_while(move |stretch| stretch.range.end() > range.start())
            .map(|stretch| stretch.chunk)
    }

    /// The stretch in which a place lies: the one that it is inside of or begins, else the last one before it.
    fn holding(&self, at: ByteOffset) -> Option<usize> {
        let next = self.by_text.partition_point(|&i| self.stretches[i].range.start() <= at);
        self.by_text.get(next.saturating_sub(1)).copied()
    }

    /// The stretch that a place ends; none where it ends none.
    fn ended_by(&self, at: ByteOffset) -> Option<usize> {
        let next = self.by_text.partition_point(|&i| self.stretches[i].range.start() < at);
        let found = self.by_text.get(next.checked_sub(1)?).copied()?;
        (self.stretches[found].range.end() == at).then_some(found)
    }

    /// The stretches from one place to another, in reading order, cut where the places are.
    fn between(&self, a: ByteOffset, b: ByteOffset) -> Vec<ByteRange> {
        // Where a line was cut in two, one place ends a stretch and begins another, which may stand far off: what a
        // person selects is the shorter way.
        let candidates = |at| self.holding(at).into_iter().chain(self.ended_by(at));
        let pairs = candidates(a).flat_map(|i| candidates(b).map(move |j| (i, j)));
        let Some((i, j)) = pairs.min_by_key(|&(i, j)| i.abs_diff(j)) else { return Vec::new() };
        let ((i, from), (j, to)) = if (i, a) <= (j, b) { ((i, a), (j, b)) } else { ((j, b), (i, a)) };
        let cut = |n: usize| {
            let range = self.stretches[n].range;
            let start = if n == i { from.clamp(range.start(), range.end()) } else { range.start() };
            let end = if n == j { to.clamp(range.start(), range.end()) } else { range.end() };
            (start < end).then(|| ByteRange::new(start, end))
        };
        (i..=j).filter_map(cut).collect()
    }
}

/// A block, or a line of text that is in none, as it is found on the page.
struct Found {
    range: ByteRange,
    continues: bool,
    /// The article that it is in; none for page furniture.
    article: Option<AnnotationId>,
    /// The chunk of page order in which it begins. Chunks of article order end where it changes, wherever articles
    /// begin: so a cut leaves all rows in the chunks that they were in.
    on_page: usize,
}

/// What is to be read, in text order. One walk, as an edit waits for it: nothing is looked up by its place.
fn in_text_order(project: &Project) -> Vec<Found> {
    let set = project.set();
    let index = project.document.index();
    let parts: Vec<(ByteRange, AnnotationId)> = set.parts_in(project.document.range()).collect();
    let mut parts = parts.as_slice();
    let end_of_chunk = |chunk| index.line(LineIdx(index.chunk_lines(chunk).end as u32 - 1)).end();
    let (mut on_page, mut end_of_page) = (0, end_of_chunk(0));
    let mut at = 0;
    let mut found = Vec::new();
    let mut find = |range: ByteRange, continues: bool, article: Option<AnnotationId>| {
        while on_page + 1 < index.n_chunks() && end_of_page <= range.start() {
            on_page += 1;
            end_of_page = end_of_chunk(on_page);
        }
        found.push(Found { range, continues, article, on_page });
    };
    for (range, continues) in set.block_places() {
        let gap = ByteRange::at(at.min(range.start().idx()), range.start().idx());
        at = range.end().idx();
        lines(project.document.slice(gap), gap.start().idx(), |line| find(line, false, None));
        while let [(part, _), later @ ..] = parts
            && part.end() <= range.start()
        {
            parts = later;
        }
        let article = parts.first().filter(|(part, _)| part.contains(range.start())).map(|&(_, id)| id);
        find(range, continues, article);
    }
    let gap = ByteRange::at(at, project.document.range().end().idx());
    lines(project.document.slice(gap), at, |line| find(line, false, None));
    found
}

/// Tells the lines of a text that begins at a place, trimmed; none that are blank.
fn lines(text: &str, start: usize, mut tell: impl FnMut(ByteRange)) {
    // Most often there is nothing but the end of a line between two blocks.
    if text == "\n" {
        return;
    }
    let mut at = start;
    for line in text.split_inclusive('\n') {
        let begins = at + (line.len() - line.trim_start().len());
        at += line.len();
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            tell(ByteRange::at(begins, begins + trimmed.len()));
        }
    }
}

impl Layout {
    /// Which of the two it is.
    pub fn order(&self) -> Order {
        if matches!(self, Self::Page) { Order::Page } else { Order::Article }
    }

    /// What lies between two places, whichever comes first, in the order that is shown; not trimmed. In page order
    /// that is one range.
    pub fn between(&self, a: ByteOffset, b: ByteOffset) -> Vec<ByteRange> {
        match self {
            Self::Page if a == b => Vec::new(),
            Self::Page => vec![ByteRange::new(a.min(b), a.max(b))],
            Self::Article(flow) => flow.between(a, b),
        }
    }

    /// The stretch at a place: the one that the place is in, or that ends there. Stretches are blocks; in article
    /// order also text of no block.
    pub fn here(&self, project: &Project, at: ByteOffset) -> Option<ByteRange> {
        match self {
            Self::Page => {
                let set = project.set();
                let range = |found: Option<&std::sync::Arc<jianbao_core::Annotation>>| {
                    found.and_then(|found| found.block()).map(|block| block.range)
                };
                range(set.block_at(at)).or_else(|| range(set.block_before(at)).filter(|r| r.end() == at))
            }
            Self::Article(flow) => {
                let range = flow.stretches[flow.holding(at)?].range;
                if range.contains(at) || range.end() == at { Some(range) } else { None }
            }
        }
    }

    /// The stretch that is read before the one at a place.
    pub fn before(&self, project: &Project, at: ByteOffset) -> Option<ByteRange> {
        match self {
            Self::Page => {
                let from = self.here(project, at).map_or(at, ByteRange::start);
                project.set().block_before(from)?.block().map(|block| block.range)
            }
            Self::Article(flow) => {
                let i = flow.holding(at)?;
                flow.stretches.get(i.checked_sub(1)?).map(|stretch| stretch.range)
            }
        }
    }

    /// The stretch that is read after the one at a place.
    pub fn after(&self, project: &Project, at: ByteOffset) -> Option<ByteRange> {
        match self {
            Self::Page => {
                let from = self.here(project, at).map_or(at, |range| ByteOffset(range.start().0 + 1));
                project.set().block_from(from)?.block().map(|block| block.range)
            }
            Self::Article(flow) => {
                let i = flow.holding(at)?;
                flow.stretches.get(i + 1).map(|stretch| stretch.range)
            }
        }
    }

    /// The first place and the last one.
    pub fn ends(&self, project: &Project) -> (ByteOffset, ByteOffset) {
        let whole = project.document.range();
        match self {
            Self::Page => (whole.start(), whole.end()),
            Self::Article(flow) => (
                flow.stretches.first().map_or(whole.start(), |stretch| stretch.range.start()),
                flow.stretches.last().map_or(whole.end(), |stretch| stretch.range.end()),
            ),
        }
    }

    /// The chunks that show text of a range.
    pub(crate) fn chunks_of(&self, project: &Project, range: ByteRange) -> BTreeSet<usize> {
        match self {
            Self::Page => {
                let lines = project.document.index().lines_of(range);
                order::set_of(lines.map(|line| line / CHUNK_LINES))
            }
            Self::Article(flow) => order::set_of(flow.chunks_in(range)),
        }
    }
}

#[cfg(test)]
mod tests {
    use jianbao_core::edit::{Command, Destination};
    use jianbao_core::testing::{Harness, commands, marked, texts};
    use jianbao_core::{Document, DocumentInfo, LabelSet};
    use proptest::prelude::*;

    use super::*;

    /// 甲 and 丁 are one article, with 丁 going on with 甲; 乙 is another; 丙 is page furniture.
    fn interrupted() -> Harness {
        let mut harness = Harness::with_plain_blocks(marked("甲𠮷甲\n\n　乙乙\n丙\n👩‍👩‍👧丁\n").project);
        let ids: Vec<_> = harness.project.set().blocks().map(|block| block.id).collect();
        let new = |blocks: Vec<AnnotationId>| Command::MoveBlocks { blocks, to: Destination::NewArticle };
        harness.run(&new(vec![ids[0], ids[3]])).expect("an article");
        harness.run(&new(vec![ids[1]])).expect("an article");
        harness.run(&Command::SetContinues { block: ids[3], continues: true }).expect("a paragraph");
        harness
    }

    fn flow(harness: &Harness) -> Layout {
        Layout::Article(Flow::of(&harness.project, &Outline::of(&harness.project)))
    }

    fn quotes(harness: &Harness, ranges: &[ByteRange]) -> Vec<String> {
        ranges.iter().map(|range| harness.project.document.slice(*range).to_owned()).collect()
    }

    #[test]
    fn articles_are_put_together_and_furniture_is_last() {
        let harness = interrupted();
        let Layout::Article(flow) = flow(&harness) else { unreachable!() };
        let rows: Vec<_> = flow.stretches.iter().map(|stretch| (stretch.range, stretch.joins)).collect();
        let ranges: Vec<_> = rows.iter().map(|(range, _)| *range).collect();
        assert_eq!(quotes(&harness, &ranges), ["甲𠮷甲", "👩‍👩‍👧丁", "乙乙", "丙"]);
        assert_eq!(rows.iter().map(|(_, joins)| *joins).collect::<Vec<_>>(), [false, true, false, false]);
        assert_eq!(flow.n_chunks(), 2, "articles that stand close on the page share a chunk");
    }

    #[test]
    fn what_lies_between_follows_the_reading() {
        let harness = interrupted();
        let layout = flow(&harness);
        let text = harness.project.document.text();
        let at = |quote: &str| ByteOffset::at(text.find(quote).unwrap());
        let from = ByteOffset(at("𠮷").0);
        let to = ByteOffset(at("丁").0);
        assert_eq!(quotes(&harness, &layout.between(from, to)), ["𠮷甲", "👩‍👩‍👧"]);
        assert_eq!(layout.between(from, to), layout.between(to, from));
        assert!(Layout::Page.between(from, to).len() == 1);
        // From the furniture back to the second article.
        assert_eq!(quotes(&harness, &layout.between(at("丙"), at("乙"))), ["乙乙"]);
    }

    #[test]
    fn next_and_before_follow_the_reading() {
        let harness = interrupted();
        let layout = flow(&harness);
        let project = &harness.project;
        let mut at = layout.ends(project).0;
        let mut seen = vec![layout.here(project, at).unwrap()];
        while let Some(next) = layout.after(project, at) {
            at = next.start();
            seen.push(next);
        }
        assert_eq!(quotes(&harness, &seen), ["甲𠮷甲", "👩‍👩‍👧丁", "乙乙", "丙"]);
        while let Some(before) = layout.before(project, at) {
            at = before.start();
            seen.pop();
        }
        assert_eq!(seen.len(), 1);
    }

    #[test]
    fn a_line_cut_in_two_is_selected_the_short_way() {
        let mut harness = Harness::with_plain_blocks(marked("甲乙丙丁\n戊\n").project);
        harness.run(&Command::CutArticle { at: ByteOffset::at(0) }).expect("an article");
        harness.run(&Command::CutArticle { at: ByteOffset::at(6) }).expect("another");
        let ids: Vec<_> = harness.project.set().blocks().map(|block| block.id).collect();
        let first = harness.project.set().article_at(ByteOffset::ZERO).map(|article| article.id).unwrap();
        let to = Destination::Article(first);
        harness.run(&Command::MoveBlocks { blocks: vec![ids[2]], to }).expect("moved");
        let layout = flow(&harness);
        assert_eq!(quotes(&harness, &layout.between(ByteOffset(0), ByteOffset(6))), ["甲乙"]);
        assert_eq!(quotes(&harness, &layout.between(ByteOffset(12), ByteOffset(6))), ["丙丁"]);
        assert_eq!(quotes(&harness, &layout.between(ByteOffset(3), ByteOffset(16))), ["乙", "戊"]);
    }

    #[test]
    fn text_of_no_block_is_shown_at_the_end() {
        let harness = Harness::new(marked("甲\n　乙 \n\n").project);
        let Layout::Article(flow) = flow(&harness) else { unreachable!() };
        let ranges: Vec<_> = flow.stretches.iter().map(|stretch| stretch.range).collect();
        assert_eq!(quotes(&harness, &ranges), ["甲", "乙"]);
    }

    /// What is read after what, told by asking for each article and each block by itself.
    fn told(project: &Project, outline: &Outline) -> Vec<(ByteRange, bool)> {
        let set = project.set();
        let mut told = Vec::new();
        for entry in outline.entries() {
            let blocks = set.blocks_of(entry.id);
            let blocks = blocks.iter().enumerate().filter_map(|(i, found)| found.block().zip(Some(i)));
            told.extend(blocks.map(|(block, i)| (block.range, block.continues && i > 0)));
        }
        let furniture = set.blocks().filter(|found| set.article_of(found).is_none());
        told.extend(furniture.map(|found| (found.body.ranges()[0], false)));
        told
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_articles_and_stays_where_nothing_is_read_otherwise(
            text in texts(), steps in prop::collection::vec((commands(), 0..6_u8), 0..25))
        {
            let (document, _) = Document::ingest(&text).expect("short");
            let project = Project::new(document, DocumentInfo::default(), LabelSet::newspaper());
            let mut harness = Harness::with_plain_blocks(project);
            let mut before = Flow::of(&harness.project, &Outline::of(&harness.project));
            for (command, then) in &steps {
                let command = command.for_project(&harness.project);
                let changes = command.and_then(|command| harness.run(&command).ok()).unwrap_or_default();
                let outline = Outline::of(&harness.project);
                let flow = Flow::of(&harness.project, &outline);
                let rows = |flow: &Flow| -> Vec<_> {
                    flow.stretches.iter().map(|stretch| (stretch.range, stretch.joins)).collect()
                };
                prop_assert_eq!(rows(&flow), told(&harness.project, &outline));
                let in_text: Vec<_> = flow.by_text.iter().map(|&i| flow.stretches[i].range).collect();
                prop_assert!(in_text.windows(2).all(|pair| pair[0].end() <= pair[1].start()), "{in_text:?}");
                for (i, chunk) in flow.chunks.iter().enumerate() {
                    let within = flow.chunk(i);
                    let index = harness.project.document.index();
                    let here = |stretch: &FlowStretch| index.line_at(stretch.range.start()).idx() / CHUNK_LINES;
                    let begins = within.iter().filter(|stretch| !stretch.joins).map(here);
                    prop_assert!(begins.collect::<BTreeSet<_>>().len() == 1, "{:?}", chunk.key);
                }
                if !changes.reading {
                    prop_assert_eq!(rows(&flow), rows(&before));
                }
                before = flow;
                if *then == 0 && harness.undo() {
                    before = Flow::of(&harness.project, &Outline::of(&harness.project));
                }
            }
        }
    }
}
