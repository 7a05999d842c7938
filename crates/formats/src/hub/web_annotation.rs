//! W3C Web Annotation as JSON-LD: a page of annotations, each with a quote and a position; several targets where an
//! entity has several ranges, and for the parts of an article in reading order.
//!
//! The model counts code points; Recogito and Hypothesis count UTF-16, which the quotes tell. The model keeps the text
//! elsewhere; so that a file can be read alone, the texts stand beside the annotations under `jianbao:sources`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Value, json};

use jianbao_core::{Role, Status};

use super::jsonl::{parse, whole};
use super::units::Ruler;
use super::{
    Draft, DraftArticle, DraftBlock, DraftSpan, ExportError, Format, FormatInfo, Job, OffsetUnit, OutFile,
    ReadError, Sheet, table,
};

pub(super) struct WebAnnotation;

/// How much stands before and after a quote, in characters.
const CONTEXT: usize = 10;

impl Format for WebAnnotation {
    fn info(&self) -> &'static FormatInfo {
        &table::WEB_ANNOTATION
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let mut items = Vec::new();
        let mut sources = Vec::new();
        for sheet in job.sheets {
            sources.push(
                json!({"id": source(sheet), "format": "text/plain", "name": sheet.name, "value": sheet.text}),
            );
            annotations(sheet, &mut items);
        }
        let page = json!({
            "@context": ["http://www.w3.org/ns/anno.jsonld", {"jianbao": "urn:jianbao:"}],
            "type": "AnnotationPage",
            "items": items,
            "jianbao:sources": sources,
        });
        Ok(vec![OutFile::new(format!("{}.jsonld", job.stem), "application/ld+json", format!("{page:#}\n"))])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let file = parse(bytes)?;
        let mut drafts: Vec<Draft> = Vec::new();
        let mut by_source: BTreeMap<String, usize> = BTreeMap::new();
        for source in file["jianbao:sources"].as_array().into_iter().flatten() {
            let (Some(id), Some(text)) = (source["id"].as_str(), source["value"].as_str()) else { continue };
            by_source.insert(id.to_owned(), drafts.len());
            let own = id.strip_prefix(SOURCE).map_or_else(|| id.to_owned(), str::to_owned);
            let name = source["name"].as_str().unwrap_or_default().to_owned();
            drafts.push(Draft { id: own, name, text: text.to_owned(), ..Draft::default() });
        }
        if drafts.is_empty() {
            return Err(ReadError::damaged("jianbao:sources", "annotations without their text"));
        }
        let items = ["items", "first"].iter().find_map(|key| match &file[*key] {
            Value::Array(items) => Some(items),
            page => page["items"].as_array(),
        });
        for (i, item) in items.into_iter().flatten().enumerate() {
            read_annotation(item, &format!("items[{i}]"), &by_source, &mut drafts);
        }
        for draft in &mut drafts {
            // The unit is found by the quotes of entities; where there are none, it is what the model says.
            draft.unit = None;
        }
        Ok(drafts)
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        whole(bytes).is_some_and(|file| {
            let context = file["@context"].to_string();
            context.contains("anno.jsonld") && file["items"].is_array()
        })
    }
}

const SOURCE: &str = "urn:jianbao:document:";

fn source(sheet: &Sheet) -> String {
    format!("{SOURCE}{}", sheet.id)
}

fn annotations(sheet: &Sheet, items: &mut Vec<Value>) {
    let ruler = sheet.ruler(OffsetUnit::CodePoint);
    let source = source(sheet);
    let targets = |ranges: &[Range<usize>]| -> Value {
        let targets: Vec<Value> = ranges.iter().map(|range| target(sheet, &source, &ruler, range)).collect();
        if targets.len() == 1 { targets[0].clone() } else { Value::Array(targets) }
    };
    let annotation = |id: &str, kind: &str, value: &str, ranges: &[Range<usize>]| {
        json!({
            "id": format!("urn:jianbao:annotation:{}:{id}", sheet.id),
            "type": "Annotation",
            "motivation": "classifying",
            "body": [{"type": "TextualBody", "value": value, "purpose": "classifying"}],
            "jianbao:layer": kind,
            "target": targets(ranges),
        })
    };
    for span in &sheet.spans {
        let mut item = annotation(&span.id, "entity", span.label.as_str(), &span.ranges);
        if let (Some(note), Some(body)) = (&span.note, item["body"].as_array_mut()) {
            body.push(json!({"type": "TextualBody", "value": note, "purpose": "commenting"}));
        }
        if span.status == Status::Proposed {
            item["jianbao:status"] = "proposed".into();
        }
        items.push(item);
    }
    for block in &sheet.blocks {
        items.push(annotation(&block.id, "block", block.role.id(), std::slice::from_ref(&block.range)));
    }
    for article in &sheet.articles {
        items.push(annotation(&article.id, "article", "article", &article.parts));
    }
}

fn target(sheet: &Sheet, source: &str, ruler: &Ruler<'_>, range: &Range<usize>) -> Value {
    let text = &sheet.text;
    let mut prefix: Vec<char> = text[..range.start].chars().rev().take(CONTEXT).collect();
    prefix.reverse();
    let suffix: String = text[range.end..].chars().take(CONTEXT).collect();
    json!({"source": source, "selector": [
        {"type": "TextQuoteSelector", "exact": &text[range.clone()], "prefix": prefix.into_iter().collect::<String>(),
         "suffix": suffix},
        {"type": "TextPositionSelector", "start": ruler.units(range.start), "end": ruler.units(range.end)},
    ]})
}

fn read_annotation(item: &Value, at: &str, by_source: &BTreeMap<String, usize>, drafts: &mut [Draft]) {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    let mut place = None;
    let mut ranges = Vec::new();
    let mut quote: Option<String> = Some(String::new());
    for target in list(&item["target"]) {
        let source = target["source"].as_str().or_else(|| target["source"]["id"].as_str());
        place = place.or_else(|| source.and_then(|source| by_source.get(source)).copied());
        let selectors = list(&target["selector"]);
        let of = |kind: &str| selectors.iter().find(|selector| selector["type"] == kind);
        if let Some(position) = of("TextPositionSelector") {
            ranges.extend(position["start"].as_u64().zip(position["end"].as_u64()));
        }
        let exact = of("TextQuoteSelector").and_then(|selector| selector["exact"].as_str());
        quote = quote.zip(exact).map(|(quote, exact)| quote + exact);
    }
    // With one text there is no doubt of which one is meant.
    let place = place.or_else(|| (drafts.len() == 1).then_some(0));
    let Some(draft) = place.and_then(|place| drafts.get_mut(place)) else { return };
    if ranges.is_empty() {
        draft.lose("no-range", at.to_owned(), "no position in the text");
        return;
    }
    let bodies = list(&item["body"]);
    let note = bodies.iter().find(|body| body["purpose"] == "commenting");
    let value = bodies
        .iter()
        .filter(|body| body["purpose"] != "commenting")
        .find_map(|body| body["value"].as_str().or_else(|| body.as_str()).or_else(|| body["label"].as_str()));
    let Some(value) = value else {
        draft.lose("no-label", at.to_owned(), "no label");
        return;
    };
    match item["jianbao:layer"].as_str() {
        Some("article") => draft.articles.push(DraftArticle { id: String::new(), parts: ranges }),
        Some("block") if Role::from_id(value).is_some() => {
            draft.blocks.push(DraftBlock { range: ranges[0], role: value.to_owned(), continues: false });
        }
        _ => draft.spans.push(DraftSpan {
            label: value.to_owned(),
            ranges,
            quote,
            status: (item["jianbao:status"] == "proposed").then_some("proposed"),
            note: note.and_then(|note| note["value"].as_str()).map(str::to_owned),
            ..DraftSpan::default()
        }),
    }
}
