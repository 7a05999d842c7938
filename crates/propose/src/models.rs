//! The trained models that an engine works with.

use std::sync::Arc;

use thiserror::Error;

use crate::articles::{self, ArticleModel};
use crate::entities::{self, EntityModel};
#[cfg(feature = "built-in")]
use crate::protocol::EntityModelKind;

/// The trained models that an engine works with, ready for use; cheap to clone.
#[derive(Clone, Debug)]
pub struct Models {
    /// For the articles.
    pub articles: Arc<ArticleModel>,
    /// For the entities.
    pub entities: Arc<EntityModel>,
}

/// Why a model file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// That of the articles.
    #[error(transparent)]
    Articles(#[from] articles::ModelError),
    /// That of the entities.
    #[error(transparent)]
    Entities(#[from] entities::ModelError),
}

impl Models {
    /// Reads the two model files.
    ///
    /// # Errors
    /// When one of them is something else, of another version, or damaged.
    pub fn load(articles: &[u8], entities: &[u8]) -> Result<Self, ModelError> {
        Ok(Self {
            articles: Arc::new(ArticleModel::load(articles)?),
            entities: Arc::new(EntityModel::load(entities)?),
        })
    }

    /// The models that come with the program.
    #[cfg(feature = "built-in")]
    pub fn built_in(entities: EntityModelKind) -> Self {
        let entities = match entities {
            EntityModelKind::Newspaper => EntityModel::built_in(),
            EntityModelKind::Open => EntityModel::built_in_open(),
        };
        Self { articles: ArticleModel::built_in(), entities }
    }
}
