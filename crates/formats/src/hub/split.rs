//! Training, development and test parts: which document goes where, and which articles are on two sides.

use std::collections::{BTreeMap, HashMap};

use jianbao_core::Project;
use serde::{Deserialize, Serialize};

use crate::labelled_json::file_ids;

/// How documents are parted.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitRule {
    /// By what.
    pub by: SplitBy,
    /// For development, in per cent.
    pub dev: u8,
    /// For testing, in per cent.
    pub test: u8,
    /// Another seed makes another choice.
    pub seed: u64,
}

/// By what documents are parted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SplitBy {
    /// At random, by their ids and the seed.
    #[default]
    Document,
    /// The latest days are for testing, those before them for development. A document without a date is for training.
    Date,
}

/// A part.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// For training.
    Train,
    /// For development.
    Dev,
    /// For testing.
    Test,
}

impl Part {
    /// All, in the order in which they are written.
    pub const ALL: [Self; 3] = [Self::Train, Self::Dev, Self::Test];

    /// Its name in names of files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }
}

/// How many characters a gram has.
const GRAM: usize = 5;
/// The share of common grams from which two articles are nearly the same.
const NEAR: f64 = 0.6;
/// Shorter articles are alike by chance.
const MIN_GRAMS: usize = 20;
/// How many articles are compared that share one gram.
const MAX_SHARED: usize = 64;
/// How many pairs are named.
const MAX_LEAKS: usize = 1000;

impl SplitRule {
    /// The part of each document.
    pub fn parts(&self, projects: &[&Project]) -> Vec<Part> {
        match self.by {
            SplitBy::Document => self.by_document(projects),
            SplitBy::Date => self.by_date(projects),
        }
    }

    /// The part of one document by its id and the seed alone, for streams, in which the others are not known.
    pub fn part_of(&self, id: &str) -> Part {
        let place = (mixed(self.seed, id) >> 32) * 100 / (1 << 32);
        match place {
            place if place < u64::from(self.test) => Part::Test,
            place if place < u64::from(self.test) + u64::from(self.dev) => Part::Dev,
            _ => Part::Train,
        }
    }

    /// How many of `n` go to development and testing; at least one where it was asked for and enough are there.
    fn sizes(&self, n: usize) -> (usize, usize) {
        let share = |percent: u8| {
            let rounded = (n * usize::from(percent) + 50) / 100;
            if percent > 0 && n >= 3 { rounded.max(1) } else { rounded }
        };
        let test = share(self.test).min(n);
        (share(self.dev).min(n - test), test)
    }

    fn by_document(&self, projects: &[&Project]) -> Vec<Part> {
        let mut order: Vec<usize> = (0..projects.len()).collect();
        order.sort_by_key(|&i| {
            let id = &*projects[i].info.id;
            (mixed(self.seed, id), id, i)
        });
        let (dev, test) = self.sizes(order.len());
        let mut parts = vec![Part::Train; order.len()];
        for (place, i) in order.into_iter().enumerate() {
            if place < test {
                parts[i] = Part::Test;
            } else if place < test + dev {
                parts[i] = Part::Dev;
            }
        }
        parts
    }

    fn by_date(&self, projects: &[&Project]) -> Vec<Part> {
        let dates: Vec<Option<u32>> = projects.iter().map(|project| day_of(project)).collect();
        let mut days: BTreeMap<u32, usize> = BTreeMap::new();
        dates.iter().flatten().for_each(|day| *days.entry(*day).or_insert(0) += 1);
        let part_of_day = self.part_of_days(&days);
        let part = |day: &u32| part_of_day.get(day).copied();
        dates.iter().map(|day| day.as_ref().and_then(part).unwrap_or(Part::Train)).collect()
    }

    /// The part of each day, of which is given how many documents it has.
    pub fn part_of_days(&self, days: &BTreeMap<u32, usize>) -> HashMap<u32, Part> {
        let (dev, test) = self.sizes(days.values().sum());
        // Whole days, the latest first, until the share is reached.
        let mut part_of_day = HashMap::new();
        let mut taken = 0;
        for (day, n) in days.iter().rev() {
            let part = if taken < test {
                Part::Test
            } else if taken < test + dev {
                Part::Dev
            } else {
                Part::Train
            };
            part_of_day.insert(*day, part);
            taken += n;
        }
        part_of_day
    }
}

/// How the documents of a stream are parted: each by itself, without the others.
pub enum Parting {
    /// By the id and the seed.
    Document(SplitRule),
    /// By the day; documents without one are for training.
    Day(HashMap<u32, Part>),
}

impl Parting {
    /// Where a document goes.
    pub fn part(&self, project: &Project) -> Part {
        match self {
            Self::Document(rule) => rule.part_of(&project.info.id),
            Self::Day(parts) => {
                day_of(project).and_then(|day| parts.get(&day).copied()).unwrap_or(Part::Train)
            }
        }
    }
}

/// Finds articles, or documents without articles, that are nearly the same and lie in different parts.
///
/// An article is the least hashes of its five-character grams (Broder's bottom-k sketch); two are nearly the same when
/// six tenths of their grams are common.
pub(super) struct Leaks {
    /// How many of the least hashes of its grams stand for an article.
    sketch: usize,
    /// How many of them are looked up to find articles worth comparing.
    probes: usize,
    /// How many articles are kept.
    max_items: usize,
    items: Vec<(String, Part, Box<[u64]>)>,
    seen: HashMap<u64, Vec<u32>>,
    found: Vec<(String, String)>,
    left_out: usize,
}

impl Leaks {
    /// For documents that are in memory.
    fn new() -> Self {
        Self {
            sketch: 128,
            probes: 24,
            max_items: usize::MAX,
            items: Vec::new(),
            seen: HashMap::new(),
            found: Vec::new(),
            left_out: 0,
        }
    }

    /// For a stream: smaller sketches, and not of more articles than fit into some 150 MB.
    pub(super) fn of_stream() -> Self {
        Self { sketch: 32, probes: 8, max_items: 200_000, ..Self::new() }
    }

    /// How many articles were not kept, because there were too many.
    pub(super) fn left_out(&self) -> usize {
        self.left_out
    }

    pub(super) fn add(&mut self, project: &Project, part: Part) {
        let text = project.document.text();
        let mut any = false;
        let mut ids = None;
        for article in project.set().articles() {
            any = true;
            let whole: String = article.body.ranges().iter().map(|range| &text[range.idx()]).collect();
            let ids = ids.get_or_insert_with(|| file_ids(project));
            let id = ids.get(&article.id).map_or("", String::as_str);
            self.look_up(format!("{}#{id}", project.info.id), part, &whole);
        }
        if !any {
            self.look_up(format!("{}#", project.info.id), part, text);
        }
    }

    fn look_up(&mut self, id: String, part: Part, text: &str) {
        let sketch = sketch(text, self.sketch);
        if sketch.len() < MIN_GRAMS {
            return;
        }
        let probes = &sketch[..sketch.len().min(self.probes)];
        let mut candidates: Vec<u32> =
            probes.iter().filter_map(|probe| self.seen.get(probe)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        for other in candidates {
            let (other_id, other_part, other_sketch) = &self.items[other as usize];
            if *other_part != part
                && self.found.len() < MAX_LEAKS
                && resemblance(&sketch, other_sketch, self.sketch) >= NEAR
            {
                self.found.push((other_id.clone(), id.clone()));
            }
        }
        if self.items.len() >= self.max_items {
            self.left_out += 1;
            return;
        }
        let place = self.items.len() as u32;
        for probe in probes {
            let list = self.seen.entry(*probe).or_default();
            // What is in every page is in no article alone, and would make this quadratic.
            if list.len() < MAX_SHARED {
                list.push(place);
            }
        }
        self.items.push((id, part, sketch.into_boxed_slice()));
    }

    /// The pairs, each as `DOCUMENT#ID`.
    pub(super) fn finish(self) -> Vec<(String, String)> {
        self.found
    }
}

/// Pairs of articles that are nearly the same and lie in different parts, each as `DOCUMENT#ID`.
pub(super) fn leaks(projects: &[&Project], parts: &[Part]) -> Vec<(String, String)> {
    let mut leaks = Leaks::new();
    projects.iter().zip(parts).for_each(|(project, part)| leaks.add(project, *part));
    leaks.finish()
}

/// The least hashes of the grams, sorted.
fn sketch(text: &str, size: usize) -> Vec<u64> {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut hashes: Vec<u64> = chars
        .windows(GRAM)
        .map(|gram| mix(gram.iter().fold(0, |state, c| mix(state ^ u64::from(u32::from(*c))))))
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(size);
    hashes
}

/// The share of common grams, from the least hashes of both together.
fn resemblance(a: &[u64], b: &[u64], size: usize) -> f64 {
    let mut both: Vec<u64> = a.iter().chain(b).copied().collect();
    both.sort_unstable();
    both.dedup();
    both.truncate(size);
    let common = both.iter().filter(|hash| a.binary_search(hash).is_ok() && b.binary_search(hash).is_ok());
    common.count() as f64 / both.len().max(1) as f64
}

/// The day of a document as the number YYYYMMDD: `date` in its meta data, else the first date in its id or name.
pub fn day_of(project: &Project) -> Option<u32> {
    let meta: serde_json::Value =
        project.info.meta.as_deref().and_then(|meta| serde_json::from_str(meta).ok()).unwrap_or_default();
    meta["date"]
        .as_str()
        .and_then(date_in)
        .or_else(|| date_in(&project.info.id))
        .or_else(|| date_in(&project.info.name))
}

/// The first date in a text: year, month and day with anything but digits between, or eight digits.
fn date_in(text: &str) -> Option<u32> {
    let groups: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let day = |year: &str, month: &str, day: &str| {
        let (year, month, day): (u32, u32, u32) =
            (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let real = (1000..=2999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        real.then_some(year * 10_000 + month * 100 + day)
    };
    (0..groups.len()).find_map(|i| {
        let group = groups[i];
        if group.len() == 8 {
            return day(&group[..4], &group[4..6], &group[6..]);
        }
        match groups.get(i..i + 3) {
            Some([year, month, of_month]) if year.len() == 4 => day(year, month, of_month),
            _ => None,
        }
    })
}

fn mixed(seed: u64, id: &str) -> u64 {
    id.bytes().fold(mix(seed), |state, byte| mix(state ^ u64::from(byte)))
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use jianbao_core::{Document, DocumentInfo, LabelSet};

    use super::*;

    fn project(id: &str, text: &str) -> Project {
        let (document, _) = Document::ingest(text).unwrap();
        let info = DocumentInfo { id: id.into(), ..DocumentInfo::default() };
        Project::new(document, info, LabelSet::newspaper())
    }

    fn count(parts: &[Part]) -> [usize; 3] {
        Part::ALL.map(|part| parts.iter().filter(|other| **other == part).count())
    }

    #[test]
    fn documents_are_parted_by_the_seed() {
        let projects: Vec<Project> = (0..40).map(|i| project(&format!("d{i}"), "𠮷")).collect();
        let projects: Vec<&Project> = projects.iter().collect();
        let rule = |seed| SplitRule { by: SplitBy::Document, dev: 10, test: 20, seed };
        let parts = rule(1).parts(&projects);
        assert_eq!(count(&parts), [28, 4, 8]);
        assert_eq!(rule(1).parts(&projects), parts);
        assert_ne!(rule(2).parts(&projects), parts);
        // What a document is parted into does not depend on the order of the file.
        let mut turned = projects.clone();
        turned.reverse();
        let mut back = rule(1).parts(&turned);
        back.reverse();
        assert_eq!(back, parts);
        assert_eq!(count(&rule(1).parts(&projects[..3])), [1, 1, 1]);
        assert_eq!(count(&rule(1).parts(&projects[..1])), [1, 0, 0]);
        let streamed: Vec<Part> = (0..10_000).map(|i| rule(1).part_of(&format!("d{i}"))).collect();
        let [train, dev, test] = count(&streamed);
        assert!(
            (6_800..7_200).contains(&train) && (900..1_100).contains(&dev) && (1_850..2_150).contains(&test)
        );
    }

    #[test]
    fn the_latest_days_are_for_testing() {
        let ids = ["2020-01-01-1", "2020-01-01-2", "20200102", "x 2020年1月3日 1", "2020-1-3-2", "none"];
        let projects: Vec<Project> = ids.iter().map(|id| project(id, "甲")).collect();
        let projects: Vec<&Project> = projects.iter().collect();
        let rule = SplitRule { by: SplitBy::Date, dev: 20, test: 20, seed: 0 };
        let parts = rule.parts(&projects);
        // One day is never on two sides, so testing has both documents of the last one.
        assert_eq!(parts, [Part::Train, Part::Train, Part::Train, Part::Test, Part::Test, Part::Train]);
        assert_eq!(date_in("1.2.3 99999999 2021/12/31"), Some(20_211_231));
    }

    #[test]
    fn an_article_on_two_sides_is_found() {
        let story = "澜江至望川的城际公交昨日开通运营，线路全长三十八公里，设站二十四座，全程票价七元。";
        let reprint = format!("{story}本报记者𠮷野摄👩‍👩‍👧");
        let other = "望川县举行渔业博览会，来自九省的三百二十家企业参加，首日成交额超过六千万元人民币。";
        let projects =
            [project("a", story), project("b", other), project("c", &reprint), project("d", story)];
        let projects: Vec<&Project> = projects.iter().collect();
        let found = leaks(&projects, &[Part::Train, Part::Train, Part::Test, Part::Train]);
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(found, [pair("a#", "c#"), pair("c#", "d#")]);
        assert!(leaks(&projects, &[Part::Train; 4]).is_empty());
    }
}
