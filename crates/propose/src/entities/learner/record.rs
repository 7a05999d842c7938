//! What would have been proposed for paragraphs before they were learned from, and how proposals were decided.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Decision, Found, Said};
use crate::protocol::Report;

/// So many entities and proposals must have been held out before what was learned is used.
const MIN_HELD_OUT: u32 = 30;

/// And so many paragraphs: a few long ones are about too few things.
const MIN_PARAGRAPHS: u32 = 25;

/// Found, proposed and true entities.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    hit: u16,
    proposed: u16,
}

/// One paragraph, before it was learned from.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct HeldOut {
    entities: u16,
    with: Counts,
    without: Counts,
}

/// The last paragraphs, and the last decisions about proposals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    held_out: VecDeque<HeldOut>,
    /// Whether each proposal was accepted as it was.
    lately: VecDeque<bool>,
}

impl Record {
    /// Compares a paragraph with what was decided in it: each entity counts as held out, because nothing has been learned
    /// from it yet. Where not everything is decided, only proposals that touch a decision count.
    pub(super) fn add(
        &mut self,
        said: &[Said],
        found: &[Found],
        decisions: &[Decision],
        complete: bool,
        n_learned: u32,
    ) {
        let said: Vec<_> = said.iter().map(|said| (said.start, said.end, said.label.as_str())).collect();
        let found: Vec<_> =
            found.iter().map(|found| (found.start, found.end, found.label.as_str())).collect();
        let is_old = |&(start, end, _): &(usize, usize, &str)| {
            decisions.iter().any(|d| d.again && d.start < end && start < d.end)
        };
        let said: Vec<_> = said.into_iter().filter(|item| !is_old(item)).collect();
        let found: Vec<_> = found.into_iter().filter(|item| !is_old(item)).collect();
        let is_true = |&(start, end, label): &(usize, usize, &str)| {
            decisions.iter().any(|d| (d.start, d.end) == (start, end) && d.label.as_deref() == Some(label))
        };
        let counts = |of: bool, &(start, end, _): &(usize, usize, &str)| {
            of || decisions.iter().any(|d| d.start < end && start < d.end)
        };
        let count = |proposed: &[(usize, usize, &str)]| Counts {
            hit: proposed.iter().filter(|item| is_true(item)).count() as u16,
            proposed: proposed.iter().filter(|item| counts(complete, item)).count() as u16,
        };
        let shown = if self.helps(n_learned) { &found } else { &said };
        self.lately.extend(shown.iter().filter(|item| counts(complete, item)).map(is_true));
        self.held_out.push_back(HeldOut {
            entities: decisions.iter().filter(|d| d.label.is_some() && !d.again).count() as u16,
            with: count(&found),
            without: count(&said),
        });
        while self.lately.len() > Report::WINDOW {
            self.lately.pop_front();
        }
        // The last paragraph counts as a whole.
        while self.held_out.len() > 1 && self.n_entities() > Report::WINDOW as u32 {
            self.held_out.pop_front();
        }
        while self.held_out.len() > Report::WINDOW {
            self.held_out.pop_front();
        }
    }

    fn n_entities(&self) -> u32 {
        self.held_out.iter().map(|paragraph| u32::from(paragraph.entities)).sum()
    }

    fn f1(&self, of: impl Fn(&HeldOut) -> Counts) -> f64 {
        let sum =
            |pick: fn(Counts) -> u16| -> u32 { self.held_out.iter().map(|p| u32::from(pick(of(p)))).sum() };
        let both = sum(|counts| counts.proposed) + self.n_entities();
        if both == 0 { 0.0 } else { f64::from(2 * sum(|counts| counts.hit)) / f64::from(both) }
    }

    /// Whether what was learned, of so many paragraphs, saves work.
    pub(super) fn helps(&self, n_learned: u32) -> bool {
        // What a person would have to do: take out what is wrong, put in what is missing.
        let work = |of: fn(&HeldOut) -> Counts| -> u32 {
            let of_one =
                |p: &HeldOut| u32::from(p.entities + of(p).proposed).saturating_sub(2 * u32::from(of(p).hit));
            self.held_out.iter().map(of_one).sum()
        };
        let n_seen: u32 = self.held_out.iter().map(|p| u32::from(p.entities.max(p.without.proposed))).sum();
        n_learned >= MIN_PARAGRAPHS && n_seen >= MIN_HELD_OUT && work(|p| p.with) < work(|p| p.without)
    }

    pub(super) fn report(&self, n_learned: u32) -> Report {
        let thousandths = |share: f64| (share * 1000.0).round() as u16;
        Report {
            learned: n_learned,
            held_out: self.n_entities().min(u32::from(u16::MAX)) as u16,
            with: thousandths(self.f1(|p| p.with)),
            without: thousandths(self.f1(|p| p.without)),
            lately: self.lately.len() as u16,
            accepted: self.lately.iter().filter(|&&accepted| accepted).count() as u16,
            helps: self.helps(n_learned),
        }
    }
}
