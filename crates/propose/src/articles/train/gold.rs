//! What is true of the units of a training page.

use jianbao_core::Role;

use super::TrainingPage;
use crate::articles::labels::{self, Relation};
use crate::articles::lines::Line;
use crate::articles::units::Unit;

/// What is true of a unit.
#[derive(Clone, Debug)]
pub(crate) struct Truth {
    /// The number of its label.
    pub label: u8,
    /// The unit before it in reading order.
    pub before: Option<u32>,
}

/// What is true of each unit.
pub(crate) fn truths(page: &TrainingPage, lines: &[Line], units: &[Unit]) -> Vec<Truth> {
    // The training line of each line, and its place in the reading order of its article.
    let known: Vec<Option<usize>> = lines
        .iter()
        .map(|line| {
            let k = page.lines.partition_point(|g| g.range.end() <= line.range.start());
            (k < page.lines.len() && page.lines[k].range.overlaps(line.range)).then_some(k)
        })
        .collect();
    let mut unit_of = vec![None; page.lines.len()];
    let mut gold_of = Vec::with_capacity(units.len());
    for (u, unit) in units.iter().enumerate() {
        let members: Vec<usize> = unit.lines.clone().filter_map(|k| known[k]).collect();
        for &g in &members {
            unit_of[g] = Some(u as u32);
        }
        gold_of.push(members);
    }
    let mut before: Vec<Option<u32>> = vec![None; units.len()];
    for (number, parts) in page.articles.iter().enumerate() {
        let mut last: Option<u32> = None;
        for part in parts {
            let from = page.lines.partition_point(|g| g.range.start() < part.start());
            for (g, line) in page.lines.iter().enumerate().skip(from) {
                if line.range.end() > part.end() {
                    break;
                }
                if line.article != Some(number as u32) {
                    continue;
                }
                let Some(unit) = unit_of[g] else { continue };
                if last != Some(unit) && before[unit as usize].is_none() {
                    before[unit as usize] = last;
                }
                last = Some(unit);
            }
        }
    }
    let mut previous: Option<u32> = None;
    gold_of
        .iter()
        .enumerate()
        .map(|(u, members)| {
            let Some(&first) = members.first() else {
                return Truth { label: labels::number(Role::Other, Relation::Furniture) as u8, before: None };
            };
            let line = &page.lines[first];
            let role = if members.iter().any(|&g| page.lines[g].role == Role::Body) {
                Role::Body
            } else {
                line.role
            };
            let relation = match (line.article, before[u]) {
                (None, _) => Relation::Furniture,
                (_, None) => Relation::New,
                (_, before) if before == previous => {
                    if line.continues {
                        Relation::Continues
                    } else {
                        Relation::Same
                    }
                }
                _ if line.continues => Relation::ResumesInside,
                _ => Relation::Resumes,
            };
            if relation != Relation::Furniture {
                previous = Some(u as u32);
            }
            let label = if relation == Relation::Furniture {
                labels::number(Role::Other, relation)
            } else {
                labels::number(role, relation)
            };
            Truth { label: label as u8, before: before[u] }
        })
        .collect()
}
