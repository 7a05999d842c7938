//! Articles as lists of blocks in reading order, which is how every change of structure is thought.
//!
//! The parts of an article are the stretches that its blocks cover: blocks that follow each other in the
//! text and in reading order are in one part.

use std::sync::Arc;

use crate::annotation::{Annotation, AnnotationId, Pieces};
use crate::set::AnnotationSet;
use crate::text::{ByteOffset, ByteRange};

/// The parts that blocks in reading order make. `all` are the ranges of every live block in text order;
/// a part goes on as long as the next block in the text is the next one to be read.
pub fn parts_of(blocks: &[ByteRange], all: &[ByteRange]) -> Option<Pieces> {
    let mut parts: Vec<ByteRange> = Vec::new();
    let mut next = None;
    for &range in blocks {
        let place = all.partition_point(|other| other.start() < range.start());
        match parts.last_mut() {
            Some(last) if next == Some(place) => *last = ByteRange::new(last.start(), range.end()),
            _ => parts.push(range),
        }
        next = Some(place + 1);
    }
    Pieces::new(parts).ok()
}

/// The ranges of all live blocks, in text order.
pub(super) fn block_ranges(set: &AnnotationSet) -> Vec<ByteRange> {
    set.block_places().map(|(range, _)| range).collect()
}

/// Where a block that comes new into an article is read: before the first of its blocks that stands behind it.
pub(super) fn place_in(order: &[ByteRange], at: ByteOffset) -> usize {
    // Right after the nearest block above it: in an article whose parts are not in text order
    // that keeps a block with its neighbors.
    let above = order
        .iter()
        .enumerate()
        .filter(|(_, range)| range.start() < at)
        .max_by_key(|(_, range)| range.start());
    above.map_or(0, |(i, _)| i + 1)
}

/// The ranges of an article's blocks in reading order.
pub(super) fn reading_order(set: &AnnotationSet, article: AnnotationId) -> Vec<ByteRange> {
    ranges(&set.blocks_of(article))
}

/// The ranges of blocks.
pub(super) fn ranges(blocks: &[Arc<Annotation>]) -> Vec<ByteRange> {
    blocks.iter().filter_map(|found| found.block()).map(|block| block.range).collect()
}
