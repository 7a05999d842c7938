//! The statistical model and its file.

/// Which of the trained models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Trained on what helps most on newspaper text.
    Newspaper,
    /// Trained on openly licensed text only.
    Open,
}

/// The statistical model of names.
#[derive(Clone, Debug, Default)]
pub struct EntityModel {}

/// A model file that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// The file is not a model file.
    #[error("not an entity model")]
    NotAModel,
}

impl EntityModel {
    /// Reads a model file.
    ///
    /// # Errors
    /// When the bytes are not an entity model.
    pub fn load(_bytes: &[u8]) -> Result<Self, ModelError> {
        Err(ModelError::NotAModel)
    }

    /// The model that is built in.
    pub fn built_in(_kind: Kind) -> Self {
        Self {}
    }
}
