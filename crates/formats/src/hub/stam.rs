//! STAM, the stand-off text annotation model, as its JSON: texts as resources, annotations with selectors, and what they
//! say as data of one set. Offsets are code points.
//!
//! Entities of several ranges select with a `CompositeSelector`, articles with a `DirectionalSelector`, in reading order.
//! Written from the specification alone; its libraries are under the GPL and are only used to check files.

use std::collections::HashMap;
use std::ops::Range;

use jianbao_core::Status;
use serde_json::{Map, Value, json};

use super::jsonl::{id, parse, whole};
use super::{
    Draft, DraftArticle, DraftBlock, DraftSpan, ExportError, Format, FormatInfo, Job, OffsetUnit, OutFile,
    ReadError, Sheet, table,
};

pub(super) struct Stam;

/// The set that our data is of.
const SET: &str = "jianbao";
/// Keys of ours, and of others under which a label may stand.
const LABELS: [&str; 7] = ["label", "type", "class", "tag", "entity", "ner", "value"];

impl Format for Stam {
    fn info(&self) -> &'static FormatInfo {
        &table::STAM
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let mut store = Store::default();
        for sheet in job.sheets {
            store.add(sheet);
        }
        let name = format!("{}.json", job.stem);
        Ok(vec![OutFile::new(name, "application/json", format!("{:#}\n", store.json(job.stem)))])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        read(&parse(bytes)?)
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        whole(bytes).is_some_and(|file| file["@type"] == "AnnotationStore")
    }
}

/// What is written.
#[derive(Default)]
struct Store {
    resources: Vec<Value>,
    annotations: Vec<Value>,
    keys: Vec<&'static str>,
    data: Vec<Value>,
    /// The id of each key and value.
    by_value: HashMap<(&'static str, String), String>,
}

impl Store {
    fn add(&mut self, sheet: &Sheet) {
        self.resources.push(json!({"@type": "TextResource", "@id": sheet.id, "text": sheet.text}));
        let ruler = sheet.ruler(OffsetUnit::CodePoint);
        let text = |range: &Range<usize>| {
            let cursor = |byte| json!({"@type": "BeginAlignedCursor", "value": ruler.units(byte)});
            let offset = json!({"@type": "Offset", "begin": cursor(range.start), "end": cursor(range.end)});
            json!({"@type": "TextSelector", "resource": sheet.id, "offset": offset})
        };
        let select = |kind: &str, ranges: &[Range<usize>]| match ranges {
            [range] => text(range),
            ranges => json!({"@type": kind, "selectors": ranges.iter().map(text).collect::<Value>()}),
        };
        let status = |status: Status| json!(status.id());
        for span in &sheet.spans {
            let mut data = vec![("type", json!("entity")), ("label", json!(span.label.as_str()))];
            data.push(("status", status(span.status)));
            data.extend(span.confidence.map(|confidence| ("confidence", json!(confidence))));
            data.extend(span.note.as_ref().map(|note| ("note", json!(note))));
            self.annotate(sheet, &span.id, select("CompositeSelector", &span.ranges), data);
        }
        for block in &sheet.blocks {
            let mut data = vec![("type", json!("block")), ("role", json!(block.role.id()))];
            if block.continues {
                data.push(("continues", json!(true)));
            }
            self.annotate(sheet, &block.id, text(&block.range), data);
        }
        for article in &sheet.articles {
            let data = vec![("type", json!("article")), ("status", status(article.status))];
            self.annotate(sheet, &article.id, select("DirectionalSelector", &article.parts), data);
        }
    }

    fn annotate(&mut self, sheet: &Sheet, id: &str, target: Value, data: Vec<(&'static str, Value)>) {
        let data: Value = data
            .into_iter()
            .map(|(key, value)| {
                let id = self.value(key, value);
                json!({"@type": "AnnotationData", "@id": id, "set": SET})
            })
            .collect();
        let id = format!("{}/{id}", sheet.id);
        self.annotations.push(json!({"@type": "Annotation", "@id": id, "target": target, "data": data}));
    }

    /// The id of a value, which is written once.
    fn value(&mut self, key: &'static str, value: Value) -> String {
        let n = self.by_value.len() + 1;
        let known = self.by_value.entry((key, value.to_string()));
        let (data, keys) = (&mut self.data, &mut self.keys);
        known
            .or_insert_with(|| {
                let id = format!("D{n}");
                if !keys.contains(&key) {
                    keys.push(key);
                }
                let kind = match &value {
                    Value::Bool(_) => "Bool",
                    Value::Number(_) => "Float",
                    _ => "String",
                };
                let value = json!({"@type": kind, "value": value});
                data.push(json!({"@type": "AnnotationData", "@id": id, "key": key, "value": value}));
                id
            })
            .clone()
    }

    fn json(self, stem: &str) -> Value {
        let keys: Value = self.keys.iter().map(|key| json!({"@type": "DataKey", "@id": key})).collect();
        let set = json!({"@type": "AnnotationDataSet", "@id": SET, "keys": keys, "data": self.data});
        json!({
            "@type": "AnnotationStore",
            "@id": stem,
            "resources": self.resources,
            "annotationsets": [set],
            "annotations": self.annotations,
        })
    }
}

/// A list, or a single item in place of one.
fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

/// The value in its wrapping, or as it is.
fn plain(value: &Value) -> &Value {
    if value.is_object() { &value["value"] } else { value }
}

fn read(store: &Value) -> Result<Vec<Draft>, ReadError> {
    let mut drafts = Vec::new();
    let mut by_id: HashMap<String, (usize, u64)> = HashMap::new();
    for (i, resource) in list(&store["resources"]).iter().enumerate() {
        let own = id(resource.get("@id"));
        let Some(text) = resource["text"].as_str() else {
            let what = "the text stands in another file, which is not read";
            return Err(ReadError::damaged(format!("resources[{i}]"), what));
        };
        by_id.insert(own.clone(), (drafts.len(), text.chars().count() as u64));
        let unit = Some(OffsetUnit::CodePoint);
        drafts.push(Draft { id: own, text: text.to_owned(), unit, ..Draft::default() });
    }
    let mut known: HashMap<(String, String), &Value> = HashMap::new();
    for set in list(&store["annotationsets"]) {
        let name = id(set.get("@id"));
        for data in list(&set["data"]) {
            known.insert((name.clone(), id(data.get("@id"))), data);
        }
    }
    for (i, annotation) in list(&store["annotations"]).iter().enumerate() {
        let at = format!("annotations[{i}]");
        let mut places = Vec::new();
        let found = select(&annotation["target"], &by_id, &mut places);
        let Some((draft, _)) = places.first().copied() else {
            if let Some(first) = drafts.first_mut() {
                first.lose("no-range", at, "it does not select text");
            }
            continue;
        };
        let draft = &mut drafts[draft];
        if !found {
            draft.lose("range-outside", at.clone(), "a selector is not understood, or is not in the text");
        }
        let ranges: Vec<(u64, u64)> = places.iter().map(|(_, range)| *range).collect();
        let mut facts: Map<String, Value> = Map::new();
        let mut ours = false;
        for data in list(&annotation["data"]) {
            let set = id(data.get("set"));
            let whole = known.get(&(set.clone(), id(data.get("@id")))).copied().unwrap_or(data);
            ours |= set == SET;
            facts.entry(id(whole.get("key"))).or_insert_with(|| plain(&whole["value"]).clone());
        }
        take(&at, &id(annotation.get("@id")), ranges, &facts, ours, draft);
    }
    Ok(drafts)
}

/// Adds what an annotation is: an entity, a block or an article.
fn take(
    at: &str,
    own: &str,
    ranges: Vec<(u64, u64)>,
    facts: &Map<String, Value>,
    ours: bool,
    draft: &mut Draft,
) {
    let own = own.strip_prefix(&format!("{}/", draft.id)).unwrap_or(own).to_owned();
    let text = |key: &str| facts.get(key).and_then(Value::as_str);
    match text("type").filter(|_| ours) {
        Some("article") => draft.articles.push(DraftArticle { id: own, parts: ranges }),
        Some("block") => draft.blocks.push(DraftBlock {
            range: ranges[0],
            role: text("role").unwrap_or("body").to_owned(),
            continues: facts.get("continues") == Some(&Value::Bool(true)),
        }),
        _ => {
            let label = LABELS.iter().filter(|key| !(ours && **key == "type")).find_map(|key| text(key));
            let Some(label) = label.or_else(|| facts.values().find_map(Value::as_str)) else {
                draft.lose("no-label", at.to_owned(), "it says nothing that could be a label");
                return;
            };
            let status = match text("status").filter(|_| ours) {
                Some("proposed") => Some("proposed"),
                _ => None,
            };
            draft.spans.push(DraftSpan {
                id: own,
                label: label.to_owned(),
                ranges,
                quote: None,
                status,
                confidence: facts.get("confidence").and_then(Value::as_f64),
                note: text("note").map(str::to_owned),
            });
        }
    }
}

/// The ranges that a selector selects, of the document of the first of them; whether all were understood.
fn select(
    target: &Value,
    by_id: &HashMap<String, (usize, u64)>,
    places: &mut Vec<(usize, (u64, u64))>,
) -> bool {
    match target["@type"].as_str() {
        Some("TextSelector") => {
            let Some(&(draft, length)) = by_id.get(&id(target.get("resource"))) else { return false };
            // Negative numbers count from the end.
            let cursor = |cursor: &Value| match cursor["@type"].as_str() {
                Some("EndAlignedCursor") => length.checked_add_signed(cursor["value"].as_i64()?),
                _ => cursor["value"].as_u64(),
            };
            let offset = &target["offset"];
            let Some(range) = cursor(&offset["begin"]).zip(cursor(&offset["end"])) else { return false };
            let same = places.first().is_none_or(|(first, _)| *first == draft);
            if same {
                places.push((draft, range));
            }
            same
        }
        Some("CompositeSelector" | "DirectionalSelector" | "MultiSelector") => {
            let mut all = true;
            for inner in list(&target["selectors"]) {
                all &= select(inner, by_id, places);
            }
            all
        }
        _ => false,
    }
}
