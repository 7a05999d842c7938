//! Counts neighbouring characters of the training pages, and takes the page in hand out again, so
//! that no page knows its own text.

use std::collections::{BTreeMap, HashMap};

use jianbao_core::Role;

use super::TrainingPage;
use crate::articles::chars::fold;
use crate::articles::ngrams::{Counts, NgramTable, PARAGRAPH, TITLE, TITLE_END, key, quantized, restored};

/// Runs of three that are kept.
const LEAST_TRIPLE: u32 = 4;
/// Runs of two that are kept.
const LEAST_PAIR: u32 = 2;

/// Counts of all sources together and of each alone.
pub(crate) struct Tally {
    all: BTreeMap<u32, (u32, u8)>,
    each: Vec<HashMap<u32, u32>>,
    total: u64,
}

impl Tally {
    /// Counts every source once, in reading order, paragraph by paragraph.
    pub(crate) fn of(pages: &[TrainingPage], sources: &[&str]) -> Self {
        let mut tally = Self { all: BTreeMap::new(), each: vec![HashMap::new(); sources.len()], total: 0 };
        let mut seen = vec![false; sources.len()];
        for page in pages {
            let Ok(source) = sources.binary_search(&page.source.as_str()) else { continue };
            if std::mem::replace(&mut seen[source], true) {
                continue;
            }
            for paragraph in paragraphs(page) {
                tally.add(&paragraph, source);
            }
        }
        tally
    }

    fn add(&mut self, c: &[char], source: usize) {
        self.total += c.len() as u64;
        for k in 0..c.len() {
            for n in 1..=3_usize.min(c.len() - k) {
                let key = key(&c[k..k + n]);
                self.all.entry(key).or_insert((0, n as u8)).0 += 1;
                *self.each[source].entry(key).or_insert(0) += 1;
            }
        }
    }

    /// The counts that a model keeps.
    pub(crate) fn table(&self) -> NgramTable {
        let kept = self.all.iter().filter(|(_, (count, n))| *count >= least(*n));
        let (keys, stored) = kept.map(|(&k, &(count, _))| (k, quantized(count))).unzip();
        NgramTable::new(keys, stored, self.total as f32)
    }
}

fn least(n: u8) -> u32 {
    match n {
        3 => LEAST_TRIPLE,
        2 => LEAST_PAIR,
        _ => 1,
    }
}

/// The counts as they would be had one source not been counted.
pub(crate) struct WithoutPage<'a> {
    pub table: &'a NgramTable,
    pub tally: &'a Tally,
    pub source: usize,
}

impl Counts for WithoutPage<'_> {
    fn count(&self, run: &[char]) -> f32 {
        let key = key(run);
        let Some(&own) = self.tally.each[self.source].get(&key) else {
            return self.table.count(run);
        };
        let (all, n) = self.tally.all.get(&key).copied().unwrap_or((0, 1));
        let rest = all.saturating_sub(own);
        if rest < least(n) { 0.0 } else { restored(quantized(rest)) }
    }

    fn total(&self) -> f32 {
        self.table.total()
    }
}

/// The folded paragraphs of a page, in reading order, each after the mark of its kind.
fn paragraphs(page: &TrainingPage) -> Vec<Vec<char>> {
    let mut out: Vec<Vec<char>> = Vec::new();
    let end_title = |out: &mut Vec<Vec<char>>| {
        if let Some(last) =
            out.last_mut().filter(|p| p.first() == Some(&TITLE) && p.last() != Some(&TITLE_END))
        {
            last.push(TITLE_END);
        }
    };
    for (number, parts) in page.articles.iter().enumerate() {
        let mut first = true;
        for part in parts {
            for line in page.lines.iter().filter(|l| l.article == Some(number as u32) && part.covers(l.range))
            {
                let chars = line.range.slice(&page.text).chars().map(fold);
                let mark = match line.role {
                    Role::Headline | Role::Subhead | Role::Kicker | Role::Subtitle => TITLE,
                    _ => PARAGRAPH,
                };
                match out.last_mut() {
                    Some(open) if line.continues && !first => open.extend(chars),
                    _ => {
                        end_title(&mut out);
                        out.push(std::iter::once(mark).chain(chars).collect());
                    }
                }
                first = false;
            }
        }
    }
    end_title(&mut out);
    out
}
