//! spaCy: a JSON list of pairs of a text and its entities, as `Example.from_dict` takes them. Offsets are code points.
//!
//! Entities may not overlap; the articles stand in `spans`.

use serde_json::{Value, json};

use super::draft::articles_of;
use super::jsonl::{id, parse, whole};
use super::{
    Draft, DraftSpan, ExportError, Format, FormatInfo, Frame, Job, OffsetUnit, OutFile, ReadError, table,
};

pub(super) struct Spacy;

impl Format for Spacy {
    fn info(&self) -> &'static FormatInfo {
        &table::SPACY
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let rows: Vec<String> = job
            .sheets
            .iter()
            .map(|sheet| {
                let ruler = sheet.ruler(OffsetUnit::CodePoint);
                let entities: Value = sheet
                    .spans
                    .iter()
                    .map(|span| {
                        json!([ruler.units(span.start()), ruler.units(span.end()), span.label.as_str()])
                    })
                    .collect();
                let articles: Value = sheet
                    .articles
                    .iter()
                    .flat_map(|article| article.parts.iter().map(move |part| (article, part)))
                    .map(|(article, part)| {
                        json!([ruler.units(part.start), ruler.units(part.end), article.id])
                    })
                    .collect();
                json!([sheet.text, {"entities": entities, "spans": {"articles": articles}}]).to_string()
            })
            .collect();
        let json = Frame::JSON_LIST.around(&rows);
        Ok(vec![OutFile::new(format!("{}.json", job.stem), "application/json", json)])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let file = parse(bytes)?;
        // The program ner-annotator wraps the list.
        let rows = if file["annotations"].is_array() { &file["annotations"] } else { &file };
        let Some(rows) = rows.as_array() else { return Err(ReadError::damaged("file", "a list expected")) };
        rows.iter().filter(|row| !row.is_null()).enumerate().map(|(i, row)| draft(row, i)).collect()
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        whole(bytes).is_some_and(|file| {
            let rows = if file["annotations"].is_array() { &file["annotations"] } else { &file };
            rows[0][0].is_string() && rows[0][1]["entities"].is_array()
        })
    }
}

fn draft(row: &Value, place: usize) -> Result<Draft, ReadError> {
    let Some(text) = row[0].as_str() else {
        return Err(ReadError::damaged(format!("[{place}]"), "a text and its entities expected"));
    };
    let mut draft = Draft { text: text.to_owned(), unit: Some(OffsetUnit::CodePoint), ..Draft::default() };
    let range = |item: &Value| item[0].as_u64().zip(item[1].as_u64());
    for (i, item) in row[1]["entities"].as_array().into_iter().flatten().enumerate() {
        match (range(item), item[2].as_str()) {
            (Some(range), Some(label)) => draft.spans.push(DraftSpan {
                label: label.to_owned(),
                ranges: vec![range],
                ..DraftSpan::default()
            }),
            _ => {
                draft.lose("no-range", format!("[{place}].entities[{i}]"), "start, end and label expected");
            }
        }
    }
    let parts = row[1]["spans"]["articles"].as_array().into_iter().flatten();
    draft.articles = articles_of(parts.filter_map(|item| Some((id(item.get(2)), range(item)?))));
    Ok(draft)
}
