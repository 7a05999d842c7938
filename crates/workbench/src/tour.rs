//! The tour of the first minute: a few steps beside what they are about, while everything works as always.

use crate::actions::{Action, chord_text};
use crate::lang::Lang;

/// What is done in the tour.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum TourMsg {
    /// It was taken or skipped before, so it does not begin by itself.
    Taken,
    /// The next step; after the last it ends.
    Next,
    /// The step before.
    Back,
    /// No more of it.
    End,
}

/// A step of the tour.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Tour {
    step: usize,
}

/// What a step is about on the screen.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The cards of the articles.
    Articles,
    /// A mark in the text.
    Mark,
    /// What the inspector shows.
    Details,
    /// The labels in the toolbar.
    Labels,
    /// The text.
    Text,
    /// Review, and what comes after it.
    Review,
    /// The ways out: export, download.
    Out,
}

const STEPS: [Place; 7] =
    [Place::Articles, Place::Mark, Place::Details, Place::Labels, Place::Text, Place::Review, Place::Out];

impl Tour {
    /// Before its first step.
    pub fn start() -> Self {
        Self { step: 0 }
    }

    /// The number of its step, from 0, and of how many.
    pub fn step(self) -> (usize, usize) {
        (self.step, STEPS.len())
    }

    /// What the step is about.
    pub fn place(self) -> Place {
        STEPS[self.step]
    }

    /// The next step; none after the last.
    pub fn next(self) -> Option<Self> {
        let step = self.step + 1;
        (step < STEPS.len()).then_some(Self { step })
    }

    /// The step before; the first one stays.
    pub fn back(self) -> Self {
        Self { step: self.step.saturating_sub(1) }
    }

    /// Its title and its text. Keys are those of the table of actions.
    pub fn text(self, lang: Lang) -> (&'static str, String) {
        let key = chord_text;
        match self.place() {
            Place::Articles => (
                lang.pick("版面已经分成文章", "The page is cut into articles"),
                lang.pick(
                    "每张卡片是一篇文章，颜色与正文左边的色条对应；点卡片就跳到那里。".to_owned(),
                    "Each card is an article, in the color of the band beside its text. A click on a card goes there.".to_owned(),
                ),
            ),
            Place::Mark => (
                lang.pick("名字已经标出来", "Names are marked"),
                lang.pick(
                    format!("虚线是程序的建议，波浪线是没把握的，实线是你定下的。按 {} 到下一条建议。", key(Action::NextProposal)),
                    format!("Dashed is proposed, wavy is in doubt, solid is decided by you. {} goes to the next proposal.", key(Action::NextProposal)),
                ),
            ),
            Place::Details => (
                lang.pick("一键一个决定", "One key a decision"),
                lang.pick(
                    format!("按 {} 接受，{} 拒绝，数字换标签，{} 撤销。这里写着为什么这样建议。", key(Action::Accept), key(Action::Reject), key(Action::Undo)),
                    format!("{} accepts, {} rejects, a digit gives another label, {} takes back. Here stands why it was proposed.", key(Action::Accept), key(Action::Reject), key(Action::Undo)),
                ),
            ),
            Place::Labels => (
                lang.pick("自己标一个", "Label something yourself"),
                lang.pick(
                    "在正文里选中几个字，再按标签的数字键。✎ 可以改标签集。".to_owned(),
                    "Select some characters in the text, then press the digit of a label. ✎ edits the set of labels.".to_owned(),
                ),
            ),
            Place::Text => (
                lang.pick("改文章的起止", "Where articles begin and end"),
                lang.pick(
                    format!("把光标放在一段前，按 {} 另起一篇，{} 并入前一篇，{} 移到别的文章。", key(Action::Cut), key(Action::JoinPrevious), key(Action::ChooseArticle)),
                    format!("With the cursor at a paragraph, {} begins an article, {} joins it with the one before, {} moves it to another.", key(Action::Cut), key(Action::JoinPrevious), key(Action::ChooseArticle)),
                ),
            ),
            Place::Review => (
                lang.pick("只看存疑的", "Look at what is in doubt"),
                lang.pick(
                    format!("按 {} 从最没把握的看起，其余的一次接受。", key(Action::Review)),
                    format!("{} goes through it, the most doubtful first; the rest is accepted together.", key(Action::Review)),
                ),
            ),
            Place::Out => (
                lang.pick("拿走结果", "Take it with you"),
                lang.pick(
                    format!("{} 下载，{} 导出为其他格式。忘了按键就按 {}，找命令按 {}。", key(Action::Download), key(Action::Export), key(Action::Help), key(Action::Palette)),
                    format!("{} downloads, {} exports in other formats. {} shows all keys, {} finds any command.", key(Action::Download), key(Action::Export), key(Action::Help), key(Action::Palette)),
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tour_goes_through_all_steps_and_names_keys_that_exist() {
        let steps: Vec<_> = std::iter::successors(Some(Tour::start()), |tour| tour.next()).collect();
        assert_eq!(steps.len(), steps[0].step().1);
        for lang in [Lang::Zh, Lang::En] {
            for tour in &steps {
                let (title, text) = tour.text(lang);
                assert!(!title.is_empty() && text.chars().count() > 15);
                assert!(!text.contains("  ") && !text.contains("按 ，"), "no key is missing: {text}");
            }
        }
        assert_eq!(steps[0].back(), steps[0]);
        assert_eq!(steps[3].back(), steps[2]);
    }
}
