//! Training of the tagger: FTRL-proximal with strong L1, repeatable to the byte.
//!
//! McMahan et al., "Ad click prediction: a view from the trenches" (2013), on the gradient of a
//! linear-chain conditional random field.

pub mod network;
pub mod templates;

use std::collections::BTreeMap;

use super::dictionary::QuickMap;
use super::joined::fold;
use super::model::PackedModel;
use super::tagger::crf::{Chain, Span, states_of};
use super::tagger::features::{Convention, Features, PRINT_BITS, plain};
use super::tagger::lexicon::{Lexicon, Packed, class};
use super::tagger::weights::{LABELS, N_STATES, PackedWeights};
use crate::protocol::EntityModelKind;

/// A sentence with its names.
#[derive(Clone, Debug)]
pub struct Example {
    /// Folded characters.
    pub text: Vec<char>,
    /// The names, sorted and disjoint; the type is the place of the label in [`LABELS`].
    pub spans: Vec<Span>,
    /// Whose conventions it follows.
    pub convention: Convention,
}

impl Example {
    /// From a text and its marks in code points. Marks of other labels are left out; none when a
    /// mark is empty, out of place, or overlaps another.
    pub fn new(text: &str, marks: &[(usize, usize, String)], convention: Convention) -> Option<Self> {
        let text: Vec<char> = text.chars().map(fold).collect();
        let mut spans: Vec<Span> = marks
            .iter()
            .filter_map(|(s, e, label)| Some((*s, *e, LABELS.iter().position(|l| l == label)?)))
            .collect();
        spans.sort_unstable();
        let fits = spans.iter().all(|&(s, e, _)| s < e && e <= text.len())
            && spans.windows(2).all(|w| w[0].1 <= w[1].0);
        fits.then_some(Self { text, spans, convention })
    }
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Passes over the examples.
    pub epochs: usize,
    /// Strength of L1; larger leaves fewer weights.
    pub l1: f32,
    /// Strength of L2.
    pub l2: f32,
    /// Learning rate.
    pub alpha: f32,
    /// The share of features left out at each position.
    pub dropout: f32,
    /// Features seen less often are left out.
    pub min_count: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { epochs: 7, l1: 3.0, l2: 0.0, alpha: 0.3, dropout: 0.3, min_count: 2 }
    }
}

/// One coordinate each of z, n and the weight, in rows of 16 so that they are summed at once.
#[derive(Clone, Copy)]
struct Row {
    w: [f32; 16],
    z: [f32; 16],
    n: [f32; 16],
}

/// A repeatable source of numbers (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// What came out of training, before calibration.
pub struct Trained {
    /// The weights.
    pub weights: PackedWeights,
    /// The weights of transitions.
    pub transitions: Vec<f32>,
    /// How many features have a weight.
    pub n_features: usize,
}

/// Trains the weights. `report` is called after each pass with its number and the mean loss of a
/// sentence.
pub fn train(
    examples: &[Example],
    lexicon: &Lexicon,
    settings: Settings,
    mut report: impl FnMut(usize, f64),
) -> Trained {
    // Which features are seen often enough.
    let mut counts = vec![0u8; 1 << PRINT_BITS];
    let mut prints = Vec::new();
    for example in examples {
        let features = Features::new(&example.text, lexicon, example.convention);
        for i in 0..features.len() {
            features.at(i, &mut prints);
            for &p in &prints {
                counts[p as usize] = counts[p as usize].saturating_add(1);
            }
        }
    }
    let mut numbers: QuickMap<u32, u32> = QuickMap::default();
    let mut kept: Vec<u32> = Vec::new();
    for (print, &count) in counts.iter().enumerate() {
        if u32::from(count) >= settings.min_count {
            numbers.insert(print as u32, kept.len() as u32);
            kept.push(print as u32);
        }
    }
    drop(counts);
    let mut positions: Vec<u32> = Vec::new();
    let mut starts: Vec<usize> = vec![0];
    let mut first: Vec<usize> = Vec::new();
    for example in examples {
        first.push(starts.len() - 1);
        let features = Features::new(&example.text, lexicon, example.convention);
        for i in 0..features.len() {
            features.at(i, &mut prints);
            positions.extend(prints.iter().filter_map(|p| numbers.get(p)));
            starts.push(positions.len());
        }
    }
    drop(numbers);
    let mut rows = vec![Row { w: [0.0; 16], z: [0.0; 16], n: [0.0; 16] }; kept.len()];
    let chain = Chain::new(3);
    let n = N_STATES;
    let (mut transitions, mut squares) = (vec![0.0f32; n * n], vec![1.0f32; n * n]);
    let mut random = Random(20210818);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let drop_below = (f64::from(settings.dropout) * 65536.0) as u64;
    let keep = 1.0 / (1.0 - settings.dropout);
    let mut active: Vec<u32> = Vec::new();
    let mut ends: Vec<usize> = Vec::new();
    for epoch in 0..settings.epochs {
        for i in (1..order.len()).rev() {
            order.swap(i, (random.next() % (i as u64 + 1)) as usize);
        }
        let mut loss = 0.0;
        for &at in &order {
            let example = &examples[at];
            let len = example.text.len();
            let mut emissions = vec![0.0f32; len * n];
            active.clear();
            ends.clear();
            ends.push(0);
            for i in 0..len {
                let mut sums = [0.0f32; 16];
                for &f in &positions[starts[first[at] + i]..starts[first[at] + i + 1]] {
                    if random.next() & 0xffff < drop_below {
                        continue;
                    }
                    active.push(f);
                    for (s, w) in sums.iter_mut().zip(&rows[f as usize].w) {
                        *s += w;
                    }
                }
                ends.push(active.len());
                for (e, s) in emissions[i * n..(i + 1) * n].iter_mut().zip(sums) {
                    *e = s * keep;
                }
            }
            let weights: Vec<f32> = transitions.iter().map(|t| t.exp()).collect();
            let m = chain.forward_backward(&emissions, &weights);
            let gold = states_of(len, &example.spans);
            let mut gold_score = 0.0f64;
            for i in 0..len {
                gold_score += f64::from(emissions[i * n + gold[i] as usize]);
                if i > 0 {
                    gold_score += f64::from(transitions[gold[i - 1] as usize * n + gold[i] as usize]);
                }
            }
            loss += m.log_z - gold_score;
            let mut expected = vec![0.0f32; n * n];
            chain.expect_transitions(&m, &weights, &mut expected);
            for i in 1..len {
                expected[gold[i - 1] as usize * n + gold[i] as usize] -= 1.0;
            }
            for j in 0..n * n {
                if expected[j] != 0.0 {
                    squares[j] += expected[j] * expected[j];
                    transitions[j] -= 0.05 * expected[j] / squares[j].sqrt();
                }
            }
            for i in 0..len {
                let mut g = [0.0f32; 16];
                for (s, g) in g.iter_mut().enumerate().take(n) {
                    *g = (m.state(i, s) - f32::from(u8::from(gold[i] as usize == s))) * keep;
                }
                if g.iter().all(|g| g.abs() < 1e-3) {
                    continue;
                }
                for &f in &active[ends[i]..ends[i + 1]] {
                    rows[f as usize].update(&g, settings);
                }
            }
        }
        report(epoch + 1, loss / examples.len().max(1) as f64);
    }
    quantize(&kept, &rows, transitions)
}

impl Row {
    fn update(&mut self, g: &[f32; 16], settings: Settings) {
        for i in 0..16 {
            let g = g[i];
            let n = self.n[i] + g * g;
            let sigma = (n.sqrt() - self.n[i].sqrt()) / settings.alpha;
            let z = self.z[i] + g - sigma * self.w[i];
            let shrunk = (z.abs() - settings.l1).max(0.0);
            self.w[i] = -shrunk.copysign(z) / ((1.0 + n.sqrt()) / settings.alpha + settings.l2);
            self.z[i] = z;
            self.n[i] = n;
        }
    }
}

/// Eight bits for each weight; weights that round to zero are left out.
fn quantize(kept: &[u32], rows: &[Row], transitions: Vec<f32>) -> Trained {
    let mut sizes: Vec<f32> = rows.iter().flat_map(|r| r.w).filter(|w| *w != 0.0).map(f32::abs).collect();
    sizes.sort_by(f32::total_cmp);
    // The few largest weights are cut so that the others keep their precision.
    let top = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2000)).copied().unwrap_or(1.0);
    let step = (top / 127.0).max(1e-6);
    let mut packed: BTreeMap<u32, [i8; N_STATES]> = BTreeMap::new();
    for (print, row) in kept.iter().zip(rows) {
        let mut values = [0i8; N_STATES];
        for (value, w) in values.iter_mut().zip(row.w) {
            *value = (w / step).round().clamp(-127.0, 127.0) as i8;
        }
        if values.iter().any(|&v| v != 0) {
            packed.insert(*print, values);
        }
    }
    Trained { n_features: packed.len(), weights: PackedWeights::new(&packed, step), transitions }
}

/// Sentences made from `examples` by putting other names in the places of names: people get a
/// surname and given name of other people, places and organizations other ones of the sentences or
/// a word of `places`. `times` new sentences for each that holds a name.
pub fn vary(examples: &[Example], places: &[Vec<char>], times: usize) -> Vec<Example> {
    let mut pools: [Vec<&[char]>; 3] = Default::default();
    for example in examples {
        for &(s, e, kind) in &example.spans {
            pools[kind].push(&example.text[s..e]);
        }
    }
    let mut random = Random(980_101);
    let mut out = Vec::new();
    for example in examples.iter().filter(|e| !e.spans.is_empty()) {
        for _ in 0..times {
            let mut text = Vec::new();
            let mut spans = Vec::new();
            let mut at = 0;
            for &(s, e, kind) in &example.spans {
                text.extend(&example.text[at..s]);
                let start = text.len();
                let old = &example.text[s..e];
                if old.len() < 2 {
                    text.extend(old);
                } else if kind == 1 && !places.is_empty() && random.next().is_multiple_of(2) {
                    text.extend(&places[(random.next() % places.len() as u64) as usize]);
                } else if kind == 0 && old.len() <= 3 {
                    let (a, b) = (pick(&pools[0], &mut random), pick(&pools[0], &mut random));
                    text.push(a[0]);
                    text.extend(if b.len() > 1 && b.len() <= 3 { &b[1..] } else { &old[1..] });
                } else {
                    text.extend(pick(&pools[kind], &mut random));
                }
                spans.push((start, text.len(), kind));
                at = e;
            }
            text.extend(&example.text[at..]);
            out.push(Example { text, spans, convention: example.convention });
        }
    }
    out
}

fn pick<'a>(pool: &[&'a [char]], random: &mut Random) -> &'a [char] {
    pool[(random.next() % pool.len() as u64) as usize]
}

/// Words and their classes for the lexicon.
#[derive(Debug, Default)]
pub struct Words(BTreeMap<Vec<char>, u16>);

impl Words {
    /// Adds the words of a list, one a line, to a class.
    pub fn add_list(&mut self, list: &str, class: u16) {
        for word in list.lines() {
            self.add(word.trim(), class);
        }
    }

    fn add(&mut self, word: &str, class: u16) {
        let chars: Vec<char> = word.chars().map(|c| plain(fold(c))).collect();
        if chars.len() >= 2 {
            *self.0.entry(chars).or_default() |= class;
        }
    }

    /// Adds a dictionary of lines `word frequency tag`, as jieba's. Words with a frequency below
    /// `min` are left out unless they are names.
    pub fn add_dictionary(&mut self, dictionary: &str, min: u32) {
        for line in dictionary.lines() {
            let mut fields = line.split_whitespace();
            let (Some(word), Some(count), tag) = (fields.next(), fields.next(), fields.next().unwrap_or(""))
            else {
                continue;
            };
            let count: u32 = count.parse().unwrap_or(0);
            let class = match tag {
                "nr" | "nrt" | "nrfg" => class::PERSON,
                "ns" => class::PLACE,
                "nt" => class::ORGANIZATION,
                _ if count < min => continue,
                t if t.starts_with('n') || t == "l" || t == "i" => class::NOUN,
                _ => class::WORD,
            };
            self.add(word, class);
        }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The compact form.
    pub fn pack(&self) -> Packed {
        Packed::new(&self.0, 10)
    }
}

/// Points of (probability, share that is right) from what the tagger said of held-out names:
/// pooled until the shares rise (isotonic regression), at least `pool` names a point.
pub fn calibrate(mut said: Vec<(f64, bool)>, pool: usize) -> Vec<(f32, f32)> {
    said.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut blocks: Vec<(f64, f64, f64)> = Vec::new();
    for chunk in said.chunks(pool.max(1)) {
        let n = chunk.len() as f64;
        let p = chunk.iter().map(|c| c.0).sum::<f64>();
        let right = chunk.iter().filter(|c| c.1).count() as f64;
        blocks.push((p, right, n));
        while let [.., a, b] = blocks.as_slice()
            && a.1 / a.2 >= b.1 / b.2
        {
            let merged = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
            blocks.truncate(blocks.len() - 2);
            blocks.push(merged);
        }
    }
    let mut points: Vec<(f32, f32)> = Vec::new();
    for (p, right, n) in blocks {
        let point = ((p / n) as f32, ((right + 0.5) / (n + 1.0)) as f32);
        if points.last().is_none_or(|l| l.0 < point.0 && l.1 <= point.1) {
            points.push(point);
        }
    }
    points
}

/// Puts a model together.
pub fn assemble(
    kind: EntityModelKind,
    lexicon: Packed,
    trained: Trained,
    convention: Convention,
    calibration: Vec<(f32, f32)>,
) -> PackedModel {
    PackedModel {
        kind,
        lexicon,
        weights: trained.weights,
        transitions: trained.transitions,
        network: None,
        mix: [1.0, 0.0],
        convention: convention as u8,
        outside_penalty: 0.0,
        calibration,
    }
}
