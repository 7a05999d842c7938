//! The text cut into words of the lexicon, and what the words around a position tell.

use super::features::Hash;
use super::lexicon::class;

/// A word of the cut: its end, its classes, and a number for what it is.
#[derive(Clone, Copy, Debug)]
struct Word {
    start: u32,
    end: u32,
    classes: u16,
    id: u32,
}

/// What stands around the nearest ending of an organization ahead and the nearest place behind.
#[derive(Clone, Copy, Debug, Default)]
struct Reach {
    /// Distance to the end of the ending, in steps; 0 for none near.
    ending: u8,
    /// Which ending.
    ending_id: u32,
    /// Distance from the beginning of the place, in steps; 0 for none near.
    place: u8,
}

/// The text as words, with the fewest words and among those the longest ones.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: Vec<Word>,
    /// For each character, which word it belongs to.
    of: Vec<u32>,
    reach: Vec<Reach>,
}

/// Words longer than this are not looked for, so that a cost fits.
const WORD_COST: u32 = 1 << 10;

/// How far an ending of an organization or the place at its head may be, in characters.
const NEAR: usize = 16;

/// Characters over which no name goes.
const STOPS: &str = "。！？!?；;，,：:《》\"、 的在和与及了是";

fn steps(distance: usize) -> u8 {
    match distance {
        0 => 1,
        1 => 2,
        2 => 3,
        3 => 4,
        4 => 5,
        5 | 6 => 6,
        7 | 8 => 7,
        9..=11 => 8,
        _ => 9,
    }
}

/// Whether a position begins a word, is inside, ends it, or is all of it.
fn place_in(word: Word, i: usize) -> u32 {
    match (i as u32 == word.start, i as u32 + 1 == word.end) {
        (true, true) => 3,
        (true, false) => 0,
        (false, true) => 2,
        _ => 1,
    }
}

impl Words {
    /// Cuts `text`; `found` are the known words in the order of their beginnings: first character,
    /// length, classes.
    pub(super) fn new(text: &[char], found: &[(u32, u8, u16)]) -> Self {
        let n = text.len();
        // From the end: the cost of the best cut from here on, and the length and classes of its first word.
        let mut cost = vec![0u32; n + 1];
        let mut first = vec![(1u32, 0u16); n];
        let mut left = found.len();
        let mut run = 0u32;
        for i in (0..n).rev() {
            let c = text[i];
            let same = i + 1 < n && c.is_ascii_alphanumeric() && text[i + 1].is_ascii_alphanumeric();
            run = if same { run + 1 } else { 1 };
            cost[i] = WORD_COST + cost[i + run as usize] - run.min(8) * run.min(8);
            first[i].0 = run;
            while left > 0 && found[left - 1].0 as usize == i {
                left -= 1;
                let (_, len, classes) = found[left];
                let len = u32::from(len);
                let total = WORD_COST + cost[i + len as usize] - len * len;
                if total < cost[i] {
                    cost[i] = total;
                    first[i] = (len, classes);
                }
            }
        }
        let mut out = Self { words: Vec::new(), of: vec![0; n], reach: vec![Reach::default(); n] };
        let mut at = 0;
        while at < n {
            let (len, classes) = first[at];
            let end = at + len as usize;
            let id = text[at..end].iter().fold(Hash::new(99), |h, &c| h.with(c as u32)).print();
            out.of[at..end].fill(out.words.len() as u32);
            out.words.push(Word { start: at as u32, end: end as u32, classes, id });
            at = end;
        }
        out.reach_endings(text, found);
        out.reach_places(text, found);
        out
    }

    fn reach_endings(&mut self, text: &[char], found: &[(u32, u8, u16)]) {
        for &(start, len, classes) in found {
            if classes & class::ORGANIZATION_END == 0 {
                continue;
            }
            let (start, end) = (start as usize, start as usize + len as usize);
            let id = text[start..end].iter().fold(Hash::new(98), |h, &c| h.with(c as u32)).print();
            for i in (end.saturating_sub(NEAR)..end).rev() {
                if i < start && STOPS.contains(text[i]) {
                    break;
                }
                let here = &mut self.reach[i];
                let distance = steps(end - 1 - i);
                // The nearest; of endings that end together the longest, which comes first.
                if here.ending == 0 || distance < here.ending {
                    (here.ending, here.ending_id) = (distance, id);
                }
            }
        }
    }

    fn reach_places(&mut self, text: &[char], found: &[(u32, u8, u16)]) {
        for &(start, len, classes) in found {
            if classes & (class::CORE_PLACE | class::PLACE) == 0 {
                continue;
            }
            let (start, end) = (start as usize, start as usize + len as usize);
            for (i, &c) in text.iter().enumerate().take(start + NEAR).skip(start) {
                if i >= end && STOPS.contains(c) {
                    break;
                }
                let here = &mut self.reach[i];
                let distance = steps(i - start);
                if here.place == 0 || distance < here.place {
                    here.place = distance;
                }
            }
        }
    }

    /// Adds the rows of a position for the network: 40 for its word, 20 for what is near.
    pub(super) fn rows(&self, i: usize, first: u8, out: &mut Vec<u8>) {
        let word = self.words[self.of[i] as usize];
        let base = first + 10 * place_in(word, i) as u8;
        if word.classes == 0 {
            out.push(base + 9);
        }
        for class in 0..9 {
            if word.classes >> class & 1 == 1 {
                out.push(base + class);
            }
        }
        let reach = self.reach[i];
        out.push(first + 40 + reach.ending);
        out.push(first + 50 + reach.place);
    }

    /// Adds the fingerprints of the features of a position.
    pub(super) fn at(&self, i: usize, convention: u32, out: &mut Vec<u32>) {
        let w = self.of[i] as usize;
        let word = self.words[w];
        let none = Word { start: 0, end: 0, classes: 0xffff, id: 7 };
        let around =
            |by: isize| w.checked_add_signed(by).and_then(|w| self.words.get(w)).copied().unwrap_or(none);
        let (before, after) = (around(-1), around(1));
        let len = word.end - word.start;
        let place = place_in(word, i);
        let h = |t: u32| Hash::new(t).with(place);
        out.push(h(50).with(word.id).print());
        out.push(h(51).with(before.id).print());
        out.push(h(52).with(after.id).print());
        let classes = |w: Word| u32::from(w.classes);
        out.push(h(53).with(classes(before)).with(classes(word)).with(classes(after)).print());
        out.push(h(54).with(len).with(classes(word)).print());
        out.push(h(55).with(before.id).with(word.id).print());
        out.push(h(56).with(word.id).with(after.id).print());
        out.push(h(57).with(around(-2).id).with(classes(before)).print());
        out.push(h(58).with(around(2).id).with(classes(after)).print());
        out.push(h(59).with(before.id).with(classes(word)).with(after.id).print());
        out.push(h(60).with(convention).with(word.id).print());
        let reach = self.reach[i];
        let both = u32::from(reach.ending) << 4 | u32::from(reach.place);
        if both != 0 {
            out.push(Hash::new(61).with(both).print());
            out.push(h(62).with(u32::from(reach.ending)).with(classes(word)).print());
        }
        if reach.ending != 0 {
            out.push(Hash::new(63).with(reach.ending_id).with(u32::from(reach.ending)).print());
            out.push(h(64).with(reach.ending_id).with(u32::from(reach.place)).print());
        }
    }
}
