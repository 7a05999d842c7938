//! Prodigy: one task a line, with a token for each character. Offsets are code points; `token_end` is **inclusive**.

use serde_json::{Value, json};

use jianbao_core::Status;

use super::jsonl::{first, id, objects, write};
use super::{Draft, DraftSpan, ExportError, Format, FormatInfo, Job, OffsetUnit, OutFile, ReadError, table};

pub(super) struct Prodigy;

impl Format for Prodigy {
    fn info(&self) -> &'static FormatInfo {
        &table::PRODIGY
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let lines = job.sheets.iter().map(|sheet| {
            let chars: Vec<char> = sheet.text.chars().collect();
            // The number of the token at each character; white space belongs to the token before it.
            let mut number = Vec::with_capacity(chars.len() + 1);
            let mut tokens = Vec::new();
            for (at, c) in chars.iter().enumerate() {
                number.push(tokens.len());
                if !c.is_whitespace() {
                    let ws = chars.get(at + 1) == Some(&' ');
                    tokens.push(json!({"text": c.to_string(), "start": at, "end": at + 1, "id": tokens.len(), "ws": ws}));
                }
            }
            number.push(tokens.len());
            let ruler = sheet.ruler(OffsetUnit::CodePoint);
            let spans = sheet.spans.iter().map(|span| {
                let (start, end) = (ruler.units(span.start()) as usize, ruler.units(span.end()) as usize);
                let last = number[end].saturating_sub(1);
                let mut out = json!({"start": start, "end": end, "token_start": number[start], "token_end": last,
                                     "label": span.label.as_str()});
                if let Some(confidence) = span.confidence {
                    out["score"] = confidence.into();
                }
                if span.status == Status::Proposed {
                    out["source"] = "jianbao".into();
                }
                out
            });
            let article = sheet.articles.first().filter(|_| sheet.id != sheet.document);
            let spans: Value = spans.collect();
            let open = sheet.spans.iter().any(|span| span.status == Status::Proposed);
            let mut out = json!({"text": sheet.text, "tokens": tokens, "spans": spans,
                "meta": {"page": sheet.document, "article": article.map(|article| &article.id)}});
            if !open {
                out["answer"] = "accept".into();
            }
            out
        });
        Ok(vec![OutFile::new(format!("{}.jsonl", job.stem), "application/jsonl", write(lines))])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let mut drafts = Vec::new();
        for object in objects(bytes) {
            let (line, object) = object?;
            let task = Value::Object(object);
            let at = format!("line {line}");
            let Some(text) = task["text"].as_str() else { return Err(ReadError::damaged(at, "no text")) };
            let mut draft =
                Draft { text: text.to_owned(), unit: Some(OffsetUnit::CodePoint), ..Draft::default() };
            draft.id = id(task["meta"].get("page"));
            if let Some(article) = task["meta"]["article"].as_str() {
                draft.id.push_str(&format!("#{article}"));
            }
            let answer = match task["answer"].as_str() {
                Some("reject") => Some("rejected"),
                Some("ignore") => Some("proposed"),
                _ => None,
            };
            for (i, span) in task["spans"].as_array().into_iter().flatten().enumerate() {
                let range = span["start"].as_u64().zip(span["end"].as_u64());
                let (Some(range), Some(label)) = (range, span["label"].as_str()) else {
                    draft.lose("no-range", format!("{at}, spans[{i}]"), "start, end and label expected");
                    continue;
                };
                let own = (span["source"] == "jianbao").then_some("proposed");
                draft.spans.push(DraftSpan {
                    label: label.to_owned(),
                    ranges: vec![range],
                    status: answer.or(own),
                    confidence: span["score"].as_f64(),
                    ..DraftSpan::default()
                });
            }
            drafts.push(draft);
        }
        Ok(drafts)
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        first(bytes).is_some_and(|task| {
            task.get("text").is_some_and(Value::is_string) && task.get("spans").is_some_and(Value::is_array)
        })
    }
}
