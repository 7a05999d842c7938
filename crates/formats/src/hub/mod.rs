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
mod split;
mod stam;
mod stream;
mod table;
mod units;

mod bio;
mod brat;
mod cas_json;
mod cluener;
mod csv;
mod doccano;
mod hf;
mod hocr;
mod jianbao;
mod jsonl;
mod label_studio;
mod lines;
mod markdown;
mod mets_alto;
mod page_xml;
mod prodigy;
mod spacy;
mod spacy_docbin;
mod tei;
mod text;
mod web_annotation;
mod webanno_tsv;
mod xml;
mod zipped;

pub use draft::{Draft, DraftArticle, DraftBlock, DraftSpan, Lost};
pub use info::{Access, Capabilities, ExportOptions, Flat, FormatInfo, Frame, Scope, Statuses, Streaming};
pub use loss::{Loss, LossKind, LossReport};
pub use sheet::{Sheet, SheetArticle, SheetBlock, SheetSpan};
pub use split::{Part, Parting, SplitBy, SplitRule, day_of};
pub use stream::Stream;
pub use table::table;
pub use units::OffsetUnit;

use std::collections::BTreeMap;

use jianbao_core::annotation::Label;
use jianbao_core::{LabelSet, Project};
use thiserror::Error;

use crate::decode::{DecodeError, decode, decode_as};
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
#[derive(Clone, Debug, Default)]
pub struct Exported {
    /// The file with the annotations first.
    pub files: Vec<OutFile>,
    /// What was left out or changed.
    pub loss: LossReport,
    /// How many documents are in each part of a split; empty without one.
    pub parts: Vec<(String, usize)>,
    /// Articles on two sides of a split that are nearly the same, as `DOCUMENT#ID`.
    pub leaks: Vec<(String, String)>,
    /// How many quotes were read back and compared; none where the format cannot be read back.
    pub checked: Option<usize>,
}

/// What is given for reading instead of found out.
#[derive(Clone, Copy, Default)]
pub struct OpenChoice<'a> {
    /// The format.
    pub format: Option<&'static dyn Format>,
    /// The encoding, by a name of the WHATWG Encoding Standard.
    pub encoding: Option<&'a str>,
    /// The unit of offsets.
    pub unit: Option<OffsetUnit>,
}

/// A file that was opened.
pub struct Opened {
    /// Its format.
    pub format: &'static dyn Format,
    /// The encoding that it was read from; none for archives.
    pub encoding: Option<&'static str>,
    /// Whether the encoding is a doubtful guess, or bytes did not fit it.
    pub unsure: bool,
    /// How offsets were counted in its first document; none where it has none.
    pub unit: Option<OffsetUnit>,
    /// Of a plain text, the text, with a byte order mark still in it; there are no projects then.
    pub text: Option<String>,
    /// One for each document.
    pub projects: Vec<Project>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
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
    /// It is no text, or not in the encoding that was given.
    #[error(transparent)]
    NotText(#[from] DecodeError),
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
    /// How many sheets of a stream were written before these.
    pub n_before: usize,
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

    /// The labels and quotes of the entities in a file that was written, to check it; none where they cannot be told.
    fn quotes(&self, bytes: &[u8]) -> Option<Vec<(String, String)>> {
        (self.info().access == Access::ReadWrite).then(|| read_quotes(self.info().id, bytes))
    }

    /// Files beside those with the annotations, written once: `parts` are the names of a split and their files.
    fn beside(&self, _job: &Job<'_>, _parts: &[(&str, String)]) -> Vec<OutFile> {
        Vec::new()
    }

    /// The name of the file for a part of a split, without an extension.
    fn part_stem(&self, stem: &str, part: Part) -> String {
        format!("{stem}.{}", part.id())
    }

    /// The annotations in a file that is no text itself, to be looked at.
    fn look_into(&self, _bytes: &[u8]) -> Option<String> {
        None
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
        &spacy_docbin::SpacyDocbin,
        &page_xml::PageXml,
        &mets_alto::MetsAlto,
        &hocr::Hocr,
        &webanno_tsv::WebannoTsv,
        &cas_json::CasJson,
        &stam::Stam,
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
    export_split(format, projects, stem, options, None)
}

/// Writes projects in a format, parted into training, development and test as a rule says.
///
/// # Errors
/// When the format is only read, or the check fails.
pub fn export_split(
    format: &dyn Format,
    projects: &[&Project],
    stem: &str,
    options: &ExportOptions,
    split: Option<&SplitRule>,
) -> Result<Exported, ExportError> {
    let labels = labels_of(projects);
    let mut writer = Writer { format, labels: &labels, options, n_before: 0, out: Exported::default() };
    let mut names: Vec<(&str, String)> = Vec::new();
    match split {
        None => {
            writer.write(projects, stem)?;
            names.push((Part::Train.id(), stem.to_owned()));
        }
        Some(rule) => {
            let parts = rule.parts(projects);
            writer.out.leaks = split::leaks(projects, &parts);
            for part in Part::ALL {
                let of_part = projects.iter().zip(&parts).filter(|(_, other)| **other == part);
                let of_part: Vec<&Project> = of_part.map(|(project, _)| *project).collect();
                writer.out.parts.push((part.id().to_owned(), of_part.len()));
                if !of_part.is_empty() {
                    let stem = format.part_stem(stem, part);
                    writer.write(&of_part, &stem)?;
                    names.push((part.id(), stem));
                }
            }
        }
    }
    let job = Job { projects, sheets: &[], n_before: 0, labels: &labels, options, stem };
    writer.out.files.extend(format.beside(&job, &names));
    Ok(writer.out)
}

/// All files in one zip archive.
///
/// # Errors
/// When it would be too large for the format.
pub fn archive(stem: &str, files: &[OutFile]) -> Result<OutFile, ExportError> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for file in files {
        brat::add_to(&mut zip, &file.name, &file.bytes)?;
    }
    let bytes = zip.finish().map_err(|_| ExportError::Archive)?.into_inner();
    Ok(OutFile::new(format!("{stem}.zip"), "application/zip", bytes))
}

/// The annotations in a file that is no text itself, to be looked at; none where there is nothing to see.
pub fn look_into(format: &dyn Format, bytes: &[u8]) -> Option<String> {
    format.look_into(bytes)
}

/// Writes parts of a whole and checks them.
struct Writer<'a> {
    format: &'a dyn Format,
    labels: &'a LabelSet,
    options: &'a ExportOptions,
    n_before: usize,
    out: Exported,
}

impl Writer<'_> {
    /// How many sheets were written.
    fn write(&mut self, projects: &[&Project], stem: &str) -> Result<usize, ExportError> {
        let info = self.format.info();
        let sheets = sheets(info, projects, self.options, &mut self.out.loss);
        if self.options.flat != Flat::PerLabel || info.keeps.overlap || !info.keeps.entities {
            self.file(projects, &sheets, stem)?;
            return Ok(sheets.len());
        }
        let mut any = false;
        for label in self.labels.iter() {
            let only: Vec<Sheet> = sheets.iter().map(|sheet| sheet.only(&label.id)).collect();
            if only.iter().any(|sheet| !sheet.spans.is_empty()) {
                self.file(projects, &only, &format!("{stem}.{}", label.id))?;
                any = true;
            }
        }
        if !any {
            self.file(projects, &sheets, stem)?;
        }
        Ok(sheets.len())
    }

    fn file(&mut self, projects: &[&Project], sheets: &[Sheet], stem: &str) -> Result<(), ExportError> {
        let Self { labels, options, n_before, .. } = *self;
        let written = self.format.write(&Job { projects, sheets, n_before, labels, options, stem })?;
        if let Some(n) = verify(self.format, sheets, &written)? {
            *self.out.checked.get_or_insert(0) += n;
        }
        self.out.files.extend(written);
        Ok(())
    }
}

/// Opens a file as it comes: finds out its encoding, its format and how it counts, unless they are given.
///
/// # Errors
/// When it is of no known format, or nothing can be made of it.
pub fn open(bytes: &[u8], name: &str, choice: &OpenChoice<'_>) -> Result<Opened, ReadError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len(), limit: MAX_FILE_BYTES });
    }
    // Of what is no text the content shows the format, or a person says it.
    let packed = zipped::is_zip(bytes) || spacy_docbin::is_zlib(bytes);
    let archive = packed.then(|| choice.format.or_else(|| detect(bytes))).flatten();
    if let Some(archive) = archive.filter(|format| format.info().id != "text") {
        let (projects, diagnostics, unit) = take_in(archive, bytes, name, choice.unit)?;
        return Ok(Opened {
            format: archive,
            encoding: None,
            unsure: false,
            unit,
            text: None,
            projects,
            diagnostics,
        });
    }
    // What an XML file says of itself is surer than a guess, but less sure than a mark or the form of the bytes.
    let declared = xml::declared_encoding(bytes).filter(|_| std::str::from_utf8(bytes).is_err());
    let decoded = match choice.encoding.or(declared) {
        Some(encoding) => decode_as(bytes, encoding).or_else(|error| match choice.encoding {
            Some(_) => Err(error),
            None => decode(bytes),
        })?,
        None => decode(bytes)?,
    };
    let content = decoded.text.as_bytes();
    let format = match choice.format {
        Some(format) => format,
        None => detect(content).ok_or_else(|| unknown(content, name))?,
    };
    let (encoding, unsure) = (Some(decoded.encoding), decoded.unsure);
    if format.info().id == "text" && !text::is_table(content) {
        let (projects, diagnostics, text) = (Vec::new(), Vec::new(), Some(decoded.text));
        return Ok(Opened { format, encoding, unsure, unit: None, text, projects, diagnostics });
    }
    let (projects, diagnostics, unit) = take_in(format, content, name, choice.unit)?;
    Ok(Opened { format, encoding, unsure, unit, text: None, projects, diagnostics })
}

/// Why a file of no known format was not read.
fn unknown(content: &[u8], name: &str) -> ReadError {
    let is_named = |ending: &str| name.to_ascii_lowercase().ends_with(ending);
    if content.trim_ascii().is_empty() {
        return ReadError::NoDocuments;
    }
    match jsonl::parse(content) {
        Err(damaged) if is_named(".json") => damaged,
        _ => ReadError::Unknown,
    }
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
    take_in(format, bytes, name, None).map(|(projects, diagnostics, _)| Imported { projects, diagnostics })
}

/// Reads a whole file as it comes, a plain text too.
///
/// # Errors
/// As [`open`].
pub fn import_file(bytes: &[u8], name: &str, choice: &OpenChoice<'_>) -> Result<Imported, ReadError> {
    let opened = open(bytes, name, choice)?;
    match opened.text {
        Some(text) => import(Some(opened.format), text.as_bytes(), name),
        None => Ok(Imported { projects: opened.projects, diagnostics: opened.diagnostics }),
    }
}

/// What [`take_in`] makes of a file: its documents, what was noticed, and how the first document counts.
type TakenIn = (Vec<Project>, Vec<Diagnostic>, Option<OffsetUnit>);

fn take_in(
    format: &dyn Format,
    bytes: &[u8],
    name: &str,
    unit: Option<OffsetUnit>,
) -> Result<TakenIn, ReadError> {
    if format.info().id == "jianbao" {
        let imported = crate::labelled_json::read(bytes)?;
        return Ok((imported.projects, imported.diagnostics, None));
    }
    let drafts = format.read(bytes)?;
    if drafts.is_empty() {
        return Err(ReadError::NoDocuments);
    }
    let mut sink = Sink::default();
    let n = drafts.len();
    let mut projects = Vec::with_capacity(n);
    let mut first_unit = None;
    for (i, draft) in drafts.into_iter().enumerate() {
        let counts = !draft.spans.is_empty();
        let path = format!("document {}", i + 1);
        let unit = unit.unwrap_or_else(|| draft.find_unit(&path, &mut sink));
        if counts {
            first_unit.get_or_insert(unit);
        }
        match draft.project(format.info().id, i, name, unit, &mut sink) {
            Ok(project) => projects.push(project),
            Err(error) if n == 1 => return Err(error.into()),
            Err(error) => sink.error(error.code(), &format!("document {}", i + 1), error.to_string()),
        }
    }
    Ok((projects, sink.finish(), first_unit.filter(|_| format.info().unit.is_some())))
}

/// The labels and quotes of a file of a format that is read.
fn read_quotes(id: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let projects = import(format(id), bytes, "").map_or_else(|_| Vec::new(), |found| found.projects);
    let mut quotes = Vec::new();
    for project in &projects {
        for annotation in project.set().entities() {
            let Some(entity) = annotation.entity() else { continue };
            quotes.push((entity.label.to_string(), project.quote(annotation)));
        }
    }
    quotes
}

/// Adds the labels of a project that are not there yet.
fn merge_labels(all: &mut Vec<Label>, project: &Project) {
    for label in project.labels().iter() {
        if all.iter().all(|other| other.id != label.id) {
            let taken = all.iter().any(|other| other.key.is_some() && other.key == label.key);
            let key = label.key.filter(|_| !taken);
            all.push(Label { key, ..label.clone() });
        }
    }
}

fn labels_of(projects: &[&Project]) -> LabelSet {
    let mut all: Vec<Label> = Vec::new();
    projects.iter().for_each(|project| merge_labels(&mut all, project));
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

/// Reads what was written and compares the labels and quotes, white space aside; how many, or none where the format
/// cannot be read back.
fn verify(format: &dyn Format, sheets: &[Sheet], files: &[OutFile]) -> Result<Option<usize>, ExportError> {
    let info = format.info();
    let ours = |file: &&OutFile| {
        file.name.ends_with(&format!(".{}", info.extension)) && !file.name.ends_with(".map.jsonl")
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for file in files.iter().filter(ours) {
        match format.quotes(&file.bytes) {
            Some(quotes) => found.extend(quotes),
            None => return Ok(None),
        }
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
    for (label, quote) in found {
        if let Some(count) = expected.get_mut(&(label, tight(&quote))) {
            *count = count.saturating_sub(1);
        }
    }
    let missing = expected.values().sum();
    if missing > 0 { Err(ExportError::ReadBack { id: info.id, missing, total }) } else { Ok(Some(total)) }
}
