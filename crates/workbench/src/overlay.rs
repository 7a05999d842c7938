//! What lies over the page, one thing at a time.

use crate::label_editor::LabelEditor;

/// What lies over the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
}
