//! Cuts a text into blocks: non-blank stretches of lines, trimmed; over-long lines at sentence ends.

use jianbao_core::ByteRange;

use super::chars::{fold, is_closer};
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
                chars: trimmed[a..b].chars().map(fold).collect(),
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

/// Byte ranges of the blocks of a line; one unless it is very long, or all that there is.
fn cuts(line: &str, unbroken: bool) -> Vec<(usize, usize)> {
    let long = if unbroken { ONLY_LINE } else { LONG_LINE };
    if line.len() <= long || line.chars().take(long + 1).count() <= long {
        return vec![(0, line.len())];
    }
    let mut bytes: Vec<usize> = Vec::with_capacity(line.len() / 2);
    let mut chars: Vec<char> = Vec::with_capacity(line.len() / 2);
    for (at, c) in line.char_indices() {
        bytes.push(at);
        chars.push(fold(c));
    }
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
    (6..=40).contains(&title.len())
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
