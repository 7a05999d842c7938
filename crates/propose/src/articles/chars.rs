//! One-to-one folding of characters, so that patterns are written once for every width and script.

/// Folds a character to the form in which patterns are written: full-width ASCII to half-width,
/// corner brackets to curly quotes, the common traditional forms of pattern words to simplified ones.
/// One character becomes one character, so positions are kept.
pub(crate) fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\t' | '\u{00A0}' => ' ',
        '「' | '『' | '‘' | '〝' | '﹁' | '﹃' => '“',
        '」' | '』' | '’' | '〞' | '﹂' | '﹄' => '”',
        '｡' => '。',
        '､' => '、',
        '―' | '─' | '–' => '—',
        _ if is_han(c) => jianbao_core::text::simplify(c),
        _ => c,
    }
}

/// Whether the character is a Han character, astral ones included.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

/// Whether a sentence may end with this (folded) character.
pub(crate) fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '…' | ';' | ':')
}

/// Whether the (folded) character closes a quotation or a bracket.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(c, '”' | '"' | '\'' | ')' | '》' | '〉' | ']' | '】' | '〕' | '}')
}

/// A digit, Arabic or Chinese.
pub(crate) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(
            c,
            '〇' | '零'
                | '一'
                | '二'
                | '三'
                | '四'
                | '五'
                | '六'
                | '七'
                | '八'
                | '九'
                | '十'
                | '百'
                | '千'
                | '万'
        )
}

/// Whether the (folded) character opens a quotation or a bracket.
pub(crate) fn is_opener(c: char) -> bool {
    matches!(c, '“' | '(' | '《' | '〈' | '[' | '【' | '〔' | '{')
}

/// The class of a folded character, 0..12: the coarse alphabet of the form features.
pub(crate) fn class(c: char) -> u32 {
    match c {
        _ if is_han(c) => 0,
        '0'..='9' => 1,
        '。' | '!' | '?' | '…' | '.' => 2,
        ',' | '、' => 3,
        ';' | ':' => 4,
        _ if is_opener(c) => 5,
        _ if is_closer(c) => 6,
        '—' | '-' | '~' => 7,
        '□' | '■' | '○' | '●' | '◆' | '◇' | '▲' | '△' | '▼' | '▽' | '★' | '☆' | '◎' | '※' | '→' | '←'
        | '•' | '*' => 8,
        _ if c.is_whitespace() => 9,
        _ if c.is_alphabetic() => 10,
        _ => 11,
    }
}
