//! Overlapping annotations as flat stretches, which is what can be drawn.

use smallvec::SmallVec;

use crate::annotation::AnnotationId;
use crate::order;
use crate::text::{ByteOffset, ByteRange};

/// A stretch over which the same annotations are active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it is; never empty.
    pub range: ByteRange,
    /// The active annotations with their level, outermost first: the longest, then the one that begins first.
    pub active: SmallVec<[Active; 2]>,
}

/// An annotation in a segment.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// Which.
    pub id: AnnotationId,
    /// The row in which it is underlined, from 0 next to the text, the same over each stretch of it.
    pub level: u8,
    /// Whether a stretch of it begins with this segment.
    pub begins: bool,
    /// Whether a stretch of it ends with this segment.
    pub ends: bool,
}

/// Cuts `within` at every edge of the marks, so that each segment has the same marks all along.
/// Concatenated, the segments are `within`; parts of marks outside it are left out.
///
/// A mark begins or ends where its own range does, not where `within` cuts it.
pub fn segments(within: ByteRange, marks: &[(ByteRange, AnnotationId)]) -> Vec<Segment> {
    if within.is_empty() {
        return Vec::new();
    }
    let mut marks: Vec<_> = marks.iter().copied().filter(|(range, _)| range.overlaps(within)).collect();
    // Shorter marks take the lower rows, so that a name inside a longer name sits next to the text.
    order::sort_by_key(&mut marks, |&(range, id)| (range.len_bytes(), range.start(), id));
    let mut rows: Vec<(ByteRange, AnnotationId, u8)> = Vec::with_capacity(marks.len());
    for &(range, id) in &marks {
        let taken: SmallVec<[u8; 4]> =
            rows.iter().filter(|(other, ..)| other.overlaps(range)).map(|&(.., level)| level).collect();
        let level = (0..=u8::MAX).find(|level| !taken.contains(level)).unwrap_or(u8::MAX);
        rows.push((range, id, level));
    }

    let mut cuts: Vec<ByteOffset> = vec![within.start(), within.end()];
    cuts.extend(
        marks.iter().flat_map(|(range, _)| [range.start(), range.end()]).filter(|&at| within.contains(at)),
    );
    order::sort(&mut cuts);
    cuts.dedup();

    cuts.windows(2)
        .map(|pair| {
            let range = ByteRange::new(pair[0], pair[1]);
            let over = rows.iter().rev().filter(|(mark, ..)| mark.covers(range));
            let active = over.map(|&(mark, id, level)| Active {
                id,
                level,
                begins: mark.start() == range.start(),
                ends: mark.end() == range.end(),
            });
            Segment { range, active: active.collect() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(within: (usize, usize), marks: &[(usize, usize)]) -> String {
        let marks: Vec<_> =
            marks.iter().zip(0..).map(|(&(s, e), i)| (ByteRange::at(s, e), AnnotationId(i))).collect();
        let segments = segments(ByteRange::at(within.0, within.1), &marks);
        let show = |a: &Active| {
            format!(
                "{}{}{}@{}",
                if a.begins { "[" } else { "" },
                a.id.0,
                if a.ends { "]" } else { "" },
                a.level
            )
        };
        let rows = segments.iter().map(|s| {
            format!("{:?} {}", s.range, s.active.iter().map(show).collect::<Vec<_>>().join(" "))
                .trim()
                .to_owned()
        });
        rows.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn nested_marks_stack_above_each_other() {
        assert_eq!(show((0, 9), &[(2, 8), (2, 4)]), "0..2 | 2..4 [0@1 [1]@0 | 4..8 0]@1 | 8..9");
    }

    #[test]
    fn crossing_marks_are_flat() {
        assert_eq!(show((0, 6), &[(0, 4), (2, 6)]), "0..2 [0@0 | 2..4 [1@1 0]@0 | 4..6 1]@1");
    }

    #[test]
    fn a_mark_that_goes_on_elsewhere_neither_begins_nor_ends() {
        assert_eq!(show((4, 6), &[(0, 9)]), "4..6 0@0");
        assert_eq!(show((4, 4), &[(0, 9)]), "");
    }
}
