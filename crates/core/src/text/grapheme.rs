//! What a person sees as one character.
//!
//! Boundaries that people make lie between grapheme clusters (UAX #29), so that no click cuts a family
//! emoji or parts a letter from its accent. Imported boundaries are kept as they are.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{ByteOffset, ByteRange};

/// How far a cluster is looked for, in bytes: bounds the work on hostile text such as a megabyte of
/// combining marks. A longer cluster is cut here.
const WINDOW_BYTES: usize = 4096;

/// Whether a grapheme cluster begins or ends here.
///
/// # Panics
/// If `at` is not a character boundary of `text`.
pub fn is_boundary(text: &str, at: ByteOffset) -> bool {
    if at.idx() == 0 || at.idx() == text.len() {
        return true;
    }
    let (window, base) = window(text, at);
    let mut cursor = GraphemeCursor::new(at.idx() - base, window.len(), true);
    cursor.is_boundary(window, 0).unwrap_or(true)
}

/// The next boundary after `at`; the end of the text stays where it is.
///
/// # Panics
/// If `at` is not a character boundary of `text`.
pub fn next_boundary(text: &str, at: ByteOffset) -> ByteOffset {
    let (window, base) = window(text, at);
    let mut cursor = GraphemeCursor::new(at.idx() - base, window.len(), true);
    let next = cursor.next_boundary(window, 0).ok().flatten();
    ByteOffset::at(next.map_or(text.len(), |found| base + found))
}

/// The boundary before `at`; the start of the text stays where it is.
///
/// # Panics
/// If `at` is not a character boundary of `text`.
pub fn prev_boundary(text: &str, at: ByteOffset) -> ByteOffset {
    let (window, base) = window(text, at);
    let mut cursor = GraphemeCursor::new(at.idx() - base, window.len(), true);
    let prev = cursor.prev_boundary(window, 0).ok().flatten();
    ByteOffset::at(prev.map_or(0, |found| base + found))
}

/// The smallest range of whole clusters that holds `range`.
///
/// # Panics
/// If the range is not on character boundaries of `text`.
pub fn snap_outward(text: &str, range: ByteRange) -> ByteRange {
    let start =
        if is_boundary(text, range.start()) { range.start() } else { prev_boundary(text, range.start()) };
    let end = if is_boundary(text, range.end()) { range.end() } else { next_boundary(text, range.end()) };
    ByteRange::new(start, end)
}

/// The cluster boundary at or before each `step` characters of `text`, in bytes: where to cut a very long line.
pub(super) fn cuts_every(text: &str, step: usize) -> Vec<usize> {
    let mut cuts = Vec::new();
    let (mut start, mut chars) = (0, 0);
    for (at, cluster) in text.grapheme_indices(true) {
        let n = cluster.chars().count();
        if chars + n > step && at > start {
            cuts.push(at);
            (start, chars) = (at, 0);
        }
        chars += n;
    }
    cuts
}

fn window(text: &str, at: ByteOffset) -> (&str, usize) {
    let mut from = at.idx().saturating_sub(WINDOW_BYTES);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = (at.idx() + WINDOW_BYTES).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    (&text[from..to], from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_kept_whole() {
        let text = "a👩‍👩‍👧e\u{301}𠮷";
        let mut at = ByteOffset::ZERO;
        let mut clusters = Vec::new();
        while at.idx() < text.len() {
            let next = next_boundary(text, at);
            assert_eq!(prev_boundary(text, next), at);
            assert!(is_boundary(text, next));
            clusters.push(ByteRange::new(at, next).slice(text));
            at = next;
        }
        assert_eq!(clusters, ["a", "👩‍👩‍👧", "e\u{301}", "𠮷"]);
        assert_eq!(prev_boundary(text, ByteOffset::ZERO), ByteOffset::ZERO);
        assert_eq!(next_boundary(text, at), at);
        // Inside the family emoji (after its first person) widens to the whole of it.
        assert_eq!(snap_outward(text, ByteRange::at(1, 5)).slice(text), "👩‍👩‍👧");
    }

    #[test]
    fn a_megabyte_of_marks_is_bounded_work() {
        let text = format!("a{}", "\u{301}".repeat(500_000));
        let at = ByteOffset::at(text.len() / 2 + 1 - (text.len() / 2) % 2);
        assert!(prev_boundary(&text, at) < at);
        assert!(next_boundary(&text, at) > at);
    }
}
