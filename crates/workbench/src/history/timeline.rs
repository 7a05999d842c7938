//! The log as a person reads it: periods of actions that were made one soon after the other, the newest first.

use super::tally::{Tally, What};

/// A pause of so many milliseconds ends a period.
const PAUSE_MILLIS: u64 = 5 * 60_000;

/// A period is no longer than so many milliseconds, so that there are points inside long work to go back to.
const PERIOD_MILLIS: u64 = 15 * 60_000;

/// An action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// When it was made, in milliseconds since 1970; 0 where that is not known.
    pub(super) at: u64,
    /// What it did.
    pub(super) tally: Tally,
}

/// A period of actions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// How many actions there are up to its end: the point that one goes back to.
    pub seq: u64,
    /// When it began, in milliseconds since 1970.
    pub from: u64,
    /// When it ended.
    pub to: u64,
    /// How many actions it has.
    pub n_steps: usize,
    /// What they did.
    pub tally: Tally,
}

impl Period {
    /// One action; `seq` is how many there are up to it.
    pub(super) fn of(seq: u64, step: &Step) -> Self {
        Self { seq, from: step.at, to: step.at, n_steps: 1, tally: step.tally.clone() }
    }

    /// A way back stands alone, so that the point before it is one to go to.
    fn takes(&self, step: &Step) -> bool {
        if self.tally.n(What::WentBack) + step.tally.n(What::WentBack) > 0 {
            return false;
        }
        self.from.saturating_sub(step.at) < PAUSE_MILLIS && self.to.saturating_sub(step.at) < PERIOD_MILLIS
    }

    fn take(&mut self, step: &Step) {
        self.from = step.at;
        self.n_steps += 1;
        self.tally.take(&step.tally);
    }
}

/// The last periods of steps, the newest first, at most `limit` of them. The steps are in order, the last one is number
/// `now` (from 1). A period ends at every point.
pub(super) fn periods(steps: &[Step], now: u64, is_point: impl Fn(u64) -> bool, limit: usize) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    for (step, seq) in steps.iter().rev().zip((1..=now).rev()) {
        let is_full = periods.len() == limit;
        match periods.last_mut().filter(|period| period.takes(step) && !is_point(seq)) {
            Some(period) => period.take(step),
            None if is_full => break,
            None => periods.push(Period::of(seq, step)),
        }
    }
    periods
}

/// Each action of a period as a period of its own, the newest first.
pub(super) fn single(period: &Period, steps: &[Step], now: u64) -> Vec<Period> {
    let end = steps.len() - (now - period.seq) as usize;
    let seqs = (1..=period.seq).rev();
    steps[end - period.n_steps..end].iter().rev().zip(seqs).map(|(step, seq)| Period::of(seq, step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(minutes: &[u64]) -> Vec<Step> {
        minutes.iter().map(|minute| Step { at: minute * 60_000, tally: Tally::of(What::Cut, 1) }).collect()
    }

    fn shape(periods: &[Period]) -> Vec<(u64, usize, u64, u64)> {
        periods
            .iter()
            .map(|period| (period.seq, period.n_steps, period.from / 60_000, period.to / 60_000))
            .collect()
    }

    #[test]
    fn a_pause_a_point_and_length_end_a_run() {
        let steps = steps(&[10, 11, 12, 30, 34, 38, 42, 46, 50]);
        // The log has two actions before these, so that the last is number 11.
        let all = periods(&steps, 11, |seq| seq == 4, 9);
        assert_eq!(shape(&all), [(11, 4, 38, 50), (7, 2, 30, 34), (5, 1, 12, 12), (4, 2, 10, 11)]);
        assert_eq!(all[0].tally, Tally::of(What::Cut, 4));
        assert_eq!(periods(&steps, 11, |seq| seq == 4, 2), all[..2]);
        let inside = single(&all[3], &steps, 11);
        assert_eq!(shape(&inside), [(4, 1, 11, 11), (3, 1, 10, 10)]);
    }

    #[test]
    fn a_clock_that_went_back_breaks_nothing() {
        let steps = steps(&[100, 3, 4]);
        assert_eq!(shape(&periods(&steps, 3, |_| false, 9)), [(3, 3, 100, 4)]);
        assert_eq!(periods(&[], 0, |_| true, 9), []);
    }
}
