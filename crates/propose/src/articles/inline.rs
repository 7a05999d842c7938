//! Datelines, jump lines, credits and signatures inside longer blocks.

use std::ops::Range;

use jianbao_core::{ByteRange, Role};

use super::lines::Line;
use super::patterns::{self, Note};
use crate::proposal::InlineRole;

/// The stretches of a block that have a role of their own, in text order. `opens` says that the
/// block opens a paragraph, so that a dateline may stand at its start.
pub(crate) fn inline_roles(text: &str, line: &Line, role: Role, opens: bool) -> Vec<InlineRole> {
    if !matches!(role, Role::Body | Role::Caption) {
        return Vec::new();
    }
    let c = &line.chars;
    let mut found: Vec<(Range<usize>, Role)> = Vec::new();
    let jump = patterns::jump(c);
    if let Some(jump) = &jump {
        found.push((jump.range.clone(), Role::Jump));
    }
    let start = jump.filter(|j| j.back && j.range.start == 0).map_or(0, |j| j.range.end);
    if opens
        && role == Role::Body
        && let Some(end) = patterns::dateline(&c[start..])
        && start + end < c.len()
    {
        found.push((start..start + end, Role::Dateline));
    }
    match patterns::end_note(c) {
        Some(Note::Signature(range)) => found.push((range, Role::Signature)),
        Some(Note::Credit(range)) => found.push((range, Role::Credit)),
        Some(Note::Dateline(range)) => found.push((range, Role::Dateline)),
        None => {}
    }
    found.retain(|(range, _)| range.len() < c.len());
    found.sort_by_key(|(range, _)| range.start);
    found.dedup_by(|next, kept| next.0.start < kept.0.end);
    let slice = line.range.slice(text);
    let base = line.range.start().idx();
    let at = |k: usize| base + slice.char_indices().nth(k).map_or(slice.len(), |(at, _)| at);
    found
        .into_iter()
        .map(|(range, role)| InlineRole { range: ByteRange::at(at(range.start), at(range.end)), role })
        .collect()
}
