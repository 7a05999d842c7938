//! doccano: one JSON object a line.
//!
//! doccano counts UTF-16 code units (the length of a JavaScript string), or grapheme clusters where the project says so;
//! PaddleNLP and Python scripts count code points. The unit is chosen when writing; when reading, the forms of all
//! versions are taken and, since the file has no quotes, UTF-16 is assumed unless code points are asked for by
//! PaddleNLP's form.

use serde_json::{Map, Value, json};

use super::jsonl::{first, id, objects, write};
use super::{
    Draft, DraftArticle, DraftSpan, ExportError, Format, FormatInfo, Job, OffsetUnit, OutFile, ReadError,
    Scope, table,
};

pub(super) struct Doccano;

/// The key under which the offset unit is written, so that the file reads back whatever was chosen. doccano keeps
/// unknown keys as meta data.
const UNIT: &str = "offset_unit";

impl Format for Doccano {
    fn info(&self) -> &'static FormatInfo {
        &table::DOCCANO
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let unit = job.options.unit.unwrap_or(OffsetUnit::Utf16);
        let lines = job.sheets.iter().map(|sheet| {
            let ruler = sheet.ruler(unit);
            let mut out = Map::new();
            out.insert("text".into(), sheet.text.as_str().into());
            if job.options.relations {
                let entities = sheet.spans.iter().enumerate().map(|(i, span)| {
                    json!({"id": i, "label": span.label.as_str(), "start_offset": ruler.units(span.start()),
                           "end_offset": ruler.units(span.end())})
                });
                out.insert("entities".into(), entities.collect());
                out.insert("relations".into(), json!([]));
            } else {
                let labels = sheet.spans.iter().map(|span| {
                    json!([ruler.units(span.start()), ruler.units(span.end()), span.label.as_str()])
                });
                out.insert("label".into(), labels.collect());
            }
            out.insert("page_id".into(), sheet.document.as_str().into());
            out.insert(UNIT.into(), unit.id().into());
            match (job.options.scope, sheet.articles.first()) {
                (Scope::Article, Some(article)) => {
                    out.insert("article_id".into(), article.id.as_str().into());
                    let fragments =
                        sheet.fragments.iter().map(|(_, page)| json!([page.start, page.end])).collect();
                    out.insert("fragments".into(), fragments);
                }
                _ => {
                    let articles = sheet.articles.iter().map(|article| {
                        let parts = article
                            .parts
                            .iter()
                            .map(|part| json!([ruler.units(part.start), ruler.units(part.end)]));
                        json!({"id": article.id, "parts": parts.collect::<Value>()})
                    });
                    out.insert("articles".into(), articles.collect());
                }
            }
            Value::Object(out)
        });
        Ok(vec![OutFile::new(format!("{}.jsonl", job.stem), "application/jsonl", write(lines))])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        objects(bytes).map(|object| object.and_then(|(line, object)| draft(line, object))).collect()
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        first(bytes).is_some_and(|object| {
            ["text", "data"].iter().any(|key| object.get(*key).is_some_and(Value::is_string))
                && ["label", "labels", "entities", "annotations"]
                    .iter()
                    .any(|key| object.get(*key).is_some_and(Value::is_array))
        })
    }
}

fn draft(line: usize, mut object: Map<String, Value>) -> Result<Draft, ReadError> {
    let at = format!("line {line}");
    let text = ["text", "data"].iter().find_map(|key| object.shift_remove(*key));
    let Some(Value::String(text)) = text else { return Err(ReadError::damaged(at, "no text")) };
    let mut draft = Draft { text, ..Draft::default() };
    draft.unit = Some(match object.shift_remove(UNIT) {
        Some(Value::String(said)) => {
            OffsetUnit::ALL.into_iter().find(|unit| unit.id() == said).unwrap_or(OffsetUnit::Utf16)
        }
        _ => OffsetUnit::Utf16,
    });
    for key in ["label", "labels", "entities", "annotations"] {
        let Some(Value::Array(items)) = object.shift_remove(key) else { continue };
        for (i, item) in items.iter().enumerate() {
            match span(item) {
                Some(span) => draft.spans.push(span),
                None => draft.lose("no-range", format!("{at}, {key}[{i}]"), "not a span with a label"),
            }
        }
    }
    if let Some(Value::Array(relations)) = object.shift_remove("relations") {
        for (i, _) in relations.iter().enumerate() {
            draft.lose("relations", format!("{at}, relations[{i}]"), "relations are not kept");
        }
    }
    if let Some(Value::Array(articles)) = object.shift_remove("articles") {
        for article in &articles {
            let parts = article["parts"].as_array().into_iter().flatten().filter_map(pair).collect();
            draft.articles.push(DraftArticle { id: id(article.get("id")), parts });
        }
    }
    draft.id = match object.shift_remove("page_id") {
        Some(page) => {
            let article = object.get("article_id").map(|article| format!("#{}", id(Some(article))));
            id(Some(&page)) + &article.unwrap_or_default()
        }
        None => id(object.get("id")),
    };
    object.retain(|key, value| key != "id" && !(key == "Comments" && value == &json!([])));
    draft.meta = object;
    Ok(draft)
}

fn pair(item: &Value) -> Option<(u64, u64)> {
    Some((item[0].as_u64()?, item[1].as_u64()?))
}

fn span(item: &Value) -> Option<DraftSpan> {
    let (range, label) = if item.is_array() {
        (pair(item)?, &item[2])
    } else {
        ((item["start_offset"].as_u64()?, item["end_offset"].as_u64()?), &item["label"])
    };
    // Old exports name labels by number.
    let label = id(Some(label));
    (!label.is_empty()).then(|| DraftSpan { label, ranges: vec![range], ..DraftSpan::default() })
}
