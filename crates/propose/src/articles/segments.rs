//! Pairs of interrupted parts, seen with the whole stretches of text that they would join or part.

use super::features::{Facts, Marks};
use super::labels::{LABELS, Relation};
use super::pairs::Pair;

/// How much it counts what the stretches have in common. Measured on days held out (`docs/articles.md`).
const WEIGHT: f32 = 60.0;
/// Pairs below this logit stay as they are.
const LEAST: f32 = -3.0;
/// Units of a stretch before a break that are looked at, and of one after it.
const BEFORE: usize = 25;
const AFTER: usize = 12;
/// Words of a stretch that are looked at.
const WORDS: usize = 2000;

/// Goes through the pairs of a page, a few at a time.
///
/// The pair scorer sees a few units on each side of a break. Here a part is compared as a whole with the whole text
/// that it would go on from, and with the whole text that it would otherwise belong to: the more it has in
/// common with the first than with the second, the likelier the pair.
#[derive(Debug, Default)]
pub(crate) struct Segments {
    /// Whether each unit begins a stretch, by the best labels without pairs.
    begins: Vec<bool>,
    /// The first unit of the stretch that each is in.
    start: Vec<usize>,
    /// The pair that is next.
    at: usize,
}

impl Segments {
    /// The stretches that these labels make.
    pub(crate) fn new(labels: &[u8]) -> Self {
        let begins: Vec<bool> = labels
            .iter()
            .map(|&label| {
                let relation = LABELS[usize::from(label)].relation;
                !matches!(relation, Relation::Same | Relation::Continues)
            })
            .collect();
        let mut start = Vec::with_capacity(begins.len());
        for (k, &begins) in begins.iter().enumerate() {
            let open = start.last().copied().unwrap_or(0);
            start.push(if begins { k } else { open });
        }
        Self { begins, start, at: 0 }
    }

    /// Weighs so many more pairs; false when none is left.
    pub(crate) fn step(
        &mut self,
        pairs: &mut [Pair],
        count: usize,
        facts: &[Facts],
        marks: &mut Marks,
    ) -> bool {
        let mut left = count;
        while let Some(pair) = pairs.get_mut(self.at) {
            if pair.score > LEAST {
                if left == 0 {
                    return true;
                }
                left -= 1;
                pair.score += WEIGHT * self.leaning(*pair, facts, marks);
            }
            self.at += 1;
        }
        false
    }

    /// What the part from the head on has in common with the text up to the tail, less what it has with the text
    /// before it.
    fn leaning(&self, pair: Pair, facts: &[Facts], marks: &mut Marks) -> f32 {
        let (tail, head) = (pair.tail as usize, pair.head as usize);
        let Some(last) = head.checked_sub(1) else { return 0.0 };
        let stretch = |end: usize| self.start[end].max(end.saturating_sub(BEFORE))..end + 1;
        let (far, near) = (stretch(tail), stretch(last));
        if far.contains(&head) || near.contains(&tail) {
            return 0.0;
        }
        let limit = facts.len().min(head + AFTER);
        let end = (head + 1..limit).find(|&k| self.begins[k]).unwrap_or(limit);
        let own = marks.union(facts[head..end].iter(), WORDS);
        let far = marks.union(facts[far].iter().rev(), WORDS);
        let near = marks.union(facts[near].iter().rev(), WORDS);
        marks.similarity(&far, &own) - marks.similarity(&near, &own)
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::{alone, number_words};
    use super::super::ngrams::NgramTable;
    use super::*;

    const TITLE: u8 = 0;
    const TEXT: u8 = 17;

    /// The scores of the pairs of a page of two articles whose last text has these words: one that ties it to the
    /// first article, one too unlikely to be looked at, the first again.
    fn scores(words_of_last: &[u32]) -> Vec<f32> {
        let labels = [TITLE, TEXT, TITLE, TEXT, TEXT];
        let words: [&[u32]; 5] = [&[1], &[1, 2, 3], &[7], &[7, 8, 9], words_of_last];
        let mut facts: Vec<Facts> = words
            .iter()
            .map(|words| Facts {
                words: words.iter().map(|&word| (word, 1.0)).collect(),
                ..alone(&['桥', '上', '。'], &NgramTable::default())
            })
            .collect();
        let mut marks = number_words(&mut facts);
        let mut segments = Segments::new(&labels);
        let mut pairs = [0.0, LEAST - 1.0, 0.0].map(|score| Pair { tail: 1, head: 4, score });
        assert!(segments.step(&mut pairs, 1, &facts, &mut marks), "one is left");
        assert_eq!(pairs[2].score, 0.0);
        assert!(!segments.step(&mut pairs, 1, &facts, &mut marks));
        pairs.iter().map(|pair| pair.score).collect()
    }

    #[test]
    fn a_part_goes_to_the_text_that_it_has_more_in_common_with() {
        let far = scores(&[1, 2, 4]);
        assert!(far[0] > 1.0 && far[2] == far[0], "{far:?}");
        assert_eq!(far[1], LEAST - 1.0);
        assert!(scores(&[7, 8, 4])[0] < -1.0);
        assert_eq!(scores(&[5, 6])[0], 0.0, "nothing in common with either");
    }

    #[test]
    fn a_stretch_is_not_compared_with_itself() {
        let mut segments = Segments::new(&[TITLE, TEXT, TEXT]);
        let mut facts = vec![alone(&['桥', '上'], &NgramTable::default()); 3];
        let mut marks = number_words(&mut facts);
        let mut pairs = [Pair { tail: 0, head: 2, score: 1.0 }];
        assert!(!segments.step(&mut pairs, 9, &facts, &mut marks));
        assert_eq!(pairs[0].score, 1.0);
    }
}
