//! CLUENER: one JSON object a line, label by label and quote by quote, the ranges of each with **inclusive** ends, in
//! code points.

use serde_json::{Map, Value, json};

use super::jsonl::{first, id, objects, write};
use super::{Draft, DraftSpan, ExportError, Format, FormatInfo, Job, OffsetUnit, OutFile, ReadError, table};

pub(super) struct Cluener;

impl Format for Cluener {
    fn info(&self) -> &'static FormatInfo {
        &table::CLUENER
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let lines = job.sheets.iter().map(|sheet| {
            let ruler = sheet.ruler(OffsetUnit::CodePoint);
            let mut labels = Map::new();
            for span in &sheet.spans {
                let place = json!([ruler.units(span.start()), ruler.units(span.end()) - 1]);
                let of_label = labels.entry(span.label.as_str()).or_insert_with(|| json!({}));
                let places = &mut of_label[&sheet.quote(span)];
                match places.as_array_mut() {
                    Some(places) => places.push(place),
                    None => *places = json!([place]),
                }
            }
            json!({"id": sheet.id, "text": sheet.text, "label": labels})
        });
        Ok(vec![OutFile::new(format!("{}.jsonl", job.stem), "application/jsonl", write(lines))])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        objects(bytes).map(|object| object.and_then(|(line, object)| draft(line, object))).collect()
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        first(bytes).is_some_and(|object| {
            object.get("text").is_some_and(Value::is_string)
                && object.get("label").and_then(Value::as_object).is_some_and(|labels| {
                    labels.values().all(|quotes| {
                        quotes.as_object().is_some_and(|quotes| quotes.values().all(Value::is_array))
                    })
                })
        })
    }
}

fn draft(line: usize, object: Map<String, Value>) -> Result<Draft, ReadError> {
    let at = format!("line {line}");
    let Some(text) = object.get("text").and_then(Value::as_str) else {
        return Err(ReadError::damaged(at, "no text"));
    };
    let mut draft = Draft { id: id(object.get("id")), text: text.to_owned(), ..Draft::default() };
    for (label, quotes) in object.get("label").and_then(Value::as_object).into_iter().flatten() {
        for (quote, places) in quotes.as_object().into_iter().flatten() {
            for place in places.as_array().into_iter().flatten() {
                let range = place[0].as_u64().zip(place[1].as_u64().and_then(|last| last.checked_add(1)));
                match range {
                    Some(range) => draft.spans.push(DraftSpan {
                        label: label.clone(),
                        ranges: vec![range],
                        quote: Some(quote.clone()),
                        ..DraftSpan::default()
                    }),
                    None => draft.lose("no-range", format!("{at}, {label}"), "not a pair of places"),
                }
            }
        }
    }
    Ok(draft)
}
