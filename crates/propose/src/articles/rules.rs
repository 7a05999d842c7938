//! A first layout by rules of form alone.

use jianbao_core::Role;

use super::chars::{is_closer, is_sentence_end};
use super::inline::inline_roles;
use super::layout::{Layout, LayoutArticle, LayoutBlock};
use super::lines::Line;
use super::{evidence, patterns};

/// The roles, articles and joins of a page by its forms.
pub(crate) fn decode(text: &str, lines: &[Line]) -> Layout {
    let mut blocks: Vec<LayoutBlock> = Vec::new();
    let mut articles: Vec<Vec<u32>> = Vec::new();
    let mut previous: Option<(Role, bool)> = None;
    for (k, line) in lines.iter().enumerate() {
        let c = &line.chars;
        let ended = ends_sentence(c);
        let jump = patterns::jump(c);
        let short = c.len() <= 40 && !ended;
        let next_jump = lines.get(k + 1).is_some_and(|n| patterns::jump(&n.chars).is_some_and(|j| j.back));
        let after_title = matches!(previous, Some((Role::Headline | Role::Kicker | Role::Subtitle, _)));
        let role = if jump.as_ref().is_some_and(|j| j.range.len() + 2 >= c.len()) {
            Role::Jump
        } else if patterns::is_furniture(c) {
            Role::Other
        } else if patterns::is_credit(c) {
            Role::Credit
        } else if patterns::is_marked_byline(c) {
            Role::Byline
        } else if patterns::names(c) > 0 {
            if after_title { Role::Byline } else { Role::Signature }
        } else if c.starts_with(&['—', '—']) && short {
            Role::Subtitle
        } else if patterns::dateline(c).is_some_and(|end| end >= c.len()) {
            Role::Dateline
        } else if lines.get(k + 1).is_some_and(|n| patterns::is_credit(&n.chars)) {
            Role::Caption
        } else if short && c.len() <= 22 && c.contains(&',') && matches!(previous, Some((Role::Body, true))) {
            Role::Subhead
        } else if short && (next_jump || starts_article(lines, k)) && !matches!(previous, Some((_, false))) {
            Role::Headline
        } else {
            Role::Body
        };
        let continues = role == Role::Body
            && matches!(previous, Some((Role::Body | Role::Dateline, false)))
            && line.indent == 0;
        let new = !matches!(role, Role::Other)
            && (articles.is_empty()
                || (matches!(role, Role::Headline) && !after_title)
                || role == Role::Caption
                || (role == Role::Jump && jump.as_ref().is_some_and(|j| j.back) && !after_title)
                || matches!(previous, Some((Role::Signature | Role::Credit, _))) && role != Role::Credit);
        let article = (role != Role::Other).then(|| {
            if new {
                articles.push(Vec::new());
            }
            articles.len() as u32 - 1
        });
        if let Some(article) = article {
            articles[article as usize].push(blocks.len() as u32);
            previous = Some((role, ended || role != Role::Body && role != Role::Dateline));
        }
        blocks.push(LayoutBlock {
            range: line.range,
            role,
            article,
            continues: continues && !new,
            inline: inline_roles(text, line, role, !continues),
            role_evidence: evidence(0.85, "form"),
            link_evidence: evidence(0.8, if new { "new" } else { "follows" }),
        });
    }
    let articles = articles
        .into_iter()
        .map(|order| LayoutArticle {
            parts: Layout::parts_of(&blocks, &order),
            blocks: order,
            evidence: evidence(0.5, "form"),
        })
        .collect();
    Layout { blocks, articles }
}

/// Whether a short line is followed by what begins an article, and not by more of one.
fn starts_article(lines: &[Line], k: usize) -> bool {
    let before_short = k > 0 && lines[k - 1].chars.len() <= 16;
    k == 0
        || before_short
        || lines.get(k + 1).is_some_and(|n| patterns::dateline(&n.chars).is_some())
        || lines[k].chars.len() >= 11
}

/// Whether the text ends like a sentence.
pub(crate) fn ends_sentence(chars: &[char]) -> bool {
    let end = chars.iter().rposition(|&c| !is_closer(c));
    end.is_some_and(|k| is_sentence_end(chars[k]) || chars[k] == '.')
}
