//! What the learner sees at a position.

use super::Paragraph;
use super::forms::Hit;
use super::people::{self, Word};
use crate::entities::tagger::features::{WORD_ROWS, plain};
use crate::entities::tagger::lexicon::{N_CLASSES, class};

/// The fingerprints of the features of a paragraph, position by position.
#[derive(Clone, Debug)]
pub(super) struct Prints {
    all: Vec<u32>,
    /// Where those of each position begin, and the end.
    starts: Vec<u32>,
}

fn print(template: u32, parts: &[u32]) -> u32 {
    let mut h = u64::from(template).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for &part in parts {
        h = (h ^ u64::from(part)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        h ^= h >> 32;
    }
    (h ^ (h >> 29)) as u32
}

/// The words that the text was cut into, as the rows tell it; without them each character is one.
fn words(paragraph: Paragraph<'_>) -> Vec<Word> {
    const PER_PLACE: u8 = N_CLASSES as u8 + 1;
    let noun = class::NOUN.trailing_zeros() as u8;
    let mut out = Vec::new();
    let mut start = 0;
    for i in 0..paragraph.text.len() {
        let rows = paragraph.rows.get(i).map_or(&[][..], Vec::as_slice);
        let mut of_word = rows
            .iter()
            .filter_map(|row| row.checked_sub(WORD_ROWS))
            .filter(|row| *row < 4 * PER_PLACE)
            .map(|row| (row / PER_PLACE, row % PER_PLACE))
            .peekable();
        // 0 for begin, 1 for inside, 2 for end and 3 for single.
        let place = of_word.peek().map_or(3, |row| row.0);
        if matches!(place, 0 | 3) {
            start = i;
        }
        if place >= 2 {
            out.push(Word { start, end: i + 1, is_noun: of_word.any(|(_, class)| class == noun) });
        }
    }
    out
}

/// The most nouns of a paragraph that are taken for what it is about.
const MAX_TOPICS: usize = 40;

/// What a paragraph is about: the nouns in it that nothing is said of, as fingerprints. Which are left out where there
/// are too many follows from the fingerprints, so that the same nouns stay in different texts.
fn topics(text: &[u32], words: &[Word], said: &[u32]) -> Vec<u32> {
    let is_free = |word: &&Word| said[word.start..word.end].iter().all(|&said| said == 0);
    let nouns = words.iter().filter(|word| word.is_noun && word.end - word.start > 1).filter(is_free);
    let mut out: Vec<u32> = nouns.map(|word| print(60, &text[word.start..word.end])).collect();
    out.sort_unstable();
    out.dedup();
    out.truncate(MAX_TOPICS);
    out
}

impl Prints {
    pub(super) fn new(paragraph: Paragraph<'_>, forms: &[Hit]) -> Self {
        let text: Vec<u32> = paragraph.text.iter().map(|&c| plain(c) as u32).collect();
        let n = text.len();
        // Of each position: label and part of what is said to stand there, 0 for nothing.
        let number = |label: &str| {
            label.bytes().fold(17, |h: u32, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193)) >> 12
        };
        let part = |i: usize, start: usize, end: usize| match (i == start, i + 1 == end) {
            (true, true) => 4,
            (true, false) => 1,
            (false, true) => 3,
            _ => 2,
        };
        let mut said = vec![0u32; n];
        let mut whole = vec![0u32; n];
        for item in paragraph.said {
            let (start, end) = (item.start, item.end.min(n));
            for i in start..end {
                said[i] = number(&item.label) << 3 | part(i, start, end);
                let sure = (item.confidence * 4.0) as u32;
                whole[i] = number(&item.label) << 8 | sure << 4 | ((end - start) as u32).min(8);
            }
        }
        let mut known = vec![0u32; n];
        for hit in forms {
            for (i, known) in known.iter_mut().enumerate().take(hit.end).skip(hit.start) {
                *known = number(&hit.label) << 8 | u32::from(hit.trust) << 3 | part(i, hit.start, hit.end);
            }
        }
        let words = words(paragraph);
        let topics = topics(&text, &words, &said);
        let mut people = vec![0u32; n];
        for (start, end) in people::find(paragraph.text, &words) {
            for (i, person) in people.iter_mut().enumerate().take(end).skip(start) {
                *person = part(i, start, end);
            }
        }
        let mut out = Self { all: Vec::with_capacity(n * 30), starts: Vec::with_capacity(n + 1) };
        for i in 0..n {
            out.starts.push(out.all.len() as u32);
            let c = |by: isize| i.checked_add_signed(by).and_then(|j| text.get(j)).copied().unwrap_or(1);
            let s = |by: isize| i.checked_add_signed(by).and_then(|j| said.get(j)).copied().unwrap_or(0);
            let mut add = |template: u32, parts: &[u32]| out.all.push(print(template, parts));
            add(0, &[]);
            for by in -2..=2 {
                add((by + 3) as u32, &[c(by)]);
            }
            for by in -2..=1 {
                add((by + 12) as u32, &[c(by), c(by + 1)]);
            }
            add(15, &[c(-1), c(1)]);
            for by in -2..=0 {
                add((by + 18) as u32, &[c(by), c(by + 1), c(by + 2)]);
            }
            add(20, &[s(0)]);
            add(21, &[s(-1), s(0), s(1)]);
            add(22, &[s(0), c(0)]);
            add(23, &[s(0), c(-1)]);
            add(24, &[s(0), c(1)]);
            add(25, &[whole[i], s(0) & 7]);
            // A proposal beside what the paragraph is about: a city among matches and goals is a club. What is wrong of one
            // subject alone is learned of that subject, and less as a rule for all texts.
            if s(0) > 0 {
                for &topic in &topics {
                    add(61, &[topic, s(0)]);
                }
            }
            if known[i] > 0 {
                add(26, &[known[i]]);
                add(27, &[known[i] & 0xff]);
                add(28, &[known[i] & 0xff, s(0)]);
            }
            let p = |by: isize| i.checked_add_signed(by).and_then(|j| people.get(j)).copied().unwrap_or(0);
            // Each thrice, so that a kind of word is learned sooner than single words of it.
            for again in 0..3 {
                if p(-1) + p(0) + p(1) > 0 {
                    add(40 + again, &[p(-1), p(0), p(1)]);
                }
                if p(0) > 0 {
                    add(43 + again, &[p(0)]);
                    add(46 + again, &[p(0), s(-1), s(0), s(1)]);
                }
            }
            let rows = paragraph.rows.get(i).map_or(&[][..], Vec::as_slice);
            for &row in rows {
                add(30, &[u32::from(row)]);
            }
            let before = i.checked_sub(1).and_then(|j| paragraph.rows.get(j)).map_or(&[][..], Vec::as_slice);
            for &row in before {
                add(31, &[u32::from(row)]);
            }
            for &row in paragraph.rows.get(i + 1).map_or(&[][..], Vec::as_slice) {
                add(32, &[u32::from(row)]);
            }
        }
        out.starts.push(out.all.len() as u32);
        out
    }

    /// How many positions.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The fingerprints at a position.
    pub(super) fn at(&self, i: usize) -> &[u32] {
        &self.all[self.starts[i] as usize..self.starts[i + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Decision, Learner, Said};
    use super::*;
    use crate::entities::tagger::network::Hidden;

    /// An odd number, so that each stands with both nouns in turn.
    const NAMES: [&str; 11] =
        ["安东", "𠮷林", "江北", "石桥", "白沙", "高原", "和田", "明光", "长岭", "金湖", "太平"];

    /// A text that begins with a name, which is said to be a person, and ends, far from it, with a noun.
    fn with(text: &str, noun: &str, doing: impl FnOnce(Paragraph<'_>)) {
        let text: Vec<char> = format!("{text}昨天又在那里，👩‍👩‍👧 cafe\u{301} 的{noun}").chars().collect();
        let mut rows = vec![Vec::new(); text.len()];
        let (begin, end) = (WORD_ROWS, WORD_ROWS + 2 * (N_CLASSES as u8 + 1));
        let (n, class) = (text.len(), class::NOUN.trailing_zeros() as u8);
        rows[n - 2] = vec![begin + class];
        rows[n - 1] = vec![end + class];
        let said = [Said { start: 0, end: 2, label: "PER".into(), confidence: 0.8 }];
        doing(Paragraph { text: &text, rows: &rows, hidden: &Hidden::default(), said: &said });
    }

    #[test]
    fn what_a_paragraph_is_about_tells_what_its_names_are() {
        let mut learner = Learner::default();
        for (number, name) in NAMES.iter().cycle().take(60).enumerate() {
            let (noun, label) = [("球队", "ORG"), ("作家", "PER")][number % 2];
            let decision = Decision { start: 0, end: 2, label: Some(label.into()), again: false };
            with(name, noun, |paragraph| learner.learn(paragraph, &[decision], true));
        }
        let found = |noun: &str| {
            let mut labels = Vec::new();
            with("东海", noun, |p| labels = learner.find(p).into_iter().map(|found| found.label).collect());
            labels
        };
        assert_eq!((found("球队"), found("作家")), (vec!["ORG".to_owned()], vec!["PER".to_owned()]));
    }

    #[test]
    fn what_a_paragraph_is_about_is_bounded_and_free_of_names() {
        let text: Vec<u32> = (0..400).collect();
        let words: Vec<_> = (0..200).map(|i| Word { start: 2 * i, end: 2 * i + 2, is_noun: i > 2 }).collect();
        let mut said = vec![0; text.len()];
        assert_eq!(topics(&text, &words, &said).len(), MAX_TOPICS);
        assert_eq!(topics(&text, &words[..8], &said).len(), 5);
        said[13] = 1;
        assert_eq!(topics(&text, &words[..8], &said).len(), 4);
    }
}
