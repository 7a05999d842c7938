//! Hugging Face token classification: one sentence a line, with its characters and their tags, and what a data card
//! needs.

use serde_json::{Map, Value, json};

use super::bio::{Scheme, sentences};
use super::jsonl::{first, id, objects, write};
use super::{
    Draft, DraftSpan, ExportError, Flat, Format, FormatInfo, Job, OffsetUnit, OutFile, Part, ReadError, table,
};

pub(super) struct Hf;

impl Format for Hf {
    fn info(&self) -> &'static FormatInfo {
        &table::HF
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let mut rows = Vec::new();
        for sheet in job.sheets {
            for (i, sentence) in sentences(sheet, job.options.max_chars).iter().enumerate() {
                let tokens: Value = sentence.chars.iter().map(|(_, c)| c.to_string()).collect();
                let tags: Value = (0..sentence.chars.len()).map(|at| sentence.tag(at, Scheme::Bio)).collect();
                let page: Value = sentence.chars.iter().map(|(at, _)| sheet.on_page(*at)).collect();
                rows.push(json!({"id": format!("{}#{i}", sheet.id), "sheet": sheet.id, "tokens": tokens,
                                 "ner_tags": tags, "page": page}));
            }
        }
        Ok(vec![OutFile::new(format!("{}.jsonl", job.stem), "application/jsonl", write(rows.into_iter()))])
    }

    fn part_stem(&self, _stem: &str, part: Part) -> String {
        name_of(part.id()).to_owned()
    }

    fn beside(&self, job: &Job<'_>, parts: &[(&str, String)]) -> Vec<OutFile> {
        let names: Vec<String> = ["O".to_owned()]
            .into_iter()
            .chain(job.labels.iter().flat_map(|label| [format!("B-{}", label.id), format!("I-{}", label.id)]))
            .collect();
        let files: String = parts
            .iter()
            // With a file for each label they are told apart by their names alone.
            .map(|(part, stem)| match job.options.flat {
                Flat::PerLabel => format!("  - split: {}\n    path: {stem}.*.jsonl\n", name_of(part)),
                _ => format!("  - split: {}\n    path: {stem}.jsonl\n", name_of(part)),
            })
            .collect();
        let card = format!(
            "---\ntask_categories:\n- token-classification\ntask_ids:\n- named-entity-recognition\nconfigs:\n- \
             config_name: default\n  data_files:\n{files}---\n\n# {}\n\nCharacters of newspaper text with BIO tags.\n\
             `page` gives the place of each character on its page, in code points.\n\
             The tags are listed in `labels.json`.\n",
            job.stem
        );
        vec![
            OutFile::new("labels.json".to_owned(), "application/json", format!("{}\n", json!(names))),
            OutFile::new("README.md".to_owned(), "text/markdown", card),
        ]
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let mut drafts: Vec<Draft> = Vec::new();
        for object in objects(bytes) {
            let (line, object) = object?;
            add_row(line, object, &mut drafts)?;
        }
        Ok(drafts)
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        first(bytes).is_some_and(|row| {
            row.get("tokens").is_some_and(Value::is_array)
                && ["ner_tags", "tags", "labels"].iter().any(|key| row.get(*key).is_some_and(Value::is_array))
        })
    }
}

/// What `datasets` calls a part.
fn name_of(part: &str) -> &str {
    if part == Part::Dev.id() { "validation" } else { part }
}

/// A row is a line of the document whose sheet it names, or a document of its own.
fn add_row(line: usize, row: Map<String, Value>, drafts: &mut Vec<Draft>) -> Result<(), ReadError> {
    let at = format!("line {line}");
    let tokens = row.get("tokens").and_then(Value::as_array);
    let tags = ["ner_tags", "tags", "labels"].iter().find_map(|key| row.get(*key).and_then(Value::as_array));
    let (Some(tokens), Some(tags)) = (tokens, tags) else {
        return Err(ReadError::damaged(at, "no tokens or no tags"));
    };
    if tokens.len() != tags.len() {
        return Err(ReadError::damaged(at, "not as many tags as tokens"));
    }
    let sheet = row.get("sheet").map(|sheet| id(Some(sheet)));
    match drafts.last_mut() {
        Some(last) if sheet.as_ref().is_some_and(|sheet| *sheet == last.id) => last.text.push('\n'),
        _ => {
            let id = sheet.unwrap_or_else(|| id(row.get("id")));
            drafts.push(Draft { id, unit: Some(OffsetUnit::CodePoint), ..Draft::default() });
        }
    }
    let Some(draft) = drafts.last_mut() else { return Ok(()) };
    let mut n = draft.text.chars().count() as u64;
    let words = tokens.iter().any(|token| token.as_str().is_some_and(|token| token.chars().count() > 1));
    let mut open: Option<DraftSpan> = None;
    for (i, (token, tag)) in tokens.iter().zip(tags).enumerate() {
        let Some(token) = token.as_str() else {
            return Err(ReadError::damaged(format!("{at}, tokens[{i}]"), "a string expected"));
        };
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
        if words && i > 0 && latin(draft.text.chars().next_back()) && latin(token.chars().next()) {
            draft.text.push(' ');
            n += 1;
        }
        let start = n;
        draft.text.push_str(token);
        n += token.chars().count() as u64;
        let Some(tag) = tag.as_str() else {
            if i == 0 {
                let message = "tags are numbers; write them as strings to read them".to_owned();
                draft.lose("no-label", at.clone(), message);
            }
            continue;
        };
        let (letter, label) = tag.split_once('-').unwrap_or((tag, ""));
        match &mut open {
            Some(span) if !label.is_empty() && span.label == label && letter != "B" && letter != "S" => {
                span.ranges[0].1 = n;
            }
            _ => {
                draft.spans.extend(open.take());
                open = (!label.is_empty()).then(|| DraftSpan {
                    label: label.to_owned(),
                    ranges: vec![(start, n)],
                    ..DraftSpan::default()
                });
            }
        }
    }
    draft.spans.extend(open);
    Ok(())
}
