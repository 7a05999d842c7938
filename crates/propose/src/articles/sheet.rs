//! One stretch of text on its way from lines to a layout, in small pieces of work.

use std::ops::Range;

use super::features::{Facts, Marks, PageForm, TitleFrame};
use super::labels::{COUNT, LABELS, Relation};
use super::layout::Layout;
use super::lines::Line;
use super::network::FIRST;
use super::pairs::{Contexts, Pair, Pairs};
use super::units::Unit;
use super::{ArticleModel, Options, assemble, decode, features, hints, network, pairs, units};

/// The networks are surer than they are right: their scores are scaled by this before chances are taken
/// from them. Measured on days held out (`docs/articles.md`).
const CALM: f32 = 0.5;
/// Added to the scores of a resumption, times the chance of its best partner, which is otherwise weighed
/// only later. Measured on days held out (`docs/articles.md`).
const RESUME_BONUS: f32 = 3.0;
/// Taken off labels that contradict a jump line.
const JUMP_PENALTY: f32 = 12.0;

/// Characters of units that are worked on in one piece, about.
const PIECE_CHARS: usize = 1000;
/// Places that are tried in one piece.
const PIECE_TRIES: usize = 16;

/// What a sheet is worked out from.
pub(super) struct Source<'a> {
    pub model: &'a ArticleModel,
    pub options: &'a Options,
    pub text: &'a str,
    /// All lines of the text.
    pub lines: &'a [Line],
}

/// What is done next. Every stage but the first and the last two goes from unit to unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Units,
    Facts,
    Relations,
    Titles,
    Contexts,
    Pairs,
    First,
    Scores,
    Decision,
    Layout,
}

/// A stretch of lines that is decided at once.
#[derive(Debug)]
pub(super) struct Sheet {
    lines: Range<usize>,
    stage: Stage,
    /// The unit that the stage is at.
    at: usize,
    units: Vec<Unit>,
    form: PageForm,
    facts: Vec<Facts>,
    marks: Marks,
    frame: TitleFrame,
    contexts: Contexts,
    pairs: Pairs,
    /// For each network the first layers of all units.
    first: Vec<Vec<[f32; FIRST]>>,
    scores: Vec<[f32; COUNT]>,
    marginals: Vec<[f32; COUNT]>,
    learned: Vec<bool>,
    usable: Vec<Pair>,
    decider: decode::Decider,
}

impl Sheet {
    /// A sheet of these lines, nothing worked out yet.
    pub(super) fn new(lines: Range<usize>) -> Self {
        Self {
            lines,
            stage: Stage::Units,
            at: 0,
            units: Vec::new(),
            form: PageForm::default(),
            facts: Vec::new(),
            marks: Marks::default(),
            frame: TitleFrame::default(),
            contexts: Contexts::default(),
            pairs: Pairs::default(),
            first: Vec::new(),
            scores: Vec::new(),
            marginals: Vec::new(),
            learned: Vec::new(),
            usable: Vec::new(),
            decider: decode::Decider::default(),
        }
    }

    /// Does one piece of work: about how many characters of work it was, and the layout when it was the last.
    pub(super) fn step(&mut self, source: &Source<'_>) -> (usize, Option<Layout>) {
        let lines = &source.lines[self.lines.clone()];
        let model = source.model;
        match self.stage {
            Stage::Units => {
                let wrap = units::wrap_width(lines).or_else(|| source.options.hints.wrap());
                self.units = units::units(lines, wrap);
                self.form = PageForm::of(lines, &self.units, wrap.is_some());
                self.stage = Stage::Facts;
                return (PIECE_CHARS, None);
            }
            Stage::Decision => {
                for _ in 0..PIECE_TRIES {
                    if !self.decider.step(&model.moves) {
                        self.stage = Stage::Layout;
                        break;
                    }
                }
                return (PIECE_CHARS, None);
            }
            Stage::Layout => return (PIECE_CHARS, Some(self.layout(source))),
            _ => {}
        }
        let mut done = 0;
        while self.at < self.units.len() && done < PIECE_CHARS {
            self.unit(source, lines, self.at);
            done += self.units[self.at].chars.len().max(SHORTEST);
            self.at += 1;
        }
        if self.at == self.units.len() {
            self.next_stage(source, lines);
        }
        (done / STAGES + 1, None)
    }

    /// The work of the stage on unit `k`.
    fn unit(&mut self, source: &Source<'_>, lines: &[Line], k: usize) {
        let model = source.model;
        match self.stage {
            Stage::Facts => self.facts.push(features::alone(&self.units[k].chars, &model.counts)),
            Stage::Relations => features::relate(&mut self.facts, k, &model.counts, &mut self.marks),
            Stage::Titles => self.facts[k].title = self.frame.title(&self.facts, k, &mut self.marks),
            Stage::Contexts => self.contexts.add(&self.facts, k, &mut self.marks),
            Stage::Pairs => {
                self.pairs.add(&model.pairs, &self.units, &self.facts, &self.contexts, &model.counts, k);
            }
            Stage::First => {
                let best = &self.pairs.best;
                let rows = features::unit_rows(lines, &self.units, &self.facts, self.form, best, k);
                for (layers, network) in self.first.iter_mut().zip(&model.networks) {
                    layers.push(network.first(&rows));
                }
            }
            Stage::Scores => {
                let mut scores = network::mean_scores(&model.networks, &self.first, k);
                adjust(&mut scores, &self.facts[k], &self.units[k], self.pairs.best[k].0);
                self.scores.push(scores);
            }
            Stage::Units | Stage::Decision | Stage::Layout => {}
        }
    }

    /// Goes on to the next stage when all units are through one.
    fn next_stage(&mut self, source: &Source<'_>, lines: &[Line]) {
        self.at = 0;
        self.stage = match self.stage {
            Stage::Facts => {
                self.marks = features::number_words(&mut self.facts);
                Stage::Relations
            }
            Stage::Relations => {
                self.frame = TitleFrame::of(&self.units, &self.facts);
                Stage::Titles
            }
            Stage::Titles => Stage::Contexts,
            Stage::Contexts => {
                self.contexts.close(&self.marks);
                self.pairs = Pairs::new(self.units.len());
                Stage::Pairs
            }
            Stage::Pairs => {
                self.first = vec![Vec::with_capacity(self.units.len()); source.model.networks.len()];
                Stage::First
            }
            Stage::First => Stage::Scores,
            _ => {
                let (moves, options) = (&source.model.moves, source.options);
                let mut usable = std::mem::take(&mut self.pairs.found);
                let scores = &mut self.scores;
                self.learned =
                    hints::apply(&options.hints, &options.fixed, lines, &self.units, scores, &mut usable);
                self.marginals = network::marginals(moves, scores, CALM);
                self.decider = decode::Decider::new(moves, std::mem::take(scores), usable.clone());
                self.usable = usable;
                Stage::Decision
            }
        };
    }

    fn layout(&mut self, source: &Source<'_>) -> Layout {
        let decision = std::mem::take(&mut self.decider).decision();
        assemble::assemble(&assemble::Decided {
            text: source.text,
            lines: &source.lines[self.lines.clone()],
            units: &self.units,
            decision: &decision,
            marginals: &self.marginals,
            partner_chances: &assemble::partner_chances(&decision, &self.usable),
            facts: &self.facts,
            learned: &self.learned,
        })
    }
}

/// Stages that go from unit to unit.
const STAGES: usize = 7;
/// A unit is at least as much work as one of so many characters.
const SHORTEST: usize = 25;

/// Adds what is known beside the networks: resumptions with a good partner, pointers to other pages.
fn adjust(scores: &mut [f32; COUNT], facts: &Facts, unit: &Unit, best_tail: f32) {
    let bonus = RESUME_BONUS * pairs::chance(best_tail);
    let jump = facts.jump.as_ref();
    let whole = jump.is_some_and(|j| j.range.len() + 1 >= unit.chars.len());
    let back = jump.is_some_and(|j| j.back && j.range.start == 0);
    for (s, label) in scores.iter_mut().zip(LABELS) {
        let resumes = matches!(label.relation, Relation::Resumes | Relation::ResumesInside);
        if resumes {
            *s += bonus;
        }
        // A pointer to another page is what it says it is.
        let role = label.role != jianbao_core::Role::Jump;
        if whole && role || back && (resumes || label.relation == Relation::Continues) {
            *s -= JUMP_PENALTY;
        }
    }
}
