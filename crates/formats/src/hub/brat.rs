//! brat standoff: a zip archive of `.txt` and `.ann` files, with the configuration that they need.
//!
//! Offsets are code points of the text, which has LF line ends. A fragment may not hold a line end, so a range over one
//! is written in fragments; read back, it is an entity of several ranges, which is what a name cut by a break is
//! here. Fragments of an article that only white space parts are joined again.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::ops::Range;

use jianbao_core::{Role, Status};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::info::plain_label;
use super::units::Ruler;
use super::{
    Draft, DraftArticle, DraftBlock, DraftSpan, ExportError, Format, FormatInfo, Job, OffsetUnit, OutFile,
    ReadError, Sheet, table, zipped,
};

pub(super) struct Brat;

/// The type of an article, and what stands before the role of a block.
const ARTICLE: &str = "Article";
const BLOCK: &str = "Block-";

impl Format for Brat {
    fn info(&self) -> &'static FormatInfo {
        &table::BRAT
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |name: &str, content: &str| add_to(&mut zip, name, content.as_bytes());
        for (i, sheet) in job.sheets.iter().enumerate() {
            // Numbered, so that no two are of one name.
            let name = format!("{:04}-{}", i + 1, plain_label(&sheet.id));
            add(&format!("{name}.txt"), &sheet.text)?;
            add(&format!("{name}.ann"), &annotations(sheet))?;
        }
        let labels: Vec<String> = job.labels.iter().map(|label| plain_label(label.id.as_str())).collect();
        let mut entities = labels.join("\n");
        for role in Role::ALL {
            entities.push_str(&format!("\n{BLOCK}{}", role.id()));
        }
        add(
            "annotation.conf",
            &format!(
                "[entities]\n{entities}\n{ARTICLE}\n\n[relations]\n<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, \
                 <OVL-TYPE>:<ANY>\n\n[events]\n\n[attributes]\nStatus\tArg:<ANY>, Value:proposed\n"
            ),
        )?;
        let mut visual = String::from("[labels]\n");
        let mut drawing = String::from("[drawing]\n");
        for label in job.labels.iter() {
            let id = plain_label(label.id.as_str());
            visual.push_str(&format!("{id} | {} | {}\n", label.name_en, label.name_zh));
            drawing.push_str(&format!("{id}\tbgColor:{}, fgColor:white\n", label.color));
        }
        add("visual.conf", &format!("{visual}\n{drawing}"))?;
        let bytes = zip.finish().map_err(|_| ExportError::Archive)?.into_inner();
        Ok(vec![OutFile::new(format!("{}.zip", job.stem), "application/zip", bytes)])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut annotations: BTreeMap<String, String> = BTreeMap::new();
        for (name, content) in zipped::files(bytes, &["txt", "ann"])? {
            let Some((stem, extension)) = name.rsplit_once('.') else { continue };
            let into = if extension.eq_ignore_ascii_case("txt") { &mut texts } else { &mut annotations };
            let content = String::from_utf8(content).map_err(|_| ReadError::damaged(&name, "not UTF-8"))?;
            into.insert(stem.to_owned(), content);
        }
        let mut drafts = Vec::new();
        for (stem, text) in texts {
            let ann = annotations.remove(&stem).unwrap_or_default();
            drafts.push(draft(&stem, text, &ann));
        }
        Ok(drafts)
    }

    fn look_into(&self, bytes: &[u8]) -> Option<String> {
        String::from_utf8(zipped::first(bytes, ".ann", zipped::MAX_UNPACKED)?).ok()
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        zipped::names(bytes).iter().any(|name| name.ends_with(".ann"))
    }
}

/// Adds a file to an archive.
pub(super) fn add_to(
    zip: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    content: &[u8],
) -> Result<(), ExportError> {
    // Without a clock the archive of the same content is the same.
    zip.start_file(name, SimpleFileOptions::default()).map_err(|_| ExportError::Archive)?;
    zip.write_all(content).map_err(|_| ExportError::Archive)
}

fn annotations(sheet: &Sheet) -> String {
    let ruler = sheet.ruler(OffsetUnit::CodePoint);
    let mut out = String::new();
    let mut number = 0;
    let mut text_bound = |out: &mut String, kind: &str, ranges: &[Range<usize>]| {
        number += 1;
        let fragments = fragments(&sheet.text, ranges);
        let places: Vec<_> =
            fragments.iter().map(|r| format!("{} {}", ruler.units(r.start), ruler.units(r.end))).collect();
        let texts: Vec<_> =
            fragments.iter().map(|range| sheet.text[range.clone()].replace('\t', " ")).collect();
        out.push_str(&format!("T{number}\t{kind} {}\t{}\n", places.join(";"), texts.join(" ")));
        number
    };
    let mut more = String::new();
    let mut n_more = 0;
    for span in &sheet.spans {
        let number = text_bound(&mut out, &plain_label(span.label.as_str()), &span.ranges);
        if span.status == Status::Proposed {
            n_more += 1;
            more.push_str(&format!("A{n_more}\tStatus T{number} proposed\n"));
        }
        if let Some(note) = &span.note {
            n_more += 1;
            let note = note.replace(['\n', '\t', '\r'], " ");
            more.push_str(&format!("#{n_more}\tAnnotatorNotes T{number}\t{note}\n"));
        }
    }
    for block in &sheet.blocks {
        text_bound(&mut out, &format!("{BLOCK}{}", block.role.id()), std::slice::from_ref(&block.range));
    }
    for article in &sheet.articles {
        text_bound(&mut out, ARTICLE, &article.parts);
    }
    out + &more
}

/// Ranges cut at line ends and trimmed there.
fn fragments(text: &str, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for range in ranges {
        let mut at = range.start;
        for line in text[range.clone()].split_inclusive('\n') {
            let broken = line.ends_with('\n') || at > range.start;
            let start = if broken { at + (line.len() - line.trim_start().len()) } else { at };
            let end = if line.ends_with('\n') { at + line.trim_end().len() } else { at + line.len() };
            if start < end {
                out.push(start..end);
            }
            at += line.len();
        }
    }
    out
}

fn draft(stem: &str, text: String, ann: &str) -> Draft {
    let mut draft = Draft { unit: Some(OffsetUnit::CodePoint), ..Draft::default() };
    draft.name = format!("{}.txt", stem.rsplit('/').next().unwrap_or(stem));
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    let mut proposed: Vec<&str> = Vec::new();
    let mut notes: Vec<(&str, &str)> = Vec::new();
    for (i, line) in ann.lines().enumerate() {
        let at = format!("{stem}.ann line {}", i + 1);
        let mut columns = line.splitn(3, '\t');
        let (id, middle, rest) = (
            columns.next().unwrap_or_default(),
            columns.next().unwrap_or_default(),
            columns.next().unwrap_or_default(),
        );
        match id.chars().next() {
            None => {}
            Some('T') => {
                let Some((kind, ranges)) = text_bound(middle) else {
                    draft.lose("not-understood", at, "not a text-bound annotation");
                    continue;
                };
                if let Some(role) = kind.strip_prefix(BLOCK) {
                    let whole = ranges.first().zip(ranges.last());
                    draft.blocks.extend(whole.map(|(first, last)| DraftBlock {
                        range: (first.0, last.1),
                        role: role.to_owned(),
                        continues: false,
                    }));
                } else if kind == ARTICLE {
                    draft.articles.push(DraftArticle { id: String::new(), parts: ranges });
                } else {
                    by_id.insert(id, draft.spans.len());
                    draft.spans.push(DraftSpan {
                        id: id.to_owned(),
                        label: kind.to_owned(),
                        ranges,
                        quote: Some(rest.to_owned()),
                        ..DraftSpan::default()
                    });
                }
            }
            Some('A' | 'M') => {
                let mut words = middle.split(' ');
                match (words.next(), words.next(), words.next()) {
                    (Some("Status"), Some(target), Some("proposed")) => proposed.push(target),
                    _ => draft.lose("attributes", at, "attributes are not kept"),
                }
            }
            Some('#') => match middle.split_once(' ') {
                Some((_, target)) => notes.push((target, rest)),
                None => draft.lose("not-understood", at, "a note on nothing"),
            },
            Some(_) => draft.lose("relations", at, "relations and events are not kept"),
        }
    }
    for target in proposed {
        if let Some(&place) = by_id.get(target) {
            draft.spans[place].status = Some("proposed");
        }
    }
    for (target, note) in notes {
        if let Some(&place) = by_id.get(target) {
            draft.spans[place].note = Some(note.to_owned());
        }
    }
    for article in &mut draft.articles {
        article.parts = join(&text, &article.parts);
    }
    draft.text = text;
    draft
}

/// `KIND START END;START END`.
fn text_bound(middle: &str) -> Option<(&str, Vec<(u64, u64)>)> {
    let (kind, places) = middle.split_once(' ')?;
    let pair = |place: &str| {
        let (start, end) = place.split_once(' ')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    };
    Some((kind, places.split(';').map(pair).collect::<Option<_>>()?))
}

/// Parts that only white space parts, as one.
fn join(text: &str, parts: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let ruler = Ruler::new(text, OffsetUnit::CodePoint);
    let blank = |from: u64, to: u64| {
        let between = ruler.byte(from).zip(ruler.byte(to)).and_then(|(from, to)| text.get(from..to));
        between.is_some_and(|between| between.trim().is_empty())
    };
    let mut out: Vec<(u64, u64)> = Vec::new();
    for &(start, end) in parts {
        match out.last_mut() {
            Some(last) if last.1 <= start && blank(last.1, start) => last.1 = end,
            _ => out.push((start, end)),
        }
    }
    out
}
