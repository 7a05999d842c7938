//! What is known of each unit of a page before anything is decided: its form, its words, how well
//! it goes with its neighbours. Every fact becomes the number of a row of the network's first layer.

use super::chars::{class, is_han, is_sentence_end};
use super::lines::Line;
use super::math::mix;
use super::ngrams::{Counts, PARAGRAPH, Side, TITLE, TITLE_END, association, key, weight};
use super::patterns;
use super::units::Unit;

/// Rows of the first layer: facts are hashed into so many.
pub(crate) const ROWS: usize = FORM_ROWS + WORD_ROWS;
/// Those of facts of form and measure, of which there are some thousands, so that hardly two share one.
const FORM_ROWS: usize = 6 << 10;
/// Those of characters as themselves, of which there are many more: what is rare must not blur what is not.
const WORD_ROWS: usize = 1 << 11;

/// Units on each side that are compared for shared words.
const AROUND: usize = 4;

/// What is measured of a unit once, for features, pairs and reasons alike.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Characters.
    pub len: usize,
    /// Whether it ends like a sentence.
    pub ends: bool,
    /// Quotation marks that stay open at its end, and that close without being opened in it.
    pub open_quotes: i32,
    pub stray_quotes: i32,
    /// A jump line at its start or end.
    pub jump: Option<patterns::Jump>,
    /// Whether a jump line in it points on to another page.
    pub points_on: bool,
    /// Whether it starts with a dateline.
    pub dateline: bool,
    /// How many names it is made of, when it is nothing else.
    pub names: usize,
    pub credit: bool,
    pub byline: bool,
    pub furniture: bool,
    /// Whether it is the title of a notice.
    pub notice: bool,
    /// See [`patterns::lead_time`].
    pub lead: u32,
    /// What a note in brackets at its end says: 1 who wrote it, 2 who made the picture, 3 where it was written.
    pub note: u32,
    /// Its pairs of Han characters with their weights; each once.
    pub words: Vec<(u32, f32)>,
    /// Its end and its start, for associations.
    pub tail: Side,
    pub head: Side,
    /// Association with the unit before it: pair, left, right.
    pub local: [f32; 3],
    /// How much its first characters are those of a paragraph, and of a headline.
    pub opens: f32,
    pub opens_title: f32,
    /// How much its last characters are those of a headline.
    pub ends_title: f32,
    /// How much the text before and the text after its start have in common.
    pub cohesion: f32,
    /// Share of its words that come back in the units after it, and that were in those before it.
    pub in_next: f32,
    pub in_before: f32,
    /// What it is among the short lines of the page, where it is one.
    pub title: Option<Title>,
    /// What it has in common with the wider text before it and after it, where it may be a caption or a brief.
    pub ties: Option<(f32, f32)>,
    /// Whether it may go on with something, by its first characters.
    pub may_resume: bool,
    /// Whether something may go on from it.
    pub may_be_open: bool,
}

impl Facts {
    /// Whether it is running text that stops in mid-sentence, so that it must go on somewhere.
    pub(crate) fn stops_inside(&self) -> bool {
        const RUNNING: usize = 15;
        self.may_be_open && !self.ends && self.len >= RUNNING && !self.points_on
    }
}

/// The facts of every unit of a page.
#[cfg(feature = "train")]
pub(crate) fn facts(units: &[Unit], counts: &dyn Counts) -> Vec<Facts> {
    let mut out: Vec<Facts> = units.iter().map(|unit| alone(&unit.chars, counts)).collect();
    let mut marks = number_words(&mut out);
    for k in 0..out.len() {
        relate(&mut out, k, counts, &mut marks);
    }
    let frame = TitleFrame::of(units, &out);
    for k in 0..out.len() {
        out[k].title = frame.title(&out, k, &mut marks);
        out[k].ties = frame.ties(&out, k, &mut marks);
    }
    out
}

/// Replaces the keys of all words by small numbers, in the order of the keys.
pub(crate) fn number_words(facts: &mut [Facts]) -> Marks {
    let mut keys: Vec<u32> = facts.iter().flat_map(|f| f.words.iter().map(|w| w.0)).collect();
    keys.sort_unstable();
    keys.dedup();
    for word in facts.iter_mut().flat_map(|f| &mut f.words) {
        word.0 = keys.partition_point(|&k| k < word.0) as u32;
    }
    Marks::new(keys.len())
}

/// Adds to the facts of unit `k` how it goes with the units around it.
pub(crate) fn relate(facts: &mut [Facts], k: usize, counts: &dyn Counts, marks: &mut Marks) {
    if k > 0 {
        facts[k].local = association(counts, facts[k - 1].tail, facts[k].head);
    }
    let n = facts.len();
    let before = marks.union(facts[k.saturating_sub(AROUND)..k].iter().rev(), 500);
    let after = marks.union(facts[k..(k + AROUND).min(n)].iter(), 500);
    let next = marks.union(facts[(k + 1).min(n)..(k + AROUND).min(n)].iter(), 500);
    let cohesion = marks.similarity(&before, &after);
    let in_next = marks.covered(&facts[k].words, &next);
    let in_before = marks.covered(&facts[k].words, &before);
    facts[k].cohesion = cohesion;
    facts[k].in_next = in_next;
    facts[k].in_before = in_before;
}

/// What unit `k` is by itself.
pub(crate) fn alone(c: &[char], counts: &dyn Counts) -> Facts {
    let mut open = 0_i32;
    let mut stray = 0;
    for &x in c {
        match x {
            '“' | '(' | '《' => open += 1,
            '”' | ')' | '》' if open > 0 => open -= 1,
            '”' | ')' | '》' => stray += 1,
            _ => {}
        }
    }
    let ends = super::rules::ends_sentence(c);
    let names = patterns::names(c);
    let jump = patterns::jump(c);
    let (credit, byline, furniture) =
        (patterns::is_credit(c), patterns::is_marked_byline(c), jump.is_none() && patterns::is_furniture(c));
    let dateline = patterns::dateline(&c[..c.len().min(90)]).is_some();
    let plain = !credit && !byline && !furniture && names == 0;
    let mut words: Vec<(u32, f32)> = c
        .windows(2)
        .take(500)
        .filter(|w| is_han(w[0]) && is_han(w[1]))
        .map(|w| (key(w), weight(counts, w)))
        .filter(|&(_, w)| w > 0.0)
        .collect();
    words.sort_unstable_by_key(|&(k, _)| k);
    words.dedup_by_key(|w| w.0);
    // A Latin word is about as much as one and a half Han characters.
    let latin = c.iter().filter(|x| x.is_ascii_alphabetic()).count();
    let len = if latin * 2 > c.len() { c.len().div_ceil(4) } else { c.len() };
    let (tail, head) = (Side::tail(counts, c), Side::head(counts, c));
    let lift = |a: [f32; 3]| a[0] + a[1] + a[2];
    Facts {
        opens: lift(association(counts, Side::tail(counts, &[PARAGRAPH]), head)),
        opens_title: lift(association(counts, Side::tail(counts, &[TITLE]), head)),
        ends_title: lift(association(counts, tail, Side::head(counts, &[TITLE_END]))),
        len,
        ends,
        open_quotes: open,
        stray_quotes: stray,
        may_resume: plain && !dateline && jump.as_ref().is_none_or(|j| !j.back || j.range.start > 0),
        may_be_open: plain && jump.as_ref().is_none_or(|j| j.back || j.range.len() < c.len()),
        jump,
        points_on: patterns::jumps(c).any(|j| !j.back),
        dateline,
        names,
        credit,
        byline,
        furniture,
        notice: patterns::is_notice_title(c),
        lead: patterns::lead_time(c),
        note: match patterns::end_note(c) {
            Some(patterns::Note::Signature(_)) => 1,
            Some(patterns::Note::Credit(_)) => 2,
            Some(patterns::Note::Dateline(_)) => 3,
            None => 0,
        },
        words,
        tail,
        head,
        local: [0.0; 3],
        cohesion: 0.0,
        in_next: 0.0,
        in_before: 0.0,
        title: None,
        ties: None,
    }
}

/// A short line that may be a headline or a subhead, against the others of its page.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Title {
    /// Whether what follows begins like an article (dateline, byline).
    pub strong: bool,
    /// Other short lines near it of the same length and punctuation.
    pub parallel: u32,
    /// Share of the short lines of the page that are strong.
    pub page_strong: f32,
    /// Characters since the last strong short line, signature or credit; and to the next.
    pub since: usize,
    pub until: usize,
    /// What the wider text before and after it have in common.
    pub wide: f32,
    /// What the text after it shares with it, less what the text before it does.
    pub leaning: f32,
    /// Other short lines near it that begin with the same two characters.
    pub same_start: u32,
    /// Other lines of a few characters near it that are as long and end with the same one.
    pub same_end: u32,
}

/// Units that a short line is compared with on each side.
const WIDE: usize = 12;
/// Characters of a short line that is little more than a name, at most.
const FEW: usize = 6;

fn is_title_like(f: &Facts) -> bool {
    (2..=42).contains(&f.len)
        && !f.ends
        && f.names == 0
        && !f.credit
        && !f.byline
        && !f.furniture
        && f.jump.is_none()
        && !f.dateline
}

/// What the short lines of a page are measured against.
#[derive(Debug, Default)]
pub(crate) struct TitleFrame {
    like: Vec<bool>,
    strong: Vec<bool>,
    comma: Vec<bool>,
    /// The first two characters and the last one.
    edges: Vec<([char; 2], char)>,
    page_strong: f32,
    since: Vec<usize>,
    until: Vec<usize>,
}

impl TitleFrame {
    /// Looks at the units of a page.
    pub(crate) fn of(units: &[Unit], facts: &[Facts]) -> Self {
        let n = facts.len();
        let like: Vec<bool> = facts.iter().map(is_title_like).collect();
        let strong: Vec<bool> = (0..n)
            .map(|k| {
                like[k]
                    && (k + 1..(k + 4).min(n))
                        .find(|&j| !like[j])
                        .is_some_and(|j| facts[j].dateline || facts[j].byline || facts[j].names > 0)
            })
            .collect();
        let count = like.iter().filter(|&&l| l).count();
        let page_strong = strong.iter().filter(|&&s| s).count() as f32 / count.max(1) as f32;
        let closes: Vec<bool> = facts.iter().map(|f| f.names > 0 || f.credit).collect();
        let mut since = vec![0_usize; n];
        let mut run = 0;
        for k in 0..n {
            since[k] = run;
            run = if strong[k] || closes[k] { 0 } else { run + facts[k].len };
        }
        let mut until = vec![0_usize; n];
        run = 0;
        for k in (0..n).rev() {
            until[k] = run;
            run = if strong[k] || closes[k] || facts[k].dateline { 0 } else { run + facts[k].len };
        }
        let comma = (0..n).map(|k| like[k] && units[k].chars.iter().any(|&c| c == ',' || c == ' ')).collect();
        let edge = |k: usize, at: usize| units[k].chars.get(at).copied().unwrap_or('\0');
        let edges = (0..n)
            .map(|k| ([edge(k, 0), edge(k, 1)], edge(k, units[k].chars.len().wrapping_sub(1))))
            .collect();
        Self { like, strong, comma, edges, page_strong, since, until }
    }

    /// What unit `k` has in common with the wider text before it and after it, where it may be a caption or a brief.
    pub(crate) fn ties(&self, facts: &[Facts], k: usize, marks: &mut Marks) -> Option<(f32, f32)> {
        let f = &facts[k];
        if self.like[k] || f.len < 8 || f.len > 240 || f.credit || f.byline || f.names > 0 {
            return None;
        }
        let before = marks.union(facts[k.saturating_sub(WIDE)..k].iter().rev(), 1200);
        let after = marks.union(facts[k + 1..(k + 1 + WIDE).min(facts.len())].iter(), 1200);
        Some((marks.covered(&f.words, &before), marks.covered(&f.words, &after)))
    }

    /// What unit `k` is among the short lines of its page, if it is one.
    pub(crate) fn title(&self, facts: &[Facts], k: usize, marks: &mut Marks) -> Option<Title> {
        if !self.like[k] {
            return None;
        }
        let n = facts.len();
        let around = k.saturating_sub(2 * WIDE)..(k + 2 * WIDE + 1).min(n);
        let near = |good: &dyn Fn(usize) -> bool| {
            around.clone().filter(|&j| j != k && self.like[j] && good(j)).count() as u32
        };
        let parallel = around
            .clone()
            .filter(|&j| {
                j != k
                    && self.like[j]
                    && !self.strong[j]
                    && facts[j].len.abs_diff(facts[k].len) <= 2
                    && self.comma[j] == self.comma[k]
            })
            .count() as u32;
        let before = marks.union(facts[k.saturating_sub(WIDE)..k].iter().rev(), 1200);
        let after = marks.union(facts[k + 1..(k + 1 + WIDE).min(n)].iter(), 1200);
        let leaning = marks.covered(&facts[k].words, &after) - marks.covered(&facts[k].words, &before);
        Some(Title {
            strong: self.strong[k],
            parallel,
            page_strong: self.page_strong,
            since: self.since[k],
            until: self.until[k],
            wide: marks.similarity(&before, &after),
            leaning,
            same_start: near(&|j| self.edges[j].0 == self.edges[k].0),
            same_end: near(&|j| {
                facts[j].len == facts[k].len && facts[k].len <= FEW && self.edges[j].1 == self.edges[k].1
            }),
        })
    }
}

/// Compares lists of numbered words by marking them; see [`number_words`].
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// When each word was marked last.
    marked: Vec<u32>,
    now: u32,
}

impl Marks {
    fn new(words: usize) -> Self {
        Self { marked: vec![0; words], now: 0 }
    }

    /// Marks for facts whose words are numbered already.
    #[cfg(feature = "train")]
    pub(crate) fn for_words_of(facts: &[Facts]) -> Self {
        let words = facts.iter().flat_map(|f| &f.words).map(|w| w.0 as usize + 1).max();
        Self::new(words.unwrap_or(0))
    }

    /// How many different words there are.
    pub(crate) fn words(&self) -> usize {
        self.marked.len()
    }

    /// Marks a word; whether it was not marked yet.
    fn mark(&mut self, word: u32) -> bool {
        std::mem::replace(&mut self.marked[word as usize], self.now) != self.now
    }

    /// The words of several units together, each once, until there are `limit`.
    pub(crate) fn union<'a>(
        &mut self,
        units: impl Iterator<Item = &'a Facts>,
        limit: usize,
    ) -> Vec<(u32, f32)> {
        self.now += 1;
        let mut out: Vec<(u32, f32)> = Vec::new();
        let mut count = 0;
        for unit in units {
            if count >= limit {
                break;
            }
            count += unit.words.len();
            out.extend(unit.words.iter().filter(|w| self.mark(w.0)));
        }
        out
    }

    /// The weight of what two word lists share.
    fn shared(&mut self, a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
        self.now += 1;
        for word in b {
            self.mark(word.0);
        }
        a.iter().filter(|w| self.marked[w.0 as usize] == self.now).map(|w| w.1).sum()
    }

    /// What two word lists share, against what they could: 0..1.
    pub(crate) fn similarity(&mut self, a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
        let scale = (weight_of(a) * weight_of(b)).sqrt();
        if scale > 0.0 { self.shared(a, b) / scale } else { 0.0 }
    }

    /// The share of the first list that is in the second: 0..1.
    fn covered(&mut self, a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
        let scale = weight_of(a);
        if scale > 0.0 { self.shared(a, b) / scale } else { 0.0 }
    }
}

/// The weight of a word list.
pub(crate) fn weight_of(a: &[(u32, f32)]) -> f32 {
    a.iter().map(|w| w.1).sum()
}

/// What the whole page looks like.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PageForm {
    /// Blank lines between units, as a rule.
    blank: u8,
    /// Whether paragraphs are indented.
    indented: bool,
    /// Whether lines are hard-wrapped.
    wrapped: bool,
}

impl PageForm {
    /// Looks at the units of a page.
    pub(crate) fn of(lines: &[Line], units: &[Unit], wrapped: bool) -> Self {
        let mut blanks = [0_usize; 10];
        for unit in units.iter().skip(1) {
            blanks[usize::from(lines[unit.lines.start].blank)] += 1;
        }
        let blank = (0..10).max_by_key(|&k| (blanks[k], 10 - k)).unwrap_or(0) as u8;
        let indents = units.iter().filter(|u| lines[u.lines.start].indent > 0).count();
        Self { blank, indented: indents * 5 >= units.len() && indents > 0, wrapped }
    }

    /// Whether more blank lines are before the line than between most on the page.
    pub(crate) fn is_apart(self, line: &Line) -> bool {
        line.blank > self.blank
    }
}

fn bin(x: f32, edges: &[f32]) -> u32 {
    edges.iter().take_while(|&&e| x >= e).count() as u32
}

/// Whether a text begins like a caption.
fn lead_word(c: &[char]) -> bool {
    c.first() == Some(&'图') || c.get(1) == Some(&'图') || patterns::find(c, "图为").is_some()
}

/// Collects the rows of one unit.
struct Rows(Vec<u16>);

impl Rows {
    fn add(&mut self, template: u32, value: u32) {
        let row = mix((u64::from(template) << 32) | u64::from(value)) as usize % FORM_ROWS;
        self.0.push(row as u16);
    }

    fn add_word(&mut self, template: u32, value: u32) {
        let row = mix((u64::from(template) << 32) | u64::from(value)) as usize % WORD_ROWS;
        self.0.push((FORM_ROWS + row) as u16);
    }
}

/// The rows of the first layer that unit `k` switches on. `far` holds for each unit the best
/// score as a head of an earlier or later tail, and as a tail.
pub(crate) fn unit_rows(
    lines: &[Line],
    units: &[Unit],
    facts: &[Facts],
    form: PageForm,
    far: &[(f32, f32)],
    k: usize,
) -> Vec<u16> {
    const LEN: [f32; 15] =
        [2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 12.0, 15.0, 18.0, 22.0, 28.0, 38.0, 60.0, 120.0, 240.0];
    const SHARE: [f32; 9] = [0.001, 0.03, 0.07, 0.12, 0.18, 0.25, 0.35, 0.5, 0.7];
    const COHESION: [f32; 10] = [0.002, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.11, 0.15, 0.25];
    const LIFT: [f32; 9] = [-1.5, -0.7, -0.2, 0.2, 0.8, 1.5, 2.5, 3.5, 5.0];
    let mut out = Rows(Vec::with_capacity(64));
    let (unit, f) = (&units[k], &facts[k]);
    let c = &unit.chars;
    let n = f.len;
    let size = c.len();
    let line = &lines[unit.lines.start];
    let at = |i: usize| c.get(i).copied().unwrap_or('\0');
    let (first, last) = (at(0), at(size.wrapping_sub(1)));
    let len = bin(n as f32, &LEN);
    let ends = u32::from(f.ends);
    let gap =
        if k == 0 { 5 } else { (i32::from(line.blank) - i32::from(form.blank)).clamp(-2, 2) + 2 } as u32;
    let indent = u32::from(form.indented) * (1 + u32::from(line.indent > 0));
    let before_full = k > 0 && units[k - 1].full && line.blank == 0;
    let commas = c.iter().filter(|&&x| x == ',').count() as u32;
    let stops = c.iter().filter(|&&x| matches!(x, '。' | '!' | '?')).count() as u32;
    let spaces = c.iter().filter(|&&x| x == ' ').count() as u32;
    let han = c.iter().filter(|&&x| is_han(x)).count();
    let digits = c.iter().filter(|x| x.is_ascii_digit()).count();
    let share = |part: usize| (part * 8 / size.max(1)) as u32;
    let jump =
        f.jump.as_ref().map_or(0, |j| 1 + u32::from(j.back) + 2 * u32::from(j.range.len() + 2 >= size));
    let kind = if f.furniture {
        6
    } else if f.credit {
        1
    } else if f.byline {
        2
    } else if f.names > 0 {
        2 + f.names.min(3) as u32
    } else {
        0
    };
    let firstk = if is_han(first) { 0 } else { first as u32 };
    let lastk = if is_han(last) { 0 } else { last as u32 };

    out.add(0, 0);
    out.add(1, len);
    out.add(2, len * 2 + ends);
    out.add(3, class(first));
    out.add(4, class(last));
    out.add(5, firstk);
    out.add(6, lastk);
    out.add(7, gap);
    out.add(8, gap * 8 + indent * 2 + u32::from(form.wrapped));
    out.add(9, indent * 20 + len);
    out.add(10, commas.min(3) * 4 + stops.min(3));
    out.add(11, commas.min(2) * 20 + len);
    out.add(12, spaces.min(4) * 20 + len);
    out.add(13, share(han));
    out.add(14, share(digits));
    out.add(15, jump);
    out.add(16, kind * 20 + len);
    out.add(17, kind);
    out.add(18, u32::from(f.dateline) * 2 + u32::from(first == '('));
    out.add(19, (f.open_quotes.clamp(0, 2) * 3 + f.stray_quotes.clamp(0, 2)) as u32);
    out.add(20, u32::from(before_full) * 2 + u32::from(unit.full));
    out.add(21, u32::from(unit.lines.len() > 1));
    out.add(22, k.min(3) as u32 + 4 * (units.len() - 1 - k).min(3) as u32);
    // Association across the break before it, with what the break looks like.
    let sum = f.local[0] + f.local[1] + f.local[2];
    let open_before = k > 0 && !facts[k - 1].ends;
    let before_len = if k > 0 { bin(facts[k - 1].len as f32, &LEN) } else { 19 };
    out.add(23, bin(f.local[0], &LIFT));
    out.add(24, bin(sum, &LIFT));
    out.add(25, bin(sum, &LIFT) * 2 + u32::from(open_before));
    out.add(26, bin(f.local[0], &LIFT) * 40 + before_len * 2 + u32::from(open_before));
    let last_before = if k > 0 { units[k - 1].chars.last().copied().unwrap_or('\0') } else { '\u{1}' };
    out.add(27, class(last_before) * 16 + class(first));
    out.add(28, u32::from(open_before) * 40 + len * 2 + ends);
    out.add(29, before_len * 20 + len);
    let quotes_before = if k > 0 { facts[k - 1].open_quotes.clamp(0, 2) } else { 0 };
    out.add(30, (quotes_before * 3 + f.stray_quotes.clamp(0, 2)) as u32 * 2 + u32::from(open_before));
    // How its edges look like those of paragraphs and headlines.
    const EDGE: [f32; 8] = [-2.0, -1.0, -0.3, 0.3, 1.0, 1.8, 2.8, 4.0];
    let opens = bin(f.opens, &EDGE);
    out.add(80, opens);
    out.add(81, bin(f.ends_title, &EDGE) * 2 + ends);
    out.add(82, bin(f.opens_title, &EDGE) * 2 + ends);
    out.add(83, opens * 16 + bin(sum, &LIFT));
    out.add(
        84,
        bin(f.opens - sum, &[-5.0, -3.0, -1.5, -0.5, 0.5, 1.5, 3.0, 5.0]) * 2 + u32::from(open_before),
    );
    if n <= 30 && !f.ends {
        out.add(85, bin(f.ends_title, &EDGE) * 16 + bin(f.opens_title, &EDGE));
        out.add(86, bin(f.ends_title, &EDGE) * 20 + len);
    }
    if k > 0 && facts[k - 1].len <= 30 && open_before {
        out.add(87, bin(facts[k - 1].ends_title, &EDGE) * 16 + opens);
        out.add(
            88,
            bin(facts[k - 1].ends_title - sum, &[-5.0, -3.0, -1.5, -0.5, 0.5, 1.5, 3.0, 5.0]) * 16 + opens,
        );
    }
    // Words.
    out.add(31, bin(f.cohesion, &COHESION));
    out.add(32, bin(f.cohesion, &COHESION) * 20 + len);
    out.add(33, bin(f.in_next, &SHARE) * 20 + len);
    out.add(34, bin(f.in_before, &SHARE) * 20 + len);
    out.add(35, bin(f.in_next - f.in_before, &[-0.4, -0.2, -0.1, -0.03, 0.03, 0.1, 0.2, 0.4]) * 20 + len);
    if let Some(t) = &f.title {
        const CHARS: [f32; 8] = [1.0, 60.0, 150.0, 300.0, 500.0, 800.0, 1300.0, 2000.0];
        let strong = u32::from(t.strong);
        let page = bin(t.page_strong, &[0.05, 0.2, 0.4, 0.6, 0.8]);
        let wide = bin(t.wide, &COHESION);
        out.add(70, strong);
        out.add(71, t.parallel.min(4) * 2 + strong);
        out.add(72, page * 2 + strong);
        out.add(73, bin(t.since as f32, &CHARS) * 2 + strong);
        out.add(74, bin(t.until as f32, &CHARS) * 2 + strong);
        out.add(75, wide);
        out.add(76, wide * 2 + strong);
        out.add(77, wide * 16 + bin(t.since as f32, &CHARS));
        out.add(78, bin(t.leaning, &[-0.4, -0.2, -0.1, -0.03, 0.03, 0.1, 0.2, 0.4]) * 2 + strong);
        out.add(79, t.parallel.min(4) * 16 + wide);
        let series = t.same_start.min(2) * 3 + t.same_end.min(2);
        out.add(100, series * 2 + strong);
        out.add(101, series * 20 + len);
        out.add(102, u32::from(f.notice));
    }
    // When it happened, in the first words; a note at the end of the text before it.
    let lead =
        |j: Option<usize>| j.and_then(|j| facts.get(j)).map_or(5, |f| if f.dateline { 4 } else { f.lead });
    let (lead_before, lead_after) = (lead(k.checked_sub(1)), lead(Some(k + 1)));
    let lead = lead(Some(k));
    let note_before = if k > 0 { facts[k - 1].note } else { 4 };
    out.add(90, lead * 20 + len);
    out.add(91, lead * 6 + lead_before);
    out.add(92, (lead * 6 + lead_after) * 2 + ends);
    out.add(93, note_before * 6 + lead);
    out.add(94, (f.note * 5 + note_before) * 20 + len);
    // A mark at its start that its neighbours have, too: briefs, lists.
    let opener = |j: Option<usize>| {
        j.and_then(|j| units.get(j)).and_then(|u| u.chars.first()).copied().filter(|&x| !is_han(x))
    };
    let own = opener(Some(k));
    let same = |j: Option<usize>| u32::from(own.is_some() && opener(j) == own);
    let kin = same(k.checked_sub(1)) * 2 + same(Some(k + 1));
    out.add(95, kin * 16 + class(first));
    out.add(96, kin * 20 + len);
    if let Some((back, on)) = f.ties {
        const TIE: [f32; 8] = [-0.3, -0.15, -0.07, -0.02, 0.02, 0.07, 0.15, 0.3];
        let picture = u32::from(lead_word(c));
        let credited = u32::from(facts.get(k + 1).is_some_and(|n| n.credit) || f.note == 2);
        out.add(97, bin(back, &SHARE) * 16 + bin(on, &SHARE));
        out.add(98, (bin(back - on, &TIE) * 2 + picture) * 2 + credited);
        out.add(99, (bin(back, &SHARE) * 2 + picture) * 2 + credited);
    }
    // Short lines in a row: verse, tables, names.
    let short = |f: &Facts| f.len <= 16;
    let before_run = facts[..k].iter().rev().take(5).take_while(|f| short(f)).count() as u32;
    let after_run = facts[k + 1..].iter().take(5).take_while(|f| short(f)).count() as u32;
    out.add(61, u32::from(short(f)) * 36 + before_run * 6 + after_run);
    out.add(62, u32::from(short(f)) * 20 + before_run.min(2) * 6 + after_run.min(2) * 2 + ends);
    out.add(63, units.len().min(40) as u32 / 5 * 20 + len);
    // Far partners.
    const FAR: [f32; 11] = [-7.0, -5.5, -4.5, -3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5];
    let (head, tail) = far[k];
    out.add(36, bin(head, &FAR));
    out.add(37, bin(tail, &FAR));
    out.add(38, bin(head, &FAR) * 16 + bin(sum, &LIFT));
    out.add(39, bin(head, &FAR) * 2 + u32::from(open_before));
    if k > 0 {
        out.add(40, bin(far[k - 1].1, &FAR) * 16 + bin(sum, &LIFT));
        out.add(41, bin(far[k - 1].1, &FAR) * 2 + u32::from(open_before));
    }
    // Its first and last characters, as themselves.
    out.add_word(50, first as u32);
    out.add_word(52, last as u32);
    if n <= 30 {
        out.add_word(55, last as u32);
        for &x in c.iter().take(30) {
            if !is_han(x) {
                out.add(56, x as u32);
            }
        }
    }
    let lead: String = c.iter().take(3).collect();
    out.add(
        57,
        match lead.as_str() {
            "图为" | "图为我" | "这是" => 1,
            _ if lead.starts_with("图") => 2,
            _ if lead.starts_with("上图")
                || lead.starts_with("下图")
                || lead.starts_with("左图")
                || lead.starts_with("右图") =>
            {
                3
            }
            _ if lead.starts_with("编者") || lead.starts_with("本报编") => 4,
            _ if super::chars::is_numeral(first) && matches!(at(1), '、' | '.' | '，') => 5,
            _ if first == '第' && super::chars::is_numeral(at(1)) => 6,
            _ if first == '(' && super::chars::is_numeral(at(1)) => 7,
            _ if lead.starts_with("——") => 8,
            _ => 0,
        },
    );
    let has = |w: &str| u32::from(patterns::find(c, w).is_some());
    out.add(58, has("图为") * 4 + has("摄") * 2 + u32::from(n < 160));
    out.add(
        59,
        u32::from(
            first != '\0' && matches!(first, ',' | '。' | '、' | ';' | ':' | '”' | ')' | '》' | '!' | '?'),
        ),
    );
    out.add(60, u32::from(f.ends) + 2 * u32::from(last != '\0' && is_sentence_end(last)));
    out.0
}
