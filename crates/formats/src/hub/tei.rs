//! TEI P5: the page in text order, its articles as divisions that name their other parts, roles as elements, entities
//! as names.
//!
//! Written only. Entities stand inside blocks; one that a break cuts is in pieces with `part`.

use jianbao_core::Role;

use super::xml::escape;
use super::{ExportError, Format, FormatInfo, Job, OutFile, Sheet, SheetBlock, SheetSpan, table};

pub(super) struct Tei;

impl Format for Tei {
    fn info(&self) -> &'static FormatInfo {
        &table::TEI
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let one = job.sheets.len() == 1;
        let name = |i: usize| {
            if one { format!("{}.xml", job.stem) } else { format!("{}-{:04}.xml", job.stem, i + 1) }
        };
        let file = |(i, sheet)| OutFile::new(name(i), "application/tei+xml", document(sheet));
        Ok(job.sheets.iter().enumerate().map(file).collect())
    }
}

fn document(sheet: &Sheet) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n<teiHeader><fileDesc>\
         <titleStmt><title>{}</title></titleStmt><publicationStmt><p>Written by jianbao</p></publicationStmt>\
         <sourceDesc><p>{}</p></sourceDesc></fileDesc></teiHeader>\n<text><body>\n",
        escape(&sheet.id),
        escape(if sheet.name.is_empty() { "A newspaper page" } else { &sheet.name }),
    );
    // Runs of blocks of one part of one article.
    let mut open: Option<(usize, usize)> = None;
    for block in &sheet.blocks {
        let place = block.article.and_then(|article| {
            let parts = &sheet.articles.get(article)?.parts;
            Some((
                article,
                parts
                    .iter()
                    .position(|part| part.start <= block.range.start && block.range.end <= part.end)?,
            ))
        });
        if place != open {
            if open.is_some() {
                out.push_str("</div>\n");
            }
            if let Some((article, part)) = place {
                out.push_str(&division(sheet, article, part));
            }
            open = place;
        }
        out.push_str(&element(sheet, block, place.is_some()));
    }
    if open.is_some() {
        out.push_str("</div>\n");
    }
    out.push_str("</body></text>\n</TEI>\n");
    out
}

fn division(sheet: &Sheet, article: usize, part: usize) -> String {
    let found = &sheet.articles[article];
    let n = found.parts.len();
    let id = |part: usize| format!("{}-{}", name_token(&found.id), part + 1);
    let mut out = format!("<div type=\"article\" xml:id=\"{}\"", id(part));
    if n > 1 {
        let which = if part == 0 {
            'I'
        } else if part + 1 == n {
            'F'
        } else {
            'M'
        };
        out.push_str(&format!(" part=\"{which}\""));
        if part > 0 {
            out.push_str(&format!(" prev=\"#{}\"", id(part - 1)));
        }
        if part + 1 < n {
            out.push_str(&format!(" next=\"#{}\"", id(part + 1)));
        }
    }
    out + ">\n"
}

/// An id as XML takes it.
fn name_token(id: &str) -> String {
    let safe: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("x{safe}")
}

fn element(sheet: &Sheet, block: &SheetBlock, in_article: bool) -> String {
    let (open, close) = match block.role {
        _ if !in_article => ("fw type=\"furniture\"".to_owned(), "fw"),
        // A head must come first in its division, so what repeats or comes later is a typed block.
        Role::Headline | Role::Kicker | Role::Subtitle | Role::Subhead | Role::Byline | Role::Dateline => {
            (format!("ab type=\"{}\"", block.role.id()), "ab")
        }
        Role::Body if block.continues => ("p part=\"F\"".to_owned(), "p"),
        Role::Body => ("p".to_owned(), "p"),
        Role::Caption | Role::Credit | Role::Signature | Role::Jump | Role::Other => {
            (format!("note type=\"{}\"", block.role.id()), "note")
        }
    };
    let mut out = format!("<{open}>");
    let mut at = block.range.start;
    for span in &sheet.spans {
        let (start, end) = (span.start().max(block.range.start), span.end().min(block.range.end));
        if start >= end || start < at {
            continue;
        }
        out.push_str(&escape(&sheet.text[at..start]));
        let (name, kind) = name_of(span);
        let part = match (span.start() < block.range.start, span.end() > block.range.end) {
            (false, false) => "",
            (false, true) => " part=\"I\"",
            (true, true) => " part=\"M\"",
            (true, false) => " part=\"F\"",
        };
        out.push_str(&format!("<{name}{kind}{part}>{}</{name}>", escape(&sheet.text[start..end])));
        at = end;
    }
    out.push_str(&escape(&sheet.text[at..block.range.end]));
    out + &format!("</{close}>\n")
}

fn name_of(span: &SheetSpan) -> (&'static str, String) {
    let typed = || format!(" type=\"{}\"", escape(span.label.as_str()));
    match span.label.as_str() {
        "PER" => ("persName", String::new()),
        "ORG" => ("orgName", String::new()),
        "LOC" => ("placeName", String::new()),
        "TIME" => ("date", String::new()),
        "MONEY" | "PERCENT" | "QUANTITY" => ("measure", typed()),
        "WORK" => ("title", String::new()),
        _ => ("rs", typed()),
    }
}
