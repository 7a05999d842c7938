//! Weights on the hidden states of the tagger's network: what it has learned about names carries over to other labels.

use crate::entities::tagger::network::{HIDDEN_ONE, Hidden};

/// The size of a step. Longer ones find new labels sooner and do more harm to known ones.
const RATE: f32 = 0.01;

/// How much a weight is drawn to zero with each step on it.
const DECAY: f32 = 0.001;

/// Goes into the sum of squares of a gradient, so that the first steps are not too long.
const DAMPING: f32 = 1.0;

/// For each state, a weight for each number of the hidden state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dense {
    /// Of which network.
    pub(super) network: u32,
    pub(super) width: usize,
    pub(super) states: Vec<Weights>,
}

/// The weights of one state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Weights {
    pub(super) weights: Vec<f32>,
    /// The sum of squares of the gradient.
    pub(super) squares: f32,
}

impl Dense {
    pub(super) fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    fn fits(&self, hidden: &Hidden) -> bool {
        (self.network, self.width) == (hidden.network, hidden.width)
    }

    /// Adds to the scores of the states at a position. The weights of another network say nothing.
    pub(super) fn add(&self, hidden: &Hidden, i: usize, scores: &mut [f32]) {
        if !self.fits(hidden) {
            return;
        }
        let h = hidden.at(i);
        for (score, state) in scores.iter_mut().zip(&self.states) {
            let sum: f32 = state.weights.iter().zip(h).map(|(w, &h)| w * f32::from(h)).sum();
            *score += sum / HIDDEN_ONE;
        }
    }

    /// One step at a position; states with a gradient below `small` stay. Another network begins anew.
    pub(super) fn step(&mut self, hidden: &Hidden, i: usize, gradient: &[f32], small: f32) {
        let h = hidden.at(i);
        if h.is_empty() {
            return;
        }
        if !self.fits(hidden) {
            *self = Self { network: hidden.network, width: hidden.width, states: Vec::new() };
        }
        while self.states.len() < gradient.len() {
            self.states.push(Weights { weights: vec![0.0; self.width], squares: 0.0 });
        }
        for (state, &g) in self.states.iter_mut().zip(gradient).filter(|(_, g)| g.abs() >= small) {
            state.squares += g * g;
            let rate = RATE / (DAMPING + state.squares).sqrt();
            for (w, &h) in state.weights.iter_mut().zip(h) {
                *w -= rate * (g * f32::from(h) / HIDDEN_ONE + DECAY * *w);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(network: u32, first: i8) -> Hidden {
        Hidden { network, width: 2, states: vec![first, -first] }
    }

    #[test]
    fn it_goes_down_the_gradient_and_knows_its_network() {
        let mut dense = Dense::default();
        for _ in 0..50 {
            dense.step(&hidden(1, 100), 0, &[0.5, -0.5, 0.001], 0.01);
        }
        let scores = |dense: &Dense, hidden: &Hidden| {
            let mut scores = [0.0; 3];
            dense.add(hidden, 0, &mut scores);
            scores
        };
        let [a, b, c] = scores(&dense, &hidden(1, 100));
        assert!(a < -0.1 && b > 0.1 && c == 0.0, "{a} {b} {c}");
        assert!(scores(&dense, &hidden(1, -100))[0] > 0.1, "what is like it the other way round");
        assert_eq!(scores(&dense, &hidden(2, 100)), [0.0; 3], "of another network");
        dense.step(&hidden(2, 100), 0, &[0.5, -0.5, 0.0], 0.01);
        assert_eq!(scores(&dense, &hidden(1, 100)), [0.0; 3], "it began anew");
        let nothing = Hidden::default();
        dense.step(&nothing, 0, &[0.5, -0.5, 0.0], 0.01);
        assert!(scores(&dense, &hidden(2, 100))[1] > 0.0 && scores(&dense, &nothing) == [0.0; 3]);
    }
}
