//! What was learned, lesson by lesson: a decision that is undone or made otherwise is unlearned.
//!
//! The state is a function of what stands: the base, which is what other documents and the oldest lessons of this one
//! taught, and the lessons of the document that was taught last, in order. A lesson of which something does not stand
//! any more is taken out by going back to the state before it and learning the ones behind it again. So that this is
//! quick where it is frequent, the states before the last few lessons are at hand, and one in [`EVERY`] before that.
//! What is older than [`WINDOW`] lessons stays learned, and so does what a document taught once another one teaches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::entities::Learner;
use crate::entities::learner::LearnerError;
use crate::protocol::KnownPlaceOf;

/// So many of the last lessons can be taken back at least, and at most twice as many.
pub const WINDOW: usize = 64;

/// The states before so many of the last lessons are at hand.
const RECENT: usize = 4;

/// Of the lessons before those, the state before one in so many is at hand.
const EVERY: usize = 16;

/// The version of the forms below; a new one leaves structures for the old one.
const VERSION: u8 = 1;

/// What a person decided at once, and in which blocks everything was decided with that.
#[derive(Clone, Debug)]
struct Lesson {
    /// The numbers of the annotations, and what they were decided to be.
    decided: Vec<(u32, KnownPlaceOf)>,
    /// What was learned before in the complete blocks.
    again: Vec<KnownPlaceOf>,
    /// Blocks, in bytes.
    complete: Vec<(u32, u32)>,
    /// What was learned before it, where that is at hand.
    before: Option<Learner>,
}

/// What the page tells of decisions on the document of a job that is done.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    /// By the number of an annotation, what it was decided to be; none where nothing is decided any more.
    pub decided: Vec<(u32, Option<KnownPlaceOf>)>,
    /// Blocks in which everything is decided and among `decided`, in bytes.
    pub complete: Vec<(u32, u32)>,
    /// Whether these are all decisions on the document: what else was learned of it does not stand any more.
    pub whole: bool,
}

/// What was learned, and of what.
#[derive(Debug, Default)]
pub struct Learning {
    /// What cannot be taken back.
    base: Learner,
    now: Arc<Learner>,
    /// The id of the document that the lessons are of.
    document: String,
    lessons: Vec<Lesson>,
    /// What was learned of this document and cannot be taken back.
    settled: BTreeSet<KnownPlaceOf>,
    /// What stands, as the page told since the engine was done.
    told: BTreeMap<u32, KnownPlaceOf>,
}

impl Learning {
    /// What was learned.
    pub fn learner(&self) -> &Arc<Learner> {
        &self.now
    }

    /// Makes a document the one that is taught; `taught` is what [`Self::taught`] said of it. What was learned of
    /// another one before is not taken back any more.
    pub fn turn_to(&mut self, document: &str, taught: &[u8]) {
        if self.document != document {
            self.base = (*self.now).clone();
            self.lessons.clear();
            self.settled.clear();
            self.document = document.to_owned();
        }
        // What is damaged or of another version is learned again, which does little harm.
        let taught: Vec<KnownPlaceOf> = decode(taught).unwrap_or_default();
        self.settled.extend(taught);
        for (_, place) in self.lessons.iter().flat_map(|lesson| &lesson.decided) {
            self.settled.remove(place);
        }
    }

    /// Learns what is new, and unlearns what does not stand any more; the engine is the one that is done with the
    /// document. Whether anything changed.
    pub fn teach(&mut self, engine: &mut Engine, decisions: &Decisions) -> bool {
        let Decisions { decided, complete, whole } = decisions;
        if *whole {
            self.told.clear();
        }
        for (id, place) in decided {
            let old = match place {
                Some(place) => self.told.insert(*id, place.clone()),
                None => self.told.remove(id),
            };
            if old != *place {
                old.iter().for_each(|old| engine.release(old));
                place.iter().for_each(|place| engine.settle(place));
            }
        }
        let named: BTreeSet<u32> = decided.iter().map(|(id, _)| *id).collect();
        let stands = |id: &u32, place: &KnownPlaceOf| {
            !(*whole || named.contains(id)) || self.told.get(id) == Some(place)
        };
        let is_broken = |lesson: &Lesson| !lesson.decided.iter().all(|(id, place)| stands(id, place));
        let broken = self.lessons.iter().position(is_broken);
        if let Some(first) = broken {
            let gone: BTreeSet<(u32, KnownPlaceOf)> = self.lessons[first..]
                .iter()
                .flat_map(|lesson| &lesson.decided)
                .filter(|(id, place)| !stands(id, place))
                .cloned()
                .collect();
            self.take_out(engine, first, &gone);
        }
        let known: BTreeSet<&KnownPlaceOf> =
            self.lessons.iter().flat_map(|lesson| &lesson.decided).map(|(_, place)| place).collect();
        let (mut new, mut again) = (Vec::new(), Vec::new());
        for (id, place) in decided {
            let Some(place) = place else { continue };
            if !known.contains(place) && !self.settled.contains(place) {
                new.push((*id, place.clone()));
            } else if place.label.is_some() && complete.iter().any(|block| is_in(place, *block)) {
                again.push(place.clone());
            }
        }
        if new.is_empty() {
            return broken.is_some();
        }
        // A block that was complete before teaches nothing new.
        let touched = |block: &&(u32, u32)| new.iter().any(|(_, place)| is_in(place, **block));
        let complete: Vec<_> = complete.iter().filter(touched).copied().collect();
        again.retain(|place| complete.iter().any(|block| is_in(place, *block)));
        self.learn(engine, Lesson { decided: new, again, complete, before: None });
        if self.lessons.len() >= 2 * WINDOW {
            self.fold(engine, WINDOW);
        }
        true
    }

    /// Goes back to the state before a lesson and learns it and what comes behind it again, without what is gone.
    fn take_out(&mut self, engine: &mut Engine, first: usize, gone: &BTreeSet<(u32, KnownPlaceOf)>) {
        self.now = Arc::new(self.state_before(engine, first));
        for mut lesson in self.lessons.split_off(first) {
            lesson.decided.retain(|decided| !gone.contains(decided));
            lesson.again.retain(|place| !gone.iter().any(|(_, other)| other == place));
            lesson.complete.retain(|block| !gone.iter().any(|(_, place)| is_in(place, *block)));
            if !lesson.decided.is_empty() {
                self.learn(engine, lesson);
            }
        }
    }

    fn learn(&mut self, engine: &mut Engine, mut lesson: Lesson) {
        lesson.before = Some((*self.now).clone());
        lesson.teach(engine, Arc::make_mut(&mut self.now));
        self.lessons.push(lesson);
        if let Some(old) = self.lessons.len().checked_sub(RECENT + 1)
            && old % EVERY != 0
        {
            self.lessons[old].before = None;
        }
    }

    /// What was learned before a lesson. Leaves the states before the last few lessons before that at hand, since who
    /// undoes one action often undoes more.
    fn state_before(&mut self, engine: &mut Engine, lesson: usize) -> Learner {
        let at_hand = (0..=lesson).rev().find_map(|at| Some((at, self.lessons.get(at)?.before.clone()?)));
        let (from, mut state) = at_hand.unwrap_or((0, self.base.clone()));
        for (at, passed) in self.lessons[..lesson].iter_mut().enumerate().skip(from) {
            if at + RECENT >= lesson {
                passed.before = Some(state.clone());
            }
            passed.teach(engine, &mut state);
        }
        state
    }

    /// The first lessons are not taken back any more.
    fn fold(&mut self, engine: &mut Engine, n: usize) {
        self.base = self.state_before(engine, n);
        let places = self.lessons.drain(..n).flat_map(|lesson| lesson.decided).map(|(_, place)| place);
        self.settled.extend(places);
    }

    /// Puts this in the place of what was learned; a new learner to forget. What this document has taught so far is not
    /// taught again.
    pub fn replace(&mut self, learner: Learner) {
        let places = self.lessons.drain(..).flat_map(|lesson| lesson.decided).map(|(_, place)| place);
        self.settled.extend(places);
        self.base = learner.clone();
        self.now = Arc::new(learner);
    }

    /// What was learned of the document that was taught last, for [`Self::turn_to`], and its id.
    pub fn taught(&self) -> (&str, Vec<u8>) {
        let places = self.lessons.iter().flat_map(|lesson| &lesson.decided).map(|(_, place)| place);
        let places: BTreeSet<&KnownPlaceOf> = places.chain(&self.settled).collect();
        (&self.document, encode(&places))
    }

    /// As bytes; empty where nothing was learned.
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.now.is_empty() && self.lessons.is_empty() {
            return Vec::new();
        }
        let lesson = |lesson: &Lesson| WireLesson {
            decided: lesson.decided.clone(),
            again: lesson.again.clone(),
            complete: lesson.complete.clone(),
        };
        encode(&Wire {
            document: self.document.clone(),
            base: self.base.to_bytes(),
            now: self.now.to_bytes(),
            lessons: self.lessons.iter().map(lesson).collect(),
        })
    }

    /// From bytes; no bytes are nothing learned.
    ///
    /// # Errors
    /// When another version learned it or it is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LearnerError> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let Wire { document, base, now, lessons } = decode(bytes)?;
        let lesson =
            |WireLesson { decided, again, complete }| Lesson { decided, again, complete, before: None };
        Ok(Self {
            base: Learner::from_bytes(&base)?,
            now: Arc::new(Learner::from_bytes(&now)?),
            document,
            lessons: lessons.into_iter().map(lesson).collect(),
            ..Self::default()
        })
    }
}

impl Lesson {
    fn teach(&self, engine: &mut Engine, learner: &mut Learner) {
        let decided = self.decided.iter().map(|(_, place)| (place, false));
        let all: Vec<_> = decided.chain(self.again.iter().map(|place| (place, true))).collect();
        engine.learn(learner, &all, &self.complete);
    }
}

fn is_in(place: &KnownPlaceOf, block: (u32, u32)) -> bool {
    place.ranges.iter().any(|range| range.0 < block.1 && block.0 < range.1)
}

// As it is kept: the version, then postcard. The order of fields is part of it.

#[derive(Serialize, Deserialize)]
struct Wire {
    document: String,
    base: Vec<u8>,
    now: Vec<u8>,
    lessons: Vec<WireLesson>,
}

#[derive(Serialize, Deserialize)]
struct WireLesson {
    decided: Vec<(u32, KnownPlaceOf)>,
    again: Vec<KnownPlaceOf>,
    complete: Vec<(u32, u32)>,
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    postcard::to_extend(value, vec![VERSION])
        .expect("writing to memory cannot fail, and no type here is refused")
}

fn decode<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T, LearnerError> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| LearnerError::Damaged),
        Some((&found, _)) => Err(LearnerError::Version { found }),
        None => Err(LearnerError::Damaged),
    }
}
