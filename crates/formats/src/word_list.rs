//! A person's own word list: a table of two columns, the text and its label.

use std::fmt;

use jianbao_core::{LabelId, LabelSet};

/// A row that is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The text is missing.
    NoText,
    /// The label is missing.
    NoLabel,
    /// There are more than two columns; how many.
    Columns(usize),
    /// The text has a single character, which is too often a part of something else.
    TooShort,
    /// The label is not in the set; what it is called.
    UnknownLabel(String),
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.why {
            Why::NoText => f.write_str("no text"),
            Why::NoLabel => f.write_str("no label (write “text,label” on each line)"),
            Why::Columns(n) => {
                write!(f, "{n} columns, should be two (put quotes around a text with a comma)")
            }
            Why::TooShort => f.write_str("a single character is too often part of something else"),
            Why::UnknownLabel(name) => write!(f, "no label “{name}” in the set"),
        }
    }
}

/// What a word list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordList {
    /// Each text with its label, as in the list.
    pub words: Vec<(String, LabelId)>,
    /// The rows that are of no use, as in the list.
    pub left_out: Vec<LeftOut>,
}

/// Names of columns that may stand on the first line.
const HEADS: [(&str, &str); 4] = [("text", "label"), ("word", "label"), ("文字", "标签"), ("词语", "标签")];

/// Reads a word list: RFC 4180, with commas or tabs; a tab or a
/// full-width comma stands for a comma where a row has none.
/// Labels are given by id or by name in either language. A line of column names and blank lines are passed over.
pub fn read(text: &str, labels: &LabelSet) -> WordList {
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = if text.lines().next().is_some_and(|line| line.contains('\t')) { b'\t' } else { b',' };
    let mut list = WordList::default();
    for (line, fields) in rows(text, delimiter) {
        let mut fields: Vec<&str> = fields.iter().map(|field| field.trim()).collect();
        if let [one] = fields[..]
            && let Some((word, label)) = one.rsplit_once(['\t', '，'])
        {
            fields = vec![word.trim(), label.trim()];
        }
        // Spreadsheets fill rows up.
        while fields.len() > 2 && fields.last().is_some_and(|field| field.is_empty()) {
            fields.pop();
        }
        if fields.iter().all(|field| field.is_empty()) {
            continue;
        }
        let is_head =
            |(a, b): &(&str, &str)| fields[0].eq_ignore_ascii_case(a) && fields[1].eq_ignore_ascii_case(b);
        if line == 1 && fields.len() == 2 && HEADS.iter().any(is_head) {
            continue;
        }
        let why = match fields[..] {
            ["", ..] => Why::NoText,
            [_] | [_, ""] => Why::NoLabel,
            [word, name] => match labels.named(name) {
                None => Why::UnknownLabel(name.to_owned()),
                Some(_) if word.chars().nth(1).is_none() => Why::TooShort,
                Some(label) => {
                    list.words.push((word.to_owned(), label.id.clone()));
                    continue;
                }
            },
            _ => Why::Columns(fields.len()),
        };
        list.left_out.push(LeftOut { line, why });
    }
    list
}

/// The rows of a table, each with the line on which it begins.
fn rows(text: &str, delimiter: u8) -> Vec<(u64, Vec<String>)> {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let mut rest = text.as_bytes();
    let mut rows = Vec::new();
    let mut line = 1;
    let (mut fields, mut field, mut buffer) = (Vec::new(), Vec::new(), [0; 256]);
    let mut begins_at = None;
    loop {
        if begins_at.is_none() {
            // The reader passes over blank lines without a word.
            while let Some((b'\r' | b'\n', behind)) = rest.split_first() {
                line += u64::from(rest[0] == b'\n');
                rest = behind;
            }
        }
        let start = *begins_at.get_or_insert(line);
        let (result, n_read, n_written) = reader.read_field(rest, &mut buffer);
        line += rest[..n_read].iter().filter(|&&byte| byte == b'\n').count() as u64;
        rest = &rest[n_read..];
        field.extend_from_slice(&buffer[..n_written]);
        match result {
            // What is left of a row at the end of the text comes when the reader is told that there is no more.
            csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
            csv_core::ReadFieldResult::Field { record_end } => {
                let bytes = std::mem::take(&mut field);
                fields.push(String::from_utf8_lossy(&bytes).into_owned());
                if record_end {
                    rows.push((start, std::mem::take(&mut fields)));
                    begins_at = None;
                }
            }
            csv_core::ReadFieldResult::End => return rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &WordList) -> Vec<(&str, &str)> {
        list.words.iter().map(|(word, label)| (word.as_str(), label.as_str())).collect()
    }

    #[test]
    fn two_columns_in_many_hands() {
        let labels = LabelSet::newspaper();
        let text = "\u{feff}文字,标签\r\n𠮷田桥 , LOC\r\n\"青石, 河\"\"畔\"\"报社\",organization\r\n\r\n云溪县，地名\r\ne\u{301}tude👩‍👩‍👧,work,,\r\n";
        let list = read(text, &labels);
        let found =
            [("𠮷田桥", "LOC"), ("青石, 河\"畔\"报社", "ORG"), ("云溪县", "LOC"), ("e\u{301}tude👩‍👩‍👧", "WORK")];
        assert_eq!(words(&list), found);
        assert_eq!(list.left_out, []);
        assert_eq!(
            words(&read("甲乙丙\tper\n丁戊, 己\tLOC\n", &labels)),
            [("甲乙丙", "PER"), ("丁戊, 己", "LOC")]
        );
    }

    #[test]
    fn every_bad_row_is_told_with_its_line() {
        let list = read(
            "甲乙丙\r\n,PER\r\n丁戊,\r\n\r\n丁戊,人,物\n己,PER\n庚辛,没有的\n\"壬癸\n",
            &LabelSet::newspaper(),
        );
        let told: Vec<_> = list.left_out.into_iter().map(|row| (row.line, row.why)).collect();
        let expected = [
            (1, Why::NoLabel),
            (2, Why::NoText),
            (3, Why::NoLabel),
            (5, Why::Columns(3)),
            (6, Why::TooShort),
            (7, Why::UnknownLabel("没有的".into())),
            (8, Why::NoLabel),
        ];
        assert_eq!(told, expected);
        assert_eq!(list.words, []);
        assert_eq!(read("", &LabelSet::newspaper()), WordList::default());
    }
}
