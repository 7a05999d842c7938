//! What is kept beside the documents.

use serde::{Deserialize, Serialize};

/// What was learned about articles, as the proposer keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticlesRecord {
    /// The id of the document that taught last.
    pub document: String,
    /// What was learned before it.
    pub before: Vec<u8>,
    /// What was learned, with it.
    pub now: Vec<u8>,
}

/// A person's word list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsRecord {
    /// Texts, each with the id of its label.
    pub words: Vec<(String, String)>,
}
