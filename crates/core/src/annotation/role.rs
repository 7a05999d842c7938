//! What a block of a newspaper page is.

use std::fmt;

/// The role of a block, or of a stretch inside a longer block.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The title of an article, or one line of it.
    Headline,
    /// The line above a headline that leads up to it.
    Kicker,
    /// The line below a headline that explains it, often after a dash.
    Subtitle,
    /// Who wrote it.
    Byline,
    /// Where and when it was written, often inside the first paragraph.
    Dateline,
    /// A heading inside an article.
    Subhead,
    /// Running text.
    Body,
    /// The text of a picture.
    Caption,
    /// Who made a picture.
    Credit,
    /// The names of contributors at the end of an article.
    Signature,
    /// A pointer to another page, or back to one.
    Jump,
    /// Anything else, such as page furniture.
    Other,
}

impl Role {
    /// Every role, in the order in which they are listed to a person.
    pub const ALL: [Self; 12] = [
        Self::Headline,
        Self::Kicker,
        Self::Subtitle,
        Self::Byline,
        Self::Dateline,
        Self::Subhead,
        Self::Body,
        Self::Caption,
        Self::Credit,
        Self::Signature,
        Self::Jump,
        Self::Other,
    ];

    /// The name in files and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Kicker => "kicker",
            Self::Subtitle => "subtitle",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Subhead => "subhead",
            Self::Body => "body",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Signature => "signature",
            Self::Jump => "jump",
            Self::Other => "other",
        }
    }

    /// The role with this name; none for an unknown one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
