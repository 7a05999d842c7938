//! What the tagger sees at a position: characters around it, their kinds, and known words that
//! begin, end, cover or border there.

use super::lexicon::{Lexicon, N_CLASSES};
use super::words::Words;
use crate::entities::names::surname_len;
use crate::entities::structure::TRANSLITERATION;

/// Bits of the fingerprint of a feature. With a quarter of a million features, one unseen
/// feature in a thousand is taken for a seen one.
pub const PRINT_BITS: u32 = 28;

/// The first of the rows (see [`Features::rows`]) that tell of the word that a position is in: for each of begin, inside,
/// end and single one for each class and one for no class.
pub const WORD_ROWS: u8 = 43;

/// Which corpus's conventions to follow. What sets tell apart is learned on features crossed
/// with this, the rest is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Convention {
    /// The project's own guideline.
    Guideline = 1,
    /// MSRA.
    Msra = 2,
    /// People's Daily 1998.
    PeoplesDaily = 3,
    /// Universal NER, from Wikipedia.
    Wikipedia = 4,
    /// AISHELL-NER, read news lines.
    Spoken = 5,
}

/// The features of one text, position by position.
#[derive(Debug)]
pub struct Features {
    chars: Vec<char>,
    kinds: Vec<u8>,
    /// For each position and class, the longest known word that begins here, and that ends here.
    begins: Vec<[u8; N_CLASSES]>,
    ends: Vec<[u8; N_CLASSES]>,
    covers: Vec<u16>,
    words: Words,
    convention: Convention,
}

/// The text as the tagger reads it: digits are one character.
pub fn plain(folded: char) -> char {
    match folded {
        '0'..='9' => '0',
        '“' | '”' | '"' | '\'' | '‘' | '’' => '"',
        '\u{FE0F}' | '\r' | '\n' => ' ',
        c => c,
    }
}

fn kind(text: &[char], at: usize) -> u8 {
    let c = text[at];
    match c {
        '0' => 1,
        'a'..='z' | 'A'..='Z' => 2,
        ' ' => 3,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '万' | '亿'
        | '〇' | '两' => 9,
        c if !crate::entities::joined::is_han(c) => 4,
        c => 5 + u8::from(surname_len(&[c], 0) == 1) + 2 * u8::from(TRANSLITERATION.contains(c)),
    }
}

/// Kinds by character, so that the lists are not searched at every position.
fn kinds(text: &[char]) -> Vec<u8> {
    use std::sync::OnceLock;
    static HAN: OnceLock<Vec<u8>> = OnceLock::new();
    let han = HAN.get_or_init(|| {
        (0x4E00..0xA000u32).map(|c| char::from_u32(c).map_or(4, |c| kind(&[c], 0))).collect()
    });
    text.iter()
        .enumerate()
        .map(|(i, &c)| han.get((c as usize).wrapping_sub(0x4E00)).copied().unwrap_or_else(|| kind(text, i)))
        .collect()
}

#[derive(Clone, Copy)]
pub(super) struct Hash(u64);

impl Hash {
    pub(super) fn new(template: u32) -> Self {
        Self(u64::from(template + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(super) fn with(self, value: u32) -> Self {
        Self((self.0.rotate_left(23) ^ u64::from(value)).wrapping_mul(0xff51_afd7_ed55_8ccd))
    }

    pub(super) fn print(self) -> u32 {
        let h = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        (h >> (64 - PRINT_BITS)) as u32
    }
}

impl Features {
    /// Prepares a text given in folded characters.
    pub fn new(folded: &[char], lexicon: &Lexicon, convention: Convention) -> Self {
        let chars: Vec<char> = folded.iter().map(|&c| plain(c)).collect();
        let n = chars.len();
        let mut out = Self {
            kinds: kinds(&chars),
            begins: vec![[0; N_CLASSES]; n],
            ends: vec![[0; N_CLASSES]; n],
            covers: vec![0; n],
            words: Words::default(),
            chars,
            convention,
        };
        let mut found = Vec::new();
        for i in 0..n {
            let (begins, ends, covers) = (&mut out.begins, &mut out.ends, &mut out.covers);
            lexicon.words_at(&out.chars, i, |len, classes| {
                found.push((i as u32, len as u8, classes));
                for class in 0..N_CLASSES {
                    if classes >> class & 1 == 1 {
                        let (b, e) = (&mut begins[i][class], &mut ends[i + len - 1][class]);
                        *b = (*b).max(len as u8);
                        *e = (*e).max(len as u8);
                    }
                }
                for cover in &mut covers[i + 1..i + len - 1] {
                    *cover |= classes;
                }
            });
        }
        out.words = Words::new(&out.chars, &found);
        out
    }

    /// How many positions.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The character at a position, as the tagger reads it.
    pub fn char(&self, i: usize) -> char {
        self.chars[i]
    }

    /// What the network is told of position `i` beside its character: numbers below
    /// [`super::network::N_ROWS`].
    pub fn rows(&self, i: usize, out: &mut Vec<u8>) {
        out.clear();
        out.push(self.kinds[i].min(15));
        for class in 0..N_CLASSES {
            if self.begins[i][class] > 0 {
                out.push(16 + class as u8);
            }
            if self.ends[i][class] > 0 {
                out.push(25 + class as u8);
            }
            if self.covers[i] >> class & 1 == 1 {
                out.push(34 + class as u8);
            }
        }
        self.words.rows(i, WORD_ROWS, out);
        out.push(103 + self.convention as u8);
    }

    fn c(&self, i: usize, by: isize) -> u32 {
        i.checked_add_signed(by).and_then(|j| self.chars.get(j)).map_or(1, |&c| c as u32)
    }

    fn k(&self, i: usize, by: isize) -> u32 {
        i.checked_add_signed(by).and_then(|j| self.kinds.get(j)).map_or(0, |&k| u32::from(k))
    }

    /// Puts the fingerprints of the features at position `i` into `out`.
    pub fn at(&self, i: usize, out: &mut Vec<u32>) {
        out.clear();
        let (a, b, c, d, e) = (self.c(i, -2), self.c(i, -1), self.c(i, 0), self.c(i, 1), self.c(i, 2));
        let (z, f) = (self.c(i, -3), self.c(i, 3));
        let mut one = |t: u32, x: u32| out.push(Hash::new(t).with(x).print());
        one(0, a);
        one(1, b);
        one(2, c);
        one(3, d);
        one(4, e);
        let mut two = |t: u32, x: u32, y: u32| out.push(Hash::new(t).with(x).with(y).print());
        two(5, a, b);
        two(6, b, c);
        two(7, c, d);
        two(8, d, e);
        two(9, b, d);
        let mut three =
            |t: u32, x: u32, y: u32, w: u32| out.push(Hash::new(t).with(x).with(y).with(w).print());
        three(10, a, b, c);
        three(11, b, c, d);
        three(12, c, d, e);
        three(13, z, a, b);
        three(14, d, e, f);
        let mut four = |t: u32, x: u32, y: u32, w: u32, v: u32| {
            out.push(Hash::new(t).with(x).with(y).with(w).with(v).print());
        };
        four(15, a, b, c, d);
        four(16, b, c, d, e);
        four(17, z, a, b, c);
        four(18, c, d, e, f);
        let k = |by| self.k(i, by);
        let kinds = k(-2) | k(-1) << 4 | k(0) << 8 | k(1) << 12 | k(2) << 16;
        out.push(Hash::new(19).with(kinds).print());
        out.push(Hash::new(20).with(kinds >> 4 & 0xfff).print());
        out.push(Hash::new(21).with(c).with(k(-1) | k(1) << 4).print());
        self.words(i, b, c, d, out);
        self.words.at(i, self.convention as u32, out);
        let convention = self.convention as u32;
        out.push(Hash::new(40).with(convention).print());
        out.push(Hash::new(41).with(convention).with(c).print());
        out.push(Hash::new(42).with(convention).with(b).with(c).print());
        out.push(Hash::new(43).with(convention).with(c).with(d).print());
        out.push(Hash::new(44).with(convention).with(b).with(c).with(d).print());
    }

    /// Known words around the position.
    fn words(&self, i: usize, b: u32, c: u32, d: u32, out: &mut Vec<u32>) {
        let none = [0u8; N_CLASSES];
        let begins = &self.begins[i];
        let ends = &self.ends[i];
        let before = if i > 0 { &self.ends[i - 1] } else { &none };
        let after = self.begins.get(i + 1).unwrap_or(&none);
        let covers = u32::from(self.covers[i]);
        let mask =
            |row: &[u8; N_CLASSES]| row.iter().enumerate().fold(0u32, |m, (j, &l)| m | u32::from(l > 0) << j);
        let (mb, me, mf, ma) = (mask(begins), mask(ends), mask(before), mask(after));
        out.push(Hash::new(22).with(mb).with(me).with(covers).print());
        if mb | me | mf | ma | covers == 0 {
            return;
        }
        out.push(Hash::new(23).with(mb).with(mf).print());
        out.push(Hash::new(24).with(me).with(ma).print());
        for class in 0..N_CLASSES {
            let x = class as u32;
            let len = |l: u8| u32::from(l.min(5)) << 8 | x;
            if begins[class] > 0 {
                out.push(Hash::new(25).with(len(begins[class])).print());
                out.push(Hash::new(26).with(x).with(b).print());
            }
            if ends[class] > 0 {
                out.push(Hash::new(27).with(len(ends[class])).print());
                out.push(Hash::new(28).with(x).with(d).print());
            }
            if covers >> class & 1 == 1 {
                out.push(Hash::new(29).with(x).print());
            }
            if before[class] > 0 {
                out.push(Hash::new(30).with(len(before[class])).print());
                out.push(Hash::new(31).with(x).with(c).print());
            }
            if after[class] > 0 {
                out.push(Hash::new(32).with(len(after[class])).print());
                out.push(Hash::new(33).with(x).with(c).print());
            }
        }
    }
}
