//! One stretch of text on its way from lines to a layout, in small pieces of work.

use std::ops::Range;

use jianbao_core::Role;

use super::chars::is_han;
use super::features::{Facts, Marks, PageForm, TitleFrame};
use super::labels::{COUNT, LABELS, Relation};
use super::layout::Layout;
use super::lines::Line;
use super::math::ln;
use super::network::{FIRST, WIDE};
use super::pairs::{Contexts, Pair, Pairs};
use super::segments::Segments;
use super::units::Unit;
use super::{
    ArticleModel, Options, assemble, decode, features, hints, latin, network, pairs, patterns, units,
};

/// The networks are surer than they are right: their scores are scaled by this before chances are taken
/// from them. Measured on days held out (`docs/articles.md`).
const CALM: f32 = 0.5;
/// Added to the scores of a resumption, times the chance of its best partner, which is otherwise weighed
/// only later. Measured on days held out (`docs/articles.md`).
const RESUME_BONUS: f32 = 3.0;
/// How much the chance of a relation with all its roles counts beside the score of each label. Measured on days
/// held out (`docs/articles.md`).
const RELATION_WEIGHT: f32 = 0.6;
/// A chance is never less than this.
const LEAST_CHANCE: f32 = 1e-6;
/// Taken off labels that contradict a jump line.
const JUMP_PENALTY: f32 = 12.0;
/// Taken off labels that the first words of a text or the lines beside it all but rule out.
const UNLIKELY: f32 = 5.0;
/// Characters of a line that ends like a sentence and is running text, no title.
const RUNNING: usize = 20;
/// Characters of a text that says what a picture shows, at most.
const LONGEST_CAPTION: usize = 200;
/// Characters of a text without a headline that may be an article.
const LEAST_BRIEF: usize = 40;

/// Characters of units that are worked on in one piece, about.
const PIECE_CHARS: usize = 1000;
/// Pairs that are weighed in one piece.
const PIECE_PAIRS: usize = 32;
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

/// What is done next. Every stage but the first and the last three goes from unit to unit.
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
    Segments,
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
    /// For each network what these say of the page around each unit.
    wide: Vec<Vec<[[f32; FIRST]; WIDE]>>,
    scores: Vec<[f32; COUNT]>,
    marginals: Vec<[f32; COUNT]>,
    learned: Vec<bool>,
    usable: Vec<Pair>,
    /// The same pairs, seen with the stretches of text around them.
    joint: Vec<Pair>,
    segments: Segments,
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
            wide: Vec::new(),
            scores: Vec::new(),
            marginals: Vec::new(),
            learned: Vec::new(),
            usable: Vec::new(),
            joint: Vec::new(),
            segments: Segments::default(),
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
            Stage::Segments => {
                if !self.segments.step(&mut self.joint, PIECE_PAIRS, &self.facts, &mut self.marks) {
                    self.decider.pair_up(std::mem::take(&mut self.joint));
                    self.stage = Stage::Decision;
                }
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
            Stage::Titles => {
                self.facts[k].title = self.frame.title(&self.facts, k, &mut self.marks);
                self.facts[k].ties = self.frame.ties(&self.facts, k, &mut self.marks);
            }
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
                let mut scores = network::mean_scores(&model.networks, &self.first, &self.wide, k);
                let best = self.pairs.best[k].0;
                adjust(&mut scores, lines, self.form, &self.facts, &self.units, best, k);
                self.scores.push(scores);
            }
            Stage::Units | Stage::Segments | Stage::Decision | Stage::Layout => {}
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
            Stage::First => {
                self.wide = self.first.iter().map(|first| network::wide(first)).collect();
                Stage::Scores
            }
            _ => {
                let (moves, options) = (&source.model.moves, source.options);
                let mut usable = std::mem::take(&mut self.pairs.found);
                let scores = &mut self.scores;
                if latin::is_latin(&self.units) {
                    latin::adjust(lines, &self.units, &self.facts, scores, &mut usable);
                }
                self.learned =
                    hints::apply(&options.hints, &options.fixed, lines, &self.units, scores, &mut usable);
                self.marginals = network::marginals(moves, scores, CALM);
                let open = self.facts.iter().map(Facts::stops_inside).collect();
                for (scores, chances) in scores.iter_mut().zip(&self.marginals) {
                    weigh_relations(scores, chances);
                }
                self.decider = decode::Decider::new(moves, std::mem::take(scores), open);
                self.segments = Segments::new(self.decider.labels());
                self.joint = usable.clone();
                self.usable = usable;
                Stage::Segments
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

/// Adds how likely each relation is with all its roles together: the best sequence of labels alone would see the
/// best role of each only, and a start whose role is plain would win against a text that goes on in one of several.
fn weigh_relations(scores: &mut [f32; COUNT], chances: &[f32; COUNT]) {
    let group = |relation: Relation| match relation {
        Relation::New => 0,
        Relation::Same | Relation::Continues => 1,
        Relation::Resumes | Relation::ResumesInside => 2,
        Relation::Furniture => 3,
    };
    let mut sums = [LEAST_CHANCE; 4];
    for (chance, label) in chances.iter().zip(LABELS) {
        sums[group(label.relation)] += chance;
    }
    for (score, label) in scores.iter_mut().zip(LABELS) {
        *score += RELATION_WEIGHT * ln(sums[group(label.relation)]);
    }
}

/// Adds what is known beside the networks to the scores of unit `k`: resumptions with a good partner, pointers to
/// other pages, texts that cannot begin an article.
fn adjust(
    scores: &mut [f32; COUNT],
    lines: &[Line],
    page: PageForm,
    facts: &[Facts],
    units: &[Unit],
    best_tail: f32,
    k: usize,
) {
    let bonus = RESUME_BONUS * pairs::chance(best_tail);
    let chars = &units[k].chars;
    let jump = facts[k].jump.as_ref();
    let whole = jump.is_some_and(|j| j.range.len() + 1 >= chars.len());
    let back_at =
        |k: usize| facts.get(k).and_then(|f| f.jump.as_ref()).is_some_and(|j| j.back && j.range.start == 0);
    let back = back_at(k);
    // A short line right before `上接` is the headline of what goes on.
    let title = |k: usize| facts.get(k).is_some_and(|f| f.title.is_some());
    let titled = back && k > 0 && title(k - 1);
    // After running text it begins what goes on, without a headline.
    let back_again = back && k > 0 && facts[k - 1].ends && facts[k - 1].len >= RUNNING;
    let titles = back_at(k + 1) && title(k);
    let form = Form::of(lines, page, facts, units, k);
    for (s, label) in scores.iter_mut().zip(LABELS) {
        let resumes = matches!(label.relation, Relation::Resumes | Relation::ResumesInside);
        let begins = label.relation == Relation::New;
        let text_begins = begins && label.role == Role::Body;
        if resumes {
            *s += bonus;
        }
        // A pointer to another page is what it says it is, and one that points on ends the text before it.
        if whole && label.role != Role::Jump
            || whole && !back && label.relation != Relation::Same
            || back && (resumes || label.relation == Relation::Continues)
            || back_again && !begins
            || text_begins && k > 0 && back_at(k - 1) && !form.marked
        {
            *s -= JUMP_PENALTY;
        }
        let is_title = matches!(label.role, Role::Headline | Role::Kicker | Role::Subtitle);
        let follows = matches!(label.relation, Relation::Same | Relation::Continues);
        if begins && (titled || form.next_picture || form.leans && !is_title) || titles && !is_title {
            *s -= UNLIKELY;
        }
        if text_begins && form.scrap || is_title && form.addresses || follows && form.other_picture {
            *s -= UNLIKELY / 2.0;
        }
        if form.signed && label.role == Role::Signature && label.relation == Relation::Same {
            *s += 2.0 * UNLIKELY;
        }
        if label.relation == Relation::Furniture && (form.signed || form.clauses) {
            *s -= UNLIKELY;
        }
        if (form.signed || form.row || form.row_title) && matches!(label.role, Role::Body | Role::Dateline) {
            *s -= UNLIKELY;
        }
        if form.dated && label.role == Role::Dateline && label.relation == Relation::Same {
            *s += 3.0 * UNLIKELY;
        }
        if form.captioned && label.role == Role::Caption {
            *s += UNLIKELY / 2.0;
        }
        if form.column && label.relation == Relation::Furniture
            || form.after_rows && label.role == Role::Headline && begins
        {
            *s += 2.0 * UNLIKELY;
        }
        // Training pages have no such lists, so that the chain is against them.
        if label.relation == Relation::Same
            && (form.row && label.role == Role::Other || form.row_title && label.role == Role::Subhead)
        {
            *s += 3.0 * UNLIKELY;
        }
        if facts[k].notice && label.role == Role::Headline && begins
            || form.imprint && label.relation == Relation::Furniture
        {
            *s += UNLIKELY;
        }
    }
}

/// What the form of a text and of the lines beside it says plainly.
struct Form {
    /// It begins with words that lean on a text before it.
    leans: bool,
    /// One short sentence without a mark or a source before it.
    scrap: bool,
    /// It begins with a mark or a source, as briefs do.
    marked: bool,
    /// It is the picture after the one before.
    next_picture: bool,
    /// It is a picture with its maker, and so is the one before.
    other_picture: bool,
    /// It is a line that addresses someone.
    addresses: bool,
    /// It is who signs the text before it.
    signed: bool,
    /// It is a date alone over a text, as in a list of what happened when.
    dated: bool,
    /// It says what a picture shows, and who made it stands after it.
    captioned: bool,
    /// It is the name of a column over the title of an article.
    column: bool,
    /// It is a line in a list of results.
    row: bool,
    /// It is the title of a list of results after another one or below a headline.
    row_title: bool,
    /// It is a short line set apart from the table before it.
    after_rows: bool,
    /// It is what a paper says about itself.
    imprint: bool,
    /// It is a short line of two clauses over another one, as titles are and what stands around articles is not.
    clauses: bool,
}

impl Form {
    fn of(lines: &[Line], form: PageForm, facts: &[Facts], units: &[Unit], k: usize) -> Self {
        let f = &facts[k];
        let chars = &units[k].chars;
        let apart = form.is_apart(&lines[units[k].lines.start]);
        let before = k.checked_sub(1);
        let at = |k: usize| units.get(k).map_or(&[][..], |u| &u.chars[..]);
        let after_text = before.is_some_and(|b| facts[b].ends && !facts[b].credit && !facts[b].furniture);
        let marked = f.dateline || chars.first().is_none_or(|&c| !is_han(c));
        let picture = |k: usize| patterns::picture(at(k));
        let next_picture =
            before.is_some_and(|b| picture(k).is_some_and(|n| picture(b).is_some_and(|m| m + 1 == n)));
        let credited =
            |k: usize| facts[k].note == 2 || facts[k].len >= 20 && patterns::ends_with(at(k), "摄");
        let clauses = |k: usize| {
            let parts = || at(k).split(|&c| c == ' ').filter(|part| !part.is_empty());
            facts.get(k).is_some_and(|f| f.title.is_some() && !f.furniture)
                && parts().count() == 2
                && parts().all(|part| part.len() >= 4 && part.iter().all(|&c| is_han(c)))
        };
        let office = |k: usize| patterns::is_office(at(k)) && patterns::is_date(at(k + 1));
        let signed_on =
            patterns::is_date(chars) && before.is_some_and(|b| office(b) || patterns::is_signature(at(b)));
        let title = |k: usize| facts.get(k).is_some_and(|f| f.title.is_some());
        let row = |k: usize| {
            let place = patterns::result_row(at(k));
            let near = |k: usize, by: u32| {
                place.is_some_and(|p| patterns::result_row(at(k)) == Some(p.wrapping_add(by)))
            };
            near(k + 1, 1) || k > 0 && near(k - 1, u32::MAX)
        };
        let columns = chars.windows(2).any(|pair| pair == [' ', ' ']);
        let table = |k: usize| row(k) || super::units::is_row(at(k));
        let running =
            |k: usize| facts.get(k).is_some_and(|f| f.len >= RUNNING && !f.byline && f.title.is_none());
        Self {
            dated: patterns::is_month_or_date(chars) && running(k + 1) && !signed_on,
            captioned: f.len < LONGEST_CAPTION
                && patterns::find(chars, "图为").is_some()
                && (f.note == 2 || facts.get(k + 1).is_some_and(|f| f.credit)),
            column: patterns::is_column_title(chars) && title(k + 1) && !f.notice,
            row: row(k),
            row_title: title(k)
                && !apart
                && !columns
                && row(k + 1)
                && before.is_some_and(|b| row(b) || title(b)),
            after_rows: title(k) && !row(k) && apart && before.is_some_and(table),
            leans: patterns::leans_back(chars),
            scrap: after_text && f.len < LEAST_BRIEF && f.note == 0 && !marked,
            marked,
            next_picture,
            other_picture: !next_picture && before.is_some_and(|b| credited(b) && credited(k)),
            addresses: chars.last() == Some(&':'),
            imprint: patterns::is_imprint(chars),
            clauses: clauses(k) && clauses(k + 1),
            signed: after_text && (patterns::is_signature(chars) || office(k)) || signed_on,
        }
    }
}
