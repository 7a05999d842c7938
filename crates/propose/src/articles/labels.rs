//! What is decided of each unit: its role, and how it comes after the text before it.

use jianbao_core::Role;

/// How a unit relates to what is before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Relation {
    /// It begins an article.
    New,
    /// It is the next paragraph or line of the same article.
    Same,
    /// It goes on with the paragraph of the unit before it.
    Continues,
    /// It is the next paragraph of another article that was interrupted.
    Resumes,
    /// It goes on with a paragraph of another article that was interrupted.
    ResumesInside,
    /// It is page furniture and of no article.
    Furniture,
}

/// A role with a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub role: Role,
    pub relation: Relation,
}

const fn label(role: Role, relation: Relation) -> Label {
    Label { role, relation }
}

/// How many labels there are.
pub(crate) const COUNT: usize = 32;

/// Every label that a unit can have.
pub(crate) const LABELS: [Label; COUNT] = [
    label(Role::Headline, Relation::New),
    label(Role::Kicker, Relation::New),
    label(Role::Subtitle, Relation::New),
    label(Role::Byline, Relation::New),
    label(Role::Dateline, Relation::New),
    label(Role::Subhead, Relation::New),
    label(Role::Body, Relation::New),
    label(Role::Caption, Relation::New),
    label(Role::Credit, Relation::New),
    label(Role::Signature, Relation::New),
    label(Role::Jump, Relation::New),
    label(Role::Headline, Relation::Same),
    label(Role::Kicker, Relation::Same),
    label(Role::Subtitle, Relation::Same),
    label(Role::Byline, Relation::Same),
    label(Role::Dateline, Relation::Same),
    label(Role::Subhead, Relation::Same),
    label(Role::Body, Relation::Same),
    label(Role::Caption, Relation::Same),
    label(Role::Credit, Relation::Same),
    label(Role::Signature, Relation::Same),
    label(Role::Jump, Relation::Same),
    label(Role::Other, Relation::Same),
    label(Role::Headline, Relation::Continues),
    label(Role::Dateline, Relation::Continues),
    label(Role::Body, Relation::Continues),
    label(Role::Caption, Relation::Continues),
    label(Role::Subtitle, Relation::Continues),
    label(Role::Subhead, Relation::Resumes),
    label(Role::Body, Relation::Resumes),
    label(Role::Body, Relation::ResumesInside),
    label(Role::Other, Relation::Furniture),
];

/// The number of a label; the nearest one where the combination is not known.
#[cfg(feature = "train")]
pub(crate) fn number(role: Role, relation: Relation) -> usize {
    let find = |role, relation| LABELS.iter().position(|&l| l == Label { role, relation });
    find(role, relation)
        .or_else(|| match relation {
            Relation::Continues => find(role, Relation::Same),
            Relation::Resumes | Relation::ResumesInside => find(Role::Body, relation),
            _ => None,
        })
        .unwrap_or(COUNT - 1)
}
