//! The labels that entities can have.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::presets::Preset;

/// The name of a label in files, such as `PER`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId(Arc<str>);

impl LabelId {
    /// From its name in files.
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// Its name in files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LabelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for LabelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an entity can be labeled as, and how the label is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name in files; unique in a set.
    pub id: LabelId,
    /// Its name in Chinese.
    pub name_zh: Box<str>,
    /// Its name in English.
    pub name_en: Box<str>,
    /// Its color, `#rrggbb`.
    pub color: Color,
    /// The key that gives it, when it has one; unique in a set.
    pub key: Option<char>,
    /// What belongs under it, for the person who annotates.
    pub definition: Box<str>,
    /// Fields of a file that this version does not know, as the text of a JSON object.
    pub extra: Option<Arc<str>>,
}

/// An opaque sRGB color.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red, green and blue.
    pub rgb: [u8; 3],
}

impl Color {
    /// From `#rrggbb`; none for any other form.
    pub fn parse(hex: &str) -> Option<Self> {
        let digits = hex.strip_prefix('#').filter(|rest| rest.len() == 6 && rest.is_ascii())?;
        let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self { rgb: [byte(0)?, byte(2)?, byte(4)?] })
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.rgb;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

/// The labels of a project, in the order in which they are shown.
///
/// **Invariant**: ids are unique and not empty; so are keys where there are any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelSet(Vec<Label>);

/// Why labels are no [`LabelSet`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LabelSetError {
    /// A label has no id.
    #[error("a label without an id")]
    NoId,
    /// Two labels have the same id.
    #[error("two labels with the id {0}")]
    SameId(LabelId),
    /// Two labels have the same key.
    #[error("two labels with the key {0}")]
    SameKey(char),
}

impl LabelSet {
    /// From labels in the order in which they are shown.
    ///
    /// # Errors
    /// When an id is missing or given twice, or a key is given twice.
    pub fn new(labels: Vec<Label>) -> Result<Self, LabelSetError> {
        for (i, label) in labels.iter().enumerate() {
            if label.id.as_str().is_empty() {
                return Err(LabelSetError::NoId);
            }
            for other in &labels[..i] {
                if other.id == label.id {
                    return Err(LabelSetError::SameId(label.id.clone()));
                }
                if let Some(key) = label.key.filter(|_| other.key == label.key) {
                    return Err(LabelSetError::SameKey(key));
                }
            }
        }
        Ok(Self(labels))
    }

    /// From labels of which it is known that ids and keys are unique.
    pub(super) fn of_unique(labels: Vec<Label>) -> Self {
        debug_assert!(Self::new(labels.clone()).is_ok(), "ids and keys are unique");
        Self(labels)
    }

    /// The ten labels for newspapers that a new project starts with.
    pub fn newspaper() -> Self {
        Preset::Newspaper.labels()
    }

    /// The labels in the order in which they are shown.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Label> {
        self.0.iter()
    }

    /// The label with this id.
    pub fn get(&self, id: &LabelId) -> Option<&Label> {
        self.0.iter().find(|label| label.id == *id)
    }

    /// The label that is called so: by its id or by its name in either language, capitals or not.
    pub fn named(&self, name: &str) -> Option<&Label> {
        self.0.iter().find(|label| {
            label.id.as_str().eq_ignore_ascii_case(name)
                || *label.name_zh == *name
                || label.name_en.eq_ignore_ascii_case(name)
        })
    }

    /// The place of a label in the order, from 0.
    pub fn position(&self, id: &LabelId) -> Option<usize> {
        self.0.iter().position(|label| label.id == *id)
    }

    /// The label that a key gives.
    pub fn by_key(&self, key: char) -> Option<&Label> {
        self.0.iter().find(|label| label.key == Some(key))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The labels, to make another set of them.
    pub fn to_vec(&self) -> Vec<Label> {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_read_and_written() {
        let color = Color::parse("#0aF910").unwrap();
        assert_eq!(color.to_string(), "#0af910");
        for bad in ["0af910", "#0af91", "#0af9100", "#0af91g", "#甲乙"] {
            assert_eq!(Color::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn ids_and_keys_are_unique() {
        let mut labels = LabelSet::newspaper().to_vec();
        assert!(LabelSet::new(labels.clone()).is_ok());
        labels[1].key = labels[0].key;
        assert_eq!(LabelSet::new(labels.clone()), Err(LabelSetError::SameKey('1')));
        labels[1] = labels[0].clone();
        assert_eq!(LabelSet::new(labels), Err(LabelSetError::SameId(LabelId::new("PER"))));
    }

    #[test]
    fn the_newspaper_set_has_its_colors() {
        assert!(LabelSet::newspaper().iter().all(|label| label.color.rgb != [0; 3]));
    }
}
