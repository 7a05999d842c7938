//! What lies over the page, one thing at a time.

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
}
