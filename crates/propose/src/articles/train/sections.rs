//! Makes one article of several that each begin with where they were written: reports under one headline, each
//! under the name of its place.

use std::ops::Range;

use jianbao_core::Role;

use super::Dice;
use super::augment::Draft;
use crate::articles::chars::{fold, is_han, is_numeral};
use crate::articles::patterns;

/// Articles that become one, at most.
const MOST: usize = 4;

/// Joins some runs of articles that each begin with a dateline with a place.
pub(super) fn with_places(drafts: Vec<Draft>, dice: &mut Dice) -> Vec<Draft> {
    let articles = whole_articles(&drafts);
    // For each article that is whole and in one place, the place that its dateline names.
    let places: Vec<Option<String>> = articles.iter().map(|a| place_of(&drafts[a.clone()])).collect();
    let mut joined: Vec<Vec<usize>> = Vec::new();
    let mut k = 0;
    while k < articles.len() {
        let run = (k..articles.len())
            .take(MOST)
            .take_while(|&j| places[j].is_some() && (j == k || articles[j].start == articles[j - 1].end))
            .count();
        let take = if run >= 2 && dice.unit() < 0.6 { 2 + dice.below(run - 1) } else { 1 };
        if take >= 2 {
            joined.push((k..k + take).collect());
        }
        k += take;
    }
    let mut out = drafts;
    // From the end, so that what is before stays where it is.
    for group in joined.into_iter().rev() {
        let first = articles[group[0]].clone();
        let own = out[first.start].article;
        let also_first = dice.unit() < 0.5;
        for (n, &number) in group.iter().enumerate().rev() {
            let range = articles[number].clone();
            let body = range.clone().find(|&k| out[k].role == Role::Body).unwrap_or(range.start);
            let order = 1_000 * n;
            for draft in &mut out[range.clone()] {
                draft.article = own;
                draft.order += order;
            }
            let title = places[number].clone().map(|text| Draft {
                text,
                role: Role::Subhead,
                continues: false,
                order: out[body].order.saturating_sub(1),
                ..out[body].clone()
            });
            if n == 0 {
                if also_first {
                    out.splice(body..body, title);
                }
            } else {
                out.splice(range.start..body, title);
            }
        }
    }
    out
}

/// The articles that stand in one place each, with the drafts of each, in the order of the text.
fn whole_articles(drafts: &[Draft]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut k = 0;
    while k < drafts.len() {
        let own = drafts[k].article;
        let end = (k..drafts.len()).find(|&j| drafts[j].article != own).unwrap_or(drafts.len());
        let whole = own.is_some()
            && drafts.iter().filter(|d| d.article == own).count() == end - k
            && drafts[k..end].windows(2).all(|w| w[0].order < w[1].order);
        if whole {
            out.push(k..end);
        }
        k = end;
    }
    out
}

/// The place in the dateline of an article with a headline (`本报某地1月1日电`).
fn place_of(article: &[Draft]) -> Option<String> {
    let titled = matches!(article.first()?.role, Role::Headline | Role::Kicker);
    let body = article.iter().find(|d| d.role == Role::Body)?;
    let chars: Vec<char> = body.text.chars().map(fold).collect();
    patterns::dateline(&chars)?;
    let source = ["据新华社", "新华社", "据本报", "本报"].iter().find(|w| patterns::has_at(&chars, 0, w))?;
    let place: String = body
        .text
        .chars()
        .skip(source.chars().count())
        .take_while(|&c| is_han(fold(c)) && !is_numeral(fold(c)) && !matches!(c, '电' | '讯'))
        .collect();
    (titled && (2..=5).contains(&place.chars().count())).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(article: u32, order: usize, role: Role, text: &str) -> Draft {
        Draft { gap: "\n".into(), text: text.into(), role, article: Some(article), continues: false, order }
    }

    fn page() -> Vec<Draft> {
        vec![
            draft(0, 0, Role::Headline, "两地筹备春耕"),
            draft(
                0,
                10,
                Role::Body,
                "本报青原2月3日电\u{3000}青原县备足化肥👩‍🌾，𠮷家渡的店铺每天营业十二小时。",
            ),
            draft(1, 0, Role::Headline, "沙堤农机下乡"),
            draft(1, 10, Role::Body, "本报沙堤2月3日电\u{3000}沙堤的修理队走进café边的村庄。"),
            draft(1, 20, Role::Body, "修理不收费用。"),
            draft(2, 0, Role::Headline, "小雪"),
            draft(2, 10, Role::Body, "雪下在河上。"),
        ]
    }

    #[test]
    fn reports_with_a_place_become_one_article_with_the_places_over_them() {
        let joined = (0..20)
            .map(|seed| with_places(page(), &mut Dice::new(seed)))
            .find(|drafts| drafts.iter().all(|d| d.article != Some(1)))
            .expect("some dice join them");
        let own: Vec<&Draft> = joined.iter().filter(|d| d.article == Some(0)).collect();
        let titles: Vec<&str> =
            own.iter().filter(|d| d.role == Role::Headline).map(|d| &d.text[..]).collect();
        assert_eq!(titles, ["两地筹备春耕"]);
        assert!(own.iter().any(|d| d.role == Role::Subhead && d.text == "沙堤"));
        assert_eq!(own.iter().filter(|d| d.role == Role::Body).count(), 3);
        assert!(own.windows(2).all(|w| w[0].order < w[1].order), "in reading order");
        assert_eq!(joined.iter().filter(|d| d.article == Some(2)).count(), 2, "the essay stays by itself");
    }

    #[test]
    fn articles_in_several_parts_stay_as_they_are() {
        let mut drafts = page();
        // The second report is interrupted by the essay.
        drafts.swap(4, 6);
        for seed in 0..20 {
            let after = with_places(drafts.clone(), &mut Dice::new(seed));
            assert!(after.iter().any(|d| d.article == Some(1)));
        }
    }
}
