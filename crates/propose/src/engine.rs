//! Everything that can be proposed for a text, step by step.

use std::sync::Arc;

use jianbao_core::{ByteRange, Role};

use crate::articles::{self, Correction, Hints, Place};
use crate::entities::Learner;
use crate::entities::{self, EntityModel};
use crate::models::Models;
use crate::proposal::Proposal;
#[cfg(feature = "built-in")]
use crate::protocol::EntityModelKind;
use crate::protocol::{Known, KnownBlock, KnownPlace, KnownPlaceOf};

/// The version of what is learned about articles, its first byte.
const HINTS_VERSION: u8 = 1;

/// What is known before a text is read.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// For the articles.
    pub articles: articles::Options,
    /// For the entities.
    pub entities: entities::Options,
}

impl Config {
    /// What a person has decided about a text and learned before it. What was learned by another version, or is
    /// damaged, counts as nothing; so does a decision that is not of the text.
    pub fn known(text: &str, known: Known) -> Self {
        let strings = |pairs: Vec<(String, String)>| {
            pairs.into_iter().map(|(text, label)| entities::KnownString { text, label }).collect()
        };
        let fixed: Vec<_> = known.blocks.iter().filter_map(|block| correction(text, block)).collect();
        let mut hints = match known.learned.split_first() {
            Some((&HINTS_VERSION, hints)) => postcard::from_bytes(hints).unwrap_or_default(),
            _ => Hints::default(),
        };
        hints.observe(text, &fixed);
        let entities = entities::Options {
            accepted: strings(known.accepted),
            rejected: strings(known.rejected),
            words: strings(known.words),
            ..entities::Options::default()
        };
        Self { articles: articles::Options { hints, fixed }, entities }
    }

    /// What was learned, for the documents after this one; empty where nothing was.
    pub fn learned(&self) -> Vec<u8> {
        let hints = &self.articles.hints;
        if hints.is_empty() {
            Vec::new()
        } else {
            postcard::to_extend(hints, vec![HINTS_VERSION]).unwrap_or_default()
        }
    }
}

/// A range in bytes; none where it is not of the text.
fn range_of(text: &str, (start, end): (u32, u32)) -> Option<ByteRange> {
    let (start, end) = (start as usize, end as usize);
    text.get(start..end).filter(|quote| !quote.is_empty()).map(|_| ByteRange::at(start, end))
}

fn ranges_of(text: &str, ranges: &[(u32, u32)]) -> Option<Vec<ByteRange>> {
    ranges.iter().map(|&range| range_of(text, range)).collect()
}

fn correction(text: &str, block: &KnownBlock) -> Option<Correction> {
    let range = |range| range_of(text, range);
    let place = match block.place {
        KnownPlace::Begins => Place::Begins,
        KnownPlace::Follows => Place::Follows,
        KnownPlace::Continues => Place::Continues,
        KnownPlace::ResumesAfter(before) => Place::ResumesAfter(range(before)?),
        KnownPlace::Furniture => Place::Furniture,
        KnownPlace::Open => Place::Open,
    };
    Some(Correction { range: range(block.range)?, role: Role::from_id(&block.role)?, place })
}

/// Proposes for one text: first articles, then entities on the paragraphs of these.
///
/// What it gives out does not depend on how the work is cut into steps; not calling [`Self::step`] any more is all it
/// takes to stop.
#[derive(Debug)]
pub struct Engine {
    text: Arc<str>,
    entity_model: Arc<EntityModel>,
    stage: Stage,
    out: Vec<Proposal>,
    /// Work of the stages before this one, in characters.
    done_chars: usize,
    /// Work of all stages, in characters; an estimate until the last one runs.
    total_chars: usize,
}

#[derive(Debug)]
enum Stage {
    Articles { job: Box<articles::Job>, entities: entities::Options },
    Entities { job: Box<entities::Job> },
    Finished { entities: Option<Box<entities::Job>> },
}

/// How far an engine is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Work done, in characters.
    pub done_chars: usize,
    /// Work in all, in characters.
    pub total_chars: usize,
    /// Whether nothing is left to do.
    pub finished: bool,
}

impl Progress {
    /// Work done, in thousandths.
    pub fn thousandths(self) -> u16 {
        let done = self.done_chars.min(self.total_chars) * 1000;
        done.checked_div(self.total_chars).unwrap_or(1000) as u16
    }
}

impl Engine {
    /// An engine for a text after ingest, with the models that come with the program: of entities, `newspaper`.
    #[cfg(feature = "built-in")]
    pub fn new(text: Arc<str>, config: Config) -> Self {
        Self::with_models(text, config, Models::built_in(EntityModelKind::Newspaper))
    }

    /// An engine for a text after ingest.
    pub fn with_models(text: Arc<str>, config: Config, models: Models) -> Self {
        let job = articles::Job::new(Arc::clone(&text), models.articles, config.articles);
        let stage = Stage::Articles { job: Box::new(job), entities: config.entities };
        Self { text, entity_model: models.entities, stage, out: Vec::new(), done_chars: 0, total_chars: 0 }
    }

    /// Does about so much work, in characters.
    pub fn step(&mut self, budget_chars: usize) -> Progress {
        match std::mem::replace(&mut self.stage, Stage::Finished { entities: None }) {
            Stage::Articles { mut job, entities } => {
                let progress = job.step(budget_chars);
                self.out.extend(job.take());
                // The second stage reads every character once more.
                self.total_chars = 2 * progress.total_chars;
                if progress.finished {
                    self.done_chars = progress.total_chars;
                    self.stage = self.entities(&job, entities);
                } else {
                    self.stage = Stage::Articles { job, entities };
                }
                self.progress(if progress.finished { 0 } else { progress.done_chars })
            }
            Stage::Entities { mut job } => {
                let progress = job.step(budget_chars);
                self.out.extend(job.take().into_iter().map(Proposal::Entity));
                self.total_chars = self.done_chars + progress.total_chars;
                self.stage = if progress.finished {
                    Stage::Finished { entities: Some(job) }
                } else {
                    Stage::Entities { job }
                };
                self.progress(progress.done_chars)
            }
            finished @ Stage::Finished { .. } => {
                self.stage = finished;
                self.progress(0)
            }
        }
    }

    fn progress(&self, done_chars: usize) -> Progress {
        Progress {
            done_chars: self.done_chars + done_chars,
            total_chars: self.total_chars,
            finished: matches!(self.stage, Stage::Finished { .. }),
        }
    }

    fn entities(&self, articles: &articles::Job, options: entities::Options) -> Stage {
        let paragraphs = articles.layout().paragraphs().into_iter().map(|paragraph| entities::Paragraph {
            pieces: paragraph.ranges,
            role: paragraph.role,
            article: paragraph.article,
        });
        let model = Arc::clone(&self.entity_model);
        let job = entities::Job::new(Arc::clone(&self.text), paragraphs.collect(), model, options);
        Stage::Entities { job: Box::new(job) }
    }

    /// What was proposed since the last call, in order.
    pub fn take(&mut self) -> Vec<Proposal> {
        std::mem::take(&mut self.out)
    }

    /// Lets a learner learn from decisions on this text, once all work on it is done; nothing before that. With each
    /// decision stands whether it was learned before. Stretches in which everything is decided are `complete`.
    pub fn learn(
        &mut self,
        learner: &mut Learner,
        decided: &[(&KnownPlaceOf, bool)],
        complete: &[(u32, u32)],
    ) {
        let text = Arc::clone(&self.text);
        let Stage::Finished { entities: Some(job) } = &mut self.stage else { return };
        let decided: Vec<_> = decided
            .iter()
            .filter_map(|&(place, again)| {
                let ranges = ranges_of(&text, &place.ranges)?;
                Some(entities::Decided { ranges, label: place.label.clone(), again })
            })
            .collect();
        let complete: Vec<_> = complete.iter().filter_map(|&range| range_of(&text, range)).collect();
        job.learn(learner, &decided, &complete);
    }

    /// What touches this place is not proposed by [`Self::seek`] any more: it is decided.
    pub fn settle(&mut self, place: &KnownPlaceOf) {
        if let Stage::Finished { entities: Some(job) } = &mut self.stage {
            ranges_of(&self.text, &place.ranges).iter().for_each(|ranges| job.settle(ranges));
        }
    }

    /// Takes a [`Self::settle`] back.
    pub fn release(&mut self, place: &KnownPlaceOf) {
        if let Stage::Finished { entities: Some(job) } = &mut self.stage {
            ranges_of(&self.text, &place.ranges).iter().for_each(|ranges| job.release(ranges));
        }
    }

    /// Proposes what a learner finds beyond what was proposed, once all work is done: `from` 0 or where the last call
    /// stopped, about so many characters. Where to go on; none at the end.
    pub fn seek(&mut self, learner: &Learner, from: usize, budget_chars: usize) -> Option<usize> {
        let Stage::Finished { entities: Some(job) } = &mut self.stage else { return None };
        let next = job.seek(learner, from, budget_chars);
        self.out.extend(job.take().into_iter().map(Proposal::Entity));
        next
    }

    /// Does all the work at once and returns every proposal.
    pub fn run(mut self) -> Vec<Proposal> {
        while !self.step(usize::MAX).finished {}
        self.take()
    }
}
