//! What the worker does with a request.

use jianbao_core::Project;
use jianbao_core::text::IngestError;

use super::{
    Answer, Content, Found, Lost, Order, Problem, ReadChoice, Refused, Request, Summary, Written, WrittenFile,
};
use crate::Severity;
use crate::decode::DecodeError;
use crate::hub::{self, OpenChoice, ReadError};
use crate::labelled_json::{self, ImportError, Layout, WriteOptions};

/// How much of a text a preview shows, in characters.
const HEAD_CHARS: usize = 400;

/// How much of a written file a preview shows, in characters.
const PREVIEW_CHARS: usize = 3000;

/// The longest text that is given for copying, in bytes.
const MAX_COPIED: usize = 8 * 1024 * 1024;

/// How many documents a preview lists.
const MAX_LISTED: usize = 1000;

/// Reads or writes what is asked for.
pub fn serve(request: Request) -> Answer {
    match request {
        Request::Read { task, name, bytes, choice } => {
            Answer::Read { task, found: read(&name, &bytes, &choice) }
        }
        Request::Write { task, documents, order } => {
            Answer::Written { task, written: write(&documents, &order) }
        }
    }
}

fn read(name: &str, bytes: &[u8], choice: &ReadChoice) -> Result<Found, Refused> {
    let format = match &choice.format {
        Some(id) => Some(hub::format(id).ok_or(Refused::Unknown)?),
        None => None,
    };
    let choice = OpenChoice { format, encoding: choice.encoding.as_deref(), unit: choice.unit };
    let opened = hub::open(bytes, name, &choice).map_err(refused)?;
    let mut problems: Vec<Problem> = opened
        .diagnostics
        .iter()
        .map(|found| Problem {
            is_loss: found.severity == Severity::Error,
            code: found.code.to_owned(),
            path: found.path.clone(),
            message: found.message.clone(),
        })
        .collect();
    problems.sort_by_key(|problem| !problem.is_loss);
    let content = match opened.text {
        Some(text) => Content::Text(text),
        None => {
            let projects: Vec<&Project> = opened.projects.iter().collect();
            let compact = WriteOptions { layout: Layout::Compact, ..WriteOptions::default() };
            Content::Documents {
                json: labelled_json::write(&projects, &compact),
                list: projects.iter().take(MAX_LISTED).map(|project| summary(project)).collect(),
            }
        }
    };
    Ok(Found {
        format: opened.format.info().id.to_owned(),
        encoding: opened.encoding.map(str::to_owned),
        unsure: opened.unsure,
        unit: opened.unit,
        unit_choice: opened.unit.is_some(),
        content,
        problems,
    })
}

fn summary(project: &Project) -> Summary {
    Summary {
        id: project.info.id.to_string(),
        head: project.document.text().chars().take(HEAD_CHARS).collect(),
        n_chars: project.document.index().len_chars() as usize,
        n_entities: project.set().entities().count(),
        n_articles: project.set().articles().count(),
    }
}

fn refused(error: ReadError) -> Refused {
    match error {
        ReadError::Unknown => Refused::Unknown,
        ReadError::NoDocuments => Refused::Empty,
        ReadError::TooLarge { bytes, .. } => Refused::TooLong(bytes),
        ReadError::NotText(DecodeError::Binary(_)) => Refused::Binary,
        ReadError::Labelled(error) => match error {
            ImportError::Empty | ImportError::NoDocuments => Refused::Empty,
            ImportError::TooLarge { bytes, .. } => Refused::TooLong(bytes),
            ImportError::NotJianbao => Refused::Unknown,
            ImportError::NewerVersion { found, .. } => Refused::NewerVersion(found),
            ImportError::Text { error: IngestError::TooLong { bytes, .. }, .. } => Refused::TooLong(bytes),
            other => Refused::Damaged { detail: other.to_string() },
        },
        other => Refused::Damaged { detail: other.to_string() },
    }
}

fn write(documents: &str, order: &Order) -> Result<Written, Refused> {
    let not_written = |detail: String| Refused::NotWritten { detail };
    let format = hub::format(&order.format).ok_or(Refused::Unknown)?;
    let imported =
        labelled_json::read(documents.as_bytes()).map_err(|error| not_written(error.to_string()))?;
    let projects: Vec<&Project> = imported.projects.iter().collect();
    let exported = hub::export_split(format, &projects, &order.stem, &order.options, order.split.as_ref())
        .map_err(|error| not_written(error.to_string()))?;
    let files = exported.files;
    let Some(first) = files.first() else { return Err(not_written("no file".to_owned())) };
    let text = std::str::from_utf8(&first.bytes).ok().filter(|text| text.len() <= MAX_COPIED);
    let preview = match std::str::from_utf8(&first.bytes) {
        Ok(text) => head(text),
        Err(_) => hub::look_into(format, &first.bytes).map(|text| head(&text)).unwrap_or_default(),
    };
    let file = match &files[..] {
        [file] => file.clone(),
        files => hub::archive(&order.stem, files).map_err(|error| not_written(error.to_string()))?,
    };
    Ok(Written {
        names: files.iter().map(|file| file.name.clone()).collect(),
        text: text.map(str::to_owned),
        preview,
        file: WrittenFile { name: file.name, mime: file.mime.to_owned(), bytes: file.bytes },
        losses: exported
            .loss
            .losses
            .into_iter()
            .map(|(kind, loss)| Lost { kind: kind.id().to_owned(), count: loss.count, items: loss.items })
            .collect(),
        parts: exported.parts,
        leaks: exported.leaks,
        checked: exported.checked,
    })
}

/// The first lines of a file.
fn head(text: &str) -> String {
    text.chars().take(PREVIEW_CHARS).collect()
}
