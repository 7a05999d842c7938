//! A table of entities for spreadsheets: comma separated, RFC 4180, UTF-8 with a byte order mark, which spreadsheets
//! want. Offsets are code points of the page.

use jianbao_core::Status;

use super::{ExportError, Format, FormatInfo, Job, OutFile, table};

pub(super) struct Csv;

impl Format for Csv {
    fn info(&self) -> &'static FormatInfo {
        &table::CSV
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let mut out = String::from(table::CSV_HEAD);
        for sheet in job.sheets {
            for span in &sheet.spans {
                let ranges: Vec<(u32, u32)> = span
                    .ranges
                    .iter()
                    // The end of a range is behind its last character, also where the page goes on elsewhere.
                    .map(|range| {
                        let text = &sheet.text[range.clone()];
                        let last = range.end - text.chars().next_back().map_or(0, char::len_utf8);
                        (sheet.on_page(range.start), sheet.on_page(last) + 1)
                    })
                    .collect();
                let list: Vec<String> = ranges.iter().map(|(start, end)| format!("{start}-{end}")).collect();
                let article = span.article.and_then(|article| sheet.articles.get(article));
                let value = span.value.as_ref();
                let row = [
                    sheet.document.clone(),
                    article.map(|article| article.id.clone()).unwrap_or_default(),
                    span.id.clone(),
                    span.label.to_string(),
                    sheet.quote(span),
                    ranges.first().map(|range| range.0.to_string()).unwrap_or_default(),
                    ranges.last().map(|range| range.1.to_string()).unwrap_or_default(),
                    list.join(";"),
                    if span.status == Status::Accepted { "accepted" } else { "proposed" }.to_owned(),
                    span.author.to_string(),
                    span.confidence.map(|confidence| confidence.to_string()).unwrap_or_default(),
                    value.map(|value| value.value.to_string()).unwrap_or_default(),
                    value.and_then(|value| value.unit.as_deref()).unwrap_or_default().to_owned(),
                    span.note.clone().unwrap_or_default(),
                ];
                out.push_str(&row.map(|cell| quoted(&cell)).join(","));
                out.push_str("\r\n");
            }
        }
        Ok(vec![OutFile::new(format!("{}.csv", job.stem), "text/csv", out)])
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
