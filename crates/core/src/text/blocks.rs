//! The plain blocks of a text, before anything is known of them.

use super::ByteRange;

/// Each maximal stretch of non-blank text on one line, trimmed of white space (also of U+3000).
pub fn plain_blocks(text: &str) -> impl Iterator<Item = ByteRange> + '_ {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let trimmed = line.trim();
        (!trimmed.is_empty()).then(|| ByteRange::at(start, start + trimmed.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_and_indents_are_left_out() {
        let text = "\n　　𠮷甲 \n \u{3000}\n乙e\u{301}\n";
        let found: Vec<_> = plain_blocks(text).map(|range| range.slice(text)).collect();
        assert_eq!(found, ["𠮷甲", "乙e\u{301}"]);
        assert_eq!(plain_blocks("").count(), 0);
    }
}
