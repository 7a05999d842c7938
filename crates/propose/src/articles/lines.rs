//! Cuts a text into blocks: non-blank stretches of lines, trimmed; over-long lines at sentence ends.

use jianbao_core::ByteRange;

use super::chars::{fold, is_closer};

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
}

/// Cuts lines off a text one after the other.
#[derive(Debug, Default)]
pub(crate) struct LineCutter {
    at: usize,
}

impl LineCutter {
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
        // A form feed ends a page wherever it stands.
        let mut offset = start;
        for piece in rest[..length].split('\u{C}') {
            self.piece(piece, offset, out);
            offset += piece.len() + 1;
        }
        true
    }

    fn piece(&self, piece: &str, offset: usize, out: &mut Vec<Line>) {
        let trimmed_start = piece.trim_start();
        let trimmed = trimmed_start.trim_end();
        if trimmed.is_empty() {
            return;
        }
        let indent = piece[..piece.len() - trimmed_start.len()].chars().take(9).count() as u8;
        let base = offset + piece.len() - trimmed_start.len();
        for (k, (a, b)) in cuts(trimmed).into_iter().enumerate() {
            out.push(Line {
                range: ByteRange::at(base + a, base + b),
                chars: trimmed[a..b].chars().map(fold).collect(),
                indent: if k == 0 { indent } else { 0 },
            });
        }
    }
}

/// Byte ranges of the blocks of a line; one unless it is very long.
fn cuts(line: &str) -> Vec<(usize, usize)> {
    if line.len() <= LONG_LINE {
        return vec![(0, line.len())];
    }
    let chars: Vec<(usize, char)> = line.char_indices().map(|(at, c)| (at, fold(c))).collect();
    if chars.len() <= LONG_LINE {
        return vec![(0, line.len())];
    }
    let mut out = Vec::new();
    let mut from = 0;
    let mut k = 0;
    while k < chars.len() {
        let c = chars[k].1;
        let next = chars.get(k + 1).map(|&(_, c)| c);
        let stop = matches!(c, '。' | '!' | '?') || (c == '.' && next == Some(' '));
        if stop {
            while chars.get(k + 1).is_some_and(|&(_, c)| is_closer(c) || matches!(c, '。' | '!' | '?')) {
                k += 1;
            }
            push_trimmed(line, from, chars.get(k + 1).map_or(line.len(), |&(at, _)| at), &mut out);
            from = chars.get(k + 1).map_or(line.len(), |&(at, _)| at);
        }
        k += 1;
    }
    push_trimmed(line, from, line.len(), &mut out);
    out
}

fn push_trimmed(line: &str, from: usize, to: usize, out: &mut Vec<(usize, usize)>) {
    let piece = &line[from..to];
    let start = from + piece.len() - piece.trim_start().len();
    let end = from + piece.trim_end().len();
    if start < end {
        out.push((start, end));
    }
}
