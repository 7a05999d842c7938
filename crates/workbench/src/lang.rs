//! Every word of the interface, in every language of it.
//!
//! A table rather than a message format: each message is a function or a constant of one name, so a missing
//! translation or argument does not compile.

/// A language of the interface.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language for the first language tag that a browser prefers (BCP 47): Chinese for any Chinese, else English.
    pub fn from_tag(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") { Self::Zh } else { Self::En }
    }

    /// Its language tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-Hans",
            Self::En => "en",
        }
    }

    /// The one of two texts that is in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// So many of something: its name in Chinese, and in English for one and for several.
    pub fn count(self, n: usize, zh: &str, [one, several]: [&str; 2]) -> String {
        match self {
            Self::Zh => format!("{n} {zh}"),
            Self::En => format!("{n} {}", if n == 1 { one } else { several }),
        }
    }

    /// The other language.
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_several_are_told_apart() {
        let blocks = |lang: Lang, n| lang.count(n, "段", ["block", "blocks"]);
        assert_eq!([0, 1, 2].map(|n| blocks(Lang::En, n)), ["0 blocks", "1 block", "2 blocks"]);
        assert_eq!(blocks(Lang::Zh, 1), "1 段");
    }

    #[test]
    fn chinese_of_any_place_is_chinese() {
        for tag in ["zh", "zh-CN", "zh-Hant-TW", "ZH_hk"] {
            assert_eq!(Lang::from_tag(tag), Lang::Zh);
        }
        for tag in ["en", "de-AT", "", "zhx"] {
            assert_eq!(Lang::from_tag(tag), Lang::En);
        }
    }
}
