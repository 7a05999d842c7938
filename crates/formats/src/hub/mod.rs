//! The hub: writes and reads what other tools read and write, and says what is lost.
//!
//! A [`Format`] is one module and one entry of [`formats`]. Its [`FormatInfo`] says as data what it keeps. To write,
//! a project becomes [`Sheet`]s, one for each page or each article; what the format cannot hold is taken off them and
//! counted in a [`LossReport`]; the format writes what is left, and what it wrote is read back and compared by its
//! quotes. To read, a format makes [`Draft`]s, whose offsets are in a unit that is found out by their quotes.

mod draft;
mod info;
mod loss;
mod sheet;
mod units;

mod bio;
mod brat;
mod cas_json;
mod cluener;
mod csv;
mod doccano;
mod hf;
mod jianbao;
mod jsonl;
mod label_studio;
mod markdown;
mod prodigy;
mod spacy;
mod tei;
mod text;
mod web_annotation;
mod webanno_tsv;
mod xml;

pub use draft::{Draft, DraftArticle, DraftBlock, DraftSpan};
pub use info::{Access, Capabilities, ExportOptions, Flat, FormatInfo, Scope, Statuses};
pub use loss::{Loss, LossKind, LossReport};
pub use sheet::{Sheet, SheetArticle, SheetBlock, SheetSpan};
pub use units::OffsetUnit;

use std::collections::BTreeMap;

use jianbao_core::{LabelSet, Project};
use thiserror::Error;

use crate::diagnostic::{Diagnostic, Sink};
use crate::labelled_json::{ImportError, Imported, MAX_FILE_BYTES};

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutFile {
    /// Its name, with an extension.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl OutFile {
    pub(crate) fn new(name: String, mime: &'static str, content: impl Into<Vec<u8>>) -> Self {
        Self { name, mime, bytes: content.into() }
    }
}

/// Files in another format and what they lack.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The file with the annotations first.
    pub files: Vec<OutFile>,
    /// What was left out or changed.
    pub loss: LossReport,
}

/// Why something was not written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The format is only read.
    #[error("{0} is only read")]
    ReadOnly(&'static str),
    /// What was written does not read back as it should. Nothing is handed out then.
    #[error("{id}: {missing} of {total} entities did not read back")]
    ReadBack {
        /// The format.
        id: &'static str,
        /// How many quotes are missing.
        missing: usize,
        /// How many there should be.
        total: usize,
    },
    /// The archive could not be written.
    #[error("the archive could not be written")]
    Archive,
}

/// Why something was not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No format was recognized.
    #[error("no known format")]
    Unknown,
    /// The format is only written.
    #[error("{0} is only written")]
    WriteOnly(&'static str),
    /// The file is larger than is read.
    #[error("the file has {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// It is not what the format says.
    #[error("{at}: {what}")]
    Damaged {
        /// A line or a path.
        at: String,
        /// What is wrong there.
        what: String,
    },
    /// There is nothing in it.
    #[error("no document in the file")]
    NoDocuments,
    /// Labelled JSON that was not read, or a text that cannot be taken in.
    #[error(transparent)]
    Labelled(#[from] ImportError),
}

impl ReadError {
    pub(crate) fn damaged(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Damaged { at: at.into(), what: what.into() }
    }
}

/// What a format is asked to write: sheets from which everything that it cannot hold was taken off.
pub struct Job<'a> {
    /// The projects.
    pub projects: &'a [&'a Project],
    /// Their pages or articles.
    pub sheets: &'a [Sheet],
    /// The labels of all of them.
    pub labels: &'a LabelSet,
    /// What was chosen.
    pub options: &'a ExportOptions,
    /// The name of the files, without an extension.
    pub stem: &'a str,
}

/// A format that is written or read, or both.
pub trait Format: Sync {
    /// What it is and what it keeps.
    fn info(&self) -> &'static FormatInfo;

    /// Writes sheets.
    ///
    /// # Errors
    /// When the format is only read.
    fn write(&self, _job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        Err(ExportError::ReadOnly(self.info().id))
    }

    /// Reads the documents of a file.
    ///
    /// # Errors
    /// When the file is not of this format, or the format is only written.
    fn read(&self, _bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        Err(ReadError::WriteOnly(self.info().id))
    }

    /// Whether bytes look like this format.
    fn detect(&self, _bytes: &[u8]) -> bool {
        false
    }
}

/// Every format, those that are told apart most surely first.
pub fn formats() -> &'static [&'static dyn Format] {
    static FORMATS: &[&dyn Format] = &[
        &jianbao::Jianbao,
        &brat::Brat,
        &webanno_tsv::WebannoTsv,
        &cas_json::CasJson,
        &web_annotation::WebAnnotation,
        &label_studio::LabelStudio,
        &prodigy::Prodigy,
        &cluener::Cluener,
        &hf::Hf,
        &doccano::Doccano,
        &spacy::Spacy,
        &bio::BIO,
        &bio::BIOES,
        &bio::BMES,
        &tei::Tei,
        &csv::Csv,
        &markdown::Markdown,
        &text::Text,
    ];
    FORMATS
}

/// The format with this id.
pub fn format(id: &str) -> Option<&'static dyn Format> {
    formats().iter().copied().find(|format| format.info().id == id)
}

/// The format that a file is of, by its content.
pub fn detect(bytes: &[u8]) -> Option<&'static dyn Format> {
    formats().iter().copied().find(|format| format.detect(bytes))
}

/// What a format would lose, without writing it.
pub fn loss(format: &dyn Format, projects: &[&Project], options: &ExportOptions) -> LossReport {
    let mut report = LossReport::default();
    sheets(format.info(), projects, options, &mut report);
    report
}

/// Writes projects in a format. What was written is read back, where the format is read, and compared by quotes.
///
/// # Errors
/// When the format is only read, or the check fails.
pub fn export(
    format: &dyn Format,
    projects: &[&Project],
    stem: &str,
    options: &ExportOptions,
) -> Result<Exported, ExportError> {
    let info = format.info();
    let mut loss = LossReport::default();
    let sheets = sheets(info, projects, options, &mut loss);
    let labels = labels_of(projects);
    let per_label = options.flat == Flat::PerLabel && !info.keeps.overlap;
    let mut files = Vec::new();
    let mut write = |sheets: &[Sheet], stem: &str| -> Result<(), ExportError> {
        let job = Job { projects, sheets, labels: &labels, options, stem };
        let written = format.write(&job)?;
        verify(format, sheets, &written)?;
        files.extend(written);
        Ok(())
    };
    if per_label {
        for label in labels.iter() {
            let only: Vec<Sheet> = sheets.iter().map(|sheet| sheet.only(&label.id)).collect();
            if only.iter().any(|sheet| !sheet.spans.is_empty()) {
                write(&only, &format!("{stem}.{}", label.id))?;
            }
        }
    } else {
        write(&sheets, stem)?;
    }
    Ok(Exported { files, loss })
}

/// Reads a file in a format, or in the one that its content shows.
///
/// # Errors
/// When the format is not recognized, or nothing can be made of the file.
pub fn import(format: Option<&dyn Format>, bytes: &[u8], name: &str) -> Result<Imported, ReadError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len(), limit: MAX_FILE_BYTES });
    }
    let format = match format {
        Some(format) => format,
        None => detect(bytes).ok_or(ReadError::Unknown)?,
    };
    if format.info().id == "jianbao" {
        return Ok(crate::labelled_json::read(bytes)?);
    }
    let drafts = format.read(bytes)?;
    if drafts.is_empty() {
        return Err(ReadError::NoDocuments);
    }
    let mut sink = Sink::default();
    let n = drafts.len();
    let mut projects = Vec::with_capacity(n);
    for (i, draft) in drafts.into_iter().enumerate() {
        match draft.project(format.info().id, i, name, &mut sink) {
            Ok(project) => projects.push(project),
            Err(error) if n == 1 => return Err(error.into()),
            Err(error) => sink.error(error.code(), &format!("document {}", i + 1), error.to_string()),
        }
    }
    Ok(Imported { projects, diagnostics: sink.finish() })
}

/// What a reader would make of the first document of a file, for a preview: as [`import`].
///
/// # Errors
/// As [`import`].
pub fn diagnostics(format: Option<&dyn Format>, bytes: &[u8]) -> Result<Vec<Diagnostic>, ReadError> {
    import(format, bytes, "").map(|imported| imported.diagnostics)
}

fn labels_of(projects: &[&Project]) -> LabelSet {
    let mut all: Vec<jianbao_core::annotation::Label> = Vec::new();
    for label in projects.iter().flat_map(|project| project.labels().iter()) {
        if all.iter().all(|other| other.id != label.id) {
            let taken = all.iter().any(|other| other.key.is_some() && other.key == label.key);
            let key = label.key.filter(|_| !taken);
            all.push(jianbao_core::annotation::Label { key, ..label.clone() });
        }
    }
    LabelSet::new(all).unwrap_or_else(|_| LabelSet::newspaper())
}

fn sheets(
    info: &FormatInfo,
    projects: &[&Project],
    options: &ExportOptions,
    loss: &mut LossReport,
) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    // The project's own file is written from the projects: nothing is taken off, and options do not count.
    if info.id == "jianbao" {
        return sheets;
    }
    for project in projects {
        match options.scope {
            Scope::Page => sheets.push(Sheet::of_page(project, options, loss)),
            Scope::Article => sheets.extend(Sheet::of_articles(project, options, loss)),
        }
    }
    let mut used = std::collections::HashSet::new();
    for sheet in &mut sheets {
        sheet.reduce(info, options, loss);
        // Documents of different files may have the same id.
        let own = sheet.id.clone();
        let mut n = 1;
        while !used.insert(sheet.id.clone()) {
            n += 1;
            sheet.id = format!("{own}-{n}");
        }
    }
    sheets
}

/// Reads what was written and compares the labels and quotes, white space aside.
fn verify(format: &dyn Format, sheets: &[Sheet], files: &[OutFile]) -> Result<(), ExportError> {
    let info = format.info();
    if info.access != Access::ReadWrite {
        return Ok(());
    }
    let tight = |text: &str| text.split_whitespace().collect::<String>();
    let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut total = 0;
    for sheet in sheets {
        for span in &sheet.spans {
            total += 1;
            *expected.entry((info.label(&span.label), tight(&sheet.quote(span)))).or_insert(0) += 1;
        }
    }
    if total > 0 {
        let ours = |file: &&OutFile| {
            file.name.ends_with(&format!(".{}", info.extension))
                && !file.name.ends_with(".map.jsonl")
                && file.name != "labels.json"
        };
        let mut projects = Vec::new();
        for file in files.iter().filter(ours) {
            projects.extend(
                import(Some(format), &file.bytes, "").map_or_else(|_| Vec::new(), |found| found.projects),
            );
        }
        for project in &projects {
            for annotation in project.set().entities() {
                let Some(entity) = annotation.entity() else { continue };
                let key = (entity.label.to_string(), tight(&project.quote(annotation)));
                if let Some(count) = expected.get_mut(&key) {
                    *count = count.saturating_sub(1);
                }
            }
        }
    }
    let missing = expected.values().sum();
    if missing > 0 { Err(ExportError::ReadBack { id: info.id, missing, total }) } else { Ok(()) }
}
