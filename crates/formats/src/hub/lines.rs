//! Puts a document together line by line, as files of text recognition hold it.

use std::collections::HashMap;
use std::ops::Range;

use super::{Draft, DraftArticle, DraftBlock, DraftSpan, OffsetUnit};

/// A line in the making of a document.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line<'a> {
    /// Its text; white space at its edges and line ends in it are allowed.
    pub(super) text: &'a str,
    /// The id of a role.
    pub(super) role: &'a str,
    /// Whether it goes on with the paragraph of the line before it.
    pub(super) continues: bool,
}

/// A document that grows by lines. Offsets are bytes of its text.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) draft: Draft,
    ranges: Vec<Range<usize>>,
    /// The articles by their ids, each with the numbers of its lines in reading order.
    articles: Vec<(String, Vec<usize>)>,
    by_id: HashMap<String, usize>,
}

impl Lines {
    /// Adds a line; gives its number and its first byte.
    pub(super) fn add(&mut self, line: Line<'_>) -> (usize, usize) {
        let text = &mut self.draft.text;
        if !self.ranges.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        // One for one, so that offsets into the line hold.
        text.extend(line.text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        let trimmed = line.text.trim();
        let first = start + (line.text.len() - line.text.trim_start().len());
        if !trimmed.is_empty() {
            self.draft.blocks.push(DraftBlock {
                range: (first as u64, (first + trimmed.len()) as u64),
                role: line.role.to_owned(),
                continues: line.continues,
            });
        }
        self.ranges.push(start..text.len());
        (self.ranges.len() - 1, start)
    }

    /// Says that a line is the next of an article.
    pub(super) fn belongs(&mut self, line: usize, article: &str) {
        let place = match self.by_id.get(article) {
            Some(place) => *place,
            None => {
                self.by_id.insert(article.to_owned(), self.articles.len());
                self.articles.push((article.to_owned(), Vec::new()));
                self.articles.len() - 1
            }
        };
        self.articles[place].1.push(line);
    }

    /// Sets the role of a line.
    pub(super) fn set_role(&mut self, line: usize, role: &str) {
        let range = self.ranges[line].start as u64..self.ranges[line].end as u64;
        let from = self.draft.blocks.partition_point(|block| block.range.0 < range.start);
        if let Some(block) = self.draft.blocks.get_mut(from).filter(|block| block.range.1 <= range.end) {
            role.clone_into(&mut block.role);
        }
    }

    /// Adds an entity of one range, or another range of an entity. Gives its number.
    pub(super) fn entity(&mut self, label: &str, range: Range<usize>, goes_on: Option<usize>) -> usize {
        let range = (range.start as u64, range.end as u64);
        let spans = &mut self.draft.spans;
        match goes_on.and_then(|place| spans.get_mut(place).map(|span| (place, span))) {
            Some((place, span)) => {
                match span.ranges.last_mut() {
                    Some(last) if last.1 == range.0 => last.1 = range.1,
                    _ => span.ranges.push(range),
                }
                place
            }
            None => {
                let label = label.to_owned();
                spans.push(DraftSpan { label, ranges: vec![range], ..DraftSpan::default() });
                spans.len() - 1
            }
        }
    }

    /// The document. Lines of an article that follow one another are one part.
    pub(super) fn finish(self) -> Draft {
        let Self { mut draft, ranges, articles, .. } = self;
        for (id, lines) in articles {
            let mut parts: Vec<(u64, u64)> = Vec::new();
            let mut before = None;
            for line in lines {
                let range = (ranges[line].start as u64, ranges[line].end as u64);
                match parts.last_mut() {
                    Some(last) if before.is_some_and(|before| before + 1 == line) => last.1 = range.1,
                    _ => parts.push(range),
                }
                before = Some(line);
            }
            draft.articles.push(DraftArticle { id, parts });
        }
        draft.unit = Some(OffsetUnit::Byte);
        draft
    }
}

/// Words as a line: with spaces between them, but not beside a character of a script that is written without.
pub(super) fn join(into: &mut String, word: &str) {
    let spaced = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && u32::from(c) < 0x2e80);
    if spaced(into.chars().next_back()) && spaced(word.chars().next()) {
        into.push(' ');
    }
    into.push_str(word);
}

/// The role that a type of a region, block or division stands for; none where it stands for none.
pub(super) fn role_of(kind: &str) -> Option<&'static str> {
    let kind: String =
        kind.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect();
    Some(match kind.as_str() {
        "heading" | "headline" | "title" | "header1" | "mainheadline" => "headline",
        "overline" | "kicker" => "kicker",
        "subheadline" | "subtitle" | "subheading" => "subtitle",
        "crossheading" | "crosshead" | "subhead" => "subhead",
        "author" | "byline" => "byline",
        "dateline" => "dateline",
        "caption" => "caption",
        "credit" => "credit",
        "signature" => "signature",
        "jump" | "continuation" | "catchword" => "jump",
        "body" | "bodycontent" | "paragraph" | "text" | "textblock" | "content" => "body",
        "header" | "footer" | "pagenumber" | "runningtitle" | "headpiece" | "advertisement"
        | "marginalia" | "floating" | "footnote" | "signaturemark" | "tocentry" | "drop" | "dropcapital"
        | "other" => "other",
        _ => return None,
    })
}

/// The label of the newspaper scheme that a kind of name stands for, or the kind itself.
pub(super) fn label_of(kind: &str) -> &str {
    match kind.to_ascii_lowercase().as_str() {
        "person" | "pers" | "per" | "persname" | "name" => "PER",
        "place" | "location" | "loc" | "placename" | "geo" => "LOC",
        "organization" | "organisation" | "org" | "orgname" | "institution" => "ORG",
        "date" | "time" => "TIME",
        "work" => "WORK",
        _ => kind,
    }
}
