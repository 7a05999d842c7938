//! Sets tables into a page: inside articles, and as articles of their own.

use jianbao_core::Role;

use super::augment::Draft;
use super::{Dice, extras};
use crate::articles::chars::{fold, is_han};

/// Words of the text of a draft, cut to what fits a column.
fn words(text: &str, dice: &mut Dice) -> Vec<String> {
    text.split(|c: char| !is_han(fold(c)))
        .filter(|w| w.chars().count() >= 2)
        .map(|w| w.chars().take(2 + dice.below(6)).collect())
        .collect()
}

/// Rows of a word with figures beside it; the first one may name the columns.
fn rows(words: &[String], most: usize, dice: &mut Dice) -> Vec<String> {
    let space = ["  ", " ", "\u{3000}\u{3000}", "\u{3000}"][dice.below(4)];
    let columns = 1 + dice.below(4);
    let units = ["", "%", "元", "万吨", "亿元", "人"];
    let mut out = Vec::new();
    for (row, word) in words.iter().take(most).enumerate() {
        let mut text = word.clone();
        for _ in 0..columns {
            text.push_str(space);
            if row == 0 && words.len() > 9 {
                text.push_str(&words[words.len() - 1 - dice.below(4)]);
            } else {
                text.push_str(&format!(
                    "{}{}",
                    dice.below(9000) / (1 + dice.below(100)),
                    units[dice.below(6)]
                ));
            }
        }
        out.push(text);
    }
    out
}

/// Sets rows of figures between some paragraphs.
pub(super) fn with_tables(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len() + 32);
    for draft in drafts {
        let follows = out.last().is_some_and(|b: &Draft| b.article == draft.article && b.role == Role::Body);
        let room = follows && draft.role == Role::Body && !draft.continues && draft.article.is_some();
        if room && dice.unit() < 0.12 {
            let words = words(&draft.text, dice);
            let most = 3 + dice.below(8);
            out.extend(rows(&words, most, dice).into_iter().map(|text| Draft {
                gap: "\n".into(),
                text,
                role: Role::Other,
                order: draft.order.saturating_sub(5),
                ..draft.clone()
            }));
        }
        out.push(draft);
    }
    out
}

/// Sets tables under a headline of their own between articles: prices, results, tables of a league.
pub(super) fn with_lists(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let mut next = drafts.iter().filter_map(|d| d.article).max().map_or(0, |m| m + 1);
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len() + 16);
    for (k, draft) in drafts.iter().enumerate() {
        let edge = k == 0 || drafts[k - 1].article != draft.article;
        if edge && dice.unit() < 0.12 {
            let source = &drafts[dice.below(drafts.len())].text;
            let words = words(source, dice);
            let most = 3 + dice.below(8);
            let list = rows(&words, most, dice);
            let subject = extras::clauses(source, 2, 8).pop();
            if let Some(subject) = subject.filter(|_| list.len() >= 3) {
                let kind = ["行情", "积分榜", "一览", "一览表", "价格", "排行榜", "成绩", ""][dice.below(8)];
                let gap = "\n".repeat(draft.gap.matches('\n').count().max(1));
                let line = |gap: &str, text: String, role: Role, order: usize| Draft {
                    gap: gap.to_owned(),
                    text,
                    role,
                    article: Some(next),
                    continues: false,
                    order,
                };
                out.push(line(&gap, format!("{subject}{kind}"), Role::Headline, 0));
                out.extend(list.into_iter().enumerate().map(|(n, row)| line("\n", row, Role::Other, n + 1)));
                next += 1;
            }
        }
        out.push(draft.clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_between_articles_is_an_article_of_its_own() {
        let text = "青原县的菜市上，番茄便宜，黄瓜涨价，茄子持平，豆角上市，𠮷家渡的白菜👩‍🌾卖完了。";
        let drafts: Vec<Draft> =
            [(0, Role::Headline, "菜市早报"), (0, Role::Body, text), (1, Role::Headline, "小雪")]
                .into_iter()
                .enumerate()
                .map(|(order, (article, role, text))| Draft {
                    gap: "\n\n".into(),
                    text: text.into(),
                    role,
                    article: Some(article),
                    continues: false,
                    order,
                })
                .collect();
        let out = (0..200)
            .map(|seed| with_lists(drafts.clone(), &mut Dice::new(seed)))
            .find(|out| out.len() > drafts.len())
            .expect("some dice set a list");
        let list: Vec<&Draft> = out.iter().filter(|d| d.article.is_some_and(|a| a >= 2)).collect();
        assert_eq!(list[0].role, Role::Headline);
        assert!(list.len() >= 4 && list[1..].iter().all(|d| d.role == Role::Other));
        assert!(list[2].text.chars().any(|c| c.is_ascii_digit()), "{}", list[2].text);
        assert_eq!(out.iter().filter(|d| d.article.is_some_and(|a| a < 2)).count(), drafts.len());
    }
}
