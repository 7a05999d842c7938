//! What is opened, and what is handed over.

use jianbao_core::edit::Millis;
use jianbao_core::text::{IngestError, IngestReport};
use jianbao_core::{Document, DocumentInfo, Project};
use jianbao_formats::labelled_json::{self, ImportError, WriteOptions};

use crate::lang::Lang;
use crate::msg::Effect;
use crate::notice::Notice;
use crate::session::Session;
use crate::workbench::SAMPLE;

/// What was opened.
pub(crate) enum Opened {
    /// A text, not blank, with lone surrogates replaced.
    Text {
        /// The text before ingest.
        raw: String,
        /// How many lone surrogates were replaced.
        lone_surrogates: u32,
        /// The name of its file; empty for what was pasted.
        name: String,
        /// The encoding that it was read from where that was not UTF-8, and whether that is a doubtful guess.
        encoding: Option<(String, bool)>,
    },
    /// A word list, as it stands in its file.
    Words(String),
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
    let mut lone_surrogates = 0;
    let raw = char::decode_utf16(units.iter().copied()).map(|unit| {
        unit.unwrap_or_else(|_| {
            lone_surrogates += 1;
            char::REPLACEMENT_CHARACTER
        })
    });
    let raw = raw.collect();
    text(raw, lone_surrogates, "", None)
}

/// The sample page.
pub(crate) fn sample(lang: Lang) -> Result<Opened, Notice> {
    text(SAMPLE.to_owned(), 0, lang.pick("样例版面", "sample page"), None)
}

/// A text that was read from a file, or a word list. `encoding` is what it was read from where that was not UTF-8,
/// and whether that is a doubtful guess.
pub(crate) fn decoded(
    name: &str,
    content: String,
    encoding: Option<(String, bool)>,
) -> Result<Opened, Notice> {
    if has_ending(name, "csv") {
        return Ok(Opened::Words(content));
    }
    text(content, 0, name, encoding)
}

/// A file that no worker can read: a text in UTF-8, which needs no tables.
pub(crate) fn without_worker(name: &str, bytes: Vec<u8>) -> Result<Opened, Notice> {
    let content = String::from_utf8(bytes).map_err(|_| Notice::NoFilesWorker)?;
    if content.contains('\0') {
        return Err(Notice::NoFilesWorker);
    }
    decoded(name, content, None)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(ending))
}

/// Whether a file looks like labelled JSON.
pub(crate) fn is_labelled(bytes: &[u8]) -> bool {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let head = &body[..body.len().min(400)];
    head.starts_with(b"{") && head.windows(9).any(|part| part == b"\"jianbao\"")
}

pub(crate) fn too_long(error: IngestError) -> Notice {
    match error {
        IngestError::TooLong { bytes, .. } => Notice::TooLong(bytes),
        _ => Notice::Empty,
    }
}

fn text(
    raw: String,
    lone_surrogates: u32,
    name: &str,
    encoding: Option<(String, bool)>,
) -> Result<Opened, Notice> {
    if raw.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Notice::Empty);
    }
    Ok(Opened::Text { raw, lone_surrogates, name: name.to_owned(), encoding })
}

/// A session on a text, and what a person should know of how it was taken in.
pub(crate) fn new_session(
    raw: &str,
    lone_surrogates: u32,
    name: &str,
    encoding: Option<(String, bool)>,
) -> Result<(Session, Option<Notice>), Notice> {
    let (document, mut report) = Document::ingest(raw).map_err(too_long)?;
    report.lone_surrogates = lone_surrogates;
    let info = DocumentInfo {
        id: "d1".into(),
        name: name.into(),
        encoding: encoding.as_ref().map(|(name, _)| name.to_ascii_lowercase().into()),
        ingest: report.clone(),
        ..DocumentInfo::default()
    };
    Ok((Session::new(document, info), taken_in(report, encoding)))
}

/// Adds a text as a page, and says what a person should know of it.
pub(crate) fn add_page(
    session: &mut Session,
    raw: &str,
    lone_surrogates: u32,
    at: Millis,
) -> Result<Notice, Notice> {
    let mut report = session.add_page(raw, at).map_err(too_long)?;
    report.lone_surrogates = lone_surrogates;
    Ok(Notice::PageAdded { report })
}

fn taken_in(report: IngestReport, encoding: Option<(String, bool)>) -> Option<Notice> {
    let told = encoding.is_some() || report.crlf + report.cr + report.nul + report.lone_surrogates > 0;
    let (encoding, unsure) = encoding.map_or((None, false), |(name, unsure)| (Some(name), unsure));
    told.then_some(Notice::TakenIn { report, encoding, unsure })
}

/// A document of a file of labelled JSON.
pub(crate) fn labelled(name: &str, bytes: &[u8], document: usize) -> Result<Opened, Notice> {
    let name = name.to_owned();
    let imported = labelled_json::read(bytes).map_err(|error| match error {
        ImportError::Empty => Notice::Empty,
        ImportError::TooLarge { bytes, .. } => Notice::TooLong(bytes),
        ImportError::NotJianbao => Notice::UnknownFormat { name: name.clone() },
        ImportError::NewerVersion { found, .. } => Notice::NewerVersion { version: found },
        ImportError::Text { error, .. } => too_long(error),
        other => Notice::Damaged { name: name.clone(), detail: other.to_string() },
    })?;
    let n_documents = imported.projects.len();
    let mut details: Vec<String> = imported.diagnostics.iter().map(ToString::to_string).collect();
    let Some(project) = imported.projects.into_iter().nth(document) else { return Err(Notice::Empty) };
    if n_documents > 1 {
        details.push(format!("{} / {n_documents}", document + 1));
    }
    let notice = (!details.is_empty()).then_some(Notice::ReadWithProblems { details });
    Ok(Opened::Project { project: Box::new(project), notice })
}

/// The labelled JSON of a project as a download.
pub(crate) fn download(project: &Project) -> Effect {
    let json = labelled_json::write(&[project], &WriteOptions::default());
    let name = format!("{}.json", stem(project));
    Effect::Download { name, mime: "application/json".into(), bytes: json.into_bytes() }
}

/// The name of the files of a project, without an extension.
pub(crate) fn stem(project: &Project) -> &str {
    let stem = project.info.name.trim_end_matches(".json").trim_end_matches(".txt");
    if stem.is_empty() { "jianbao" } else { stem }
}
