//! Damages files: for tests that nothing a file holds brings a reader down.

/// A small generator of random numbers (xorshift64*, Vigna 2016), so that a run can be repeated by its seed.
pub struct Random(u64);

impl Random {
    /// Any seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `n`; 0 for none.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() >> 16) as usize % n }
    }
}

/// What stands in files of many formats and means something to their readers.
const WORDS: [&[u8]; 30] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b"<",
    b">",
    b"</",
    b"/>",
    b"&",
    b"&#0;",
    b"-1",
    b"0",
    b"4294967295",
    b"18446744073709551615",
    b"1e999",
    b"null",
    b"true",
    b"\n\n",
    b"\r\n",
    b"\t",
    b"-DOCSTART- O",
    b"B-",
    b"#Text=",
    b"\xff\xff\xff\xff",
    b"\x00",
    b"\xf0\xa0\xae\xb7",
    b"offset:",
    b"\\u0000",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
];

/// Changes a file in one to eight places: bytes, words, pieces of another file, pieces twice, or its end.
pub fn mutate(file: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(8) {
        let at = random.below(file.len() + 1);
        let to = (at + random.below(16)).min(file.len());
        match random.below(8) {
            0 => {
                if let Some(byte) = file.get_mut(at) {
                    *byte = random.next() as u8;
                }
            }
            1 => drop(file.splice(at..to, [])),
            2 | 3 => drop(file.splice(at..to, WORDS[random.below(WORDS.len())].iter().copied())),
            4 => {
                let from = random.below(other.len() + 1);
                let end = (from + random.below(256)).min(other.len());
                drop(file.splice(at..at, other[from..end].iter().copied()));
            }
            5 => {
                let piece = file[at..to].to_vec();
                let times = 1 + random.below(200);
                drop(file.splice(at..at, piece.repeat(times)));
            }
            6 => {
                if random.below(4) == 0 {
                    file.truncate(at);
                }
            }
            _ => {
                if let Some(byte) = file.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
        file.truncate(1 << 20);
    }
}
