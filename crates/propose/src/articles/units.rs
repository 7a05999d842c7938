//! Undoes hard wraps: lines that are full and go on in the next line become one unit.

use std::ops::Range;

use super::chars::is_sentence_end;
use super::lines::Line;
use super::patterns;

/// A piece of a page that is decided about as one: a paragraph, or what a column edge left of it.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// Its lines.
    pub lines: Range<usize>,
    /// The folded characters of all of them.
    pub chars: Vec<char>,
    /// Whether its last line is as wide as the wrap of the page.
    pub full: bool,
}

/// The wrap width of the lines, in characters with the indent; none when they are not wrapped.
pub(crate) fn wrap_width(lines: &[Line]) -> Option<usize> {
    let widths: Vec<usize> = lines.iter().map(width).filter(|&w| w >= 6).collect();
    if widths.len() < 6 {
        return None;
    }
    let mut counts = [0_usize; 82];
    for &w in &widths {
        counts[w.min(81)] += 1;
    }
    let (best, _) =
        (8..80).map(|w| (w, counts[w] * 3 + counts[w - 1] + counts[w + 1])).max_by_key(|&(w, n)| (n, w))?;
    let near: usize = counts[best - 1..=best + 1].iter().sum();
    let longer: usize = counts[best + 2..].iter().sum();
    (near * 100 >= widths.len() * 35 && longer * 100 <= widths.len() * 12).then_some(best)
}

fn width(line: &Line) -> usize {
    line.chars.len() + usize::from(line.indent)
}

/// The units of consecutive lines.
pub(crate) fn units(lines: &[Line], wrap: Option<usize>) -> Vec<Unit> {
    let indented = lines.iter().filter(|l| l.indent > 0).count();
    let page_indents = indented * 12 >= lines.len();
    let mut out: Vec<Unit> = Vec::new();
    for (k, line) in lines.iter().enumerate() {
        let full = wrap.is_some_and(|w| width(line) + 1 >= w);
        let joins = k > 0 && wrap.is_some_and(|w| joined(&lines[k - 1], line, w, page_indents, out.last()));
        match out.last_mut() {
            Some(unit) if joins => {
                unit.lines.end = k + 1;
                unit.chars.extend_from_slice(&line.chars);
                unit.full = full;
            }
            _ => out.push(Unit { lines: k..k + 1, chars: line.chars.clone(), full }),
        }
    }
    out
}

/// Whether a line is the row of a table: columns, set apart by wide blanks, with figures.
fn is_row(c: &[char]) -> bool {
    c.windows(2).any(|w| w == [' ', ' ']) && c.iter().any(char::is_ascii_digit)
}

/// Whether a line surely goes on in the next one by its width alone.
fn joined(before: &Line, line: &Line, wrap: usize, page_indents: bool, open: Option<&Unit>) -> bool {
    if line.blank > 0 || line.page_break || line.same_line || line.indent > 0 || width(before) + 1 < wrap {
        return false;
    }
    if is_row(&before.chars) || is_row(&line.chars) {
        return false;
    }
    let last = before.chars.last().copied().unwrap_or(' ');
    if is_sentence_end(last) || matches!(last, '”' | ')') {
        // Full by chance at the end of a paragraph: where paragraphs are indented, it goes on.
        return page_indents && open.is_some_and(|u| u.lines.len() > 1 || before.indent > 0);
    }
    // A full first line without an indent, where paragraphs have one, is a headline.
    let title =
        page_indents && before.indent == 0 && open.is_some_and(|u| u.lines.len() == 1 && u.lines.start == 0);
    !title && patterns::names(&line.chars) == 0 && !patterns::is_credit(&line.chars)
}
