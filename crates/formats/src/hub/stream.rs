//! Writes a corpus document by document, so that its size does not matter.

use std::collections::{BTreeMap, HashMap};

use jianbao_core::annotation::Label;
use jianbao_core::{LabelSet, Project};
use serde_json::Value;

use super::split::{Leaks, Parting};
use super::{
    ExportError, ExportOptions, Exported, Format, Frame, Job, OutFile, Part, Streaming, Writer, labels_of,
    merge_labels,
};
use crate::labelled_json::{Layout, WriteOptions, write};

/// A corpus that is being written.
///
/// What it holds does not grow with the documents, but for the labels and, with a split, a sketch of each of the first
/// articles (see [`Stream::leaks_left_out`]).
pub struct Stream<'a> {
    format: &'a dyn Format,
    options: &'a ExportOptions,
    stem: &'a str,
    parting: Option<Parting>,
    leaks: Leaks,
    labels: Vec<Label>,
    n_documents: BTreeMap<Part, usize>,
    n_sheets: usize,
    /// The files that items are put into, and whether one is in.
    joined: BTreeMap<String, bool>,
    /// The documents of the numbered file to come.
    waiting: BTreeMap<Part, Batch>,
    /// The lines of each file so far, for the maps beside them.
    n_lines: HashMap<String, u64>,
    out: Exported,
}

/// The documents of one numbered file.
#[derive(Default)]
struct Batch {
    projects: Vec<Project>,
    n_bytes: usize,
    n_files_before: usize,
}

/// The most documents of a numbered file.
const MAX_DOCUMENTS: usize = 1000;
/// The text of a numbered file in bytes, from which on it takes no more documents.
const FULL_BYTES: usize = 1 << 20;

impl<'a> Stream<'a> {
    /// Nothing is written yet.
    pub fn new(
        format: &'a dyn Format,
        options: &'a ExportOptions,
        stem: &'a str,
        parting: Option<Parting>,
    ) -> Self {
        Self {
            format,
            options,
            stem,
            parting,
            leaks: Leaks::of_stream(),
            labels: Vec::new(),
            n_documents: BTreeMap::new(),
            n_sheets: 0,
            joined: BTreeMap::new(),
            waiting: BTreeMap::new(),
            n_lines: HashMap::new(),
            out: Exported::default(),
        }
    }

    /// Whether a format goes into numbered files, of which each is given out once and as a whole.
    pub fn is_numbered(format: &dyn Format) -> bool {
        format.info().streaming == Streaming::Numbered
    }

    /// Writes a document: the files, by their names, to whose ends something is to be added.
    ///
    /// # Errors
    /// When what was written does not read back; nothing of the document, or of the numbered file that it filled, is
    /// given out then.
    pub fn write(&mut self, project: &Project) -> Result<Vec<OutFile>, ExportError> {
        let part = self.parting.as_ref().map_or(Part::Train, |parting| parting.part(project));
        if self.parting.is_some() {
            self.leaks.add(project, part);
        }
        let written = self.write_to(part, project)?;
        *self.n_documents.entry(part).or_insert(0) += 1;
        merge_labels(&mut self.labels, project);
        Ok(written)
    }

    fn write_to(&mut self, part: Part, project: &Project) -> Result<Vec<OutFile>, ExportError> {
        let stem = self.stem_of(part);
        let info = self.format.info();
        if info.id == "jianbao" {
            let compact = WriteOptions { layout: Layout::Compact, ..WriteOptions::default() };
            let line = format!("{}\n", write(&[project], &compact));
            return Ok(vec![OutFile::new(format!("{stem}.jsonl"), "application/jsonl", line)]);
        }
        match info.streaming {
            Streaming::Joined(frame) => {
                let mut files = self.files(&[project], &stem)?;
                self.shift(&mut files);
                self.join(frame, &mut files);
                Ok(files)
            }
            Streaming::Numbered => {
                let batch = self.waiting.entry(part).or_default();
                batch.n_bytes += project.document.text().len();
                batch.projects.push(project.clone());
                let is_full = batch.n_bytes >= FULL_BYTES || batch.projects.len() >= MAX_DOCUMENTS;
                if is_full { self.write_batch(part) } else { Ok(Vec::new()) }
            }
        }
    }

    fn write_batch(&mut self, part: Part) -> Result<Vec<OutFile>, ExportError> {
        let batch = self.waiting.entry(part).or_default();
        let projects = std::mem::take(&mut batch.projects);
        batch.n_bytes = 0;
        batch.n_files_before += 1;
        let number = batch.n_files_before;
        let projects: Vec<&Project> = projects.iter().collect();
        self.files(&projects, &format!("{}-{number:04}", self.stem_of(part)))
    }

    /// The files of projects, checked.
    fn files(&mut self, projects: &[&Project], stem: &str) -> Result<Vec<OutFile>, ExportError> {
        let labels = labels_of(projects);
        let out = std::mem::take(&mut self.out);
        let mut writer = Writer {
            format: self.format,
            labels: &labels,
            options: self.options,
            n_before: self.n_sheets,
            out,
        };
        let written = writer.write(projects, stem);
        self.out = writer.out;
        let files = std::mem::take(&mut self.out.files);
        self.n_sheets += written?;
        Ok(files)
    }

    /// The name of the files of a part, without an extension.
    fn stem_of(&self, part: Part) -> String {
        match self.parting {
            Some(_) => self.format.part_stem(self.stem, part),
            None => self.stem.to_owned(),
        }
    }

    /// Leaves the items of each file, behind what belongs before them.
    fn join(&mut self, frame: Frame, files: &mut [OutFile]) {
        for file in files.iter_mut().filter(|file| !file.name.ends_with(MAP)) {
            let items = frame.items(&file.bytes);
            let has_items = self.joined.get(&file.name).copied();
            let before = match has_items {
                None => frame.head,
                Some(true) if !items.is_empty() => frame.between,
                Some(_) => "",
            };
            let has_items = has_items == Some(true) || !items.is_empty();
            file.bytes = [before.as_bytes(), items].concat();
            self.joined.insert(file.name.clone(), has_items);
        }
    }

    /// Counts the lines in maps from the start of the file that they are of.
    fn shift(&mut self, files: &mut [OutFile]) {
        for file in files.iter_mut() {
            let Some(stem) = file.name.strip_suffix(MAP) else { continue };
            let before = self.n_lines.get(stem).copied().unwrap_or(0);
            let rows = file.bytes.split(|byte| *byte == b'\n').filter(|row| !row.is_empty());
            let moved = rows.filter_map(|row| {
                let mut row: Value = serde_json::from_slice(row).ok()?;
                row["line"] = (row["line"].as_u64()? + before).into();
                Some(format!("{row}\n"))
            });
            file.bytes = moved.collect::<String>().into_bytes();
        }
        for file in files.iter().filter(|file| !file.name.ends_with(MAP)) {
            let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
            let n = file.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            *self.n_lines.entry(stem.to_owned()).or_insert(0) += n;
        }
    }

    /// How many articles came after the table of sketches was full, and were not looked up in it.
    pub fn leaks_left_out(&self) -> usize {
        self.leaks.left_out()
    }

    /// What is still to be added to the ends of files; then the files that lie beside, and what was lost and found on
    /// the way.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn finish(mut self) -> Result<(Vec<OutFile>, Exported), ExportError> {
        let mut rest = Vec::new();
        let waiting = self.waiting.iter().filter(|(_, batch)| !batch.projects.is_empty());
        for part in waiting.map(|(part, _)| *part).collect::<Vec<_>>() {
            rest.extend(self.write_batch(part)?);
        }
        let info = self.format.info();
        if let Streaming::Joined(frame) = info.streaming
            && !frame.tail.is_empty()
        {
            let names = std::mem::take(&mut self.joined).into_keys();
            rest.extend(names.map(|name| OutFile::new(name, info.mime, frame.tail)));
        }
        let labels =
            LabelSet::new(std::mem::take(&mut self.labels)).unwrap_or_else(|_| LabelSet::newspaper());
        let (options, stem) = (self.options, self.stem);
        let job = Job { projects: &[], sheets: &[], n_before: self.n_sheets, labels: &labels, options, stem };
        let parts = self.n_documents.keys();
        let names: Vec<(&str, String)> = parts.map(|part| (part.id(), self.stem_of(*part))).collect();
        self.out.files = self.format.beside(&job, &names);
        if self.parting.is_some() {
            let n = |part: Part| self.n_documents.get(&part).copied().unwrap_or(0);
            self.out.parts = Part::ALL.map(|part| (part.id().to_owned(), n(part))).into();
            self.out.leaks = self.leaks.finish();
        }
        Ok((rest, self.out))
    }
}

/// How the names of maps end.
const MAP: &str = ".map.jsonl";
