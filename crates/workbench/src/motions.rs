//! Where the words, sentences and articles around a place begin and end.

use std::ops::Range;

use jianbao_core::{ByteOffset, ByteRange, Project};

use crate::view::{Layout, Order, Outline};

/// Finds the words of a text, in order, in bytes; white space and punctuation are in none.
///
/// Browsers know Chinese words (`Intl.Segmenter`); so the shell brings its own, see [`single_characters`].
#[derive(Copy, Clone, Debug)]
pub struct FindWords(pub fn(&str) -> Vec<Range<usize>>);

impl Default for FindWords {
    fn default() -> Self {
        Self(single_characters)
    }
}

/// Words where nothing knows Chinese: a Chinese character is one, other letters and digits are where they stand together.
pub fn single_characters(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut joins = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let is_mark = ('\u{300}'..='\u{36f}').contains(&c);
        match words.last_mut().filter(|word| word.end == at) {
            Some(word) if is_mark || joins && is_letter(c) => word.end = end,
            _ if c.is_alphanumeric() => words.push(at..end),
            _ => {}
        }
        joins = is_mark && joins || is_letter(c);
    }
    words
}

/// Of a script that writes words with several letters.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && (c as u32) < 0x2e80
}

/// Sentences, without the white space around them. They end with a mark of their end and what closes behind it; the
/// full stop of other scripts only before white space.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let is_end = |c: char| "。！？!?…".contains(c);
    let mut found = Vec::new();
    let mut start = 0;
    let mut add = |start: usize, end: usize| {
        let sentence = &text[start..end];
        let from = start + (sentence.len() - sentence.trim_start().len());
        found.push(from..from + sentence.trim().len());
    };
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        let stops = c == '.' && chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if is_end(c) || stops {
            while chars.next_if(|(_, next)| is_end(*next) || "”’\"'）)」』】》〉".contains(*next)).is_some()
            {
            }
            let end = chars.peek().map_or(text.len(), |(at, _)| *at);
            add(start, end);
            start = end;
        }
    }
    add(start, text.len());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// What motions go by.
#[derive(Copy, Clone)]
pub(crate) struct Ground<'a> {
    pub project: &'a Project,
    pub layout: &'a Layout,
    pub outline: &'a Outline,
    pub find_words: FindWords,
}

impl Ground<'_> {
    /// On to the end of a word, or back to the start of one; past the block's words into the next block that has some.
    pub fn word(self, at: ByteOffset, on: bool) -> ByteOffset {
        self.by_stretches(at, on, self.find_words.0)
    }

    /// On to the end of a sentence, or back to the start of one.
    pub fn sentence(self, at: ByteOffset, on: bool) -> ByteOffset {
        self.by_stretches(at, on, sentences)
    }

    fn by_stretches(self, at: ByteOffset, on: bool, find: impl Fn(&str) -> Vec<Range<usize>>) -> ByteOffset {
        let mut block = self.layout.here(self.project, at).or_else(|| self.neighbor(at, on));
        let mut place = at;
        while let Some(range) = block {
            let found = find(self.project.document.slice(range));
            let found = found.into_iter().map(|part| {
                let start = range.start().idx();
                ByteRange::at(start + part.start, start + part.end)
            });
            // In article order the next block can stand before this one in the text.
            let is_first = range.contains(at) || range.end() == at;
            let next = if on {
                found.map(ByteRange::end).find(|end| !is_first || *end > at)
            } else {
                found.map(ByteRange::start).rfind(|start| !is_first || *start < at)
            };
            if let Some(next) = next {
                return next;
            }
            place = if on { range.end() } else { range.start() };
            block = self.neighbor(place, on).filter(|other| *other != range);
        }
        place
    }

    fn neighbor(self, at: ByteOffset, on: bool) -> Option<ByteRange> {
        if on { self.layout.after(self.project, at) } else { self.layout.before(self.project, at) }
    }

    /// To the start of the next article, or of this one, or of the one before; in place where there is none.
    pub fn article(self, at: ByteOffset, on: bool) -> ByteOffset {
        let start = |number: usize| Some(self.outline.by_number(number)?.parts.first().start());
        let set = self.project.set();
        let here = set.article_at(at).and_then(|found| self.outline.get(found.id));
        let to = match here {
            Some(here) if on => start(here.number + 1),
            Some(here) => {
                start(here.number).filter(|start| *start != at).or_else(|| start(here.number.checked_sub(1)?))
            }
            // Furniture stands between articles on the page, and behind all of them in article order.
            None => {
                let last = self.outline.entries().len();
                match self.layout.order() {
                    Order::Article => (!on).then(|| start(last)).flatten(),
                    Order::Page if on => (1..=last).filter_map(start).find(|start| *start > at),
                    Order::Page => (1..=last).rev().filter_map(start).find(|start| *start < at),
                }
            }
        };
        to.unwrap_or(at)
    }
}

#[cfg(test)]
mod tests {
    use jianbao_core::testing::{Harness, marked};

    use super::*;

    /// All places that a motion leads to, as what stands before each.
    fn walk(source: &str, on: bool, step: impl Fn(Ground<'_>, ByteOffset) -> ByteOffset) -> Vec<String> {
        let harness = Harness::with_plain_blocks(marked(source).project);
        let project = &harness.project;
        let outline = Outline::of(project);
        let ground =
            Ground { project, layout: &Layout::Page, outline: &outline, find_words: FindWords::default() };
        let text = project.document.text();
        let mut at = if on { ByteOffset::ZERO } else { ByteOffset::at(text.len()) };
        let mut seen = Vec::new();
        loop {
            let next = step(ground, at);
            if next == at {
                return seen;
            }
            let (from, to) = (at.min(next), at.max(next));
            seen.push(text[from.idx()..to.idx()].to_owned());
            at = next;
            assert!(seen.len() < 50, "{seen:?}");
        }
    }

    const TEXT: &str = "甲𠮷，ab 12。\n\n“丙👩‍👩‍👧！”丁e\u{301}？戊\n";

    #[test]
    fn words_are_walked_over() {
        assert_eq!(
            walk(TEXT, true, |ground, at| ground.word(at, true)),
            ["甲", "𠮷", "，ab", " 12", "。\n\n“丙", "👩‍👩‍👧！”丁", "e\u{301}", "？戊"]
        );
        assert_eq!(
            walk(TEXT, false, |ground, at| ground.word(at, false)),
            ["戊\n", "e\u{301}？", "丁", "丙👩‍👩‍👧！”", "12。\n\n“", "ab ", "𠮷，", "甲"]
        );
    }

    #[test]
    fn sentences_are_walked_over() {
        assert_eq!(
            walk(TEXT, true, |ground, at| ground.sentence(at, true)),
            ["甲𠮷，ab 12。", "\n\n“丙👩‍👩‍👧！”", "丁e\u{301}？", "戊"]
        );
        assert_eq!(
            walk(TEXT, false, |ground, at| ground.sentence(at, false)),
            ["戊\n", "丁e\u{301}？", "“丙👩‍👩‍👧！”", "甲𠮷，ab 12。\n\n"]
        );
    }
}
