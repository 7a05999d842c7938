//! Bytes of a file to text: UTF-8, UTF-16, GB18030, Big5, and what else a newspaper may come in.
//!
//! A mark or the form of the bytes decides where it can. Between GB18030 and Big5 nothing but frequency does: each
//! encodes its frequent characters in the low rows of its table, so the right reading has nearly all of its characters
//! there and the wrong one about half (measured in the tests of this module). For everything else the detector of
//! Firefox is asked, and the answer is called unsure.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use thiserror::Error;

/// How much of a file is looked at to guess its encoding, in bytes.
const SAMPLE_BYTES: usize = 256 * 1024;
/// The share of frequent characters from which a reading as GB18030 or Big5 is believed.
const PLAUSIBLE: f64 = 0.75;
/// How far the better of the two must be ahead.
const AHEAD: f64 = 0.1;
/// With fewer characters outside ASCII than this, no share means much.
const FEW: usize = 6;
/// Encodings to offer when the guess is unsure, the likeliest first.
const OFFERED: [&str; 9] =
    ["gb18030", "UTF-8", "Big5", "UTF-16LE", "UTF-16BE", "Shift_JIS", "EUC-JP", "EUC-KR", "windows-1252"];

/// A text and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text; a byte order mark is still in it, so that ingest can report it.
    pub text: String,
    /// The encoding, as the WHATWG Encoding Standard names it.
    pub encoding: &'static str,
    /// Whether bytes did not fit the encoding and became U+FFFD.
    pub damaged: bool,
    /// Whether the encoding is only a guess.
    pub unsure: bool,
    /// Other encodings to try, the likeliest first; empty unless the guess is unsure.
    pub alternatives: Vec<&'static str>,
}

/// Why bytes are no text.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// They are of another kind of file.
    #[error("not a text but {0}")]
    Binary(&'static str),
    /// There is no such encoding.
    #[error("unknown encoding")]
    UnknownEncoding,
}

/// Finds the encoding of bytes and reads them.
///
/// # Errors
/// When they are no text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if let Some(kind) = kind_of_binary(bytes) {
        return Err(DecodeError::Binary(kind));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(decoded(bytes, encoding, false));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    if let Some(encoding) = utf16_by_form(sample) {
        return Ok(decoded(bytes, encoding, false));
    }
    if sample.contains(&0) && sample.iter().filter(|&&byte| byte == 0).count() * 100 > sample.len() {
        return Err(DecodeError::Binary("a binary file"));
    }
    if looks_like_utf8(bytes) {
        return Ok(decoded(bytes, UTF_8, false));
    }
    let controls = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    if controls * 50 > sample.len() {
        return Err(DecodeError::Binary("a binary file"));
    }
    let (encoding, unsure) = guess(sample);
    Ok(decoded(bytes, encoding, unsure))
}

/// Reads bytes in a given encoding, by any name of the WHATWG Encoding Standard.
///
/// # Errors
/// When there is no such encoding.
pub fn decode_as(bytes: &[u8], encoding: &str) -> Result<Decoded, DecodeError> {
    let encoding = Encoding::for_label(encoding.as_bytes()).ok_or(DecodeError::UnknownEncoding)?;
    Ok(decoded(bytes, encoding, false))
}

fn decoded(bytes: &[u8], encoding: &'static Encoding, unsure: bool) -> Decoded {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let unsure = unsure || damaged;
    let others = OFFERED.into_iter().filter(|name| *name != encoding.name());
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        damaged,
        unsure,
        alternatives: if unsure { others.collect() } else { Vec::new() },
    }
}

/// What begins as another kind of file does.
fn kind_of_binary(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 10] = [
        (b"\x89PNG\r\n", "a picture (PNG)"),
        (b"\xff\xd8\xff", "a picture (JPEG)"),
        (b"GIF8", "a picture (GIF)"),
        (b"II*\0", "a picture (TIFF)"),
        (b"MM\0*", "a picture (TIFF)"),
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a zip archive or an office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
        (b"\x1f\x8b", "a compressed file"),
        (b"\xff\xfe\0\0", "a text in UTF-32"),
    ];
    KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| *kind)
}

/// Valid to its end, but for a character that is cut off there or a few damaged ones in a long text.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    let mut beyond_ascii = 0;
    let mut invalid = 0;
    for chunk in bytes.utf8_chunks() {
        beyond_ascii += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    invalid == 0 || (beyond_ascii >= 50 && invalid * 50 < beyond_ascii)
}

/// UTF-16 without a mark: nearly all units, read in one order, are what newspapers are made of.
fn utf16_by_form(sample: &[u8]) -> Option<&'static Encoding> {
    let sample = &sample[..sample.len() & !1];
    let n = sample.len() / 2;
    if n < 2 || (std::str::from_utf8(sample).is_ok() && !sample.contains(&0)) {
        return None;
    }
    let usual = |unit: u16| match unit {
        9 | 10 | 13 | 0x20..=0x7e => true,
        0x2010..=0x206f | 0x2500..=0x25ff | 0x3000..=0x303f | 0x4e00..=0x9fff | 0xff00..=0xffef => true,
        surrogate => (0xd800..=0xdfff).contains(&surrogate),
    };
    let share = |order: fn([u8; 2]) -> u16| {
        let units = sample.chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
        units.filter(|unit| usual(*unit)).count()
    };
    let (little, big) = (share(u16::from_le_bytes), share(u16::from_be_bytes));
    let enough = |count: usize| count * 10 >= n * 9;
    // Chinese read in the wrong order can be Chinese too; space, line end and punctuation cannot.
    let marks = |order: fn([u8; 2]) -> u16| {
        let units = sample.chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
        units.filter(|unit| matches!(unit, 10 | 0x20 | 0x3001 | 0x3002 | 0xff0c)).count()
    };
    let (little_marks, big_marks) = (marks(u16::from_le_bytes), marks(u16::from_be_bytes));
    if enough(little) && little_marks > big_marks {
        Some(UTF_16LE)
    } else if enough(big) && big_marks > little_marks {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn guess(sample: &[u8]) -> (&'static Encoding, bool) {
    let (gb, n) = frequent_share(sample, GB18030, |lead, trail| {
        matches!(lead, 0xb0..=0xd7 | 0xa1..=0xa3) && trail >= 0xa1
    });
    let (big5, _) = frequent_share(sample, BIG5, |lead, _| matches!(lead, 0xa1..=0xc6));
    let unsure = n < FEW || (gb - big5).abs() < AHEAD;
    if gb >= PLAUSIBLE && gb >= big5 {
        return (GB18030, unsure);
    }
    if big5 >= PLAUSIBLE {
        return (BIG5, unsure);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let found = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    // GB18030 is GBK and more.
    (if found == encoding_rs::GBK { GB18030 } else { found }, true)
}

/// The share of two-byte characters that `is_frequent` by their bytes, and how many there are; nothing when the bytes
/// do not fit the encoding (but for the cut at the end of the sample).
fn frequent_share(
    sample: &[u8],
    encoding: &'static Encoding,
    is_frequent: fn(u8, u8) -> bool,
) -> (f64, usize) {
    let fits = |bytes| encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    // A sample of a longer file may end inside a character.
    let cut = sample.iter().rposition(|byte| matches!(byte, b'\n' | b' ' | b',')).map_or(0, |at| at + 1);
    if !fits(sample) && (cut == 0 || !fits(&sample[..cut])) {
        return (0.0, 0);
    }
    let (mut n, mut frequent) = (0, 0);
    let mut bytes = sample.iter().copied();
    while let Some(lead) = bytes.next() {
        if lead < 0x80 {
            continue;
        }
        let Some(trail) = bytes.next() else { break };
        if encoding == GB18030 && trail.is_ascii_digit() {
            // The first half of four bytes: a rare character, which says nothing.
            bytes.by_ref().take(2).for_each(drop);
            continue;
        }
        n += 1;
        frequent += usize::from(is_frequent(lead, trail));
    }
    (if n == 0 { 0.0 } else { frequent as f64 / n as f64 }, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMPLE: [&str; 5] = [
        "潮江市举行渔业博览会",
        "本报讯　记者昨日从市交通局获悉，城际公交将于下月开通，票价两元。\r\n",
        "9月3日，天气晴。",
        "“再晚一分钟，钱就没了。”店主说。今年以来，这样的劝阻有1300余起。",
        "□ 本报记者 林小满",
    ];
    const TRADITIONAL: [&str; 5] = [
        "潮江市舉行漁業博覽會",
        "本報訊　記者昨日從市交通局獲悉，城際公交將於下月開通，票價兩元。\r\n",
        "9月3日，天氣晴。",
        "「再晚一分鐘，錢就沒了。」店主說。今年以來，這樣的勸阻有1300餘起。",
        "□ 本報記者 林小滿",
    ];

    fn check(text: &str, encoding: &'static Encoding) -> Decoded {
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy, "{text}");
        let found = decode(&bytes).unwrap();
        assert_eq!((found.encoding, found.text.as_str()), (encoding.name(), text));
        found
    }

    #[test]
    fn chinese_encodings_are_told_apart_from_a_short_line_on() {
        for text in SIMPLE {
            check(text, GB18030);
            check(text, UTF_8);
        }
        for text in TRADITIONAL {
            check(text, BIG5);
            check(text, UTF_8);
        }
        assert!(!check(SIMPLE[1], GB18030).unsure);
        assert!(!check(TRADITIONAL[1], BIG5).unsure);
        assert!(check("晴。", GB18030).unsure);
    }

    #[test]
    fn utf_16_is_found_with_and_without_a_mark() {
        for text in
            SIMPLE.iter().chain(&TRADITIONAL).map(|text| format!("{text}。𠮷\n")).chain(["a\nb c".into()])
        {
            for mark in ["", "\u{feff}"] {
                let text = format!("{mark}{text}");
                let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
                let (little, big) = (decode(&little).expect(&text), decode(&big).expect(&text));
                assert_eq!((little.encoding, &little.text), ("UTF-16LE", &text));
                assert_eq!((big.encoding, &big.text), ("UTF-16BE", &text));
            }
        }
    }

    #[test]
    fn astral_characters_in_gb18030_take_four_bytes() {
        check("潮江市𠮷野集市举行渔业博览会，👩‍👩‍👧 来了。", GB18030);
    }

    #[test]
    fn utf_8_survives_a_little_damage() {
        let mut bytes = SIMPLE.concat().repeat(3).into_bytes();
        bytes.truncate(bytes.len() - 1);
        let found = decode(&bytes).unwrap();
        assert_eq!(found.encoding, "UTF-8");
        assert!(found.damaged && found.unsure && found.alternatives.contains(&"gb18030"));
        assert_eq!(decode(b"plain").unwrap().encoding, "UTF-8");
        assert_eq!(decode(b"").unwrap().text, "");
        // A single NUL in a text is left to ingest.
        assert_eq!(
            decode("甲乙丙丁".repeat(20).replace("丁", "\0").replacen('\0', "丁", 19).as_bytes())
                .unwrap()
                .encoding,
            "UTF-8"
        );
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [
            &b"\x89PNG\r\n\x1a\n"[..],
            b"%PDF-1.7",
            b"PK\x03\x04....",
            &[0, 1, 2, 3, 0, 0, 200, 7, 0, 0, 0, 9],
            &(0..=255_u8).cycle().take(4096).collect::<Vec<_>>(),
        ] {
            assert!(matches!(decode(bytes), Err(DecodeError::Binary(_))), "{:?}", &bytes[..8]);
        }
    }

    #[test]
    fn an_encoding_can_be_given() {
        let (bytes, ..) = encoding_rs::SHIFT_JIS.encode("東京新聞のニュース");
        assert_eq!(decode_as(&bytes, "sjis").unwrap().text, "東京新聞のニュース");
        assert_eq!(decode_as(&bytes, "nonsense"), Err(DecodeError::UnknownEncoding));
        assert!(decode(&bytes).unwrap().unsure);
    }
}
