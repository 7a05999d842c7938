//! Label Studio: a JSON array of tasks, and the labeling configuration that goes with it.
//!
//! Offsets are code points; exports older than late 2021 count UTF-16, which the quotes tell. Accepted entities are
//! annotations, proposed ones predictions. Blocks are regions of a second set of labels, parts of articles of a third
//! with the article and the order in their `meta`.

use serde_json::{Value, json};

use jianbao_core::{Role, Status};

use super::jsonl::{id, parse, whole};
use super::xml::escape;
use super::{
    Draft, DraftArticle, DraftBlock, DraftSpan, ExportError, Format, FormatInfo, Frame, Job, OffsetUnit,
    OutFile, ReadError, Sheet, SheetSpan, table,
};

pub(super) struct LabelStudio;

impl Format for LabelStudio {
    fn info(&self) -> &'static FormatInfo {
        &table::LABEL_STUDIO
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        // Its programs expect a number for an id; on import it gives its own.
        let numbered = job.sheets.iter().zip(job.n_before + 1..);
        let tasks: Vec<String> =
            numbered.map(|(sheet, number)| format!("{:#}", task(number, sheet))).collect();
        let json = Frame::JSON_LIST.around(&tasks);
        Ok(vec![OutFile::new(format!("{}.json", job.stem), "application/json", json)])
    }

    /// The labeling configuration.
    fn beside(&self, job: &Job<'_>, _parts: &[(&str, String)]) -> Vec<OutFile> {
        let label = |label: &jianbao_core::annotation::Label| {
            let key = label.key.map(|key| format!(" hotkey=\"{}\"", escape(&key.to_string())));
            let value = escape(label.id.as_str());
            format!(
                "    <Label value=\"{value}\" background=\"{}\"{}/>\n",
                label.color,
                key.unwrap_or_default()
            )
        };
        let labels: String = job.labels.iter().map(label).collect();
        let roles: String =
            Role::ALL.iter().map(|role| format!("    <Label value=\"{}\"/>\n", role.id())).collect();
        let config = format!(
            "<View>\n  <Labels name=\"label\" toName=\"text\">\n{labels}  </Labels>\n  <Labels name=\"role\" \
             toName=\"text\">\n{roles}  </Labels>\n  <Labels name=\"article\" toName=\"text\">\n    <Label \
             value=\"article\"/>\n  </Labels>\n  <Text name=\"text\" value=\"$text\" granularity=\"symbol\"/>\n</View>\n"
        );
        vec![OutFile::new(format!("{}.config.xml", job.stem), "application/xml", config)]
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let tasks = match parse(bytes)? {
            Value::Array(tasks) => tasks,
            task => vec![task],
        };
        tasks.iter().enumerate().map(|(i, task)| draft(task, &format!("[{i}]"))).collect()
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        let Some(file) = whole(bytes) else { return false };
        let task = if file.is_array() { &file[0] } else { &file };
        task["data"].is_object() || (task["text"].is_string() && task["label"][0]["labels"].is_array())
    }
}

fn task(number: usize, sheet: &Sheet) -> Value {
    let ruler = sheet.ruler(OffsetUnit::CodePoint);
    let region = |id: &str, from: &str, range: &std::ops::Range<usize>, label: &str| {
        json!({
            "id": id, "from_name": from, "to_name": "text", "type": "labels",
            "value": {"start": ruler.units(range.start), "end": ruler.units(range.end),
                      "text": sheet.text[range.clone()].replace('\n', "\\n"), "labels": [label]},
        })
    };
    let entity = |span: &SheetSpan| {
        let mut region = region(&span.id, "label", &(span.start()..span.end()), span.label.as_str());
        if let Some(confidence) = span.confidence {
            region["score"] = confidence.into();
        }
        region
    };
    let of = |status: Status| sheet.spans.iter().filter(move |span| span.status == status).map(entity);
    let mut result: Vec<Value> = of(Status::Accepted).collect();
    for block in &sheet.blocks {
        result.push(region(&block.id, "role", &block.range, block.role.id()));
    }
    for article in &sheet.articles {
        for (order, part) in article.parts.iter().enumerate() {
            let mut region = region(&format!("{}-{order}", article.id), "article", part, "article");
            region["meta"] = json!({"text": [format!("article={};order={order}", article.id)]});
            result.push(region);
        }
    }
    let predictions: Vec<Value> = of(Status::Proposed).collect();
    let mut task = json!({
        "id": number,
        "data": {"text": sheet.text, "id": sheet.id, "name": sheet.name},
        "annotations": [{"result": result}],
    });
    if !predictions.is_empty() {
        task["predictions"] = json!([{"model_version": "jianbao", "result": predictions}]);
    }
    task
}

fn draft(task: &Value, path: &str) -> Result<Draft, ReadError> {
    let data = if task["data"].is_object() { &task["data"] } else { task };
    let text = data["text"]
        .as_str()
        .or_else(|| data.as_object()?.values().filter_map(Value::as_str).max_by_key(|text| text.len()));
    let Some(text) = text else { return Err(ReadError::damaged(path, "no text")) };
    let mut draft = Draft { text: text.to_owned(), id: id(data.get("id")), ..Draft::default() };
    draft.name = id(data.get("name"));
    let mut parts: Vec<(String, u64, (u64, u64))> = Vec::new();
    let lists = [("annotations", "accepted"), ("completions", "accepted"), ("predictions", "proposed")];
    for (key, status) in lists {
        let list = task[key].as_array().map_or(&[][..], Vec::as_slice);
        // Several people may have worked on a task; the first that was not cancelled counts.
        let chosen = list.iter().find(|entry| entry["was_cancelled"] != true);
        if list.len() > 1 {
            let message = format!("{} {key}, of which one is read", list.len());
            draft.lose("one-is-read", format!("{path}.{key}"), message);
        }
        for (i, region) in
            chosen.into_iter().flat_map(|entry| entry["result"].as_array().into_iter().flatten()).enumerate()
        {
            let at = format!("{path}.{key}.result[{i}]");
            read_region(region, status, &at, &mut draft, &mut parts);
        }
    }
    // The short form has the regions at the top.
    for (i, region) in task["label"].as_array().into_iter().flatten().enumerate() {
        read_region(
            &json!({"value": region}),
            "accepted",
            &format!("{path}.label[{i}]"),
            &mut draft,
            &mut parts,
        );
    }
    parts.sort();
    for (article, _, part) in parts {
        match draft.articles.last_mut().filter(|last| last.id == article) {
            Some(last) => last.parts.push(part),
            None => draft.articles.push(DraftArticle { id: article, parts: vec![part] }),
        }
    }
    Ok(draft)
}

fn read_region(
    region: &Value,
    status: &'static str,
    at: &str,
    draft: &mut Draft,
    parts: &mut Vec<(String, u64, (u64, u64))>,
) {
    let value = &region["value"];
    let labels = ["labels", "hypertextlabels"].iter().find_map(|key| value[*key].as_array());
    let range = value["start"].as_u64().zip(value["end"].as_u64());
    let (Some(labels), Some(range)) = (labels, range) else {
        let kind = region["type"].as_str().unwrap_or("region");
        draft.lose("no-label", at.to_owned(), format!("a {kind} without labels on a stretch of text"));
        return;
    };
    let note = region["meta"]["text"][0].as_str();
    for label in labels.iter().filter_map(Value::as_str) {
        match region["from_name"].as_str() {
            Some("role") if Role::from_id(label).is_some() => {
                draft.blocks.push(DraftBlock { range, role: label.to_owned(), continues: false });
            }
            Some("article") => {
                let fields = note.and_then(|note| note.strip_prefix("article=")?.split_once(";order="));
                let (article, order) = fields.unwrap_or(("", "0"));
                parts.push((article.to_owned(), order.parse().unwrap_or(0), range));
            }
            _ => draft.spans.push(DraftSpan {
                id: id(region.get("id")),
                label: label.to_owned(),
                ranges: vec![range],
                quote: value["text"].as_str().map(str::to_owned),
                status: Some(status),
                confidence: region["score"].as_f64(),
                note: None,
            }),
        }
    }
}
