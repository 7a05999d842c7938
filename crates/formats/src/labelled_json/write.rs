//! Writes labelled JSON.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use jianbao_core::annotation::{
    Annotation, Article, Block, Body, Entity, Evidence, InlineRole, Label, LabelSet, Layer,
};
use jianbao_core::order;
use jianbao_core::text::IngestReport;
use jianbao_core::{AnnotationId, ByteRange, Project};
use serde_json::{Map, Value, json};

use super::{VERSION, plain_id, text_sha256};
use crate::json::{from_extra, merge};

/// How the file looks.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// One annotation a line, for people and for comparing versions.
    #[default]
    Lines,
    /// All in one line, for JSONL.
    Compact,
}

/// What to write and how.
#[derive(Clone, Debug)]
pub struct WriteOptions {
    /// How the file looks.
    pub layout: Layout,
    /// The program that writes, with its version.
    pub generator: String,
}

impl Default for WriteOptions {
    fn default() -> Self {
        let generator = concat!("jianbao ", env!("CARGO_PKG_VERSION")).to_owned();
        Self { layout: Layout::default(), generator }
    }
}

/// Writes a set of labels as a file without documents, for another project to take over.
pub fn write_labels(set: &LabelSet, options: &WriteOptions) -> String {
    let mut file = head(options);
    file.insert("labels".into(), labels(set));
    file.insert("documents".into(), json!([]));
    in_lines(&file)
}

fn head(options: &WriteOptions) -> Map<String, Value> {
    let mut file = Map::new();
    file.insert("format".into(), "jianbao".into());
    file.insert("version".into(), VERSION.into());
    file.insert("offset_unit".into(), "code_point".into());
    file.insert("generator".into(), options.generator.as_str().into());
    file
}

/// Writes projects as the documents of one file. Two that have the same id keep it.
///
/// The labels of the first stand at the top; a document with others has its own.
pub fn write(projects: &[&Project], options: &WriteOptions) -> String {
    let mut file = head(options);
    let common = projects.first().map(|first| first.shared_labels());
    file.insert("labels".into(), common.as_deref().map_or_else(|| json!([]), labels));
    let documents = projects.iter().enumerate().map(|(i, project)| {
        let own = common.as_deref() != Some(project.labels());
        document(project, i, own)
    });
    file.insert("documents".into(), documents.collect());
    for project in projects {
        merge(&mut file, Some(Value::Object(from_extra(&project.info.file_extra))));
    }
    match options.layout {
        Layout::Compact => Value::Object(file).to_string(),
        Layout::Lines => in_lines(&file),
    }
}

fn document(project: &Project, place: usize, own_labels: bool) -> Value {
    let info = &project.info;
    let id = if info.id.is_empty() { format!("d{}", place + 1) } else { info.id.to_string() };
    let text = project.document.text();
    let mut out = Map::new();
    out.insert("id".into(), id.into());
    out.insert("name".into(), (&*info.name).into());
    out.insert("text".into(), text.into());
    out.insert("text_sha256".into(), text_sha256(text).into());
    out.insert("ingest".into(), ingest(&info.ingest, info.encoding.as_deref()));
    out.insert("meta".into(), Value::Object(from_extra(&info.meta)));
    if own_labels {
        out.insert("labels".into(), labels(project.labels()));
    }
    let ids = Ids::of(project);
    let writer = Writer { project, ids: &ids };
    for (key, layer) in [("blocks", Layer::Block), ("articles", Layer::Article), ("entities", Layer::Entity)]
    {
        let of_layer = project.set().iter().filter(|found| found.body.layer() == layer);
        let mut of_layer: Vec<_> = of_layer.collect();
        order::sort_by_key(&mut of_layer, |found| (found.body.start(), found.id));
        out.insert(key.into(), of_layer.into_iter().map(|found| writer.annotation(found)).collect());
    }
    merge(&mut out, Some(Value::Object(from_extra(&info.extra))));
    Value::Object(out)
}

fn ingest(report: &IngestReport, encoding: Option<&str>) -> Value {
    let mut out = Map::new();
    let mut newlines = Vec::new();
    if report.crlf > 0 {
        newlines.push(format!("crlf→lf: {}", report.crlf));
    }
    if report.cr > 0 {
        newlines.push(format!("cr→lf: {}", report.cr));
    }
    let newlines = if newlines.is_empty() { "lf".to_owned() } else { newlines.join(", ") };
    out.insert("newlines".into(), newlines.into());
    if let Some(encoding) = encoding {
        out.insert("encoding".into(), encoding.into());
    }
    if report.byte_order_mark {
        out.insert("byte_order_mark".into(), true.into());
    }
    if report.nul > 0 {
        out.insert("nul".into(), report.nul.into());
    }
    if report.lone_surrogates > 0 {
        out.insert("lone_surrogates".into(), report.lone_surrogates.into());
    }
    Value::Object(out)
}

fn labels(labels: &LabelSet) -> Value {
    labels.iter().map(label).collect()
}

fn label(label: &Label) -> Value {
    let mut out = Map::new();
    out.insert("id".into(), label.id.as_str().into());
    out.insert("name".into(), json!({"zh": &*label.name_zh, "en": &*label.name_en}));
    out.insert("color".into(), label.color.to_string().into());
    out.insert("key".into(), label.key.map(String::from).into());
    out.insert("definition".into(), (&*label.definition).into());
    merge(&mut out, Some(Value::Object(from_extra(&label.extra))));
    Value::Object(out)
}

/// The id under which each annotation of a project is written.
pub fn file_ids(project: &Project) -> HashMap<AnnotationId, String> {
    Ids::of(project).0
}

/// The ids of the annotations in the file; each is there once.
struct Ids(HashMap<AnnotationId, String>);

impl Ids {
    fn of(project: &Project) -> Self {
        let mut ids = HashMap::new();
        let mut used = HashSet::new();
        // Ids that came with a file go first.
        for own in [true, false] {
            for annotation in project.set().iter() {
                let brought = from_extra(&annotation.extra).remove("id");
                let brought = brought.and_then(|id| id.as_str().map(str::to_owned));
                if own != brought.is_some() {
                    continue;
                }
                let mut id = brought.unwrap_or_else(|| plain_id(annotation.body.layer(), annotation.id));
                while !used.insert(id.clone()) {
                    id.push('x');
                }
                ids.insert(annotation.id, id);
            }
        }
        Self(ids)
    }

    /// Also of an entity that is gone.
    fn get(&self, layer: Layer, id: AnnotationId) -> Value {
        self.0.get(&id).cloned().unwrap_or_else(|| plain_id(layer, id)).into()
    }
}

struct Writer<'a> {
    project: &'a Project,
    ids: &'a Ids,
}

impl Writer<'_> {
    fn annotation(&self, annotation: &Annotation) -> Value {
        let set = self.project.set();
        let layer = annotation.body.layer();
        let mut out = Map::new();
        out.insert("id".into(), self.ids.get(layer, annotation.id));
        let article_at = |at| {
            let found = set.article_at(at);
            found.map_or(Value::Null, |article| self.ids.get(Layer::Article, article.id))
        };
        match &annotation.body {
            Body::Article(article) => {
                out.insert("title".into(), self.project.title(annotation.id).into());
                self.article(&mut out, article);
            }
            Body::Block(block) => {
                self.block(&mut out, block);
                let article =
                    if annotation.is_live() { article_at(block.range.start()) } else { Value::Null };
                out.insert("article".into(), article);
            }
            Body::Entity(entity) => {
                self.entity(&mut out, entity);
                out.insert("article".into(), article_at(entity.ranges.first().start()));
            }
        }
        out.insert("status".into(), annotation.status.id().into());
        out.insert("origin".into(), annotation.origin.author.to_string().into());
        evidence(&mut out, &annotation.origin.evidence);
        if let Some(was) = &annotation.origin.corrected_from {
            let mut fields = Map::new();
            match &**was {
                Body::Article(article) => self.article(&mut fields, article),
                Body::Block(block) => self.block(&mut fields, block),
                Body::Entity(entity) => self.entity(&mut fields, entity),
            }
            out.insert("corrected_from".into(), Value::Object(fields));
        }
        out.insert("note".into(), annotation.note.as_deref().into());
        let mut extra = from_extra(&annotation.extra);
        if let (Some(Value::Array(inline)), Some(Value::Array(kept))) =
            (out.get_mut("inline"), extra.shift_remove("inline"))
        {
            merge_inline(inline, kept);
        }
        merge(&mut out, Some(Value::Object(extra)));
        Value::Object(out)
    }

    fn article(&self, out: &mut Map<String, Value>, article: &Article) {
        out.insert("parts".into(), article.parts.iter().map(|part| self.pair(part)).collect());
    }

    fn block(&self, out: &mut Map<String, Value>, block: &Block) {
        self.range(out, block.range);
        out.insert("role".into(), block.role.id().into());
        out.insert("continues".into(), block.continues.into());
        if !block.inline.is_empty() {
            out.insert("inline".into(), block.inline.iter().map(|inline| self.inline(inline)).collect());
        }
        if let Some(link) = &block.link {
            let mut fields = Map::new();
            evidence(&mut fields, link);
            out.insert("link".into(), Value::Object(fields));
        }
    }

    fn inline(&self, inline: &InlineRole) -> Value {
        let mut out = Map::new();
        self.range(&mut out, inline.range);
        out.insert("role".into(), inline.role.id().into());
        Value::Object(out)
    }

    fn entity(&self, out: &mut Map<String, Value>, entity: &Entity) {
        out.insert("label".into(), entity.label.as_str().into());
        out.insert("ranges".into(), entity.ranges.iter().map(|range| self.pair(range)).collect());
        out.insert("quote".into(), entity.ranges.text(self.project.document.text()).into());
        if let Some(value) = &entity.value {
            out.insert("value".into(), (&*value.value).into());
            if let Some(unit) = &value.unit {
                out.insert("unit".into(), (&**unit).into());
            }
        }
        if let Some(target) = entity.alias_of {
            out.insert("alias_of".into(), self.ids.get(Layer::Entity, target));
        }
    }

    fn range(&self, out: &mut Map<String, Value>, range: ByteRange) {
        let [start, end] = self.chars(range);
        out.insert("start".into(), start.into());
        out.insert("end".into(), end.into());
    }

    fn pair(&self, range: ByteRange) -> Value {
        self.chars(range).into_iter().collect()
    }

    fn chars(&self, range: ByteRange) -> [u32; 2] {
        let document = &self.project.document;
        let char = |at| document.index().char_from_byte(document.text(), at).0;
        [char(range.start()), char(range.end())]
    }
}

fn evidence(out: &mut Map<String, Value>, said: &Evidence) {
    let confidence = said.confidence.map(|confidence| confidence.probability());
    out.insert("confidence".into(), confidence.into());
    if !said.reasons.is_empty() {
        out.insert("reasons".into(), said.reasons.iter().map(|reason| Value::from(&**reason)).collect());
    }
}

/// Gives inline spans back the unknown keys that they came with.
fn merge_inline(inline: &mut [Value], kept: Vec<Value>) {
    for item in kept {
        let same = |other: &&mut Value| {
            ["start", "end", "role"].into_iter().all(|key| other.get(key) == item.get(key))
        };
        if let Some(Value::Object(into)) = inline.iter_mut().find(same) {
            merge(into, Some(item));
        }
    }
}

/// One annotation, label or other field a line.
fn in_lines(file: &Map<String, Value>) -> String {
    let mut out = String::new();
    out.push_str("{\n");
    fields(&mut out, file, 1, |out, key, value| match (key, value) {
        ("labels", Value::Array(items)) => lines(out, items, 1, push),
        ("documents", Value::Array(items)) => lines(out, items, 1, |out, item| match item {
            Value::Object(document) => {
                out.push_str("{\n");
                fields(out, document, 3, |out, key, value| match (key, value) {
                    ("labels" | "blocks" | "articles" | "entities", Value::Array(items)) => {
                        lines(out, items, 3, push);
                    }
                    _ => push(out, value),
                });
                out.push_str("  }");
            }
            other => push(out, other),
        }),
        _ => push(out, value),
    });
    out.push_str("}\n");
    out
}

fn fields(
    out: &mut String,
    map: &Map<String, Value>,
    indent: usize,
    mut value: impl FnMut(&mut String, &str, &Value),
) {
    for (i, (key, item)) in map.iter().enumerate() {
        out.extend(std::iter::repeat_n(' ', indent));
        push(out, &Value::from(key.as_str()));
        out.push_str(": ");
        value(out, key, item);
        out.push_str(if i + 1 < map.len() { ",\n" } else { "\n" });
    }
}

fn lines(out: &mut String, items: &[Value], indent: usize, mut item: impl FnMut(&mut String, &Value)) {
    if items.is_empty() {
        out.push_str("[]");
        return;
    }
    out.push_str("[\n");
    for (i, value) in items.iter().enumerate() {
        out.extend(std::iter::repeat_n(' ', indent + 1));
        item(out, value);
        out.push_str(if i + 1 < items.len() { ",\n" } else { "\n" });
    }
    out.extend(std::iter::repeat_n(' ', indent));
    out.push(']');
}

fn push(out: &mut String, value: &Value) {
    write!(out, "{value}").expect("writing to a string cannot fail");
}
