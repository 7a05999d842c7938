//! The best sequences of labels of a page, and the best ones through any label of any unit.

use super::labels::COUNT;
use super::network::Moves;

/// Best scores up to and from every label of every unit. After a change of the scores of one unit, only what is
/// after it ([`Self::forward_from`]) and before it ([`Self::backward_from`]) is worked out again.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    /// Of the best sequence that ends with a label, its own score included.
    forward: Vec<[f32; COUNT]>,
    /// The label before it there.
    before: Vec<[u8; COUNT]>,
    /// Of the best sequence that follows a label, without its own score.
    backward: Vec<[f32; COUNT]>,
    /// The label after it there.
    after: Vec<[u8; COUNT]>,
}

impl Lattice {
    /// A lattice of so many units, nothing worked out yet.
    pub(crate) fn new(units: usize) -> Self {
        Self {
            forward: vec![[0.0; COUNT]; units],
            before: vec![[0; COUNT]; units],
            backward: vec![[0.0; COUNT]; units],
            after: vec![[0; COUNT]; units],
        }
    }

    /// Works out the way to unit `from` and those after it.
    pub(crate) fn forward_from(&mut self, from: usize, moves: &Moves, scores: &[[f32; COUNT]]) {
        for k in from..scores.len() {
            if k == 0 {
                self.forward[0] = std::array::from_fn(|l| moves.start[l] + scores[0][l]);
                continue;
            }
            let mut next = [f32::NEG_INFINITY; COUNT];
            let mut back = [0_u8; COUNT];
            for (label, &best) in self.forward[k - 1].iter().enumerate() {
                let row = &moves.next[label * COUNT..(label + 1) * COUNT];
                for to in 0..COUNT {
                    let s = best + row[to];
                    let better = s > next[to];
                    next[to] = if better { s } else { next[to] };
                    back[to] = if better { label as u8 } else { back[to] };
                }
            }
            self.forward[k] = std::array::from_fn(|l| next[l] + scores[k][l]);
            self.before[k] = back;
        }
    }

    /// Works out the way on from the units before `to`.
    pub(crate) fn backward_from(&mut self, to: usize, moves: &Moves, scores: &[[f32; COUNT]]) {
        for k in (0..to.min(scores.len().saturating_sub(1))).rev() {
            let ahead: [f32; COUNT] = std::array::from_fn(|l| self.backward[k + 1][l] + scores[k + 1][l]);
            for from in 0..COUNT {
                let row = &moves.next[from * COUNT..(from + 1) * COUNT];
                let (mut best, mut label) = (f32::NEG_INFINITY, 0);
                for to in 0..COUNT {
                    let s = row[to] + ahead[to];
                    if s > best {
                        (best, label) = (s, to);
                    }
                }
                self.backward[k][from] = best;
                self.after[k][from] = label as u8;
            }
        }
    }

    /// The best sequence and its score.
    pub(crate) fn best(&self) -> (Vec<u8>, f32) {
        match self.forward.len() {
            0 => (Vec::new(), 0.0),
            n => self.best_through(n - 1, |_| true),
        }
    }

    /// The best sequence with one of these labels for unit `at`, and its score.
    pub(crate) fn best_through(&self, at: usize, allowed: impl Fn(u8) -> bool) -> (Vec<u8>, f32) {
        let (mut best, mut label) = (f32::NEG_INFINITY, 0);
        for l in (0..COUNT).filter(|&l| allowed(l as u8)) {
            let s = self.forward[at][l] + self.backward[at][l];
            if s > best {
                (best, label) = (s, l);
            }
        }
        let mut labels = vec![label as u8; self.forward.len()];
        for k in (0..at).rev() {
            labels[k] = self.before[k + 1][usize::from(labels[k + 1])];
        }
        for k in at + 1..labels.len() {
            labels[k] = self.after[k - 1][usize::from(labels[k - 1])];
        }
        (labels, best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores that look random.
    fn sample(units: usize) -> (Moves, Vec<[f32; COUNT]>) {
        let mut x = 7_u32;
        let mut next = || {
            x = super::super::math::mix(u64::from(x) + 1);
            (x % 1000) as f32 / 100.0
        };
        let moves = Moves {
            next: (0..COUNT * COUNT).map(|_| next()).collect(),
            start: (0..COUNT).map(|_| next()).collect(),
        };
        let scores = (0..units).map(|_| std::array::from_fn(|_| next())).collect();
        (moves, scores)
    }

    fn score_of(labels: &[u8], moves: &Moves, scores: &[[f32; COUNT]]) -> f32 {
        let mut sum = moves.start[usize::from(labels[0])];
        for (k, &l) in labels.iter().enumerate() {
            sum += scores[k][usize::from(l)];
            if k > 0 {
                sum += moves.next[usize::from(labels[k - 1]) * COUNT + usize::from(l)];
            }
        }
        sum
    }

    fn filled(moves: &Moves, scores: &[[f32; COUNT]]) -> Lattice {
        let mut lattice = Lattice::new(scores.len());
        lattice.forward_from(0, moves, scores);
        lattice.backward_from(scores.len(), moves, scores);
        lattice
    }

    #[test]
    fn every_way_to_the_best_sequence_gives_the_same() {
        let (moves, scores) = sample(12);
        let lattice = filled(&moves, &scores);
        let (labels, score) = lattice.best();
        assert!((score_of(&labels, &moves, &scores) - score).abs() < 1e-3);
        for at in 0..12 {
            let (through, same) = lattice.best_through(at, |_| true);
            assert_eq!((through, (same - score).abs() < 1e-3), (labels.clone(), true));
            let other = labels[at];
            let (without, less) = lattice.best_through(at, |l| l != other);
            assert!(without[at] != other && less < score);
            assert!((score_of(&without, &moves, &scores) - less).abs() < 1e-3);
        }
    }

    #[test]
    fn a_change_of_one_unit_is_worked_out_as_if_all_were() {
        let (moves, mut scores) = sample(9);
        let mut lattice = filled(&moves, &scores);
        scores[4][3] -= 50.0;
        scores[4][7] += 9.0;
        lattice.forward_from(4, &moves, &scores);
        lattice.backward_from(4, &moves, &scores);
        assert_eq!(lattice.best(), filled(&moves, &scores).best());
    }
}
