//! Undoes hard wraps: lines that are full and go on in the next line become one unit.

use std::ops::Range;

use super::chars::is_sentence_end;
use super::latin::is_letter;
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

/// The width at which Latin text was wrapped between words; none when it was not. Its lines differ in width, but no
/// first word of a line would have fitted on the line before it.
fn ragged_width(lines: &[Line]) -> Option<usize> {
    const WIDEST: usize = 120;
    let letters = || lines.iter().flat_map(|l| &l.chars).filter(|c| c.is_alphabetic());
    if letters().filter(|&&c| is_letter(c)).count() * 2 <= letters().count() {
        return None;
    }
    // A date at one edge with a page number at the other is as wide as the page, not as its columns.
    let running = lines.iter().filter(|line| !is_row(&line.chars));
    let widest = running.map(width).max().filter(|&w| w <= WIDEST)?;
    let inner = || lines.windows(2).filter(|pair| pair[1].blank == 0 && !pair[1].page_break);
    let tight = inner().filter(|pair| wrapped_between_words(&pair[0], &pair[1], widest)).count();
    (tight >= 3 && tight * 2 >= inner().count()).then_some(widest)
}

/// Whether a line goes on in the next one because its first word did not fit.
fn wrapped_between_words(before: &Line, line: &Line, widest: usize) -> bool {
    let word = line.chars.iter().take_while(|&&c| c != ' ').count();
    let apart = line.blank > 0 || line.page_break || line.same_line || line.indent > 0;
    !apart && width(before) + 1 + word > widest && !is_row(&before.chars) && !is_row(&line.chars)
}

/// The units of consecutive lines.
pub(crate) fn units(lines: &[Line], wrap: Option<usize>) -> Vec<Unit> {
    let indented = lines.iter().filter(|l| l.indent > 0).count();
    let page_indents = indented * 12 >= lines.len();
    let ragged = ragged_width(lines);
    let mut out: Vec<Unit> = Vec::new();
    for (k, line) in lines.iter().enumerate() {
        let full = wrap.is_some_and(|w| width(line) + 1 >= w);
        let before = k.checked_sub(1).map(|b| &lines[b]);
        let words = before.zip(ragged).is_some_and(|(b, w)| wrapped_between_words(b, line, w));
        let joins =
            words || before.zip(wrap).is_some_and(|(b, w)| joined(b, line, w, page_indents, out.last()));
        match out.last_mut() {
            Some(unit) if joins => {
                unit.lines.end = k + 1;
                if words && unit.chars.last() != Some(&'-') {
                    unit.chars.push(' ');
                }
                unit.chars.extend_from_slice(&line.chars);
                unit.full = full;
            }
            _ => out.push(Unit { lines: k..k + 1, chars: line.chars.clone(), full }),
        }
    }
    out
}

/// Whether a line is the row of a table: columns, set apart by wide blanks, with figures.
pub(crate) fn is_row(c: &[char]) -> bool {
    c.windows(2).any(|w| w == [' ', ' ']) && c.iter().any(char::is_ascii_digit)
}

/// Characters by which a line may be wider than the others and still be one of theirs: marks that hang over, figures
/// of half a width.
const WIDER: usize = 3;

/// Whether a line surely goes on in the next one by its width alone.
fn joined(before: &Line, line: &Line, wrap: usize, page_indents: bool, open: Option<&Unit>) -> bool {
    if line.blank > 0 || line.page_break || line.same_line || line.indent > 0 || width(before) + 1 < wrap {
        return false;
    }
    // A line that is plainly wider was not cut at that width: it is a headline.
    if width(before).max(width(line)) > wrap + WIDER {
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

#[cfg(test)]
mod tests {
    use super::super::lines::LineCutter;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut cutter = LineCutter::new(text);
        let mut lines = Vec::new();
        while cutter.next_line(text, &mut lines) {}
        units(&lines, wrap_width(&lines)).iter().map(|u| u.chars.iter().collect()).collect()
    }

    #[test]
    fn a_line_plainly_wider_than_the_columns_is_not_one_of_theirs() {
        let text = "\u{3000}\u{3000}石廊桥上的三十一间廊屋里\n住过七户人家，最后一户去年\n\
            搬到了河对岸的新村里，桥上\n就只剩下护桥员和过路的人。\n老邮局改成café三个月后又改回了老邮局\n\
            本报讯（记者何建业）槐安的\n老邮局昨天重新挂出绿色的招\n牌，𠮷师傅把旧信筒擦了一遍。\n\
            旧信筒上的漆掉了一半，他说\n留着，信是从那里寄出去的。\n";
        let units = found(text);
        assert_eq!(units.len(), 3, "{units:#?}");
        assert_eq!(units[1], "老邮局改成café三个月后又改回了老邮局");
    }

    #[test]
    fn latin_text_wrapped_between_words_is_put_together() {
        let text = "Thursday, March 9, 2006                                                   Page 4\n\nFerry strike enters third day\nBy Nora Whitlock\n\n\
            HARROW BAY — Crews of the island ferry stayed ashore for a third\n\
            day on Wednesday, leaving some 400 commuters to find other ways\n\
            across the sound. 🛥️\n\n\
            \"We asked for two more deckhands a boat,\" said Owen Pratt, who\n\
            speaks for the crews. \"We got a calendar.\"\n\n\
            Library gets its clock back\nThe clock over the door of the Mill Street library runs again.\n\
            Its hands are those of 1911.\n";
        let units = found(text);
        assert_eq!(units.len(), 7, "{units:#?}");
        assert_eq!(units[1], "Ferry strike enters third day");
        assert!(units[3].contains("a third day on Wednesday") && units[3].contains("other ways across"));
        assert!(units[4].ends_with("speaks for the crews. “We got a calendar.”"), "{}", units[4]);
        assert!(units[6].starts_with("The clock") && units[6].ends_with("of 1911."));
    }

    #[test]
    fn latin_lines_that_are_paragraphs_stay_apart() {
        let text = "Notices\nThe pool opens on Monday.\nThe seed fair is on March 18.\nLost: a grey cat, one ear.\n\
            Found: a grey cat, two ears, at the ferry landing.\n";
        assert_eq!(found(text).len(), 5);
    }
}
