//! The entity model and its file.

#[cfg(feature = "built-in")]
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::tagger::Tagger;
use super::tagger::features::Convention;
use super::tagger::lexicon::Packed;
use super::tagger::network::{Network, PackedNetwork};
use super::tagger::weights::PackedWeights;
use crate::protocol::EntityModelKind;

/// What a model file begins with.
const MAGIC: &[u8; 8] = b"jbentity";

/// The version of the file format and of the features; a model of another version is refused.
pub const MODEL_VERSION: u32 = 2;

/// What is in a model file behind its head.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackedModel {
    /// Which model it is.
    pub kind: EntityModelKind,
    /// The known words.
    pub lexicon: Packed,
    /// The weights of features.
    pub weights: PackedWeights,
    /// The weights of transitions, 13 × 13.
    pub transitions: Vec<f32>,
    /// The network beside the features, if any.
    pub network: Option<PackedNetwork>,
    /// How much the features count, and the network.
    pub mix: [f32; 2],
    /// The convention that the product follows.
    pub convention: u8,
    /// Calibration: points of (probability of the tagger, share that is right), rising.
    pub calibration: Vec<(f32, f32)>,
    /// Taken from the score of outside, so that fewer names are missed.
    pub outside_penalty: f32,
}

/// The entity model, ready for use.
#[derive(Clone, Debug)]
pub struct EntityModel {
    /// Which model it is.
    pub kind: EntityModelKind,
    /// The tagger; a model without one leaves names to the rules.
    pub tagger: Option<Tagger>,
    /// The convention that the product follows.
    pub convention: Convention,
    calibration: Vec<(f32, f32)>,
}

/// A model file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file is something else.
    #[error("not an entity model")]
    NotAModel,
    /// The file was written by another version.
    #[error("entity model of version {found}, this program reads version {MODEL_VERSION}")]
    Version {
        /// The version in the file.
        found: u32,
    },
    /// The file is cut off or changed.
    #[error("the entity model is damaged")]
    Damaged,
}

impl PackedModel {
    /// The bytes of the model file.
    ///
    /// # Errors
    /// When the model cannot be encoded.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut out = MAGIC.to_vec();
        out.extend(MODEL_VERSION.to_le_bytes());
        out.extend(postcard::to_allocvec(self)?);
        Ok(out)
    }
}

impl EntityModel {
    /// Reads a model file.
    ///
    /// # Errors
    /// When the bytes are something else, of another version, or damaged.
    pub fn load(bytes: &[u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NotAModel)?;
        let (version, rest) = rest.split_first_chunk::<4>().ok_or(ModelError::Damaged)?;
        let found = u32::from_le_bytes(*version);
        if found != MODEL_VERSION {
            return Err(ModelError::Version { found });
        }
        let packed: PackedModel = postcard::from_bytes(rest).map_err(|_| ModelError::Damaged)?;
        Self::unpack(&packed).ok_or(ModelError::Damaged)
    }

    /// A packed model, ready for use; none when it is damaged.
    pub fn unpack(packed: &PackedModel) -> Option<Self> {
        let network = match &packed.network {
            Some(network) => Some(Network::new(&network.parameters()?)),
            None => None,
        };
        let mut tagger = Tagger::new(
            packed.lexicon.unpack()?,
            packed.weights.unpack()?,
            &packed.transitions,
            network,
            packed.mix,
        )?;
        if !packed.outside_penalty.is_finite() {
            return None;
        }
        tagger.outside_penalty = packed.outside_penalty;
        let convention = match packed.convention {
            2 => Convention::Msra,
            3 => Convention::PeoplesDaily,
            4 => Convention::Wikipedia,
            5 => Convention::Spoken,
            _ => Convention::Guideline,
        };
        let rising = packed.calibration.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 <= w[1].1);
        (rising && packed.calibration.iter().all(|p| p.0.is_finite() && p.1.is_finite())).then_some(Self {
            kind: packed.kind,
            tagger: Some(tagger),
            convention,
            calibration: packed.calibration.clone(),
        })
    }

    /// The model `newspaper`, built in.
    #[cfg(feature = "built-in")]
    pub fn built_in() -> Arc<Self> {
        static MODEL: OnceLock<Arc<EntityModel>> = OnceLock::new();
        Self::once(&MODEL, include_bytes!("../../../../models/entities-newspaper.bin"))
    }

    /// The model `open`, built in.
    #[cfg(feature = "built-in")]
    pub fn built_in_open() -> Arc<Self> {
        static MODEL: OnceLock<Arc<EntityModel>> = OnceLock::new();
        Self::once(&MODEL, include_bytes!("../../../../models/entities-open.bin"))
    }

    #[cfg(feature = "built-in")]
    fn once(model: &OnceLock<Arc<Self>>, bytes: &[u8]) -> Arc<Self> {
        let load = || Arc::new(Self::load(bytes).expect("a test loads the models that are built in"));
        Arc::clone(model.get_or_init(load))
    }

    /// A model without a tagger: names come from the rules alone.
    pub fn rules_only() -> Self {
        Self {
            kind: EntityModelKind::Newspaper,
            tagger: None,
            convention: Convention::Guideline,
            calibration: Vec::new(),
        }
    }

    /// The share of names that are right, of those to which the tagger gives this probability.
    pub fn calibrated(&self, probability: f64) -> f64 {
        let p = probability as f32;
        let at = self.calibration.partition_point(|point| point.0 < p);
        let (Some(&right), left) = (self.calibration.get(at), at.checked_sub(1).map(|i| self.calibration[i]))
        else {
            return self.calibration.last().map_or(probability, |point| f64::from(point.1));
        };
        let Some(left) = left else { return f64::from(right.1) };
        f64::from(left.1 + (right.1 - left.1) * (p - left.0) / (right.0 - left.0))
    }
}
