//! What lies over the page, one thing at a time.

use crate::history::History;
use crate::label_editor::LabelEditor;

/// What lies over the page.
#[derive(Debug, Default)]
pub enum Overlay {
    /// Nothing.
    #[default]
    Nothing,
    /// The keys.
    Keys,
    /// The command palette.
    Palette,
    /// The set of labels.
    Labels(Box<LabelEditor>),
    /// The history of what is open.
    History(Box<History>),
}

impl Overlay {
    /// Whether something lies over the page.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Nothing)
    }
}
