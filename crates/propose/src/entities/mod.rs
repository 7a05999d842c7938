//! Finds the entities of a page: names, times, amounts.
//!
//! [`Job`] is the way in. What it does, from the text to the proposals: [`joined`] puts the
//! pieces of a paragraph together, [`grammar`] finds what is written in a fixed form, [`structure`]
//! what the place on the page tells, [`resolve`] makes one answer of it.

pub mod candidate;
mod charset;
pub mod dictionary;
mod durations;
pub mod english;
pub mod grammar;
mod grammar_table;
mod job;
pub mod joined;
pub mod learner;
mod model;
pub mod names;
mod options;
pub mod pattern;
pub mod reasons;
pub mod resolve;
pub mod structure;
pub mod tagger;
mod tidy;
#[cfg(feature = "train")]
pub mod train;
pub mod values;

pub use job::{Decided, Job, Paragraph, Progress};
pub use learner::Learner;
pub use model::{EntityModel, MODEL_VERSION, ModelError, PackedModel};
pub use options::{KnownString, Options, PageDate};
