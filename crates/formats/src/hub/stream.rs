//! Writes a corpus document by document, so that its size does not matter.

use std::collections::{BTreeMap, HashMap};

use jianbao_core::annotation::Label;
use jianbao_core::{LabelSet, Project};
use serde_json::Value;

use super::split::{Leaks, Parting};
use super::{
    ExportError, ExportOptions, Exported, Format, Job, OutFile, Part, Writer, labels_of, merge_labels,
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
    /// The lines of each file so far, for the maps beside them.
    n_lines: HashMap<String, u64>,
    out: Exported,
}

impl<'a> Stream<'a> {
    /// # Errors
    /// When the format is one file that cannot be written in pieces.
    pub fn new(
        format: &'a dyn Format,
        options: &'a ExportOptions,
        stem: &'a str,
        parting: Option<Parting>,
    ) -> Result<Self, ExportError> {
        let info = format.info();
        if !info.streams && info.id != "jianbao" {
            return Err(ExportError::OneFile(info.id));
        }
        Ok(Self {
            format,
            options,
            stem,
            parting,
            leaks: Leaks::of_stream(),
            labels: Vec::new(),
            n_documents: BTreeMap::new(),
            n_lines: HashMap::new(),
            out: Exported::default(),
        })
    }

    /// Writes a document: the files, by their names, to whose ends something is to be added.
    ///
    /// # Errors
    /// When what was written does not read back; nothing of the document is to be added then.
    pub fn write(&mut self, project: &Project) -> Result<Vec<OutFile>, ExportError> {
        let (part, stem) = match &self.parting {
            None => (Part::Train, self.stem.to_owned()),
            Some(parting) => {
                let part = parting.part(project);
                self.leaks.add(project, part);
                (part, self.format.part_stem(self.stem, part))
            }
        };
        let mut files = if self.format.info().id == "jianbao" {
            let compact = WriteOptions { layout: Layout::Compact, ..WriteOptions::default() };
            let line = format!("{}\n", write(&[project], &compact));
            vec![OutFile::new(format!("{stem}.jsonl"), "application/jsonl", line)]
        } else {
            let labels = labels_of(&[project]);
            let out = std::mem::take(&mut self.out);
            let mut writer = Writer { format: self.format, labels: &labels, options: self.options, out };
            let written = writer.write(&[project], &stem);
            self.out = writer.out;
            let files = std::mem::take(&mut self.out.files);
            written?;
            files
        };
        self.shift(&mut files);
        *self.n_documents.entry(part).or_insert(0) += 1;
        merge_labels(&mut self.labels, project);
        Ok(files)
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

    /// The files that lie beside, and what was lost and found on the way.
    pub fn finish(mut self) -> Exported {
        let labels = LabelSet::new(self.labels).unwrap_or_else(|_| LabelSet::newspaper());
        let job = Job { projects: &[], sheets: &[], labels: &labels, options: self.options, stem: self.stem };
        let mut names: Vec<(&str, String)> = Vec::new();
        for part in self.n_documents.keys() {
            let stem = match self.parting {
                Some(_) => self.format.part_stem(self.stem, *part),
                None => self.stem.to_owned(),
            };
            names.push((part.id(), stem));
        }
        self.out.files = self.format.beside(&job, &names);
        if self.parting.is_some() {
            let n = |part: Part| self.n_documents.get(&part).copied().unwrap_or(0);
            self.out.parts = Part::ALL.map(|part| (part.id().to_owned(), n(part))).into();
            self.out.leaks = self.leaks.finish();
        }
        self.out
    }
}

/// How the names of maps end.
const MAP: &str = ".map.jsonl";
