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
    fn chinese_of_any_place_is_chinese() {
        for tag in ["zh", "zh-CN", "zh-Hant-TW", "ZH_hk"] {
            assert_eq!(Lang::from_tag(tag), Lang::Zh);
        }
        for tag in ["en", "de-AT", "", "zhx"] {
            assert_eq!(Lang::from_tag(tag), Lang::En);
        }
    }
}
