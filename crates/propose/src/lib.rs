//! Proposes articles, roles and entities on the text of a newspaper page.
//!
//! Pure: a text goes in, [`Proposal`]s come out. The same code runs in the browser's worker, in the
//! command line and in tests.

#[cfg(feature = "engine")]
pub mod articles;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "engine")]
pub mod entities;
pub mod intake;
#[cfg(feature = "engine")]
pub mod learning;
#[cfg(feature = "engine")]
pub mod models;
pub mod proposal;
pub mod protocol;
#[cfg(feature = "engine")]
pub mod reasons;
#[cfg(feature = "engine")]
mod vectors;

pub use proposal::{
    ArticleProposal, BlockProposal, EntityProposal, Evidence, InlineRole, NormalValue, Proposal, Reason,
};
