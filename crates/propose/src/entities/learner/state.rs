//! What was learned, as it is kept and handed over.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::dense::{Dense, Weights};
use super::forms::{Form, Forms, MAX_FORM_CHARS, MAX_FORMS};
use super::record::Record;
use super::{Learner, MAX_LABELS, MAX_ROWS, Row};

/// The version of the state and of the features; what a later version learned is not used.
const VERSION: u8 = 2;

/// The version without weights on hidden states. It is read, and written where there are none.
const VERSION_SPARSE: u8 = 1;

/// Weights are kept in steps of this.
const STEP: f32 = 1.0 / 64.0;

/// Those on hidden states, of which many count at once, in steps of this.
const DENSE_STEP: f32 = 1.0 / 1024.0;

/// The widest hidden state.
const MAX_WIDTH: u32 = 1024;

/// What was learned, without the texts that it was learned from: weights of fingerprints, and surface forms.
///
/// Plain data, so that it can lie in a file, in a database or on the wire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    version: u8,
    labels: Vec<String>,
    n_learned: u32,
    /// Fingerprint, weights in steps, and the sum of squares of the gradients, the largest of all states.
    rows: Vec<(u32, Vec<i16>, f32)>,
    /// Text, label, how often it was an entity and how often not, and when it was last seen.
    forms: Vec<(String, String, u16, u16, u32)>,
    clock: u32,
    record: Record,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    dense: Option<DenseState>,
}

/// Weights on hidden states.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct DenseState {
    network: u32,
    width: u32,
    /// Weights in steps of [`DENSE_STEP`], and the sum of squares of the gradient.
    states: Vec<(Vec<i16>, f32)>,
}

impl State {
    /// How many surface forms it holds.
    pub fn n_forms(&self) -> usize {
        self.forms.len()
    }
}

/// A state that cannot be used.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LearnerError {
    /// It was learned by another version.
    #[error("learned by another version ({found}, this is {VERSION})")]
    Version {
        /// Which.
        found: u8,
    },
    /// It holds more than can have been learned, or is damaged.
    #[error("what was learned is damaged")]
    Damaged,
}

fn is_known(version: u8) -> bool {
    (VERSION_SPARSE..=VERSION).contains(&version)
}

fn in_steps(weight: f32, step: f32) -> i16 {
    (weight / step).round().clamp(-32000.0, 32000.0) as i16
}

impl DenseState {
    fn new(dense: &Dense) -> Self {
        let state = |state: &Weights| {
            (state.weights.iter().map(|&w| in_steps(w, DENSE_STEP)).collect(), state.squares)
        };
        let states = dense.states.iter().map(state).collect();
        Self { network: dense.network, width: dense.width as u32, states }
    }

    fn fits(&self, n_states: usize) -> bool {
        self.width <= MAX_WIDTH
            && self.states.len() <= n_states
            && self.states.iter().all(|(weights, squares)| {
                weights.len() == self.width as usize && squares.is_finite() && *squares >= 0.0
            })
    }

    fn dense(&self) -> Dense {
        let state = |(weights, squares): &(Vec<i16>, f32)| Weights {
            weights: weights.iter().map(|&w| f32::from(w) * DENSE_STEP).collect(),
            squares: *squares,
        };
        let states = self.states.iter().map(state).collect();
        Dense { network: self.network, width: self.width as usize, states }
    }
}

impl Learner {
    /// What was learned, in a fixed order.
    pub fn state(&self) -> State {
        let mut rows: Vec<_> = self
            .rows
            .iter()
            .map(|(&print, row)| {
                let weights = row.weights.iter().map(|&w| in_steps(w, STEP));
                (print, weights.collect::<Vec<_>>(), row.squares.iter().copied().fold(0.0, f32::max))
            })
            .filter(|(_, weights, _)| weights.iter().any(|&w| w != 0))
            .collect();
        rows.sort_by_key(|row| row.0);
        let form = |(text, form): (&Vec<char>, &Form)| {
            (text.iter().collect(), form.label.clone(), form.yes, form.no, form.seen)
        };
        let dense = (!self.dense.is_empty()).then(|| DenseState::new(&self.dense));
        State {
            version: if dense.is_some() { VERSION } else { VERSION_SPARSE },
            labels: self.labels.clone(),
            n_learned: self.n_learned,
            rows,
            forms: self.forms.all.iter().map(form).collect(),
            clock: self.forms.clock,
            record: self.record.clone(),
            dense,
        }
    }

    /// From what was learned before.
    ///
    /// # Errors
    /// When it was learned by another version or is damaged.
    pub fn from_state(state: &State) -> Result<Self, LearnerError> {
        if !is_known(state.version) {
            return Err(LearnerError::Version { found: state.version });
        }
        let n_states = 1 + 4 * state.labels.len();
        let fits = state.labels.len() <= MAX_LABELS
            && state.rows.len() <= MAX_ROWS
            && state.forms.len() <= MAX_FORMS
            && state.rows.iter().all(|(_, weights, squares)| {
                weights.len() <= n_states && squares.is_finite() && *squares >= 0.0
            })
            && state.dense.as_ref().is_none_or(|dense| dense.fits(n_states));
        if !fits {
            return Err(LearnerError::Damaged);
        }
        let mut learner = Self {
            labels: state.labels.clone(),
            n_learned: state.n_learned,
            record: state.record.clone(),
            dense: Arc::new(state.dense.as_ref().map(DenseState::dense).unwrap_or_default()),
            ..Self::default()
        };
        for (print, weights, squares) in &state.rows {
            let weights: Vec<f32> = weights.iter().map(|&w| f32::from(w) * STEP).collect();
            let squares = vec![*squares; weights.len()];
            learner.rows.insert(*print, Arc::new(Row { weights, squares }));
        }
        let mut forms = Forms { clock: state.clock, ..Forms::default() };
        for (text, label, yes, no, seen) in &state.forms {
            let text: Vec<char> = text.chars().collect();
            if text.is_empty() || text.len() > MAX_FORM_CHARS {
                return Err(LearnerError::Damaged);
            }
            let form = Form { label: label.clone(), yes: *yes, no: *no, seen: *seen };
            forms.all.insert(text, form);
        }
        learner.forms = Arc::new(forms);
        Ok(learner)
    }

    /// As bytes; empty where nothing was learned.
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.is_empty() { Vec::new() } else { postcard::to_allocvec(&self.state()).unwrap_or_default() }
    }

    /// From bytes; no bytes are a learner that has learned nothing.
    ///
    /// # Errors
    /// When it was learned by another version or is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LearnerError> {
        match bytes.first() {
            None => Ok(Self::default()),
            // The version is the first byte, so that it can be told where the rest has changed.
            Some(&found) if !is_known(found) => Err(LearnerError::Version { found }),
            Some(&version) => {
                // Without weights on hidden states they are not even said to be none.
                let none: &[u8] = if version == VERSION_SPARSE { &[0] } else { &[] };
                let state =
                    postcard::from_bytes(&[bytes, none].concat()).map_err(|_| LearnerError::Damaged)?;
                Self::from_state(&state)
            }
        }
    }
}
