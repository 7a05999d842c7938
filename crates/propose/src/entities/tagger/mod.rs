//! The statistical tagger of people, places and organizations: a linear-chain conditional random
//! field on sparse features.

pub mod crf;
pub mod features;
mod fixed;
pub mod lexicon;
pub mod network;
mod rice;
pub mod weights;
mod words;

use crf::{Chain, Span, spans_of};
use features::{Convention, Features};
use lexicon::Lexicon;
use network::{Hidden, Network};
use weights::{N_STATES, Weights};

/// A tagger ready for use.
#[derive(Clone, Debug)]
pub struct Tagger {
    /// The known words.
    pub lexicon: Lexicon,
    weights: Weights,
    /// Taken from the score of outside at every position, so that fewer names are missed.
    pub outside_penalty: f32,
    network: Option<Network>,
    /// How much the sparse features count, and the network.
    mix: [f32; 2],
    chain: Chain,
    transitions: Vec<f32>,
    /// The exponentials of `transitions`.
    transition_weights: Vec<f32>,
}

/// A name that the tagger found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tagged {
    /// First character, end, and the number of the label in [`weights::LABELS`].
    pub span: Span,
    /// The probability of the model, not calibrated.
    pub probability: f64,
}

impl Tagger {
    /// Puts a tagger together; none when the sizes do not fit. `mix` says how much the scores of
    /// the sparse features count, and those of the network.
    pub fn new(
        lexicon: Lexicon,
        weights: Weights,
        transitions: &[f32],
        network: Option<Network>,
        mix: [f32; 2],
    ) -> Option<Self> {
        if transitions.len() != N_STATES * N_STATES || transitions.iter().chain(&mix).any(|t| !t.is_finite())
        {
            return None;
        }
        let mix = if network.is_some() { mix } else { [1.0, 0.0] };
        let mut transitions: Vec<f32> = transitions.iter().map(|t| t * mix[0]).collect();
        if let Some(network) = &network {
            for (t, other) in transitions.iter_mut().zip(&network.transitions) {
                *t += other * mix[1];
            }
        }
        let transition_weights = transitions.iter().map(|t| t.exp()).collect();
        Some(Self {
            lexicon,
            weights,
            network,
            mix,
            outside_penalty: 0.0,
            chain: Chain::new(3),
            transitions,
            transition_weights,
        })
    }

    /// The scores of every state at every position, 13 a position.
    pub fn emissions(&self, folded: &[char], convention: Convention) -> Vec<f32> {
        let features = Features::new(folded, &self.lexicon, convention);
        self.emissions_of(&features)
    }

    /// The same from prepared features.
    pub fn emissions_of(&self, features: &Features) -> Vec<f32> {
        let mut out = vec![0.0; features.len() * N_STATES];
        let (mut prints, mut candidates) = (Vec::with_capacity(128), Vec::with_capacity(128));
        for (i, row) in out.chunks_exact_mut(N_STATES).enumerate() {
            features.at(i, &mut prints);
            self.weights.score(&prints, &mut candidates, row);
            for score in row.iter_mut() {
                *score *= self.mix[0];
            }
            row[0] -= self.outside_penalty;
        }
        if let Some(network) = &self.network {
            network.add_scores(features, self.mix[1], &mut out);
        }
        out
    }

    /// The hidden states of the network; empty without one.
    pub fn hidden(&self, features: &Features) -> Hidden {
        self.network.as_ref().map(|network| network.hidden(features)).unwrap_or_default()
    }

    /// The best names for these scores, with their probabilities.
    pub fn decode(&self, emissions: &[f32]) -> Vec<Tagged> {
        let spans = spans_of(&self.chain.viterbi(emissions, &self.transitions));
        if spans.is_empty() {
            return Vec::new();
        }
        let marginals = self.chain.forward_backward(emissions, &self.transition_weights);
        spans
            .into_iter()
            .map(|span| Tagged {
                span,
                probability: marginals.span(span, &self.transition_weights).clamp(0.0, 1.0),
            })
            .collect()
    }
}
