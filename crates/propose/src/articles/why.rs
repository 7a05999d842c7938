//! Which reasons to give for what was decided: the facts that speak for it most plainly.

use jianbao_core::Role;

use super::assemble::Decided;
use super::labels::Relation;
use super::patterns;
use crate::proposal::Reason;

/// Two texts share so much that it is worth a word.
const ALIKE: f32 = 0.06;
/// Characters go together so well that it is worth a word.
const TOGETHER: f32 = 2.0;

/// Why unit `k` has its role.
pub(super) fn role(page: &Decided<'_>, k: usize, role: Role) -> Vec<Reason> {
    let (unit, facts) = (&page.units[k], &page.facts[k]);
    let c = &unit.chars;
    let mut out: Vec<Reason> = Vec::new();
    let mut say = |id: &'static str, holds: bool| {
        if holds {
            out.push(id.into());
        }
    };
    say("learned", page.learned[k]);
    match role {
        Role::Headline | Role::Kicker => {
            say("next-is-byline", facts.title.is_some_and(|t| t.strong));
            say("short-line", !facts.ends && facts.len <= 60);
        }
        Role::Subtitle => {
            say("dash", c.starts_with(&['—']));
            say("under-headline", true);
        }
        Role::Byline => {
            say("byline-words", facts.byline);
            say("names", facts.names > 0);
        }
        Role::Dateline => say("dateline", facts.dateline),
        Role::Subhead => {
            say("parallel-lines", facts.title.is_some_and(|t| t.parallel > 0));
            say("between-paragraphs", true);
        }
        Role::Caption => {
            say("picture-words", patterns::find(c, "图").is_some());
            say("credit-near", page.facts.get(k + 1).is_some_and(|f| f.credit));
        }
        Role::Credit => say("credit-words", facts.credit),
        Role::Signature => say("names", facts.names > 0),
        Role::Jump => say("jump", facts.jump.is_some()),
        Role::Other => say("furniture", facts.furniture),
        Role::Body => {
            say("sentences", facts.ends && facts.len >= 30);
            say("running-text", facts.len >= 60);
        }
    }
    if out.is_empty() {
        out.push("form".into());
    }
    out
}

/// Why unit `k` comes after the text before it as decided.
pub(super) fn link(page: &Decided<'_>, k: usize, relation: Relation) -> Vec<Reason> {
    let facts = &page.facts[k];
    let before = k.checked_sub(1).map(|b| &page.facts[b]);
    let mut out: Vec<Reason> = Vec::new();
    let mut say = |id: &'static str, holds: bool| {
        if holds {
            out.push(id.into());
        }
    };
    let fits = |a: [f32; 3]| a[0] + a[1] + a[2] > TOGETHER;
    match relation {
        Relation::New => {
            say("first", k == 0);
            say("after-signature", before.is_some_and(|b| b.names > 0 || b.credit));
            say("next-is-byline", facts.title.is_some_and(|t| t.strong));
            say("begins-with-dateline", facts.dateline);
            say("jump-back", facts.jump.as_ref().is_some_and(|j| j.back));
            say("other-words", k > 0 && facts.cohesion < 0.01);
            say("new", true);
        }
        Relation::Same => {
            say("same-words", facts.cohesion > ALIKE);
            say("follows", true);
        }
        Relation::Continues => {
            say("stops-inside", before.is_some_and(|b| !b.ends));
            say("quote-open", before.is_some_and(|b| b.open_quotes > 0) && facts.stray_quotes > 0);
            say("fits", fits(facts.local));
            say("continues", true);
        }
        Relation::Resumes | Relation::ResumesInside => {
            let tail = page.decision.partner[k].map(|t| &page.facts[t as usize]);
            say("stops-inside", tail.is_some_and(|t| !t.ends));
            say("quote-open", tail.is_some_and(|t| t.open_quotes > 0) && facts.stray_quotes > 0);
            say("resumes", true);
        }
        Relation::Furniture => say("furniture", true),
    }
    out
}

/// Why a chain of units is one article.
pub(super) fn article(page: &Decided<'_>, chain: &[u32]) -> Vec<Reason> {
    let first = chain.first().map_or(0, |&k| k as usize);
    let parts = chain.windows(2).filter(|w| w[0] + 1 != w[1]).count();
    let mut out: Vec<Reason> = Vec::new();
    if parts > 0 {
        out.push("interrupted".into());
    }
    if page.facts[first].title.is_some() {
        out.push("has-headline".into());
    }
    if chain.last().is_some_and(|&k| page.facts[k as usize].names > 0) {
        out.push("signed".into());
    }
    if out.is_empty() {
        out.push("form".into());
    }
    out
}
