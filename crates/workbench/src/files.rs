//! What is opened, and what is handed over.

use jianbao_core::text::IngestError;
use jianbao_core::{Document, DocumentInfo, Project};
use jianbao_formats::decode;
use jianbao_formats::labelled_json::{self, ImportError, WriteOptions};

use crate::lang::Lang;
use crate::msg::Effect;
use crate::notice::Notice;
use crate::workbench::SAMPLE;

/// What was opened.
pub(crate) enum Opened {
    /// A text.
    Text {
        /// The text.
        document: Document,
        /// What else is known.
        info: Box<DocumentInfo>,
        /// What a person should know.
        notice: Option<Notice>,
    },
    /// A project.
    Project {
        /// The project.
        project: Box<Project>,
        /// What a person should know.
        notice: Option<Notice>,
    },
}

/// A text that was pasted or dropped.
pub(crate) fn pasted(units: &[u16]) -> Result<Opened, Notice> {
    let taken = Document::ingest_utf16(units).map_err(too_long)?;
    text(taken, "", None)
}

/// The sample page.
pub(crate) fn sample(lang: Lang) -> Result<Opened, Notice> {
    let taken = Document::ingest(SAMPLE).map_err(too_long)?;
    text(taken, lang.pick("样例版面", "sample page"), None)
}

/// A file: labelled JSON, or a text in any encoding that is known.
pub(crate) fn opened(name: &str, bytes: &[u8]) -> Result<Opened, Notice> {
    if is_json(name, bytes) {
        return project(name, bytes);
    }
    let decoded = decode::decode(bytes).map_err(|_| Notice::Binary { name: name.to_owned() })?;
    let encoding = (decoded.encoding != "UTF-8")
        .then(|| (decoded.encoding.to_owned(), decoded.unsure || decoded.damaged));
    text(Document::ingest(&decoded.text).map_err(too_long)?, name, encoding)
}

/// Whether a file is to be read as JSON: it is named so, or looks like labelled JSON.
fn is_json(name: &str, bytes: &[u8]) -> bool {
    let is_named = name.rsplit('.').next().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let head = &body[..body.len().min(400)];
    is_named || head.starts_with(b"{") && head.windows(9).any(|part| part == b"\"jianbao\"")
}

fn too_long(error: IngestError) -> Notice {
    match error {
        IngestError::TooLong { bytes, .. } => Notice::TooLong(bytes),
        _ => Notice::Empty,
    }
}

fn text(
    (document, report): (Document, jianbao_core::text::IngestReport),
    name: &str,
    encoding: Option<(String, bool)>,
) -> Result<Opened, Notice> {
    if document.text().trim().is_empty() {
        return Err(Notice::Empty);
    }
    let told = encoding.is_some() || report.crlf + report.cr + report.nul + report.lone_surrogates > 0;
    let notice = told.then(|| Notice::TakenIn {
        report: report.clone(),
        encoding: encoding.as_ref().map(|(name, _)| name.clone()),
        unsure: encoding.as_ref().is_some_and(|(_, unsure)| *unsure),
    });
    let info = DocumentInfo {
        id: "d1".into(),
        name: name.into(),
        encoding: encoding.map(|(name, _)| name.to_lowercase().into()),
        ingest: report,
        ..DocumentInfo::default()
    };
    Ok(Opened::Text { document, info: Box::new(info), notice })
}

fn project(name: &str, bytes: &[u8]) -> Result<Opened, Notice> {
    let name = name.to_owned();
    let imported = labelled_json::read(bytes).map_err(|error| match error {
        ImportError::Empty => Notice::Empty,
        ImportError::TooLarge { bytes, .. } => Notice::TooLong(bytes),
        ImportError::NotJianbao => Notice::ForeignJson { name: name.clone() },
        ImportError::NewerVersion { found, .. } => Notice::NewerVersion { version: found },
        ImportError::Text { error, .. } => too_long(error),
        other => Notice::Damaged { name: name.clone(), detail: other.to_string() },
    })?;
    let n_documents = imported.projects.len();
    let mut details: Vec<String> = imported.diagnostics.iter().map(ToString::to_string).collect();
    let Some(project) = imported.projects.into_iter().next() else { return Err(Notice::Empty) };
    if n_documents > 1 {
        details.push(format!("1 / {n_documents}"));
    }
    let notice = (!details.is_empty()).then_some(Notice::ReadWithProblems { details });
    Ok(Opened::Project { project: Box::new(project), notice })
}

/// The labelled JSON of a project as a download.
pub(crate) fn download(project: &Project) -> Effect {
    let json = labelled_json::write(&[project], &WriteOptions::default());
    let stem = project.info.name.trim_end_matches(".json").trim_end_matches(".txt");
    let stem = if stem.is_empty() { "jianbao" } else { stem };
    Effect::Download { name: format!("{stem}.json"), mime: "application/json", bytes: json.into_bytes() }
}
