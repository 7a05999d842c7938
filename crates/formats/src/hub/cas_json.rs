//! UIMA CAS JSON 0.4, as INCEpTION reads and writes it. Offsets are **UTF-16 code units**.
//!
//! Entities are the NamedEntity of DKPro, with a Token for each character and a Sentence for each line, which
//! INCEpTION wants; articles and roles are types of our own.

use std::collections::BTreeMap;

use jianbao_core::Role;
use serde_json::{Map, Value, json};

use super::jsonl::{id, parse, whole};
use super::{
    Draft, DraftArticle, DraftBlock, DraftSpan, ExportError, Format, FormatInfo, Job, OffsetUnit, OutFile,
    ReadError, Sheet, table,
};

pub(super) struct CasJson;

const ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
const TOKEN: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token";
const SENTENCE: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence";
const ARTICLE: &str = "custom.ArticleFragment";
const BLOCK: &str = "custom.Block";

/// The parts of each article with their place in reading order.
type Fragments = BTreeMap<String, Vec<(u64, (u64, u64))>>;

impl Format for CasJson {
    fn info(&self) -> &'static FormatInfo {
        &table::CAS_JSON
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let one = job.sheets.len() == 1;
        let name = |i: usize| {
            if one { format!("{}.json", job.stem) } else { format!("{}-{:04}.json", job.stem, i + 1) }
        };
        let file = |(i, sheet)| OutFile::new(name(i), "application/json", format!("{}\n", cas(sheet)));
        Ok(job.sheets.iter().enumerate().map(file).collect())
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let file = parse(bytes)?;
        let structures = match &file["%FEATURE_STRUCTURES"] {
            Value::Array(items) => items.clone(),
            // A map by id is allowed too.
            Value::Object(items) => items.values().cloned().collect(),
            _ => return Err(ReadError::damaged("%FEATURE_STRUCTURES", "a list expected")),
        };
        let text = structures.iter().find_map(|item| item["sofaString"].as_str());
        let Some(text) = text else { return Err(ReadError::damaged("%FEATURE_STRUCTURES", "no text")) };
        let mut draft = Draft { text: text.to_owned(), unit: Some(OffsetUnit::Utf16), ..Draft::default() };
        let mut fragments = Fragments::new();
        for (i, item) in structures.iter().enumerate() {
            read_structure(item, &format!("%FEATURE_STRUCTURES[{i}]"), &mut draft, &mut fragments);
        }
        for (id, mut parts) in fragments {
            parts.sort_unstable();
            draft
                .articles
                .push(DraftArticle { id, parts: parts.into_iter().map(|(_, part)| part).collect() });
        }
        Ok(vec![draft])
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        whole(bytes).is_some_and(|file| file.get("%FEATURE_STRUCTURES").is_some())
    }
}

fn cas(sheet: &Sheet) -> Value {
    let ruler = sheet.ruler(OffsetUnit::Utf16);
    let mut structures = vec![json!({
        "%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text/plain",
        "sofaString": sheet.text,
    })];
    let mut add = |kind: &str, range: std::ops::Range<usize>, features: Value| {
        let mut item = json!({"%ID": structures.len() + 1, "%TYPE": kind, "@sofa": 1,
                              "begin": ruler.units(range.start), "end": ruler.units(range.end)});
        for (key, value) in features.as_object().into_iter().flatten() {
            item[key] = value.clone();
        }
        structures.push(item);
    };
    let mut at = 0;
    for line in sheet.text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let end = start + line.trim().len();
        if start < end {
            add(SENTENCE, start..end, json!({}));
        }
        for (place, c) in line.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            add(TOKEN, at + place..at + place + c.len_utf8(), json!({}));
        }
        at += line.len();
    }
    for span in &sheet.spans {
        add(ENTITY, span.start()..span.end(), json!({"value": span.label.as_str()}));
    }
    for block in &sheet.blocks {
        add(BLOCK, block.range.clone(), json!({"role": block.role.id()}));
    }
    for article in &sheet.articles {
        for (order, part) in article.parts.iter().enumerate() {
            add(ARTICLE, part.clone(), json!({"articleId": article.id, "order": order}));
        }
    }
    let kind = |name: &str, features: &[(&str, &str)]| {
        let mut out = Map::new();
        out.insert("%NAME".into(), name.into());
        out.insert("%SUPER_TYPE".into(), "uima.tcas.Annotation".into());
        for (feature, range) in features {
            out.insert((*feature).into(), json!({"%NAME": feature, "%RANGE": range}));
        }
        (name.to_owned(), Value::Object(out))
    };
    let types: Map<String, Value> = [
        kind(ENTITY, &[("value", "uima.cas.String"), ("identifier", "uima.cas.String")]),
        kind(TOKEN, &[]),
        kind(SENTENCE, &[]),
        kind(BLOCK, &[("role", "uima.cas.String")]),
        kind(ARTICLE, &[("articleId", "uima.cas.String"), ("order", "uima.cas.Integer")]),
    ]
    .into_iter()
    .collect();
    let members: Value = (2..=structures.len()).collect();
    json!({"%TYPES": types, "%FEATURE_STRUCTURES": structures,
           "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": members}}})
}

fn read_structure(item: &Value, at: &str, draft: &mut Draft, fragments: &mut Fragments) {
    // The specification marks offsets with a caret, which no program writes.
    let offset = |key: &str| item[key].as_u64().or_else(|| item[format!("^{key}")].as_u64());
    let Some(range) = offset("begin").zip(offset("end")) else { return };
    match item["%TYPE"].as_str() {
        Some(TOKEN | SENTENCE) => {}
        Some(BLOCK) if item["role"].as_str().is_some_and(|role| Role::from_id(role).is_some()) => {
            draft.blocks.push(DraftBlock { range, role: id(item.get("role")), continues: false });
        }
        Some(ARTICLE) => {
            let order = item["order"].as_u64().unwrap_or(0);
            fragments.entry(id(item.get("articleId"))).or_default().push((order, range));
        }
        Some(kind) => {
            let label = ["value", "label", "identifier"].iter().find_map(|key| item[*key].as_str());
            match label {
                Some(label) if !label.is_empty() => draft.spans.push(DraftSpan {
                    label: label.to_owned(),
                    ranges: vec![range],
                    ..DraftSpan::default()
                }),
                _ if kind.ends_with("DocumentMetaData") || kind.ends_with("DocumentAnnotation") => {}
                _ => draft.lose("no-label", at.to_owned(), format!("a {kind} without a label")),
            }
        }
        None => {}
    }
}
