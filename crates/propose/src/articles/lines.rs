//! Cuts a text into blocks: non-blank stretches of lines, trimmed; over-long lines at sentence ends.

use jianbao_core::ByteRange;

use super::chars::{fold, is_closer, is_han, is_opener};
use super::patterns;

/// Characters of a line beyond which it may be cut into several blocks.
const LONG_LINE: usize = 1500;

/// A block before anything is known about it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Where it is, in bytes, trimmed of white space.
    pub range: ByteRange,
    /// Its folded characters.
    pub chars: Vec<char>,
    /// White space before it on its line, in characters; at most 9.
    pub indent: u8,
    /// Blank lines between the block before it and it; at most 9.
    pub blank: u8,
    /// Whether it begins on the line of the block before it (a longer line was cut).
    pub same_line: bool,
    /// Whether a page break lies between the block before it and it.
    pub page_break: bool,
}

/// Characters from which the only line of a text is cut, too.
const ONLY_LINE: usize = 120;

/// Cuts lines off a text one after the other.
#[derive(Debug, Default)]
pub(crate) struct LineCutter {
    /// Whether the text has lost its line breaks.
    unbroken: bool,
    at: usize,
    blank: u8,
    page_break: bool,
}

impl LineCutter {
    /// A cutter at the start of a text.
    pub(crate) fn new(text: &str) -> Self {
        let unbroken = text.split('\n').filter(|l| !l.trim().is_empty()).take(3).count() <= 2;
        Self { unbroken, ..Self::default() }
    }

    /// The byte up to which the text has been read.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Reads one line; its blocks are appended to `out`. False at the end of the text.
    pub(crate) fn next_line(&mut self, text: &str, out: &mut Vec<Line>) -> bool {
        if self.at >= text.len() {
            return false;
        }
        let rest = &text[self.at..];
        let length = rest.find('\n').unwrap_or(rest.len());
        let start = self.at;
        self.at += (length + 1).min(rest.len());
        let before = out.len();
        // A form feed ends a page wherever it stands.
        let mut offset = start;
        for (k, piece) in rest[..length].split('\u{C}').enumerate() {
            self.page_break |= k > 0;
            self.piece(piece, offset, out);
            offset += piece.len() + 1;
        }
        if out.len() == before {
            self.blank = self.blank.saturating_add(1).min(9);
        }
        true
    }

    fn piece(&mut self, piece: &str, offset: usize, out: &mut Vec<Line>) {
        let trimmed_start = piece.trim_start();
        let trimmed = trimmed_start.trim_end();
        if trimmed.is_empty() {
            return;
        }
        let indent = piece[..piece.len() - trimmed_start.len()].chars().take(9).count() as u8;
        let base = offset + piece.len() - trimmed_start.len();
        for (k, (a, b)) in cuts(trimmed, self.unbroken).into_iter().enumerate() {
            let first = k == 0;
            out.push(Line {
                range: ByteRange::at(base + a, base + b),
                chars: folded(&trimmed[a..b]),
                indent: if first { indent } else { 0 },
                blank: if first { self.blank } else { 0 },
                same_line: !first,
                page_break: first && self.page_break,
            });
        }
        self.blank = 0;
        self.page_break = false;
    }
}

/// The folded characters of a block. ASCII marks that stand for Chinese ones by what is around them are
/// taken for those: a stop after a Han character, straight quotation marks.
pub(crate) fn folded(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = text.chars().map(fold).collect();
    let mut open = false;
    for k in 0..chars.len() {
        let before = k.checked_sub(1).map(|b| chars[b]);
        let after = chars.get(k + 1).copied();
        match chars[k] {
            '.' if before.is_some_and(|c| is_han(c) || is_closer(c)) && !after.is_some_and(char_is_word) => {
                chars[k] = '。'
            }
            '"' => {
                let leads = before.is_none_or(|c| is_opener(c) || matches!(c, ' ' | ':'));
                let trails = after.is_none_or(|c| matches!(c, ',' | '。' | '.' | ';' | ' ' | ')'));
                let closes = if leads == trails { open } else { trails };
                chars[k] = if closes { '”' } else { '“' };
                open = !closes;
            }
            _ => {}
        }
    }
    chars
}

fn char_is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// Byte ranges of the blocks of a line; one unless it is very long, or all that there is.
fn cuts(line: &str, unbroken: bool) -> Vec<(usize, usize)> {
    let long = if unbroken { ONLY_LINE } else { LONG_LINE };
    if line.len() <= long || line.chars().take(long + 1).count() <= long {
        return vec![(0, line.len())];
    }
    let mut bytes: Vec<usize> = Vec::with_capacity(line.len() / 2);
    for (at, _) in line.char_indices() {
        bytes.push(at);
    }
    let chars = folded(line);
    bytes.push(line.len());
    let mut out = Vec::new();
    let mut from = 0;
    let mut k = 0;
    while k < chars.len() {
        let next = chars.get(k + 1).copied();
        let stop = matches!(chars[k], '。' | '!' | '?') || (chars[k] == '.' && next == Some(' '));
        let mut cut = stop;
        while stop && chars.get(k + 1).is_some_and(|&c| is_closer(c) || matches!(c, '。' | '!' | '?')) {
            k += 1;
        }
        cut |= unbroken && (is_gap(&chars, k) || starts_report(&chars, from, k + 1));
        k += 1;
        if cut && bytes[k] > bytes[from] {
            push_trimmed(line, bytes[from], bytes[k], &mut out);
            from = k;
        }
    }
    push_trimmed(line, bytes[from], line.len(), &mut out);
    out
}

/// Whether a blank inside a text without line breaks stands for one: between Chinese, with more
/// than a word on both sides (`张三 摄` stays together).
fn is_gap(chars: &[char], k: usize) -> bool {
    let wide = |c: &char| !c.is_ascii() && *c != ' ';
    if chars[k] != ' ' || !chars.get(k + 1).is_some_and(wide) {
        return false;
    }
    let before = chars[..k].iter().rev().take(5).take_while(|&c| wide(c)).count();
    let after = chars[k + 1..].iter().take(5).take_while(|&c| *c != ' ' && *c != '。').count();
    before == 5 && after == 5
}

/// Whether a report begins right after a stretch that may be its headline.
fn starts_report(chars: &[char], from: usize, at: usize) -> bool {
    let title = &chars[from..at];
    // A headline with a blank behind it ends there, and not a few characters earlier.
    let blank = chars[at..chars.len().min(at + 10)].contains(&' ');
    !blank
        && (6..=40).contains(&title.len())
        && !title.iter().any(|c| matches!(c, ',' | ';' | ':'))
        && (patterns::dateline(&chars[at..chars.len().min(at + 60)]).is_some()
            || ["近日,", "日前,", "连日来,"].iter().any(|w| patterns::has_at(chars, at, w)))
}

fn push_trimmed(line: &str, from: usize, to: usize, out: &mut Vec<(usize, usize)>) {
    let piece = &line[from..to];
    let start = from + piece.len() - piece.trim_start().len();
    let end = from + piece.trim_end().len();
    if start < end {
        out.push((start, end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        let mut cutter = LineCutter::new(text);
        let mut lines = Vec::new();
        while cutter.next_line(text, &mut lines) {}
        lines
    }

    #[test]
    fn straight_quotes_and_ascii_stops_are_taken_for_chinese_ones() {
        let text: String = folded("镇\"小板凳\"说\"坐\".好,3.5万元.").into_iter().collect();
        assert_eq!(text, "镇“小板凳”说“坐”。好,3.5万元。");
    }

    #[test]
    fn blank_lines_indents_and_page_breaks_are_counted() {
        let found = lines("一行\n\n\n　　二行𠮷 \n\u{C}三行\n四行");
        let seen: Vec<_> = found.iter().map(|l| (l.blank, l.indent, l.page_break, l.chars.len())).collect();
        assert_eq!(seen, [(0, 0, false, 2), (2, 2, false, 3), (0, 0, true, 2), (0, 0, false, 2)]);
    }

    #[test]
    fn a_text_without_line_breaks_is_cut_at_sentences_and_at_blanks_between_chinese() {
        let text = format!(
            "柳河夜市重新开张 {}许一帆 摄 渡口镇新桥今天通车 {}",
            "摊主们都说很好。".repeat(9),
            "镇长说要走一走。".repeat(9)
        );
        let found: Vec<&str> = lines(&text).iter().map(|l| l.range.slice(&text)).collect();
        assert_eq!(found[0], "柳河夜市重新开张");
        assert!(
            found.contains(&"许一帆 摄 渡口镇新桥今天通车") || found.contains(&"渡口镇新桥今天通车"),
            "{found:?}"
        );
        assert_eq!(found.iter().filter(|l| l.ends_with('。')).count(), 18);
    }
}
