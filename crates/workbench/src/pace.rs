//! How fast the work goes: decisions of a person over the time in which they were at it.

use jianbao_core::edit::Millis;

/// A pause that is longer counts as this long: nobody works while away.
const LONGEST_PAUSE: u64 = 60_000;

/// So many decisions are needed before a rate says something.
const FEWEST: u32 = 5;

/// What was decided since the page was opened, and in which time.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    n: u32,
    active: u64,
    last: Option<Millis>,
}

impl Pace {
    /// Something was decided.
    pub(crate) fn decided(&mut self, now: Millis) {
        let pause = self.last.map_or(0, |last| now.0.saturating_sub(last.0));
        self.active += pause.min(LONGEST_PAUSE);
        self.last = Some(now);
        self.n += 1;
    }

    /// How many decisions there were.
    pub fn n_decisions(self) -> u32 {
        self.n
    }

    /// Decisions in a minute of work; none while there are too few.
    pub fn per_minute(self) -> Option<u32> {
        let intervals = u64::from(self.n.checked_sub(1)?);
        let rate = (intervals * 60_000 + self.active / 2).checked_div(self.active)?;
        (self.n >= FEWEST).then_some(rate as u32)
    }

    /// Seconds of work for each of so many articles; none while there are too few decisions.
    pub fn seconds_per_article(self, n_articles: usize) -> Option<u32> {
        let seconds = (self.active / 1000).checked_div(n_articles as u64)?;
        (self.n >= FEWEST).then_some(seconds as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_do_not_count_as_work() {
        let mut pace = Pace::default();
        assert_eq!((pace.per_minute(), pace.seconds_per_article(0)), (None, None));
        for i in 0..7 {
            pace.decided(Millis(1_000 + i * 5_000));
        }
        assert_eq!((pace.n_decisions(), pace.per_minute()), (7, Some(12)));
        assert_eq!(pace.seconds_per_article(2), Some(15));
        assert_eq!(pace.seconds_per_article(0), None);
        pace.decided(Millis(10_000_000));
        assert_eq!(pace.seconds_per_article(1), Some(90), "away for hours, but only a minute counts");
        pace.decided(Millis(0));
        assert_eq!(pace.seconds_per_article(1), Some(90), "a clock that goes back does no harm");
    }

    #[test]
    fn decisions_at_one_instant_have_no_rate() {
        let mut pace = Pace::default();
        (0..9).for_each(|_| pace.decided(Millis(7)));
        assert_eq!(pace.per_minute(), None);
    }
}
