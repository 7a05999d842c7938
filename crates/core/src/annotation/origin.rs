//! Who said it, how sure they were and why, and what was decided.

use std::fmt;
use std::sync::Arc;

use super::{Body, Confidence};

/// What was decided about an annotation.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nobody has decided yet.
    Proposed,
    /// It holds.
    Accepted,
    /// It does not hold; kept so that it is not proposed again.
    Rejected,
}

impl Status {
    /// The name in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }

    /// The status with this name; none for an unknown one.
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Proposed, Self::Accepted, Self::Rejected].into_iter().find(|status| status.id() == id)
    }

    /// Whether it counts: it was not rejected.
    pub fn is_live(self) -> bool {
        self != Self::Rejected
    }
}

/// Where an annotation came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Author {
    /// The person at the screen.
    Person,
    /// A part of the engine, such as `articles`.
    Engine(Arc<str>),
    /// A file of this format.
    Import(Arc<str>),
}

impl Author {
    /// From the form in files: `person`, `engine:PART` or `import:FORMAT`; none for any other.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None if text == "person" => Some(Self::Person),
            Some(("engine", part)) => Some(Self::Engine(part.into())),
            Some(("import", format)) => Some(Self::Import(format.into())),
            _ => None,
        }
    }
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person => f.write_str("person"),
            Self::Engine(part) => write!(f, "engine:{part}"),
            Self::Import(format) => write!(f, "import:{format}"),
        }
    }
}

/// How sure somebody is, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// None where nobody said.
    pub confidence: Option<Confidence>,
    /// Ids of reasons, the strongest first, each with an argument after a colon where it has one.
    pub reasons: Arc<[Arc<str>]>,
}

/// Where an annotation came from, and what it was before a person changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who made it first.
    pub author: Author,
    /// How sure they were, and why.
    pub evidence: Evidence,
    /// What was proposed, once a person has changed it.
    pub corrected_from: Option<Arc<Body>>,
}

impl Origin {
    /// Made by the person.
    pub fn person() -> Self {
        Self { author: Author::Person, evidence: Evidence::default(), corrected_from: None }
    }
}
